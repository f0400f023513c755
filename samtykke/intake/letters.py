"""What the mails say that go to whoever sent something in, and the link that confirms it: the answers of this app to the mail app."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.conf import settings

from samtykke.accounts.secrets import hashed, new_token
from samtykke.consents.queries import standing
from samtykke.contacts.addresses import normal_email
from samtykke.core.clock import now
from samtykke.intake import queries
from samtykke.intake.models import IntakeLink, IntakeRecord, RecordState
from samtykke.intake.said import opened
from samtykke.mail import registry
from samtykke.purposes.models import Wording, in_language

# How words are quoted in a mail, in English and in Norwegian.
QUOTED: Final = ("“%s”", "«%s»")

if TYPE_CHECKING:
    from samtykke.intake.said import Said
    from samtykke.mail.models import Mail
    from samtykke.mail.registry import Recipient


def register() -> None:
    """Answers the mail app from now on."""
    registry.recipients["intake"] = recipient
    registry.values["intake"] = values
    registry.links["confirm_form"] = confirm_link
    registry.judge(judge)


def _behind(mail: Mail) -> tuple[IntakeRecord, Said] | None:
    if mail.intake_id is None:
        return None
    record = IntakeRecord.objects.select_related("point").filter(pk=mail.intake_id).first()
    said = opened(record) if record is not None else None
    return (record, said) if record is not None and said is not None else None


def recipient(mail: Mail) -> registry.Recipient | None:
    """The address that was written into the form. No name: nobody has shown yet whose it is."""
    found = mail.once("intake", lambda: _behind(mail))
    return registry.Recipient("", found[1].email, found[1].language) if found is not None else None


def values(mail: Mail, language: str) -> dict[str, str]:
    """Which form it was, and the words of each box that was ticked."""
    found = mail.once("intake", lambda: _behind(mail))
    if found is None:
        return {}
    record, said = found
    return {
        "form": in_language(record.point.names, language) or record.point.key,
        "words": "\n\n".join(QUOTED[language[:2] == "nb"] % wording.text for wording in wordings_of(said)),
        "statement": f"{settings.BASE_URL}/privacy/",
        "valid_days": str(said.link_days),
    }


def wordings_of(said: Said) -> list[Wording]:
    """The words of each box that was ticked, in the order of the purposes."""
    ids = [said.offered[key] for key in said.ticked if key in said.offered]
    return list(Wording.objects.filter(pk__in=ids).select_related("purpose").order_by("purpose__rank", "purpose_id"))


def confirm_link(mail: Mail) -> registry.MadeLink:
    """A fresh link to the page that confirms. Each hand-over has its own; all open the same."""
    token = new_token()
    assert mail.intake_id is not None, "a form is confirmed by whoever sent it"  # noqa: S101
    link = IntakeLink.objects.create(record_id=mail.intake_id, token_hash=bytes.fromhex(hashed(token)))
    shown = f"{settings.BASE_URL}/c/"
    return registry.MadeLink(f"{shown}{token}/", shown, lambda: _end(link))


def _end(link: IntakeLink) -> None:
    IntakeLink.objects.filter(pk=link.pk).delete()


def judge(mail: Mail, recipient: Recipient) -> str | None:
    """Why a mail that asks to confirm may no longer be handed over, or None. What was erased, confirmed or is too old is not
    asked about; nor is somebody whose use is restricted (Art. 18)."""
    if mail.intake_id is None:
        return None
    record = queries.locked_record(mail.intake_id)
    if record is None:
        return "confirmation_gone"
    if record.confirmed_at is not None or record.state != RecordState.PENDING:
        return "answered"
    if record.expires_at is not None and record.expires_at <= now():
        return "expired"
    people = queries.people_at(normal_email(recipient.address))
    return "restricted" if any(standing.is_restricted(person) for person, _email in people) else None
