"""What the audit trail's columns say, in words: what an entry is about, and what its details are called."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from samtykke.accounts.queries import role_words
from samtykke.accounts.rights import Right, Scope
from samtykke.audit.deeds import Deed
from samtykke.consents.models import Status
from samtykke.contacts.models import LinkUse
from samtykke.core.known_fields import field_by_key
from samtykke.core.templatetags.words import country_name, language_name, number
from samtykke.governance.answers.books import book_of
from samtykke.governance.models import Register, State
from samtykke.governance.trail_fields import field_words
from samtykke.mail.models import Template
from samtykke.purposes.models import Channel, LegalBasis, Purpose, Source

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.utils.functional import _StrPromise

SUBJECTS: dict[str, _StrPromise] = {
    "person": _("Person"),
    "company": _("Company"),
    "sale": _("Sale"),
    "project": _("Project"),
    "stage": _("Stage of a sale"),
    "lossreason": _("Reason for a loss"),
    "productgroup": _("Product group"),
    "projectstatus": _("Status of a project"),
    "partrole": _("Role in sales and projects"),
    "import": _("Import"),
    "user": _("User"),
    "key": _("API key"),
    "naming": _("Naming of staff"),
    "role": _("Role"),
    "team": _("Team"),
    "approval": _("Approval"),
    "mail_run": _("Run of mails"),
    "mail_template": _("Mail template"),
    "datakind": _("Kind of data"),
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
    "userfield": _("Field of your own"),
    "document": _("Document"),
    "selection": _("Selection"),
    "point": _("Collection point"),
    "form": _("Form"),
    "submission": _("Submission"),
    "fieldgroup": _("Group of fields"),
    "map": _("Row of the data map"),
    "customer_activity": _("Activity"),
    "activity": _("Work for another controller"),
    "record": _("Record of processing"),
}
DETAILS: dict[str, _StrPromise] = {
    "sale": _("Sale"),
    "project": _("Project"),
    "point": _("Collection point"),
    "form": _("Form"),
    "submission": _("Submission"),
    "about": _("About"),
    "added": _("Added"),
    "asked": _("Asked about"),
    "basis": _("Legal basis"),
    "by_fields": _("Narrowed by"),
    "changed": _("Changed"),
    "channel": _("Channel"),
    "companies": _("New companies"),
    "count": _("How many"),
    "country": _("Country"),
    "created": _("New"),
    "event_id": _("Event"),
    "event": _("Event"),
    "events": _("Events"),
    "document": _("Document"),
    "number": _("Number"),
    "factor": _("Second factor"),
    "file": _("File"),
    "faults": _("Faults"),
    "fields": _("Fields"),
    "held_for_review": _("Held for review"),
    "in_roles": _("In the roles"),
    "key": _("Key"),
    "kind": _("Kind"),
    "day": _("Day"),
    "language": _("Language"),
    "legal_basis": _("Legal basis"),
    "link": _("Link"),
    "mail": _("Mail"),
    "mails": _("Mails"),
    "members": _("Members"),
    "merged": _("Merged"),
    "merged_into": _("Merged into"),
    "month": _("Month"),
    "of": _("What"),
    "of_deed": _("Only what"),
    "other": _("The other"),
    "part": _("Part"),
    "person": _("Person"),
    "possible_duplicates": _("Possible duplicates"),
    "purpose": _("Purpose"),
    "purposes": _("Purposes"),
    "reach": _("Reach"),
    "reason": _("Reason"),
    "refused": _("Refused rows"),
    "removed": _("Removed"),
    "rights": _("Rights"),
    "roles": _("Roles"),
    "scope": _("Reach"),
    "scopes": _("Scopes"),
    "shown": _("Shown"),
    "since": _("From"),
    "skipped": _("Left out"),
    "source": _("Source"),
    "split_off": _("Split off"),
    "state": _("State"),
    "status": _("Status"),
    "template": _("Mail template"),
    "to_inform": _("To be told"),
    "unchanged": _("Unchanged"),
    "updated": _("Changed"),
    "until": _("Before"),
    "use": _("Use"),
    "user": _("User"),
    "valid_from": _("From"),
    "version": _("Version"),
}
KEYS: dict[str, _StrPromise] = {
    "guide": _("Point"),
    "measure": _("Measure"),
    "field": _("Field"),
    "assessment": _("Purpose"),
    "purpose": _("Purpose"),
}
FACTORS: dict[str, _StrPromise] = {
    "none": _("None"),
    "code": _("A code"),
    "passkey": _("A passkey"),
    "recovery code": _("A recovery code"),
    "provider": _("Single sign-on"),
}
REACHES: dict[str, _StrPromise] = {"marketing": _("Marketing"), "all": _("Everything")}


class Names:
    """What the keys in the details of entries are called; each list is read when an entry first asks for it."""

    @cached_property
    def roles(self) -> dict[str, str]:
        """The names of roles, by key."""
        return role_words()

    @cached_property
    def purposes(self) -> dict[str, str]:
        """The names of purposes, by key."""
        return _called(Purpose)

    @cached_property
    def bases(self) -> dict[str, str]:
        """The names of legal bases, by key."""
        return _called(LegalBasis)

    @cached_property
    def sources(self) -> dict[str, str]:
        """The names of sources, by key."""
        return _called(Source)

    @cached_property
    def templates(self) -> dict[str, str]:
        """The names of mail templates, by key."""
        return {row.key: row.name for row in Template.objects.all()}

    def say(self, deed: str, name: str, key: Any) -> str:
        """What one part of a detail is called; what nobody knows stands for itself."""
        told = str(key)
        match name:
            case "fields" | "by_fields":
                return str(field_words().get(told, told))
            case "roles" | "in_roles":
                return self.roles.get(told, told)
            case "purpose" | "purposes":
                return self.purposes.get(told, told)
            case "basis" | "legal_basis":
                return self.bases.get(told, told)
            case "source":
                return self.sources.get(told, told)
            case "template":
                return self.templates.get(told, told)
            case "key":
                return self._key(deed, told)
        return _plain(name, told)

    def _key(self, deed: str, key: str) -> str:
        """What a key is the key of, says the deed."""
        about = deed.partition(":")[0]
        if about in {"guide", "measure"}:
            question = book_of(Register.GUIDE if about == "guide" else Register.MEASURES).by_key.get(key)
            return str(question.text) if question else key
        if about == "field":
            field = field_by_key(key)
            return str(field.name) if field else key
        return self.purposes.get(key) or (self.templates.get(key, key) if about in {"list", "template"} else key)


def _called(model: type[Purpose] | type[LegalBasis] | type[Source]) -> dict[str, str]:
    return {row.key: row.name for row in model.objects.all()}


def _plain(name: str, key: str) -> str:
    """The words of what is the same in every company."""
    known: dict[str, Callable[[str], Any]] = {
        "language": language_name,
        "country": country_name,
        "channel": lambda told: Channel(told).label,
        "status": lambda told: Status(told).label,
        "state": lambda told: State(told).label,
        "of": lambda told: SUBJECTS[told],
        "of_deed": lambda told: Deed(told).sentence,
        "rights": lambda told: Right(told).sentence,
        "added": lambda told: Right(told).sentence,
        "removed": lambda told: Right(told).sentence,
        "scopes": lambda told: Scope(told).sentence,
        "reach": lambda told: REACHES[told],
        "factor": lambda told: FACTORS[told],
        "use": lambda told: LinkUse(told).label,
    }
    try:
        return str(known[name](key)) if name in known else key
    except (KeyError, ValueError):
        return key


def subject_words(kind: str | None, number_of_it: int | None) -> str:
    """What an entry is about; a kind without words stands for itself."""
    return f"{SUBJECTS.get(kind, kind)} {number_of_it}" if kind else ""


def details_words(deed: str, details: dict[str, Any], names: Names) -> list[tuple[str, str]]:
    """The details of an entry as (name, said), zeros and what is empty left out."""
    return [
        (str(_label(deed, name)), _said(deed, name, detail, names))
        for name, detail in sorted(details.items())
        if detail not in (0, "", [])
    ]


def _label(deed: str, name: str) -> Any:
    """What a detail is called; a key by what it is the key of."""
    key = KEYS.get(deed.partition(":")[0]) if name == "key" else None
    return key or DETAILS.get(name, name)


def _said(deed: str, name: str, detail: Any, names: Names) -> str:
    if isinstance(detail, list):
        return ", ".join(names.say(deed, name, part) for part in detail)
    return number(detail) if isinstance(detail, int) else names.say(deed, name, detail)
