"""What people write about sales and projects: parsed and checked, no rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from samtykke.accounts.models import User
from samtykke.consents.together import reason
from samtykke.contacts.forms import UserChoice
from samtykke.contacts.models import NAME_LENGTH
from samtykke.purposes.forms import ItemChoice, offer
from samtykke.sales.models import (
    CERTAIN,
    FIRST_DAY,
    LAST_DAY,
    LONGEST_NOTE,
    LONGEST_TITLE,
    LossReason,
    PartRole,
    ProductGroup,
    ProjectStatus,
    Stage,
    StageKind,
)
from samtykke.sales.money import currency_choices

if TYPE_CHECKING:
    from samtykke.sales.models import Project, Sale, Thing

DAY = forms.DateInput(
    attrs={"type": "date", "min": FIRST_DAY.isoformat(), "max": LAST_DAY.isoformat()}, format="%Y-%m-%d"
)
NOBODY = _("Nobody")
WORDS_ASKED = ("title", "company_name", "note")


def active_users(*also: int | None) -> Any:
    """The users who may be chosen, by name; those chosen before too."""
    return User.objects.filter(Q(is_active=True) | Q(pk__in=[pk for pk in also if pk])).order_by("name", "pk")


def on_offer(form: forms.Form, name: str, model: Any, chosen: int | None) -> None:
    """Gives a choice the items on offer, and the one that is chosen already."""
    items = model.objects.offered()
    offer(form.fields[name], items | model.objects.filter(pk=chosen) if chosen else items)


class ThingForm(forms.Form):
    """What a sale and a project share. Of one that is frozen the figures alone are asked, and words are refused (Art. 18)."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(label=_("What it is about"), max_length=LONGEST_TITLE)
    company_name = forms.CharField(
        label=_("Company"), required=False, max_length=NAME_LENGTH, help_text=_("Empty for a private person.")
    )
    owner = UserChoice(label=_("Looked after by"), queryset=User.objects.none(), required=False, empty_label=NOBODY)
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("People may ask for a copy of what is written about them."),
    )

    def __init__(self, *args: Any, thing: Thing | None = None, is_frozen: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_frozen = is_frozen
        for name in WORDS_ASKED if is_frozen else ():
            del self.fields[name]
        offer(self.fields["owner"], active_users(thing.owner_id if thing else None))
        if thing is not None and thing.emptied_at and not is_frozen:
            self.fields["title"].required = False

    def clean(self) -> dict[str, Any]:
        """Refuses words that were written before it was frozen, so that none is lost unsaid."""
        if self.is_frozen and any(name in self.data for name in WORDS_ASKED):
            raise forms.ValidationError(reason())
        return self.cleaned_data

    def renew(self, version: int) -> None:
        """The form as it was sent, knowing the newest version."""
        told: Any = self.data
        self.data = told.copy()
        self.data["version"] = str(version)  # type: ignore[index]

    @classmethod
    def initial_of(cls, thing: Thing) -> dict[str, Any]:
        """The form's values for what there is."""
        return {
            "version": thing.version,
            "title": thing.title,
            "note": thing.note,
            "owner": thing.owner_id,
            "company_name": thing.company.name if thing.company else "",
        }

    def told(self, *apart: str) -> dict[str, Any]:
        """What it is to become, the company apart."""
        told = {
            name: said for name, said in self.cleaned_data.items() if name not in {"version", "company_name", *apart}
        }
        owner = told.pop("owner")
        return {**told, "owner_id": owner.pk if owner else None}


class SaleForm(ThingForm):
    """A sale. In which stage it is born is asked of a new one alone; why and when it ended, of one that did."""

    stage = ItemChoice(label=_("Stage"), queryset=Stage.objects.none(), empty_label=None)
    amount = forms.CharField(
        label=_("Amount"), required=False, max_length=40, widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )
    currency = forms.ChoiceField(label=_("Currency"), choices=())
    probability = forms.IntegerField(
        label=_("Probability, per cent"),
        required=False,
        min_value=0,
        max_value=CERTAIN,
        help_text=_("Empty: the stage’s."),
    )
    expected_on = forms.CharField(label=_("Expected to close on"), required=False, max_length=20, widget=DAY)
    product_group = ItemChoice(label=_("Product group"), queryset=ProductGroup.objects.none(), required=False)
    loss_reason = ItemChoice(label=_("Why it was lost"), queryset=LossReason.objects.none(), empty_label=None)
    closed_on = forms.CharField(label=_("Closed on"), required=False, max_length=20, widget=DAY)

    field_order = ("version", "title", "company_name", "stage", "amount", "currency", "probability", "expected_on",
                   "loss_reason", "closed_on", "product_group", "owner", "note")  # fmt: skip

    def __init__(self, *args: Any, sale: Sale | None = None, **kwargs: Any) -> None:
        super().__init__(*args, thing=sale, **kwargs)
        also = [sale.currency] if sale else []
        self.fields["currency"].choices = currency_choices(also)  # type: ignore[attr-defined]
        on_offer(self, "product_group", ProductGroup, sale.product_group_id if sale else None)
        on_offer(self, "loss_reason", LossReason, sale.loss_reason_id if sale else None)
        offer(self.fields["stage"], Stage.objects.offered().filter(kind=StageKind.OPEN))
        left_out = {"loss_reason"} if sale is None or not sale.is_lost else set()
        left_out |= {"closed_on"} if sale is None or sale.is_open else set()
        left_out |= {"stage"} if sale else set()
        for name in left_out:
            del self.fields[name]

    @classmethod
    def initial_of(cls, thing: Any) -> dict[str, Any]:
        """The form's values for a sale there is."""
        return {
            **super().initial_of(thing),
            "amount": f"{thing.amount:f}".removesuffix(".00"),
            "currency": thing.currency,
            "probability": thing.probability,
            "expected_on": thing.expected_on,
            "closed_on": thing.closed_on,
            "loss_reason": thing.loss_reason.key if thing.loss_reason else "",
            "product_group": thing.product_group.key if thing.product_group else "",
        }

    def changes(self) -> dict[str, Any]:
        """What the sale is to become, the company apart; a probability that is not told stays."""
        told = self.told()
        if told["probability"] is None:
            del told["probability"]
        return told


class LossForm(forms.Form):
    """Why a sale was lost, and when."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    loss_reason = ItemChoice(label=_("Why it was lost"), queryset=LossReason.objects.none())
    closed_on = forms.CharField(
        label=_("Closed on"), required=False, max_length=20, widget=DAY, help_text=_("Empty: today.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["loss_reason"], LossReason.objects.offered())


class ProjectForm(ThingForm):
    """A project."""

    status = ItemChoice(label=_("Status"), queryset=ProjectStatus.objects.none(), empty_label=None)
    starts_on = forms.CharField(label=_("Starts on"), required=False, max_length=20, widget=DAY)
    ends_on = forms.CharField(label=_("Ends on"), required=False, max_length=20, widget=DAY)

    field_order = ("version", "title", "company_name", "status", "starts_on", "ends_on", "owner", "note")

    def __init__(self, *args: Any, project: Project | None = None, **kwargs: Any) -> None:
        super().__init__(*args, thing=project, **kwargs)
        on_offer(self, "status", ProjectStatus, project.status_id if project else None)

    @classmethod
    def initial_of(cls, thing: Any) -> dict[str, Any]:
        """The form's values for a project there is."""
        days = {"starts_on": thing.starts_on, "ends_on": thing.ends_on}
        return {**super().initial_of(thing), **days, "status": thing.status.key}

    def changes(self) -> dict[str, Any]:
        """What the project is to become, the company apart."""
        return self.told()


class PartForm(forms.Form):
    """What somebody is in a sale or a project."""

    role = ItemChoice(label=_("Role"), queryset=PartRole.objects.none(), required=False)
    is_primary = forms.BooleanField(label=_("Primary contact"), required=False)

    def __init__(self, *args: Any, chosen: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        on_offer(self, "role", PartRole, chosen)


class UserForm(forms.Form):
    """One of the staff."""

    user = UserChoice(label=_("User"), queryset=User.objects.none(), empty_label=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["user"], active_users())


class Filter(forms.Form):
    """What narrows a list of sales or projects."""

    q = forms.CharField(required=False, max_length=500)
    owner = UserChoice(
        label=_("Looked after by"), queryset=User.objects.none(), required=False, empty_label=_("Everybody")
    )
    company = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["owner"], User.objects.order_by("name", "pk"))

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the order is asked."""
        return any(said for name, said in self.cleaned_data.items() if name != "sort")


class SalesFilter(Filter):
    """What narrows the list of sales, and its order."""

    stage = ItemChoice(label=_("Stage"), queryset=Stage.objects.none(), required=False, empty_label=_("Every stage"))
    kind = forms.ChoiceField(label=_("State"), choices=[("", _("All")), *StageKind.choices], required=False)
    since = forms.DateField(label=_("Expected from"), required=False, widget=DAY)
    until = forms.DateField(label=_("Expected until"), required=False, widget=DAY)
    sort = forms.ChoiceField(
        choices=[("newest", _("Newest")), ("expected", _("Soonest")), ("amount", _("Largest"))], required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["stage"], Stage.objects.in_order())


class ProjectsFilter(Filter):
    """What narrows the list of projects."""

    status = ItemChoice(
        label=_("Status"), queryset=ProjectStatus.objects.none(), required=False, empty_label=_("Every status")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["status"], ProjectStatus.objects.in_order())
