"""What the audit trail's columns say, in words: what an entry is about, and what its details are called."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from samtykke.core.templatetags.words import number

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

SUBJECTS: dict[str, _StrPromise] = {
    "person": _("Person"),
    "company": _("Company"),
    "import": _("Import"),
    "user": _("User"),
    "key": _("API key"),
    "naming": _("Naming of staff"),
    "role": _("Role"),
    "team": _("Team"),
    "approval": _("Approval"),
    "four_eyes": _("Four eyes"),
    "organisation": _("Organisation"),
    "purpose": _("Purpose"),
    "statement": _("Privacy statement"),
    "legalbasis": _("Legal basis"),
    "source": _("Source"),
    "collectedhow": _("How it was collected"),
    "category": _("Category"),
    "business": _("Line of business"),
    "recipient": _("Recipient"),
    "field": _("Field"),
    "map": _("Row of the data map"),
    "activity": _("Work for another controller"),
    "record": _("Record of processing"),
}
DETAILS: dict[str, _StrPromise] = {
    "about": _("About"),
    "added": _("Added"),
    "asked": _("Asked about"),
    "basis": _("Legal basis"),
    "by_fields": _("Narrowed by"),
    "channel": _("Channel"),
    "companies": _("New companies"),
    "count": _("How many"),
    "country": _("Country"),
    "created": _("New"),
    "event_id": _("Event"),
    "events": _("Events"),
    "faults": _("Faults"),
    "fields": _("Fields"),
    "held_for_review": _("Held for review"),
    "in_roles": _("In the roles"),
    "key": _("Key"),
    "kind": _("Kind"),
    "day": _("Day"),
    "language": _("Language"),
    "link": _("Link"),
    "members": _("Members"),
    "merged": _("Merged"),
    "merged_into": _("Merged into"),
    "month": _("Month"),
    "of_deed": _("Only what"),
    "possible_duplicates": _("Possible duplicates"),
    "purpose": _("Purpose"),
    "purposes": _("Purposes"),
    "reach": _("Reach"),
    "reason": _("Reason"),
    "refused": _("Refused rows"),
    "removed": _("Removed"),
    "rights": _("Rights"),
    "roles": _("Roles"),
    "scopes": _("Scopes"),
    "shown": _("Shown"),
    "since": _("From"),
    "split_off": _("Split off"),
    "state": _("State"),
    "status": _("Status"),
    "to_inform": _("To be told"),
    "unchanged": _("Unchanged"),
    "updated": _("Changed"),
    "until": _("Before"),
    "use": _("Use"),
    "user": _("User"),
    "valid_from": _("From"),
    "version": _("Version"),
}
FIELDS: dict[str, _StrPromise] = {
    "q": _("Search words"),
    "basis": _("Legal basis"),
    "bases": _("Legal bases"),
    "category": _("Category"),
    "company": _("Company"),
    "country": _("Country"),
    "deed": _("What"),
    "email": _("E-mail"),
    "external_id": _("External id"),
    "first_name": _("First name"),
    "language": _("Language"),
    "last_name": _("Last name"),
    "late": _("Past the day they should have been told"),
    "name": _("Name"),
    "not_informed": _("Not yet told that you hold them"),
    "only_exports": _("Only what was taken out"),
    "only_looks": _("Only who looked"),
    "person": _("Person"),
    "owner_id": _("Looked after by"),
    "phone": _("Phone"),
    "primary_email": _("First e-mail"),
    "primary_phone": _("First phone"),
    "purpose": _("Purpose"),
    "since": _("From"),
    "source": _("Source"),
    "status": _("Status"),
    "theme": _("Brightness"),
    "title": _("Title"),
    "until": _("Before"),
    "user": _("Who"),
}
NAMES_ROLES = frozenset({"in_roles", "roles"})
NAMES_FIELDS = frozenset({"fields", "by_fields"})


def subject_words(kind: str | None, number_of_it: int | None) -> str:
    """What an entry is about; a kind without words stands for itself."""
    return f"{SUBJECTS.get(kind, kind)} {number_of_it}" if kind else ""


def details_words(details: dict[str, Any], roles: dict[str, str]) -> list[tuple[str, str]]:
    """The details of an entry as (name, said), the zeros of a count left out; `roles` are the names of roles by key."""
    return [
        (str(DETAILS.get(name, name)), _said(name, detail, roles))
        for name, detail in sorted(details.items())
        if detail != 0
    ]


def _said(name: str, detail: Any, roles: dict[str, str]) -> str:
    if isinstance(detail, list):
        known: dict[str, Any] = FIELDS if name in NAMES_FIELDS else roles if name in NAMES_ROLES else {}
        return ", ".join(str(known.get(part, part)) for part in detail)
    return number(detail) if isinstance(detail, int) else str(detail)
