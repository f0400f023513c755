"""What staff write when they record a person's answer: parsed and checked, no rules."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from samtykke.consents.answers import Age, Answer, Evidence
from samtykke.consents.models import EXISTING_CUSTOMER, ActBy, EvidenceKind, Status
from samtykke.core.files import LARGEST_FILE
from samtykke.purposes import queries as purposes
from samtykke.purposes.forms import ItemChoice, offer
from samtykke.purposes.models import LegalBasis, Purpose, Source, Wording

if TYPE_CHECKING:
    from django.db.models import QuerySet

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
TIME = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
SHORT = forms.Textarea(attrs={"rows": 2})
STAFF_EVIDENCE = (
    EvidenceKind.PAPER,
    EvidenceKind.RECORDING,
    EvidenceKind.WEB_FORM,
    EvidenceKind.EMAIL,
    EvidenceKind.NOTE,
)


class WhenForm(forms.Form):
    """When something happened: a day, and a time where it is known. Empty: now."""

    on = forms.DateField(label=_("Day it happened"), required=False, widget=DAY, help_text=_("Empty: now."))
    at = forms.TimeField(label=_("Time, if known"), required=False, widget=TIME)
    comment = forms.CharField(label=_("Comment"), required=False, max_length=2000, widget=SHORT)

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if told.get("at") and not told.get("on") and "on" not in self.errors:
            self.add_error("on", _("Write the day as well."))
        return told

    def occurred_at(self) -> datetime | date | None:
        """An instant, a day, or nothing for now."""
        on: date | None = self.cleaned_data["on"]
        at = self.cleaned_data["at"]
        return timezone.make_aware(datetime.combine(on, at)) if on and at else on

    def instant(self) -> datetime | None:
        """The same as an instant, for what has no day's precision: a day counts at its start."""
        told = self.occurred_at()
        if told is None or isinstance(told, datetime):
            return told
        return timezone.make_aware(datetime.combine(told, time.min))


class NoForm(WhenForm):
    """A no that reached us: whose it is, when, and what was said.

    Whoever may edit may record a person's own no: saying it must be as easy as saying yes (Art. 7(3)), and it only
    restricts. A person's own yes needs the right for it.
    """

    act_by = forms.ChoiceField(
        label=_("Who decided it?"),
        choices=[
            (ActBy.PERSON, _("The person asked for it")),
            (ActBy.CONTROLLER, _("We decided it")),
        ],
        initial=ActBy.PERSON,
        widget=forms.RadioSelect,
        help_text=_("A no of the person’s own cannot be taken back by staff."),
    )

    field_order = ("act_by", "on", "at", "comment")


class ReasonForm(forms.Form):
    """An act that needs its reason."""

    reason = forms.CharField(
        label=_("Reason"), max_length=2000, widget=SHORT, help_text=_("Whoever looks at this later reads it.")
    )


class ScanField(forms.FileField):
    """A scan or a photo that shows what was said; what it may be is decided by its first bytes, not by its name."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("Scan or photo"),
            help_text=_("PDF, PNG or JPEG, at most 5 MB."),
            widget=forms.FileInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg"}),
            **kwargs,
        )

    def clean(self, data: Any, initial: Any = None) -> Any:
        found = super().clean(data, initial)
        if found is not None and found.size > LARGEST_FILE:
            raise forms.ValidationError(_("The file is larger than 5 MB."), code="file_too_large")
        return found


class FileForm(forms.Form):
    """A scan to keep with an event."""

    file = ScanField()


class WordingChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A choice among the versions of a purpose's words."""

    def label_from_instance(self, obj: Wording) -> str:
        text = obj.text if len(obj.text) <= 70 else f"{obj.text[:70]}…"
        return _("Version %(number)s, %(language)s: %(text)s") % {
            "number": obj.version,
            "language": obj.language,
            "text": text,
        }


class AnswerForm(WhenForm):
    """What a person answered to the question of consent, with what shows it. REQ-12, REQ-14."""

    status = forms.ChoiceField(
        label=_("What did the person say?"),
        choices=[
            (Status.GIVEN, pgettext_lazy("answer", "Yes")),
            (Status.REFUSED, pgettext_lazy("answer", "No")),
        ],
        widget=forms.RadioSelect,
    )
    wording = WordingChoice(
        label=_("Words the person said yes to"),
        queryset=Wording.objects.none(),
        required=False,
        empty_label=_("Other words, written below"),
    )
    shown_text = forms.CharField(label=_("Other words, exactly as shown or read out"), required=False, widget=SHORT)
    evidence_kind = forms.ChoiceField(
        label=_("What shows it"),
        required=False,
        choices=[("", _("Nothing")), *((kind.value, kind.label) for kind in STAFF_EVIDENCE)],
        help_text=_("Without words and evidence a yes is kept as “not known”, and nothing is sent."),
    )
    evidence_reference = forms.CharField(
        label=_("Where it is kept"), required=False, max_length=500, help_text=_("For example a case or file number.")
    )
    evidence_text = forms.CharField(label=_("What was said or written"), required=False, widget=SHORT)
    evidence_place = forms.CharField(label=_("Place"), required=False, max_length=200)
    file = ScanField(required=False)
    source = ItemChoice(label=_("Source"), queryset=Source.objects.none(), empty_label=None)
    own_act = forms.BooleanField(
        label=_("This was the person’s own act, and the evidence shows it"),
        required=False,
        help_text=_("Only the person’s own later act lifts a no."),
    )

    birth_year = forms.IntegerField(
        label=_("Year of birth"),
        required=False,
        help_text=_(
            "A yes needs it, unless the age was checked. Judged by the law of the person’s country, and not kept."
        ),
    )
    is_enough = forms.BooleanField(label=_("The age was checked another way"), required=False)
    guardian = forms.CharField(
        label=_("Parent who approved, and how you know"),
        required=False,
        max_length=500,
        help_text=_("Needed below the age. It is kept as part of the proof."),
    )

    field_order = ("status", "wording", "shown_text", "birth_year", "is_enough", "guardian", "evidence_kind", "evidence_reference",
                   "evidence_text", "evidence_place", "file", "on", "at", "source", "own_act", "comment")  # fmt: skip

    def __init__(self, *args: Any, purpose: Purpose, may_own_act: bool, enough: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.purpose = purpose
        if purpose.for_children:
            self.fields["is_enough"].help_text = _("The person is %d or older.") % enough
        else:
            for name in ("birth_year", "is_enough", "guardian"):
                del self.fields[name]
        offer(self.fields["wording"], purposes.wordings(purpose))
        offer(self.fields["source"], Source.objects.offered())
        if not may_own_act:
            del self.fields["own_act"]

    def clean(self) -> dict[str, Any]:
        told = super().clean()
        if told.get("file") and not told.get("evidence_kind") and "evidence_kind" not in self.errors:
            self.add_error("evidence_kind", _("Say what the file is."))
        return told

    def answer(self) -> Answer:
        """The answer as the heart takes it."""
        told = self.cleaned_data
        own = bool(told.get("own_act"))
        evidence = None
        if told["evidence_kind"]:
            evidence = Evidence(
                kind=told["evidence_kind"],
                reference=told["evidence_reference"],
                text=told["evidence_text"],
                place=told["evidence_place"],
            )
        return Answer(
            purpose=self.purpose,
            status=told["status"],
            source=told["source"],
            act_by=ActBy.PERSON if own else ActBy.CONTROLLER,
            occurred_at=self.occurred_at(),
            comment=told["comment"],
            evidence=evidence,
            age=self._age(),
            wording=told["wording"],
            shown_text="" if told["wording"] else told["shown_text"],
        )

    def _age(self) -> Age | None:
        told = self.cleaned_data
        if not self.purpose.for_children:
            return None
        return Age(birth_year=told["birth_year"], is_enough=told["is_enough"], guardian=told["guardian"])


class BasisForm(WhenForm):
    """Holding a person for a purpose on another basis than consent."""

    legal_basis = ItemChoice(label=_("Legal basis"), queryset=LegalBasis.objects.none(), empty_label=None)
    source = ItemChoice(label=_("Source"), queryset=Source.objects.none(), empty_label=None)
    reason = forms.CharField(
        label=_("Why the basis changes"),
        required=False,
        max_length=2000,
        widget=SHORT,
        help_text=_("Needed when a given consent is replaced."),
    )
    informed = forms.BooleanField(label=_("The person has been told of the change"), required=False)

    field_order = ("legal_basis", "source", "sale_reference", "sale_on", "product_group", "address_from_sale",
                   "opt_out_offered", "on", "at", "reason", "informed", "comment")  # fmt: skip

    def __init__(self, *args: Any, purpose: Purpose, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.purpose = purpose
        allowed = purposes.allowed_bases(purpose).values("legal_basis")
        offer(self.fields["legal_basis"], other_bases(allowed))
        offer(self.fields["source"], Source.objects.offered())

    def answer(self) -> Answer:
        """The answer as the heart takes it."""
        told = self.cleaned_data
        return Answer(
            purpose=self.purpose,
            legal_basis=told["legal_basis"],
            source=told["source"],
            occurred_at=self.occurred_at(),
            comment=told["comment"],
            reason=told["reason"],
            informed=told["informed"],
        )


def other_bases(allowed: QuerySet[Any, Any]) -> QuerySet[LegalBasis]:
    """The allowed bases that are not consent."""
    offered: QuerySet[LegalBasis] = LegalBasis.objects.offered().filter(pk__in=allowed).exclude(article="a")
    return offered


class CustomerForm(BasisForm):
    """The exception for existing customers: all five facts, or nothing. REQ-61."""

    sale_reference = forms.CharField(label=_("The sale the address came with"), max_length=120)
    sale_on = forms.DateField(label=_("Day of the sale"), widget=DAY)
    product_group = forms.CharField(label=_("What was sold"), max_length=120)
    address_from_sale = forms.BooleanField(label=_("The person gave us this address at the sale"))
    opt_out_offered = forms.BooleanField(label=_("A free way out was offered when it was given"))

    FACTS = ("sale_reference", "product_group", "address_from_sale", "opt_out_offered")
    # What a sale tells by itself.
    OF_A_SALE = ("sale_reference", "sale_on", "product_group")

    def answer(self) -> Answer:
        told = self.cleaned_data
        facts = {**{name: told[name] for name in self.FACTS}, "sale_on": told["sale_on"].isoformat()}
        return Answer(
            purpose=self.purpose,
            legal_basis=told["legal_basis"],
            source=told["source"],
            occurred_at=self.occurred_at(),
            comment=told["comment"],
            reason=told["reason"],
            informed=told["informed"],
            permission=EXISTING_CUSTOMER,
            facts=facts,
            evidence=Evidence(kind=EvidenceKind.SALE, reference=told["sale_reference"]),
        )
