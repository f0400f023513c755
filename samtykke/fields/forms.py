"""What people write into the settings of fields, and into the fields of a card: parsed and checked, no rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samtykke.accounts.queries import text_languages
from samtykke.fields.models import FieldGroup, FieldKind, Subject, UserField
from samtykke.purposes.forms import ItemChoice, offer
from samtykke.purposes.forms.items import ItemForm, Text
from samtykke.purposes.models import DataKind, Purpose

if TYPE_CHECKING:
    from samtykke.fields.models import FieldOption
    from samtykke.purposes.models import FieldDecision

NAME = Text(column="names", stem="name", label=_("Name"), longest=120)


class PurposesChoice(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Some of the purposes: shown by name, sent by key."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class FieldForm(ItemForm):
    """A field: what it is called, what is written in it, what it is for, and who reads it."""

    TEXTS = (NAME, Text(column="descriptions", stem="description", label=_("Help beside the field"), rows=2))

    is_active = None  # type: ignore[assignment]
    subject = forms.ChoiceField(label=_("About"), choices=Subject.choices, widget=forms.HiddenInput, required=False)
    kind = forms.ChoiceField(label=_("What is written in it"), choices=FieldKind.choices)
    unit = forms.CharField(
        label=_("Unit or currency"),
        required=False,
        max_length=20,
        help_text=_("What a number counts, for example “kg”. For an amount of money three letters, like NOK."),
    )
    group = ItemChoice(label=_("Group"), queryset=FieldGroup.objects.none(), empty_label=None)
    purposes = PurposesChoice(
        label=_("For which purposes is it needed?"),
        required=False,
        queryset=Purpose.objects.none(),
        to_field_name="key",
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only what is needed may be held (Art. 5(1)(c)). A field about people needs at least one."),
    )
    data_kind = ItemChoice(label=_("Kind of data"), queryset=DataKind.objects.none(), required=False)
    is_sensitive = forms.BooleanField(
        label=_("Sensitive"),
        required=False,
        help_text=_("Only those who may read sensitive fields see it; others see that it is filled, not with what."),
    )
    note = forms.CharField(
        label=_("Why the field is needed"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Asked for where a field holds a birthday, a gender or a national identity number."),
    )

    def __init__(self, *args: Any, item: UserField | None = None, subject: str = "", **kwargs: Any) -> None:
        super().__init__(*args, item=item, **kwargs)
        offer(self.fields["group"], FieldGroup.objects.offered())
        offer(self.fields["purposes"], Purpose.objects.in_order())
        offer(self.fields["data_kind"], DataKind.objects.offered())
        if item is not None:
            del self.fields["subject"]
            offer(self.fields["group"], FieldGroup.objects.offered() | FieldGroup.objects.filter(pk=item.group_id))
        if (item.subject if item else subject) == Subject.COMPANY:
            self.fields["purposes"].help_text = _("Needed where the field names a person.")

    @classmethod
    def initial_of(cls, item: UserField, decision: FieldDecision | None = None) -> dict[str, Any]:  # type: ignore[override]
        """The form's values for a field that exists."""
        values = super().initial_of(item)
        values |= {"group": item.group.key, "kind": item.kind, "unit": item.unit}
        if decision:
            values |= {
                "purposes": [purpose.key for purpose in decision.purposes.all()],
                "data_kind": decision.data_kind.key if decision.data_kind else "",
                "is_sensitive": decision.is_sensitive,
                "note": decision.note,
            }
        return values

    def close(self) -> FieldForm:
        """The form for who reads it and changes nothing."""
        for field in self.fields.values():
            field.disabled = True
        return self


class OptionForm(forms.Form):
    """What a value of a list is called, in each language."""

    def __init__(self, *args: Any, option: FieldOption | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for language in text_languages():
            self.fields[f"name_{language}"] = NAME.field(language, "")
            if option is not None:
                self.initial.setdefault(f"name_{language}", option.names.get(language, ""))

    def names(self) -> dict[str, str]:
        """The names by language."""
        return {name.removeprefix("name_"): said.strip() for name, said in self.cleaned_data.items()}


class IntoForm(forms.Form):
    """Which value of the list stays when two become one."""

    into = forms.ChoiceField(label=_("Make it one with"))

    def __init__(self, *args: Any, others: list[FieldOption], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: Any = [(option.key, option.name) for option in others]
        self.fields["into"].choices = choices  # type: ignore[attr-defined]
