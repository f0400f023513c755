"""What the mail app holds about a person: what was written to them, when, to which address, and how it went."""

from __future__ import annotations

from typing import Any

from samtykke.core import personal_data
from samtykke.mail.models import Delivery, Mail

KINDS = {
    "mail_mail": {
        "id": "technical",
        "kind": "history",
        "template_id": "technical",
        "person_id": "technical",
        "user_id": "technical",
        "intake_id": "technical",
        "address_id": "technical",
        "purpose_key": "history",
        "subject_override": "history",
        "language_wanted": "preference",
        "about_id": "technical",
        "created_at": "history",
        "actor_kind": "history",
        "actor_id": "history",
        "via": "history",
        "is_trial": "technical",
        "statement": "history",
        "version_id": "technical",
        "language": "history",
        "subject": "history",
        "text": "history",
        "sent_to": "contact",
    },
    "mail_delivery": {
        "mail_id": "technical",
        "run_id": "technical",
        "in_bulk": "technical",
        "state": "history",
        "attempts": "technical",
        "message_id": "technical",
        "not_before": "technical",
        "started_at": "history",
        "ended_at": "history",
        "reason": "history",
        "code": "technical",
        "note": "history",
        "transmitted": "history",
    },
}


def register() -> None:
    """Adds the mails to the registry."""
    personal_data.register(
        personal_data.PersonalData(
            name="mail", tables=("mail_mail", "mail_delivery"), fields=KINDS, export=export, erase=erase
        )
    )


def export(person_id: int) -> dict[str, Any]:
    """Every mail to the person: when, of which kind and for what, what it said, to which address, and how it went (Art. 15)."""
    mails = Mail.objects.of_person(person_id).select_related("delivery").order_by("id")
    return {
        "mails": [
            {
                "queued_at": mail.created_at.isoformat(),
                "kind": mail.kind,
                "purpose": mail.purpose_key,
                "via": mail.via,
                "state": mail.delivery.state,
                "reason": mail.delivery.reason,
                "note": mail.delivery.note,
                "started_at": mail.delivery.started_at.isoformat() if mail.delivery.started_at else None,
                "ended_at": mail.delivery.ended_at.isoformat() if mail.delivery.ended_at else None,
                "address": mail.sent_to,
                "language": mail.language,
                "subject": mail.subject,
                "text": mail.text,
                "privacy_statement": mail.statement,
            }
            for mail in mails.iterator()
        ]
    }


def erase(person_id: int) -> dict[str, int]:
    """Removes every mail to the person, also one that waits (Art. 17)."""
    deliveries, _ = Delivery.objects.filter(mail__person_id=person_id).delete()
    mails = Mail.objects.of_person(person_id)
    return {"mail_delivery": deliveries, "mail_mail": mails._raw_delete(mails.db)}
