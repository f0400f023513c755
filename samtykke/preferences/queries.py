"""What the own page shows: where the person stands on each purpose, in words said to them. A fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from samtykke.consents.models import NOES, PERMITTING, ConsentRecord, Status
from samtykke.consents.queries.standing import Above, above
from samtykke.core.templatetags.words import day_text
from samtykke.purposes.models import Article, Purpose, PurposeBasis, Wording, in_language

if TYPE_CHECKING:
    from samtykke.contacts.models import PersonEmail

UNANSWERED = frozenset({Status.REQUESTED, Status.PENDING_CONFIRMATION})
SHOWN_LETTERS = 2
NOTHING = Above(None, None, False, False)


@dataclass(frozen=True, slots=True)
class Choice:
    """One purpose as the person sees it."""

    purpose: Purpose
    status: str
    pending: str
    at: datetime | None
    record: ConsentRecord | None
    takes_consent: bool

    @property
    def key(self) -> str:
        return self.purpose.key

    @property
    def is_no(self) -> bool:
        """Whether the person's no stands."""
        return self.status in NOES

    @property
    def is_used(self) -> bool:
        """Whether we use the data for this now."""
        return self.status in PERMITTING

    @property
    def is_asked(self) -> bool:
        """Whether a mail waits for the person to press its button."""
        return Status.PENDING_CONFIRMATION in {self.status, self.pending}

    @property
    def can_say_yes(self) -> bool:
        """Whether there is a yes to ask for: never on this page alone, always by a mail (REQ-73)."""
        return self.takes_consent and (not self.is_used or self.pending == Status.REQUESTED)

    @property
    def can_say_no(self) -> bool:
        """Whether there is a no to say here: to marketing, and to what rests on the person's own yes (rule 9)."""
        if self.is_no:
            return False
        consent = self.record.rests_on_consent if self.record is not None else self.takes_consent
        return self.purpose.is_marketing or (consent and (self.is_used or self.takes_consent))

    @property
    def can_object(self) -> bool:
        """Whether there is a right to object that this page cannot carry out (Art. 21(1)): it names the way."""
        article = self.record.article if self.record is not None else ""
        interests = article in {Article.LEGITIMATE_INTERESTS, Article.PUBLIC_TASK}
        return self.is_used and not self.purpose.is_marketing and interests

    @property
    def shape(self) -> str:
        """The shape of the status."""
        return Status.REQUESTED if self.record is None and not self.is_no else self.status

    @property
    def word(self) -> str:
        """Where the person stands, said to them."""
        match self.status:
            case Status.GIVEN:
                return _("You said yes")
            case Status.IN_FORCE:
                return _("In use since %(day)s") % {"day": day_text(self.at, long=True) if self.at else ""}
            case Status.REFUSED | Status.WITHDRAWN:
                return _("You said no")
            case Status.OBJECTED:
                return _("You have objected")
            case Status.PENDING_CONFIRMATION:
                return _("Press the button in the mail")
            case Status.EXPIRED:
                return _("The consent has expired")
            case Status.INVALIDATED:
                return _("The consent does not hold")
            case Status.ENDED:
                return _("We no longer use your data for this")
            case Status.UNKNOWN:
                return _("We do not know whether you said yes")
        return _("You have not answered")

    @property
    def since(self) -> str:
        """When that was and where it came from; what it means where there is no answer."""
        if self.record is None and not self.is_no:
            return _("We send nothing until you have said yes") if self.purpose.is_marketing else ""
        if self.status in UNANSWERED:
            return _("We send nothing until you have said yes") if self.purpose.is_marketing else ""
        source = self.record.source.name if self.record is not None else ""
        if self.status == Status.IN_FORCE:
            return _("Your details came from: %(source)s") % {"source": source}
        told = moment_in_words(self.at) if self.at is not None else ""
        return f"{told} · {source}" if self.status == Status.GIVEN and source else told

    @property
    def basis(self) -> str:
        """By what right, where it is not the person's own yes (Art. 13(1)(c))."""
        record = self.record
        if not self.is_used or record is None or record.rests_on_consent or record.legal_basis is None:
            return ""
        return _("This does not rest on consent, but on: %(basis)s.") % {"basis": record.legal_basis.name}

    @property
    def text(self) -> str:
        """What the purpose is, as people read it."""
        return in_language(self.purpose.public_texts) or self.purpose.description

    @property
    def statement(self) -> str:
        """The address of the privacy statement of the purpose."""
        return in_language(self.purpose.statement_urls)

    @property
    def statement_title(self) -> str:
        """What the statement is called."""
        return in_language(self.purpose.statement_titles) or _("Privacy statement")


@dataclass(frozen=True, slots=True)
class OwnPage:
    """Everything the page shows."""

    choices: list[Choice]
    objection_id: int | None
    is_restricted: bool

    def choice(self, key: str) -> Choice | None:
        """One of the choices."""
        return next((choice for choice in self.choices if choice.key == key), None)


def moment_in_words(at: datetime) -> str:
    """`Today at 09:12`, or the day with its month in full."""
    local = timezone.localtime(at)
    if local.date() == timezone.localtime().date():
        return _("Today at %(time)s") % {"time": time_of_day(local)}
    return day_text(at, long=True)


def time_of_day(local: datetime) -> str:
    """A time as the language of the page writes it."""
    return local.strftime(_("%H:%M"))


def masked(address: str) -> str:
    """An address that its owner knows again and nobody else learns: `ka•••@tenktbygg.example` (REQ-73)."""
    local, _at, domain = address.rpartition("@")
    return f"{local[: SHOWN_LETTERS if len(local) > SHOWN_LETTERS else 1]}•••@{domain}"


def own_page(who: int, email: PersonEmail) -> OwnPage:
    """Where a person stands on each purpose in use, with what may be done about it, at the address a link went to."""
    records = {record.purpose_id: record for record in ConsentRecord.objects.of(who).with_names()}
    stands = above(who, bytes(email.fingerprint))
    choices = [_choice(purpose, records.get(purpose.pk), stands) for purpose in _purposes()]
    shown = [choice for choice in choices if choice.record is not None or choice.is_no or choice.can_say_no]
    return OwnPage(shown, stands.objection_id, stands.is_restricted)


def _purposes() -> list[Purpose]:
    """The purposes in use, each with whether a yes can be given to it."""
    consent = PurposeBasis.objects.filter(
        purpose=OuterRef("pk"), legal_basis__article=Article.CONSENT, legal_basis__is_active=True
    )
    words = Wording.objects.filter(purpose=OuterRef("pk"))
    return list(Purpose.objects.offered().annotate(takes_consent=Exists(consent) & Exists(words)))


def _choice(purpose: Purpose, record: ConsentRecord | None, stands: Above) -> Choice:
    """Objections to all marketing and closed addresses speak before the answer, as they do in the gate."""
    status = record.status_now if record is not None else Status.REQUESTED
    at = record.occurred_at if record is not None else None
    own_yes_at = record.own_yes_at if record is not None else None
    objected_at = stands.objected_at
    if purpose.is_marketing and objected_at is not None and (own_yes_at is None or own_yes_at <= objected_at):
        status, at = Status.OBJECTED, objected_at
    elif stands.is_suppressed and purpose.is_marketing and (record is None or record.own_opt_in_at is None):
        status, at = Status.OBJECTED, None
    return Choice(
        purpose=purpose,
        status=status,
        pending=record.pending if record is not None else "",
        at=at,
        record=record,
        takes_consent=bool(getattr(purpose, "takes_consent", False)),
    )


def texts() -> list[Choice]:
    """The purposes in use with their texts and statements, of nobody in particular."""
    return [_choice(purpose, None, NOTHING) for purpose in _purposes()]
