"""What stands in the addresses of each app that makes its own rows for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from samtykke.accounts.models import Approval, Team
    from samtykke.contacts.models import Person
    from samtykke.mail.models import Mail, MailRun


def in_addresses(person: Person) -> dict[str, Any]:
    """Rows that exist, by the names of parameters."""
    from tests.activities.made import in_addresses as of_activities
    from tests.contacts.made import in_addresses as of_cards
    from tests.documents.made import in_addresses as of_documents
    from tests.fields.made import in_addresses as of_fields
    from tests.sales.made import in_addresses as of_sales
    from tests.selections.made import in_addresses as of_selections
    from tests.webforms.made import in_addresses as of_forms

    of_work = {**of_activities(person), **of_documents(person), **of_sales(person)}
    return {**of_fields(), **of_work, **of_selections(), **of_cards(person), **of_forms(person)}


def waiting() -> tuple[Team, Approval]:
    """A team, and something that waits for a second person."""
    from samtykke.accounts import actions as accounts
    from samtykke.accounts.second import Wanted
    from samtykke.core.actors import Actor, Ref, Via
    from tests.accounts.factories import make_user

    team = accounts.create_team(name="Bergen", by=Actor.system(), via=Via.COMMAND)
    bodil, egil = make_user("Bodil Ber", "administrator"), make_user("Egil Venter")
    wanted = Wanted("user:change", Ref("user", egil.pk), {"roles": ["sales"]}, {"roles": []})
    return team, accounts.ask(wanted, reason="New in sales", by=bodil.actor, via=Via.STAFF)


def sent(person: Person) -> tuple[Mail, MailRun]:
    """A mail that was sent, kept as the demo keeps it, and a run."""
    from samtykke.core.actors import Actor, Via
    from samtykke.mail import actions as mail
    from samtykke.mail.models import Delivery

    by: dict[str, Any] = {"by": Actor.system(), "via": Via.SYSTEM}
    run = mail.start_run("CONTACTADDED", "not_informed", **by)
    written = mail.queue("CONTACTADDED", person=person.pk, **by)
    kept = {"state": "sent", "message_id": "<a@b>", "transmitted": b"Subject: x\r\n\r\nx"}
    Delivery.objects.filter(pk=written.pk).update(**kept)
    return written, run
