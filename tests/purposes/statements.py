"""A privacy statement that lacks nothing, for tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from samtykke.accounts.models import Organisation
from samtykke.core.actors import Actor, Via
from samtykke.purposes import actions as purposes
from samtykke.purposes import statement_gaps
from samtykke.purposes.models import STORE, Purpose

if TYPE_CHECKING:
    from samtykke.purposes.models import StatementDraft, StatementVersion

BY: dict[str, Any] = {"by": Actor.user(7), "via": Via.STAFF}
# Written where the set-up has nothing to say.
FILLED = {
    "kinds": "Navn, e-postadresse og telefonnummer.",
    "recipients": "Driftsleverandøren vår får opplysningene.",
    "interests": "{name}: Vi vil kunne svare dem som tar kontakt.",
}


def describe() -> None:
    """An organisation that says who it is."""
    told = {
        "legal_name": "Testvik Kabel AS",
        "address_line": "Tenktgata 1",
        "postal_code": "5003",
        "city": "Bergen",
        "privacy_contact_name": "Siri Vernøy",
        "privacy_contact_email": "personvern@testvik.example",
    }
    Organisation.objects.update_or_create(pk=1, defaults=told)


def whole(language: str = "nb", **texts: str) -> StatementDraft:
    """A draft that lacks nothing, but for the sections named."""
    draft = purposes.draft_statement(language, **BY)
    store = Purpose.objects.get(key=STORE).name_in(language)
    filled = {
        name: text.format(name=store)
        for name, text in FILLED.items()
        if statement_gaps.PLACE.search(draft.sections[name])
    }
    return purposes.write_statement(language, {**draft.sections, **filled, **texts}, **BY)


def publish(language: str = "nb", **texts: str) -> StatementVersion:
    """The next version."""
    if not Organisation.objects.filter(pk=1).exclude(legal_name="").exists():
        describe()
    return purposes.publish_statement(language, edition=whole(language, **texts).edition, **BY)
