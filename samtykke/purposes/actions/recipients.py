"""The register of those who receive personal data. Art. 28(3), 30(1)(d)–(e), Chapter V; REQ-52, 58, 59."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from samtykke.accounts.queries import company_zone
from samtykke.audit.actions import record
from samtykke.audit.deeds import Deed
from samtykke.core.actors import Ref
from samtykke.core.clock import now
from samtykke.core.refused import Refused
from samtykke.purposes import transfers
from samtykke.purposes.actions.versions import held, widen
from samtykke.purposes.models import Recipient, RecipientRole, TransferGround

if TYPE_CHECKING:
    from datetime import date

    from samtykke.core.actors import Actor, Via

FIELDS = (
    "names", "public_texts", "role", "contact", "country", "transfer_ground", "transfer_note", "agreement", "agreed_on",
    "review_on", "details", "is_active",
)  # fmt: skip
# What Art. 28(3) and (2) ask of an agreement with a processor, and the assessment of the transfer (REQ-52, REQ-58).
POINTS = (
    "subject", "duration", "nature", "sub_processors", "objection", "audit", "deletion", "transfer_assessment",
)  # fmt: skip
LONGEST_NAME, LONGEST_TEXT = 200, 10_000


@transaction.atomic
def add_recipient(*, by: Actor, via: Via, **fields: Any) -> Recipient:
    """Enters somebody who receives personal data. Outside the EEA the ground of the transfer must be named (REQ-58)."""
    told = _cleaned(fields)
    recipient = Recipient(**told)
    _refuse_unlawful(recipient)
    recipient.save(force_insert=True)
    _record(Deed.LIST_CREATED, recipient, by, via, fields=sorted(told))
    return recipient


@transaction.atomic
def change_recipient(recipient: Recipient, *, seen: int, changes: dict[str, Any], by: Actor, via: Via) -> Recipient:
    """Changes a recipient. `seen` is the version the change was made on: when somebody changed it since, it is refused.

    A processor who from now on decides over the data, or somebody who decides over them and receives them again, is new to
    those who said yes: the purposes that name the recipient are widened, and old consents do not cover them (REQ-17).
    """
    recipient = _locked(recipient)
    if recipient.version != seen:
        raise changed_since()
    told = _cleaned(changes)
    changed = {name: said for name, said in told.items() if said != getattr(recipient, name)}
    if not changed:
        return recipient
    received = _decides(recipient)
    for name, said in changed.items():
        setattr(recipient, name, said)
    _refuse_unlawful(recipient)
    recipient.version += 1
    recipient.save(update_fields=[*changed, "version"])
    if _decides(recipient) and not received:
        _widen_purposes(recipient, by)
    _record(Deed.LIST_CHANGED, recipient, by, via, fields=sorted(changed))
    return recipient


@transaction.atomic
def delete_recipient(recipient: Recipient, *, by: Actor, via: Via) -> Recipient:
    """Puts a recipient in the bin; one that a purpose still names stays."""
    recipient = _locked(recipient)
    if recipient.deleted_at:
        return recipient
    user = recipient.purposes.filter(deleted_at__isnull=True).order_by("rank", "id").first()
    if user is not None:
        raise Refused(
            _("The purpose “%s” names this recipient. Take it out there first.") % user.name, code="recipient_used"
        )
    recipient.deleted_at, recipient.version = now(), recipient.version + 1
    recipient.save(update_fields=["deleted_at", "version"])
    _record(Deed.LIST_DELETED, recipient, by, via)
    return recipient


@transaction.atomic
def restore_recipient(recipient: Recipient, *, by: Actor, via: Via) -> Recipient:
    """Takes a recipient out of the bin. A purpose that names one who decides over the data reaches further again (REQ-17)."""
    recipient = _locked(recipient)
    if recipient.deleted_at is None:
        return recipient
    recipient.deleted_at, recipient.version = None, recipient.version + 1
    recipient.save(update_fields=["deleted_at", "version"])
    if _decides(recipient):
        _widen_purposes(recipient, by)
    _record(Deed.LIST_RESTORED, recipient, by, via)
    return recipient


def changed_since() -> Refused:
    """What whoever comes second is told; what they wrote stays on the form."""
    return Refused(
        _(
            "Somebody changed this while you had it open. What you wrote is kept below; what stands now is shown beside it."
        ),
        code="changed_since",
    )


def _decides(recipient: Recipient) -> bool:
    """Whether they receive data now and decide over them: a processor only does what the company says."""
    return recipient.is_active and recipient.deleted_at is None and recipient.role != RecipientRole.PROCESSOR


def _widen_purposes(recipient: Recipient, by: Actor) -> None:
    widen(held(Q(pk__in=recipient.purposes.values("pk"))), by=by)


def _cleaned(fields: dict[str, Any]) -> dict[str, Any]:
    unknown = set(fields) - set(FIELDS)
    if unknown:
        raise TypeError(f"a recipient has no {', '.join(sorted(unknown))}")
    told = dict(fields)
    for name in {"contact", "transfer_note", "agreement"} & set(told):
        told[name] = _text(name, told[name])
    if "details" in told:
        told["details"] = {
            point: text for point in POINTS if (text := _text("details", str(told["details"].get(point) or "")))
        }
    for name in {"names", "public_texts"} & set(told):
        longest = LONGEST_NAME if name == "names" else LONGEST_TEXT
        said = {language: _text(name, text, longest) for language, text in told[name].items()}
        told[name] = {language: text for language, text in said.items() if text}
    return told


def _text(name: str, text: str, longest: int = LONGEST_TEXT) -> str:
    text = text.replace("\r\n", "\n").strip()
    if "\x00" in text or len(text) > longest:
        raise Refused(
            _("The text is too long or has characters that cannot be kept."),
            code="invalid_text",
            field=name,
            status=422,
        )
    return text


def _refuse_unlawful(recipient: Recipient) -> None:
    today = now().astimezone(company_zone()).date()
    if not recipient.names:
        raise _missing("names", _("Write a name in at least one language."))
    if recipient.role not in RecipientRole.values:
        raise _missing("role", _("Choose what they are."))
    if not transfers.is_country(recipient.country):
        raise _missing("country", _("Choose the country where the data are."))
    _refuse_transfer(recipient, today)
    if recipient.agreed_on and recipient.agreed_on > today:
        raise _missing("agreed_on", _("The agreement cannot have been made after today."))
    if recipient.review_on and recipient.agreed_on and recipient.review_on <= recipient.agreed_on:
        raise _missing("review_on", _("Choose a day after the agreement was made."))


def _refuse_transfer(recipient: Recipient, today: date) -> None:
    """Art. 44: outside the EEA nothing goes without a ground of Chapter V."""
    ground = recipient.transfer_ground
    if ground not in transfers.grounds(recipient.country, today):
        sentence = (
            _("We know of no adequacy decision for this country. Choose another ground.")
            if ground == TransferGround.ADEQUACY
            else _("This country is outside the EEA: choose by what ground the data may go there.")
        )
        raise _missing("transfer_ground", sentence)
    asks = ground == TransferGround.DEROGATION or (
        ground == TransferGround.ADEQUACY and recipient.country in transfers.ASKS_FOR_NOTE
    )
    if asks and not recipient.transfer_note:
        raise _missing("transfer_note", _("Write why this ground holds for them, and when you checked it."))


def _missing(field: str, sentence: str) -> Refused:
    return Refused(sentence, code=f"invalid_{field}", field=field, status=422)


def _locked(recipient: Recipient) -> Recipient:
    found: Recipient = Recipient.objects.select_for_update(of=("self",), no_key=True).get(pk=recipient.pk)
    return found


def _record(deed: Deed, recipient: Recipient, by: Actor, via: Via, **details: str | list[str]) -> None:
    record(deed, subject=Ref("recipient", recipient.pk), by=by, via=via, **details)
