"""Changes to users, keys, links and the organisation's profile. Each leaves an entry in the trail."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from samtykke.accounts import queries
from samtykke.accounts.models import ApiKey, Organisation, PasswordLink, Role, SetupLink, User
from samtykke.accounts.rights import Right, Scope
from samtykke.accounts.secrets import hashed, new_key, new_token
from samtykke.audit import actions as audit
from samtykke.audit.afterwards import afterwards
from samtykke.audit.deeds import Deed
from samtykke.core.actors import Actor, ActorKind, Ref, Via
from samtykke.core.clock import now
from samtykke.core.refused import Refused
from samtykke.mail import actions as mail

if TYPE_CHECKING:
    from collections.abc import Iterable

    from samtykke.mail.models import Mail

LINK_LASTS = timedelta(hours=24)
# Asked for by somebody who says they have forgotten it: short, as for every way in by mail (REQ-91).
RESET_LASTS = timedelta(hours=1)
TOUCH_EVERY = timedelta(minutes=1)
SHORTEST_KEY = 32
MOST_ASKED = 5
USER_INACTIVE = _("This user is deactivated. Reactivate the user first.")

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
    """Adds a user. Without a password the user needs a link to set one."""
    wanted = list(roles)
    _refuse_beyond(by, {right for role in wanted for right in role.rights})
    address = _free_address(email, None)
    user = User(email=address, name=name.strip(), language=language)
    user.set_password(password)
    user.save(force_insert=True)
    user.roles.set(wanted)
    audit.record(Deed.USER_CREATED, subject=ref(user), by=by, via=via, roles=sorted(role.key for role in wanted))
    return user


@transaction.atomic
def change_user(
    user: User, *, email: str, name: str, language: str, roles: Iterable[Role], by: Actor, via: Via
) -> User:
    """Changes a user's name, sign-in address, language and roles."""
    user = _locked(user)
    wanted = list(roles)
    before = set(user.roles.values_list("key", flat=True))
    after = {role.key for role in wanted}
    _refuse_beyond(by, user.rights)
    if before != after:
        _refuse_beyond(by, {right for role in wanted for right in role.rights})
    changed = _changes(user, {"email": _free_address(email, user), "name": name.strip(), "language": language})
    if changed:
        user.save(update_fields=changed)
        audit.record(Deed.USER_CHANGED, subject=ref(user), by=by, via=via, fields=changed)
    if before != after:
        user.roles.set(wanted)
        _refuse_losing_everybody()
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
def deactivate_user(user: User, *, by: Actor, via: Via) -> User:
    """Closes a user's way in and ends every session at once (REQ-99). Doing it twice changes nothing."""
    user = _locked(user)
    if not user.is_active:
        return user
    _refuse_beyond(by, user.rights)
    user.is_active = False
    user.sessions_ended += 1
    user.save(update_fields=["is_active", "sessions_ended"])
    _refuse_losing_everybody()
    user.password_links.usable().update(used_at=now())
    audit.record(Deed.USER_DEACTIVATED, subject=ref(user), by=by, via=via)
    return user


@transaction.atomic
def reactivate_user(user: User, *, by: Actor, via: Via) -> User:
    """Lets a deactivated user sign in again; the sessions of before stay ended."""
    user = _locked(user)
    if user.is_active:
        return user
    _refuse_beyond(by, {right for role in user.roles.all() for right in role.rights})
    user.is_active = True
    user.save(update_fields=["is_active"])
    audit.record(Deed.USER_REACTIVATED, subject=ref(user), by=by, via=via)
    return user


@transaction.atomic
def change_profile(
    user: User, *, name: str, language: str, theme: str, has_shortcuts: bool, by: Actor, via: Via
) -> User:
    """What a user may change of the own profile: name, language, how bright the pages are, and the keys that act."""
    told = {"name": name.strip(), "language": language, "theme": theme, "has_shortcuts": has_shortcuts}
    changed = _changes(user, told)
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
    user.save(update_fields=["password"])
    user.password_links.usable().update(used_at=now())
    audit.record(Deed.USER_PASSWORD_SET, subject=ref(user), by=by, via=via)
    return user


@transaction.atomic
def make_password_link(user: User, *, by: Actor, via: Via, lasts: timedelta = LINK_LASTS) -> str:
    """Makes a one-time link for setting a password and returns its token; earlier links end."""
    if not user.is_active:
        raise Refused(USER_INACTIVE, code="user_inactive")
    _refuse_beyond(by, user.rights)
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
    _refuse_beyond(by, user.rights)
    key = "PASSWORD" if user.has_usable_password() else "INVITATION"
    audit.record(Deed.USER_PASSWORD_LINK_MAILED, subject=ref(user), by=by, via=via, template=key)
    return mail.queue(key, user=user.pk, language=user.language, by=by, via=via)


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


# --- API keys ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def create_api_key(
    *,
    name: str,
    scopes: Iterable[Scope],
    by: Actor,
    via: Via,
    expires_at: datetime | None = None,
    readable: str | None = None,
) -> tuple[ApiKey, str]:
    """Makes an API key and returns it with its readable form, which is kept nowhere."""
    secret = readable or new_key()
    wanted = sorted(Scope(scope).value for scope in scopes)
    if len(secret) < SHORTEST_KEY:
        raise Refused(_("A key has at least 32 characters."), code="key_too_short", field="readable")
    if not wanted:
        raise Refused(_("Choose at least one thing the key may do."), code="no_scope", field="scopes")
    if ApiKey.objects.filter(key_hash=hashed(secret)).exists():
        raise Refused(_("This key exists already."), code="key_taken", field="readable")
    key = ApiKey.objects.create(
        name=name.strip(),
        key_hash=hashed(secret),
        prefix=secret[:8],
        scopes=wanted,
        expires_at=expires_at,
        created_by_id=by.id if by.kind is ActorKind.USER else None,
    )
    audit.record(Deed.KEY_CREATED, subject=ref(key), by=by, via=via, scopes=wanted)
    return key, secret


@transaction.atomic
def revoke_api_key(key: ApiKey, *, by: Actor, via: Via) -> ApiKey:
    """Ends an API key at once. Doing it twice changes nothing."""
    if ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=now()):
        audit.record(Deed.KEY_REVOKED, subject=ref(key), by=by, via=via)
    key.refresh_from_db()
    return key


def use_api_key(readable: str) -> ApiKey | None:
    """The usable key behind a readable one; notes after the answer, at most once a minute, that it was used."""
    key = queries.key_behind(readable)
    if key:
        afterwards(lambda: note_use(key))
    return key


def note_use(key: ApiKey) -> None:
    """Notes that a key was used, unless that was noted within the last minute."""
    moment = now()
    if key.last_used_at is None or moment - key.last_used_at >= TOUCH_EVERY:
        ApiKey.objects.filter(pk=key.pk).update(last_used_at=moment)


# --- The organisation -------------------------------------------------------------------------------------------------


@transaction.atomic
def change_organisation(*, by: Actor, via: Via, **fields: Any) -> Organisation:
    """Changes the profile of the controller; the trail names the fields."""
    Organisation.objects.get_or_create(pk=1)
    organisation = Organisation.objects.select_for_update(no_key=True).get(pk=1)
    changed = _changes(organisation, fields)
    if changed:
        organisation.save(update_fields=changed)
        audit.record(Deed.ORGANISATION_CHANGED, subject=ref(organisation), by=by, via=via, fields=changed)
    return organisation


# --- Shared -----------------------------------------------------------------------------------------------------------


def ref(thing: User | ApiKey | Organisation | Role) -> Ref:
    """The reference by which the trail knows a user, a key, a role or the organisation."""
    kinds = {"user": "user", "apikey": "key", "organisation": "organisation", "role": "role"}
    return Ref(kinds[str(thing._meta.model_name)], thing.pk)


def _locked(user: User) -> User:
    found: User = User.objects.select_for_update(of=("self",), no_key=True).get(pk=user.pk)
    return found


def _changes(thing: Any, wanted: dict[str, Any]) -> list[str]:
    changed = sorted(name for name, value in wanted.items() if getattr(thing, name) != value)
    for name in changed:
        setattr(thing, name, wanted[name])
    return changed


def _free_address(email: str, user: User | None) -> str:
    address = email.strip().lower()
    others = User.objects.filter(email=address)
    if (others.exclude(pk=user.pk) if user else others).exists():
        raise Refused(_("Somebody signs in with this address already."), code="email_taken", field="email")
    return address


def _refuse_beyond(by: Actor, rights: Iterable[str]) -> None:
    """Nobody hands out, or takes over, more than they hold themselves."""
    if by.kind is ActorKind.SYSTEM:
        return
    giver = User.objects.filter(pk=by.id, is_active=True).first() if by.kind is ActorKind.USER else None
    if giver is None:
        raise PermissionDenied
    if not set(rights) <= giver.rights:
        raise Refused(
            _("You cannot give or change more than your own roles hold. Ask an administrator."),
            code="beyond_own_rights",
            field="roles",
            status=403,
        )


def _refuse_losing_everybody() -> None:
    """Somebody must be left who can let others in, also when two leave at the same moment."""
    Organisation.objects.select_for_update(no_key=True).filter(pk=1).first()
    if not queries.holders(Right.USERS_MANAGE).exists():
        raise Refused(
            _("Somebody must be left who manages users. Give another user that right first."),
            code="last_administrator",
            field="roles",
        )
