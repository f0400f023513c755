"""What stands in the addresses of forms and submissions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.webforms.forms import make_form
from tests.webforms.sending import sent

if TYPE_CHECKING:
    from samtykke.contacts.models import Person


def in_addresses(person: Person) -> dict[str, Any]:
    """A published form, and something a person sent with it that is spam, so that any decision may be taken of it."""
    from samtykke.intake.models import IntakeRecord

    form = make_form()
    sent(form, email=person.emails.get(is_primary=True).address, website="x")
    return {"f/slug": form.slug, "submissions/pk": IntakeRecord.objects.latest("id").pk}
