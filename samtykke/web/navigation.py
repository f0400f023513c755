"""The side navigation: what a user's rights open, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from samtykke.accounts.rights import Right

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from samtykke.accounts.models import User


@dataclass(frozen=True, slots=True)
class Place:
    """A page one can go to, the rights of which any one opens it, and the addresses that count as being there."""

    name: _StrPromise
    icon: str
    url_name: str
    rights: tuple[Right, ...]
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """A place as it is shown to one user on one page."""

    name: _StrPromise
    icon: str
    address: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Section:
    """A group of entries; the first one has a name that is only heard."""

    name: _StrPromise
    shown_name: bool
    entries: list[Entry]


SECTIONS: tuple[tuple[_StrPromise, bool, tuple[Place, ...]], ...] = (
    (
        _("Main"),
        False,
        (
            Place(_("People"), "people", "web:people", (Right.PEOPLE_VIEW,), ("/people/",)),
            Place(_("Companies"), "company", "contacts:companies", (Right.PEOPLE_VIEW,), ("/companies/",)),
        ),
    ),
    (
        _("Privacy"),
        True,
        (
            Place(_("Compliance desk"), "desk", "governance:desk", (Right.GOVERNANCE_VIEW,), ("/desk/",)),
            Place(_("Who may receive"), "may", "governance:may", (Right.PEOPLE_VIEW,), ("/may/",)),
            Place(_("To be told"), "info", "governance:informing", (Right.PEOPLE_VIEW,), ("/informing/",)),
            Place(
                _("Purposes and bases"),
                "rights",
                "purposes:purposes",
                (Right.LISTS_MANAGE, Right.ASSESSMENTS_APPROVE, Right.GOVERNANCE_VIEW),
                ("/purposes/", "/legal-bases/", "/sources/"),
            ),
            Place(_("Privacy statement"), "info", "governance:statement", (Right.GOVERNANCE_VIEW,), ("/privacy-statement/",)),
            Place(
                _("Data map"), "project", "governance:data-map", (Right.GOVERNANCE_VIEW,), ("/data-map/", "/recipients/", "/record/", "/assessments/")
            ),
            Place(_("Set-up guide"), "guide", "governance:guide", (Right.GOVERNANCE_VIEW,), ("/guide/",)),
            Place(_("Security measures"), "lock", "governance:measures", (Right.GOVERNANCE_VIEW,), ("/measures/",)),
            Place(_("Outbox"), "send", "governance:outbox", (Right.MAIL_MANAGE, Right.GOVERNANCE_VIEW), ("/outbox/",)),
            Place(_("Audit trail"), "eye", "governance:audit", (Right.AUDIT_VIEW,), ("/audit/",)),
        ),
    ),
    (_("Ways in"), True, (Place(_("Import"), "import", "file:imports", (Right.PEOPLE_IMPORT, Right.GOVERNANCE_VIEW), ("/imports/",)),)),
    (
        _("Settings"),
        True,
        (
            Place(
                _("Lists"), "drag", "purposes:ways-of-collecting", (Right.LISTS_MANAGE, Right.GOVERNANCE_VIEW),
                ("/categories/", "/businesses/", "/ways-of-collecting/", "/kinds-of-data/"),
            ),
            Place(_("Mail templates"), "mail", "governance:templates", (Right.MAIL_MANAGE, Right.GOVERNANCE_VIEW), ("/templates/",)),
            Place(
                _("Privacy settings"), "lock", "governance:settings", (Right.SETTINGS_MANAGE, Right.GOVERNANCE_VIEW), ("/settings/",),
            ),
            Place(_("Organisation"), "settings", "accounts:organisation", (Right.SETTINGS_MANAGE, Right.GOVERNANCE_VIEW), ("/organisation/",)),
            Place(_("Who has access"), "eye", "accounts:access", (Right.USERS_MANAGE, Right.GOVERNANCE_VIEW), ("/rights/",)),
            Place(_("Users"), "person", "accounts:users", (Right.USERS_MANAGE, Right.GOVERNANCE_VIEW), ("/users/", "/roles/", "/teams/", "/approvals/", "/four-eyes/")),
            Place(_("API keys"), "key", "accounts:keys", (Right.KEYS_MANAGE, Right.GOVERNANCE_VIEW), ("/keys/",)),
        ),
    ),
)  # fmt: skip


def sections_for(user: User, path: str) -> list[Section]:
    """The sections that hold at least one place the user may open."""
    shown = []
    for name, shown_name, places in SECTIONS:
        entries = [_entry(place, path) for place in places if any(map(user.has_right, place.rights))]
        if entries:
            shown.append(Section(name, shown_name, entries))
    return shown


def _entry(place: Place, path: str) -> Entry:
    address = reverse(place.url_name)
    return Entry(place.name, place.icon, address, any(path.startswith(start) for start in (address, *place.also)))
