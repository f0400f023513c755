"""What stands in the addresses of forms and submissions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.webforms.forms import make_form

if TYPE_CHECKING:
    from samtykke.contacts.models import Person


def in_addresses(person: Person) -> dict[str, Any]:
    """A published form, and something a person sent with it that is spam, so that any decision may be taken of it."""
    from samtykke.intake import actions
    from samtykke.intake.models import Arrival
    from samtykke.intake.said import Said

    form, said = make_form(), Said(email=person.emails.get(is_primary=True).address)
    told: dict[str, Any] = {"channel": Arrival.WEB_FORM, "point": form.point, "token_hash": b"x" * 32}
    return {
        "f/slug": form.slug,
        "forms/slug": form.slug,
        "submissions/pk": actions.receive(said, spam="too_quick", **told).pk,
    }
