"""The form of a purpose: what people read, how long, what it uses and who receives it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from samtykke.purposes.forms.items import ItemForm, Text
from samtykke.purposes.models import DataKind, Purpose, Recipient, SpecialCondition

if TYPE_CHECKING:
    from samtykke.purposes.models import Vocabulary
    from samtykke.purposes.queries import Gap

MOST_MONTHS = 1200
MOST_CONSENT_MONTHS = 240


class Kinds(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Kinds of data, sent by key; special ones say so."""

    def label_from_instance(self, obj: Any) -> str:
        return str(_("%(name)s (special category)") % {"name": obj.name}) if obj.is_special else str(obj.name)


class Recipients(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Recipients with what each of them is."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} ({obj.get_role_display()})"


def months(label: Any, help_text: Any = "", most: int = MOST_CONSENT_MONTHS) -> forms.IntegerField:
    """A number of months that may be left open."""
    return forms.IntegerField(label=label, required=False, min_value=1, max_value=most, help_text=help_text)


class PurposeForm(ItemForm):
    """A purpose also has the texts that people read."""

    TEXTS = (
        *ItemForm.TEXTS,
        Text(column="public_texts", stem="public_text", label=_("What people read"), rows=3, is_public=True),
        Text(column="approval_texts", stem="approval_text", label=_("Words beside the box"), rows=2, is_public=True),
        Text(column="statement_titles", stem="statement_title", label=_("Title of the statement"), is_public=True),
        Text(
            column="statement_urls",
            stem="statement_url",
            label=_("Address of the statement"),
            help_text=_("Empty: the privacy statement that you publish in Samtykke."),
            is_public=True,
            is_address=True,
        ),
    )

    is_marketing = forms.BooleanField(
        label=_("This is direct marketing"),
        required=False,
        help_text=_("People may object to it at any time, and then it ends (Art. 21). Fixed once the purpose is used."),
    )
    retention_months = months(
        _("Months to keep people for it"),
        _("From the last contact. A purpose in use needs it. Where a category says less, the category counts."),
        MOST_MONTHS,
    )
    consent_valid_months = months(_("Months a consent lasts"), _("Empty: until it is withdrawn."))
    ask_before_days = forms.IntegerField(
        label=_("Days before its end to ask again"), required=False, min_value=1, max_value=365
    )
    dormant_months = months(
        _("Months unused until it is dormant"), _("A consent that was not used for so long should be asked for again.")
    )
    data_kinds = Kinds(
        DataKind.objects.none(),
        label=_("Kinds of data it uses"),
        required=False,
        to_field_name="key",
        widget=forms.CheckboxSelectMultiple,
    )
    recipients = Recipients(
        Recipient.objects.none(), label=_("Who receives them"), required=False, widget=forms.CheckboxSelectMultiple
    )
    special_condition = forms.ChoiceField(
        label=_("Condition of Art. 9(2)"),
        required=False,
        choices=[("", "–"), *SpecialCondition.choices],
        help_text=_(
            "Needed where it uses special categories of data. Contract and legitimate interests do not exist here."
        ),
    )
    special_note = forms.CharField(
        label=_("Why the condition holds"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    for_children = forms.BooleanField(
        label=_("Offered directly to children"),
        required=False,
        help_text=_(
            "Then each yes from now on asks the year of birth, which is judged and not kept. Below the age of the person’s "
            "country a parent must say yes (Art. 8)."
        ),
    )

    widens = forms.BooleanField(
        label=_("The new words ask for more than before"),
        required=False,
        help_text=_(
            "Tick it when the purpose becomes wider. Earlier consents then do not cover it. Better words for the same "
            "thing change nothing; a new recipient or kind of data counts by itself."
        ),
    )

    def __init__(self, *args: Any, item: Vocabulary | None = None, **kwargs: Any) -> None:
        super().__init__(*args, item=item, **kwargs)
        held = Q(is_active=True) | Q(purposes=item) if item is not None else Q(is_active=True)
        kinds = DataKind.objects.existing().filter(held).distinct().order_by("rank", "id")
        receivers = Recipient.objects.existing().filter(held).distinct().order_by("id")
        self.fields["data_kinds"].queryset = kinds  # type: ignore[attr-defined]
        self.fields["recipients"].queryset = receivers  # type: ignore[attr-defined]

    def point_at(self, gaps: list[Gap]) -> None:
        """Says at the field that mends it what the purpose lacks."""
        for gap in gaps:
            if gap.field in self.fields:
                self.fields[gap.field].help_text = gap.sentence

    @property
    def has_recipients(self) -> bool:
        """Whether there is anybody to choose."""
        return bool(self.fields["recipients"].queryset.exists())  # type: ignore[attr-defined]

    @classmethod
    def initial_of(cls, item: Vocabulary) -> dict[str, Any]:
        values = super().initial_of(item)
        if isinstance(item, Purpose):
            values["data_kinds"] = [kind.key for kind in item.data_kinds.all()]
            values["recipients"] = [one.pk for one in item.recipients.all()]
        return values


class NewPurposeForm(PurposeForm):
    """A purpose to be; it is switched on later, and nobody has said yes to less of it."""

    is_active = None  # type: ignore[assignment]
    widens = None  # type: ignore[assignment]
