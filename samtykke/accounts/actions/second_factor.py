"""Changes to what a user shows beside the password. Each leaves an entry in the trail and tells the user by mail."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from samtykke.accounts import factors
from samtykke.accounts.actions.sessions import end_all
from samtykke.accounts.actions.shared import (
    USER_INACTIVE,
    Change,
    Reach,
    decides_for_others,
    locked,
    ref,
    refuse_alone,
    refuse_beyond,
    refuse_losing_everybody,
    take_factors,
    tell,
)
from samtykke.accounts.models import User
from samtykke.accounts.second import Wanted
from samtykke.audit import actions as audit
from samtykke.audit.deeds import Deed
from samtykke.core.actors import Actor, Via
from samtykke.core.refused import Refused

if TYPE_CHECKING:
    from allauth.mfa.models import Authenticator

    from samtykke.accounts.models import Approval

USER_FACTORS = "user:factors"
LONGEST_NAME = 60
MOST_PASSKEYS = 20


@transaction.atomic
def add_app(user: User, secret: str, code: str, *, by: Actor, via: Via) -> list[str]:
    """Adds an app that makes codes, once one of its codes is right; returns the first recovery codes, if they are new."""
    user = _active(user)
    step = factors.step_of(secret, code)
    if step is None:
        raise Refused(_("The code is not right. Wait for the next one and try again."), code="wrong_code", field="code")
    from allauth.mfa.models import Authenticator

    if Authenticator.objects.filter(user_id=user.pk, type=factors.TOTP).exists():
        raise Refused(_("An app is set up already. Remove it first."), code="app_exists", status=409)
    data = {"secret": factors.Factors().encrypt(secret), "last_step": step}
    Authenticator.objects.create(user_id=user.pk, type=factors.TOTP, data=data)
    audit.record(Deed.FACTOR_ADDED, subject=ref(user), by=by, via=via, kind="app")
    tell(user, Change.APP_ADDED, by=by, via=via)
    return _first_codes(user, by=by, via=via)


@transaction.atomic
def add_passkey(user: User, credential: dict[str, Any], name: str, *, by: Actor, via: Via) -> list[str]:
    """Adds a passkey that the browser made; returns the first recovery codes, if they are new."""
    from allauth.mfa.models import Authenticator

    user = _active(user)
    if Authenticator.objects.filter(user_id=user.pk, type=factors.PASSKEY).count() >= MOST_PASSKEYS:
        raise Refused(_("You have twenty passkeys. Remove one first."), code="too_many", status=409)
    data = {"name": _passkey_name(name), "credential": credential}
    Authenticator.objects.create(user_id=user.pk, type=factors.PASSKEY, data=data)
    audit.record(Deed.FACTOR_ADDED, subject=ref(user), by=by, via=via, kind="passkey")
    tell(user, Change.PASSKEY_ADDED, by=by, via=via)
    return _first_codes(user, by=by, via=via)


@transaction.atomic
def rename_passkey(factor: Authenticator, name: str, *, by: Actor, via: Via) -> None:
    """Gives a passkey another name."""
    name = _passkey_name(name)
    if factors.name_of(factor) == name:
        return
    factor.data["name"] = name
    factor.save(update_fields=["data"])
    audit.record(Deed.FACTOR_RENAMED, subject=ref(factor.user), by=by, via=via, kind="passkey")


@transaction.atomic
def remove_factor(factor: Authenticator, *, by: Actor, via: Via) -> None:
    """Removes an app or a passkey of one's own. With the last one the recovery codes go too.

    The last one stays as long as a role asks for one, or the password is too short to stand alone (REQ-90).
    """
    user = locked(factor.user)
    others = [other for other in factors.of(user) if other.pk != factor.pk and other.type != factors.RECOVERY]
    if not others:
        _refuse_last(user)
        _table(user).delete()
    else:
        factor.delete()
    kind = "app" if factor.type == factors.TOTP else "passkey"
    audit.record(Deed.FACTOR_REMOVED, subject=ref(user), by=by, via=via, kind=kind)
    tell(user, Change.FACTOR_REMOVED, by=by, via=via)


@transaction.atomic
def remove_factors_of(user: User, *, by: Actor, via: Via, approval: Approval | None = None) -> bool:
    """Removes every factor of somebody who lost them, and ends the sessions; returns whether the password stays.

    A password that is too short to stand alone goes with them: then the user needs a link for a new one. Of somebody who
    can be the second person, one alone does not remove them: that would walk around four eyes.
    """
    user = locked(user)
    if by == user.actor:
        raise Refused(_("These are your own. Use the page of your own second factors."), code="own_factors", status=403)
    refuse_beyond(by, Reach.of(user.held_roles), approval=approval)
    if decides_for_others(user.granted_rights):
        refuse_alone(Wanted(USER_FACTORS, ref(user), {}), by=by, approval=approval)
    if not factors.of(user):
        return not user.has_short_password
    stays = take_factors(user)
    refuse_losing_everybody()
    end_all(user)
    audit.record(Deed.FACTORS_RESET, subject=ref(user), by=by, via=via)
    tell(user, Change.FACTORS_RESET, by=by, via=via)
    return stays


@transaction.atomic
def make_recovery_codes(user: User, *, by: Actor, via: Via) -> list[str]:
    """Makes a new set of recovery codes and returns it; the earlier set ends. Readable only now."""
    codes = _make_codes(user, by=by, via=via)
    tell(user, Change.CODES_MADE, by=by, via=via)
    return codes


def _make_codes(user: User, *, by: Actor, via: Via) -> list[str]:
    from allauth.mfa.models import Authenticator
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    user = _active(user)
    if not factors.has_factor(user):
        raise Refused(_("Set up an app or a passkey first."), code="no_factor", status=409)
    Authenticator.objects.filter(user_id=user.pk, type=factors.RECOVERY).delete()
    codes = RecoveryCodes.activate(user)
    codes.mark_as_viewed()
    audit.record(Deed.RECOVERY_CODES_MADE, subject=ref(user), by=by, via=via)
    return [str(code) for code in codes.generate_codes()]


def _first_codes(user: User, *, by: Actor, via: Via) -> list[str]:
    if factors.recovery_codes_left(user) is not None:
        return []
    return _make_codes(user, by=by, via=via)


def _refuse_last(user: User) -> None:
    if user.needs_second_factor:
        raise Refused(
            _("Your role asks for a second factor. Set up another one before you remove this one."),
            code="factor_needed",
            status=409,
        )
    if user.has_short_password:
        raise Refused(
            _("Your password is shorter than 15 characters. Choose a longer one before you remove your last factor."),
            code="short_password",
            status=409,
        )


def _table(user: User) -> Any:
    from allauth.mfa.models import Authenticator

    return Authenticator.objects.filter(user_id=user.pk)


def _active(user: User) -> User:
    user = locked(user)
    if not user.is_active:
        raise Refused(USER_INACTIVE, code="user_inactive")
    return user


def _passkey_name(name: str) -> str:
    return " ".join(name.split())[:LONGEST_NAME] or str(_("Passkey"))
