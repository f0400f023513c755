"""Who may do what, and who still can. Art. 25(2), 29, 32(4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samtykke.accounts import factors
from samtykke.accounts.models import ApiKey, FourEyesChange, User
from samtykke.accounts.queries import holders_with_a_way_in
from samtykke.accounts.rights import Right
from samtykke.core.templatetags.words import day_text, number
from samtykke.governance.answers.checks import Check, Circumstances, Finding, Row
from samtykke.governance.guide.checks.words import found

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.db.models import QuerySet

MOST_DELETERS: Final = 2
FEWEST_ADMINISTRATORS: Final = 2
UNUSED: Final = timedelta(days=90)
# Whoever holds one of these can open the doors for others, or sees how everything is guarded.
TRUSTED: Final = (Right.USERS_MANAGE, Right.SETTINGS_MANAGE, Right.GOVERNANCE_MANAGE, Right.BULK_DELETE)


def holding(right: Right) -> Callable[[Circumstances], QuerySet[User]]:
    """Those who can sign in and hold a right."""
    return lambda _given: User.objects.holding(right).order_by("name", "id")


def user_row(user: User) -> Row:
    """A user, with the page where the roles are given."""
    return Row(user.name, "", reverse("accounts:user", args=[user.pk]))


def holders(right: Right) -> Check:
    """Who holds a right, for a decision that people take."""
    return Check(
        sets={"holders": holding(right)},
        judge=lambda sizes, _given: Finding(
            False,
            ngettext("%s user holds this right.", "%s users hold this right.", sizes["holders"])
            % number(sizes["holders"]),
        ),
        shown="holders",
        row=user_row,
    )


def arrived(right: Right) -> Callable[[Circumstances], QuerySet[User]]:
    """Those who hold a right and have been here: whoever was only invited can stop nothing yet."""
    return lambda _given: holders_with_a_way_in(right)


def _administrators(sizes: Mapping[str, int], _given: Circumstances) -> Finding:
    count, invited = sizes["arrived"], sizes["holders"] - sizes["arrived"]
    alone = _("Only one user can give access. When that one is away, nobody can.")
    waiting = ngettext(
        "%s more is invited and has not signed in yet.", "%s more are invited and have not signed in yet.", invited
    ) % number(invited)
    return found(
        count >= FEWEST_ADMINISTRATORS,
        _("%s users can give access.") % number(count),
        f"{alone} {waiting}" if invited else alone,
    )


def _administrator_row(user: User) -> Row:
    return replace(
        user_row(user),
        note="" if user.last_login or user.has_usable_password() else _("invited, has not signed in yet"),
    )


ADMINISTRATORS = Check(
    sets={"holders": holding(Right.USERS_MANAGE), "arrived": arrived(Right.USERS_MANAGE)},
    judge=_administrators,
    shown="holders",
    shown_when_met=True,
    row=_administrator_row,
)
BULK_DELETE = Check(
    sets={"holders": holding(Right.BULK_DELETE)},
    judge=lambda sizes, _given: found(
        sizes["holders"] <= MOST_DELETERS,
        ngettext(
            "%s user may delete many people at once.", "%s users may delete many people at once.", sizes["holders"]
        )
        % number(sizes["holders"]),
        _("%s users may delete many people at once. Two are enough.") % number(sizes["holders"]),
    ),
    shown="holders",
    shown_when_met=True,
    row=user_row,
)


def _away(given: Circumstances) -> QuerySet[User]:
    """Users who can sign in and have not for 90 days."""
    limit = given.at - UNUSED
    unseen = Q(last_login__lt=limit) | Q(last_login__isnull=True, created_at__lt=limit)
    return User.objects.active().filter(unseen).order_by("name", "id")  # type: ignore[no-any-return]


def _unused_keys(given: Circumstances) -> QuerySet[ApiKey]:
    limit = given.at - UNUSED
    unseen = Q(last_used_at__lt=limit) | Q(last_used_at__isnull=True, created_at__lt=limit)
    return ApiKey.objects.usable().filter(unseen)


UNUSED_ACCESS = Check(
    sets={"users": _away, "keys": _unused_keys},
    judge=lambda sizes, _given: found(
        not sizes["users"] and not sizes["keys"],
        _("Every user and every API key was in use within the last 90 days."),
        _("Not in use for 90 days: %(users)s users, %(keys)s API keys.")
        % {"users": number(sizes["users"]), "keys": number(sizes["keys"])},
    ),
    shown="users",
    row=user_row,
)


def _switched_off(_given: Circumstances) -> QuerySet[FourEyesChange]:
    """The latest word on the second person, where it says off."""
    latest = FourEyesChange.objects.order_by("-id").values("pk")[:1]
    return FourEyesChange.objects.filter(pk__in=latest, is_on=False)


FOUR_EYES = Check(
    sets={"off": _switched_off, "holders": arrived(Right.USERS_MANAGE)},
    judge=lambda sizes, _given: found(
        not sizes["off"] and sizes["holders"] > 1,
        _("It is on: whoever gives more access or deletes many needs a second person to approve."),
        _("It is switched off.")
        if sizes["off"]
        else _("It is on, but only one user who has signed in holds the right, so nobody can be the second."),
    ),
    shown="off",
    row=lambda change: Row(change.reason, day_text(change.at), reverse("accounts:four_eyes")),
)


def _trusted(_given: Circumstances) -> QuerySet[User]:
    """Those who could do the most harm with a stolen password."""
    wanted = [right.value for right in TRUSTED]
    users: QuerySet[User] = User.objects.active().filter(roles__rights__overlap=wanted).distinct()
    return users.order_by("name", "id")


def without_factor(given: Circumstances) -> QuerySet[User]:
    """Those of them who sign in with a password alone. REQ-90."""
    lacking: QuerySet[User] = _trusted(given).exclude(pk__in=factors.holders())
    return lacking


def _second_factor(sizes: Mapping[str, int], _given: Circumstances) -> Finding:
    return found(
        bool(sizes["all"]) and not sizes["lacking"],
        ngettext(
            "The one user who may change access or settings signs in with a second factor.",
            "All %s users who may change access or settings sign in with a second factor.",
            sizes["all"],
        ).replace("%s", number(sizes["all"])),
        _("%(lacking)s of %(all)s users who may change access or settings sign in with a password alone.")
        % {"lacking": number(sizes["lacking"]), "all": number(sizes["all"])},
    )


SECOND_FACTOR = Check(
    sets={"all": _trusted, "lacking": without_factor}, judge=_second_factor, shown="lacking", row=user_row
)
