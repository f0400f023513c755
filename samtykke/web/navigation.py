"""The side navigation: what a user's rights open, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from samtykke.accounts import queries
from samtykke.accounts.rights import Right
from samtykke.accounts.second import deciding_rights
from samtykke.activities.tasks import count_for_menu

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
    """A place as it is shown to one user on one page; `count`: how many things wait there for them."""

    name: _StrPromise
    icon: str
    address: str
    is_current: bool
    count: int = 0


@dataclass(frozen=True, slots=True)
class Section:
    """A group of entries; the first one has a name that is only heard. One that folds is open where one is in it."""

    name: _StrPromise
    shown_name: bool
    entries: list[Entry]
    folds: bool = False

    @property
    def is_here(self) -> bool:
        """Whether the page is one of its places."""
        return any(entry.is_current for entry in self.entries)


# What waits for a second person: shown to who may decide it, when something waits.
TO_DECIDE = Place(_("Waits for you"), "check", "accounts:approvals", (), ("/approvals/",))
# Shows how many of one's tasks are of today or overdue.
MY_TASKS: Final = _("My tasks")
# The group that is folded away until one is in it.
FOLDS: Final = _("Settings")

SECTIONS: tuple[tuple[_StrPromise, bool, tuple[Place, ...]], ...] = (
    (
        _("Main"),
        False,
        (
            Place(_("People"), "people", "web:people", (Right.PEOPLE_VIEW,), ("/people/", "/duplicates/", "/merges/")),
            Place(_("Companies"), "company", "contacts:companies", (Right.PEOPLE_VIEW,), ("/companies/",)),
            Place(_("Calendar"), "calendar", "activities:calendar", (Right.PEOPLE_VIEW,), ("/activities/",)),
            Place(MY_TASKS, "check", "activities:tasks", (Right.PEOPLE_VIEW,)),
            Place(_("Sales"), "sale", "sales:board", (Right.PEOPLE_VIEW,), ("/sales/",)),
            Place(_("Projects"), "project", "sales:projects", (Right.PEOPLE_VIEW,), ("/projects/",)),
            Place(_("Selections"), "filter", "selections:selections", (Right.PEOPLE_VIEW,), ("/selections/",)),
            Place(_("Submissions"), "inbox", "webforms:submissions", (Right.PEOPLE_VIEW,), ("/submissions/",)),
            Place(_("Import"), "import", "file:imports", (Right.PEOPLE_IMPORT, Right.GOVERNANCE_VIEW), ("/imports/",)),
        ),
    ),
    (
        _("Privacy"),
        True,
        (
            Place(_("Compliance desk"), "desk", "governance:desk", (Right.GOVERNANCE_VIEW,), ("/desk/",)),
            Place(_("Who may receive"), "may", "governance:may", (Right.PEOPLE_VIEW,), ("/may/",)),
            Place(_("To be told"), "info", "governance:informing", (Right.PEOPLE_VIEW,), ("/informing/",)),
            Place(_("Outbox"), "send", "governance:outbox", (Right.MAIL_MANAGE, Right.GOVERNANCE_VIEW), ("/outbox/",)),
            Place(_("Audit trail"), "eye", "governance:audit", (Right.AUDIT_VIEW,), ("/audit/",)),
        ),
    ),
    (
        _("Governance"),
        True,
        (
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
        ),
    ),
    (
        _("Settings"),
        True,
        (
            Place(
                _("Lists"), "drag", "purposes:ways-of-collecting", (Right.LISTS_MANAGE, Right.GOVERNANCE_VIEW),
                (
                    "/categories/", "/businesses/", "/ways-of-collecting/", "/kinds-of-data/", "/sale-stages/", "/loss-reasons/",
                    "/product-groups/", "/project-statuses/", "/part-roles/",
                ),
            ),
            Place(
                _("Fields of your own"), "edit", "fields:fields", (Right.LISTS_MANAGE, Right.GOVERNANCE_VIEW), ("/field-groups/",),
            ),
            Place(_("Web forms"), "form", "webforms:forms", (Right.LISTS_MANAGE, Right.GOVERNANCE_VIEW)),
            Place(_("Mail templates"), "mail", "governance:templates", (Right.MAIL_MANAGE, Right.GOVERNANCE_VIEW), ("/templates/",)),
            Place(
                _("Privacy settings"), "lock", "governance:settings", (Right.SETTINGS_MANAGE, Right.GOVERNANCE_VIEW), ("/settings/",),
            ),
            Place(_("Organisation"), "settings", "accounts:organisation", (Right.SETTINGS_MANAGE, Right.GOVERNANCE_VIEW), ("/organisation/",)),
            Place(_("Who has access"), "eye", "accounts:access", (Right.USERS_MANAGE, Right.GOVERNANCE_VIEW), ("/rights/",)),
            Place(_("Users"), "person", "accounts:users", (Right.USERS_MANAGE, Right.GOVERNANCE_VIEW), ("/users/", "/roles/", "/teams/", "/four-eyes/")),
            Place(_("API keys"), "key", "accounts:keys", (Right.KEYS_MANAGE, Right.GOVERNANCE_VIEW), ("/keys/",)),
        ),
    ),
)  # fmt: skip


def sections_for(user: User, path: str) -> list[Section]:
    """The sections that hold at least one place the user may open, with what waits for them on top. Two queries at most."""
    shown = []
    for name, shown_name, places in SECTIONS:
        entries = [
            _entry(place, path, count_for_menu(user) if place.name == MY_TASKS else 0)
            for place in places
            if any(map(user.has_right, place.rights))
        ]
        if entries:
            shown.append(Section(name, shown_name, entries, folds=name == FOLDS))
    waits = queries.waiting_for(user) if any(map(user.has_right, deciding_rights())) else 0
    to_decide = _entry(TO_DECIDE, path, waits)
    if waits or to_decide.is_current:
        first = shown[0] if shown and not shown[0].shown_name else Section(SECTIONS[0][0], False, [])
        shown = [replace(first, entries=[to_decide, *first.entries]), *(one for one in shown if one is not first)]
    return shown


def _entry(place: Place, path: str, count: int = 0) -> Entry:
    address = reverse(place.url_name)
    is_current = any(path.startswith(start) for start in (address, *place.also))
    return Entry(place.name, place.icon, address, is_current, count)
