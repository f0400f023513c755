"""Users: added, changed, let out and in again, and their links for a password. Each leaves an entry in the trail."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from samtykke.accounts import queries
from samtykke.accounts.actions.keys import revoke_api_key
from samtykke.accounts.actions.shared import (
    USER_CHANGE,
    USER_INACTIVE,
    Reach,
    changes_of,
    decides_for_others,
    free_address,
    given_rights,
    locked,
    ref,
    refuse_alone,
    refuse_beyond,
    refuse_losing_everybody,
    refuse_seen_otherwise,
)
from samtykke.accounts.actions.ways_in import (
    begin_anew,
    end_ways_in,
    leave_old_address,
    refuse_taking_over,
    revoke_ways_in,
)
from samtykke.accounts.models import Approval, PasswordLink, Role, Session, SetupLink, User, Visibility
from samtykke.accounts.passwords import is_short
from samtykke.accounts.second import Wanted
from samtykke.accounts.secrets import hashed, new_token
from samtykke.audit import actions as audit
from samtykke.audit.deeds import Deed
from samtykke.core.actors import Actor, Ref, Via
from samtykke.core.clock import now
from samtykke.core.refused import Refused
from samtykke.mail import actions as mail

if TYPE_CHECKING:
    from collections.abc import Iterable

    from samtykke.mail.models import Mail

LINK_LASTS = timedelta(hours=24)
# Asked for by somebody who says they have forgotten it: short, as for every way in by mail (REQ-91).
RESET_LASTS = timedelta(hours=1)
MOST_ASKED = 5
USER_DEACTIVATION, USER_REACTIVATION = "user:deactivation", "user:reactivation"

# --- Users ------------------------------------------------------------------------------------------------------------


@transaction.atomic
def create_user(
    *,
    email: str,
    name: str,
    by: Actor,
    via: Via,
    language: str = "nb",
    roles: Iterable[Role] = (),
    password: str | None = None,
) -> User:
    """Adds a user. Without a password the user needs a link to set one. Roles need a second person (REQ-99): see `invite`."""
    wanted = _held_still(roles)
    reach = Reach.of(wanted)
    refuse_beyond(by, reach)
    address = free_address(email, None)
    if reach.rights:
        payload = {"roles": sorted(role.key for role in wanted)}
        refuse_alone(Wanted(USER_CHANGE, Ref("user", 0), payload, {"roles": []}), by=by, approval=None)
    user = User(email=address, name=name.strip(), language=language)
    user.set_password(password)
    user.has_short_password = is_short(password)
    user.save(force_insert=True)
    user.roles.set(wanted)
    audit.record(Deed.USER_CREATED, subject=ref(user), by=by, via=via, roles=sorted(role.key for role in wanted))
    return user


@transaction.atomic
def change_user(
    user: User,
    *,
    email: str,
    name: str,
    language: str,
    roles: Iterable[Role],
    by: Actor,
    via: Via,
    seen: str | None = None,
    approval: Approval | None = None,
    this: str = "",
) -> User:
    """Changes a user's name, sign-in address, language and roles. `seen` as in `change_role`; `this`: the session it is
    done in.

    What lets the user do or see more, takes the second person's right from somebody else, or takes over how they sign
    in, needs an approval (REQ-99). Another sign-in address ends what was sent to the old one, and the sessions (REQ-91).
    """
    wanted = _held_still(roles)
    user = locked(user)
    refuse_seen_otherwise(user, seen)
    before = set(user.roles.values_list("key", flat=True))
    after = {role.key for role in wanted}
    told = {"email": free_address(email, user), "name": name.strip(), "language": language}
    refuse_beyond(by, Reach.of(user.roles.all()), approval=approval)
    if before != after:
        refuse_beyond(by, Reach.of(wanted), approval=approval)
    if _needs_second(user, wanted, told["email"], by):
        refuse_alone(_wanted(user, told, sorted(before), sorted(after)), by=by, approval=approval)
    changed = changes_of(user, told)
    if changed:
        user.save(update_fields=changed)
        audit.record(Deed.USER_CHANGED, subject=ref(user), by=by, via=via, fields=changed)
    if "email" in changed:
        leave_old_address(user, this if by == user.actor else "")
    decided = decides_for_others(given_rights(user))
    if before != after:
        user.roles.set(wanted)
    if approval and decides_for_others(given_rights(user)):
        moved = "email" in changed and by != user.actor
        if not decided or (moved and queries.has_new_way_in(user, approval.asked_at)):
            begin_anew([user.pk], by=by, via=via)
    if before != after:
        refuse_losing_everybody()
        audit.record(
            Deed.USER_ROLES_CHANGED,
            subject=ref(user),
            by=by,
            via=via,
            added=sorted(after - before),
            removed=sorted(before - after),
        )
    changed_user: User = User.objects.get(pk=user.pk)
    return changed_user


@transaction.atomic
def deactivate_user(user: User, *, by: Actor, via: Via, approval: Approval | None = None) -> User:
    """Closes every way in of a user at once (REQ-99): sessions, links, second factors, single sign-on, and the API keys
    they made, which they may know. Keys that are to go on are taken over first. Doing it twice changes nothing.

    Somebody else who can be the second person is not sent away by one alone: that would walk around four eyes.
    """
    user = locked(user)
    if not user.is_active:
        return user
    refuse_beyond(by, Reach.of(user.held_roles), approval=approval)
    if by != user.actor and decides_for_others(user.rights):
        refuse_alone(Wanted(USER_DEACTIVATION, ref(user), {}), by=by, approval=approval)
    user.is_active = False
    user.save(update_fields=["is_active"])
    end_ways_in([user.pk])
    refuse_losing_everybody()
    for key in queries.usable_keys_of(user):
        revoke_api_key(key, by=by, via=via)
    audit.record(Deed.USER_DEACTIVATED, subject=ref(user), by=by, via=via)
    return user


@transaction.atomic
def reactivate_user(user: User, *, by: Actor, via: Via, approval: Approval | None = None) -> User:
    """Lets a deactivated user sign in again; the sessions of before stay ended. With rights, that takes two (REQ-99), and
    who can be the second person comes in anew.
    """
    user = locked(user)
    if user.is_active:
        return user
    reach = Reach.of(user.roles.all())
    refuse_beyond(by, reach, approval=approval)
    if reach.rights:
        refuse_alone(Wanted(USER_REACTIVATION, ref(user), {}), by=by, approval=approval)
    user.is_active = True
    user.save(update_fields=["is_active"])
    if approval and decides_for_others(reach.rights):
        begin_anew([user.pk], by=by, via=via)
    audit.record(Deed.USER_REACTIVATED, subject=ref(user), by=by, via=via)
    return user


@transaction.atomic
def change_profile(
    user: User, *, name: str, language: str, theme: str, has_shortcuts: bool, by: Actor, via: Via
) -> User:
    """What a user may change of the own profile: name, language, how bright the pages are, and the keys that act."""
    told = {"name": name.strip(), "language": language, "theme": theme, "has_shortcuts": has_shortcuts}
    changed = changes_of(user, told)
    if changed:
        user.save(update_fields=changed)
        audit.record(Deed.USER_CHANGED, subject=ref(user), by=by, via=via, fields=changed)
    return user


def choose(user: User, *, language: str | None = None, theme: str | None = None) -> User:
    """Keeps the language or the brightness that a user chose in the frame of a page."""
    return change_profile(
        user,
        name=user.name,
        language=language or user.language,
        theme=theme or user.theme,
        has_shortcuts=user.has_shortcuts,
        by=user.actor,
        via=Via.STAFF,
    )


@transaction.atomic
def set_password(user: User, password: str, *, by: Actor, via: Via) -> User:
    """Sets a password; every other session of the user ends, and so does every link for setting one."""
    user.set_password(password)
    user.has_short_password = is_short(password)
    user.save(update_fields=["password", "has_short_password"])
    Session.objects.filter(user=user).delete()
    user.password_links.usable().update(used_at=now())
    audit.record(Deed.USER_PASSWORD_SET, subject=ref(user), by=by, via=via)
    return user


@transaction.atomic
def make_password_link(user: User, *, by: Actor, via: Via, lasts: timedelta = LINK_LASTS) -> str:
    """Makes a one-time link for setting a password and returns its token; earlier links end."""
    if not user.is_active:
        raise Refused(USER_INACTIVE, code="user_inactive")
    refuse_beyond(by, Reach.of(user.held_roles))
    refuse_taking_over(user, by)
    user.password_links.usable().update(used_at=now())
    token = new_token()
    PasswordLink.objects.create(user=user, token_hash=hashed(token), expires_at=now() + lasts)
    audit.record(Deed.USER_PASSWORD_LINK_MADE, subject=ref(user), by=by, via=via)
    return token


def end_password_link(token: str) -> None:
    """Ends a link that did not reach anybody."""
    PasswordLink.objects.usable().filter(token_hash=hashed(token)).update(used_at=now())


@transaction.atomic
def mail_way_in(user: User, *, by: Actor, via: Via) -> Mail:
    """Has a link for choosing a password mailed: an invitation to somebody who never had one, else a new one."""
    if not user.is_active:
        raise Refused(USER_INACTIVE, code="user_inactive")
    refuse_beyond(by, Reach.of(user.held_roles))
    key = "PASSWORD" if user.has_usable_password() else "INVITATION"
    audit.record(Deed.USER_PASSWORD_LINK_MAILED, subject=ref(user), by=by, via=via, template=key)
    return mail.queue(key, user=user.pk, language=user.language, by=by, via=via)


@transaction.atomic
def revoke_invitation(user: User, *, by: Actor, via: Via) -> bool:
    """Ends the ways in that were sent to somebody who has not come yet; returns whether there were any."""
    user = locked(user)
    refuse_beyond(by, Reach.of(user.held_roles))
    revoked = bool(revoke_ways_in([user.pk]))
    if revoked:
        audit.record(Deed.INVITATION_REVOKED, subject=ref(user), by=by, via=via)
    return revoked


@transaction.atomic
def ask_for_password(address: str) -> None:
    """Has whoever signs in with an address mailed a link, if there is such a user. Known and unknown addresses cost the
    same: the same statements run, and where there is nobody to write to what they wrote is taken back (REQ-92).
    """
    user = User.objects.active().filter(email=address.strip().lower()).first()
    audit.record(Deed.PASSWORD_ASKED, subject=ref(user) if user else None, by=Actor.system(), via=Via.STAFF)
    recent = queries.password_mails_since(user.pk if user else 0, now() - timedelta(hours=1))
    with transaction.atomic():
        mail.queue("PASSWORD", user=user.pk if user else 0, by=Actor.system(), via=Via.STAFF)
        if user is None or recent >= MOST_ASKED:
            transaction.set_rollback(True)


@transaction.atomic
def use_password_link(link: PasswordLink, password: str) -> User:
    """Sets the password that the holder of a link chose. The link works once."""
    if not PasswordLink.objects.usable().filter(pk=link.pk).update(used_at=now()):
        raise Refused(_("This link no longer works. Ask for a new one."), code="link_used", status=410)
    return set_password(link.user, password, by=link.user.actor, via=Via.STAFF)


# --- The first administrator ------------------------------------------------------------------------------------------


@transaction.atomic
def make_setup_link() -> str:
    """Makes the one-time address for the first administrator and returns its token; earlier ones end."""
    if queries.anybody_exists():
        raise Refused(_("There are users already. Sign in instead."), code="already_set_up")
    SetupLink.objects.usable().update(used_at=now())
    token = new_token()
    SetupLink.objects.create(token_hash=hashed(token), expires_at=now() + LINK_LASTS)
    audit.record(Deed.SETUP_LINK_MADE, subject=None, by=Actor.system(), via=Via.COMMAND)
    return token


@transaction.atomic
def complete_setup(link: SetupLink, *, email: str, name: str, password: str, language: str) -> User:
    """Makes the first administrator. The link works once, and never when somebody exists already."""
    used = SetupLink.objects.usable().filter(pk=link.pk).update(used_at=now())
    if not used or queries.anybody_exists():
        raise Refused(_("This link no longer works."), code="link_used", status=410)
    user = create_user(
        email=email,
        name=name,
        password=password,
        language=language,
        roles=Role.objects.filter(key="administrator"),
        by=Actor.system(),
        via=Via.STAFF,
    )
    audit.record(Deed.SETUP_COMPLETED, subject=ref(user), by=user.actor, via=Via.STAFF)
    return user


def _held_still(roles: Iterable[Role]) -> list[Role]:
    """The roles as they are now, held until the transaction ends, so that none goes into the bin while it is given."""
    wanted = {role.pk for role in roles}
    found = list(Role.objects.existing().filter(pk__in=wanted).order_by("pk").select_for_update(of=("self",)))
    if len(found) != len(wanted):
        raise Refused(_("One of the roles is in the bin. Choose again."), code="role_deleted", field="roles")
    return found


def _needs_second(user: User, wanted: list[Role], address: str, by: Actor) -> bool:
    """Whether a change gives the user more, takes the second person's right from them, or their sign-in."""
    now_held = list(user.roles.all())
    before, after = ({right for role in held for right in role.rights} for held in (now_held, wanted))
    sees_more = Visibility.widest(role.visibility for role in wanted).is_wider_than(
        Visibility.widest(role.visibility for role in now_held)
    )
    if after - before or (after and sees_more):
        return True
    if by == user.actor:
        return False
    return decides_for_others(before - after if user.is_active else ()) or (
        address != user.email and decides_for_others(before)
    )


def _wanted(user: User, told: dict[str, str], before: list[str], after: list[str]) -> Wanted:
    """The change as it waits for a second person: what differs, and how it stood."""
    payload: dict[str, Any] = {name: said for name, said in told.items() if said != getattr(user, name)}
    earlier: dict[str, Any] = {name: getattr(user, name) for name in payload}
    if before != after:
        payload["roles"], earlier["roles"] = after, before
    return Wanted(USER_CHANGE, ref(user), payload, earlier)
