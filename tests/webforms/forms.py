"""Forms for tests: one that may be published, and what is sent with it."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from samtykke.core.actors import Actor, Via
from samtykke.purposes import actions as purposes
from samtykke.purposes.queries import basis_by_key, purpose_by_key
from samtykke.webforms import actions
from samtykke.webforms.models import WebForm
from tests.factories import approve_store, make_wording

if TYPE_CHECKING:
    from samtykke.purposes.models import Purpose

BY: dict[str, Any] = {"by": Actor.system(), "via": Via.STAFF}
STATEMENT = "https://fjordlys.example/personvern"
CLUB = "CLUB"


def club() -> Purpose:
    """A second purpose that asks for consent, in use."""
    from samtykke.purposes.models import Purpose
    from samtykke.purposes.queries import item_by_key

    found = item_by_key(Purpose, CLUB)
    if found is not None:
        return found
    made = purposes.create_item(
        Purpose, key=CLUB, names={"nb": "Kundeklubb", "en": "Club"}, is_marketing=True, retention_months=24, **BY
    )
    purposes.allow_basis(made, basis_by_key("61A"), is_default=True, **BY)
    for language in ("nb", "en"):
        make_wording(made, language=language, text=f"Yes, Fjordlys AS may invite me ({language}).")
    return purposes.change_item(made, changes={"is_active": True}, **BY)


def definition(**changes: Any) -> dict[str, Any]:
    """A lawful form with two boxes, in both languages."""
    told: dict[str, Any] = {
        "languages": ["en", "nb"],
        "title": {"nb": "Nyhetsbrev", "en": "Newsletter"},
        "fields": [
            {"kind": "person", "name": "email", "required": True},
            {"kind": "person", "name": "name"},
            {"kind": "consent", "purposes": ["EMARKETING"]},
            {"kind": "consent", "purposes": [CLUB]},
        ],
        "submit": {"nb": "Meld meg på", "en": "Sign me up"},
        "statement": {"nb": STATEMENT, "en": STATEMENT},
    }
    return copy.deepcopy(told | changes)


def with_fields(*more: dict[str, Any]) -> dict[str, Any]:
    """The same with fields besides."""
    told = definition()
    told["fields"] += more
    return told


def make_form(slug: str = "newsletter", *, told: dict[str, Any] | None = None, **fields: Any) -> WebForm:
    """A form that is published, of people held for STORE on legitimate interests."""
    made = draft_form(slug, told=told, **fields)
    actions.publish_form(made, **BY)
    return WebForm.objects.in_order().get(pk=made.pk)


def draft_form(slug: str = "newsletter", *, told: dict[str, Any] | None = None, **fields: Any) -> WebForm:
    """The same before it is published."""
    from samtykke.accounts.models import Organisation

    approve_store()
    club()
    for language in ("nb", "en"):
        make_wording(purpose_by_key("EMARKETING"), language=language, text=f"Yes, send me news by e-mail ({language}).")
    Organisation.objects.update_or_create(
        pk=1, defaults={"legal_name": "Fjordlys AS", "privacy_contact_email": "personvern@fjordlys.example"}
    )
    facts: dict[str, Any] = {
        "names": {"nb": "Nyhetsbrev", "en": "Newsletter"},
        "purpose": purpose_by_key("STORE"),
        "legal_basis": basis_by_key("61F"),
    }
    return actions.create_form(slug, definition=told or definition(), **{**facts, "slowest": 0, **fields}, **BY)
