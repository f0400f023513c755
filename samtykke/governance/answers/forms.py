"""What people answer: parsed and checked, no rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from samtykke.accounts.models import User
from samtykke.core.files import LARGEST_FILE
from samtykke.governance.models import Answer, State

if TYPE_CHECKING:
    from samtykke.governance.answers.books import Question

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
SELF_STATES = (
    (State.OPEN.value, _("The database answers")),
    (State.IN_WORK.value, State.IN_WORK.label),
    (State.NOT_RELEVANT.value, State.NOT_RELEVANT.label),
)


class OwnerChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A choice among those who can sign in, by name."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=User.objects.none(), label=_("Owner"), empty_label=_("Nobody yet"), **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


def day_field(label: Any, help_text: Any = "") -> forms.DateField:
    """A day, written as the browser's calendar writes it."""
    return forms.DateField(label=label, required=False, widget=DAY, input_formats=["%Y-%m-%d"], help_text=help_text)


class AnswerForm(forms.Form):
    """What is decided of one question."""

    state = forms.ChoiceField(label=_("How far it is"), choices=State.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Why it is not relevant"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Only where you chose “Not relevant”."),
    )
    note = forms.CharField(
        label=_("What you decided, and why"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("An auditor reads this. One or two sentences are enough."),
    )
    owner = OwnerChoice(required=False)
    due_on = day_field(_("Done by"))
    review_on = day_field(_("Look at it again on"), _("After that day it opens again."))
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, question: Question, answer: Answer, **kwargs: Any) -> None:
        names = ("state", "reason", "note", "owner", "due_on", "review_on", "version")
        super().__init__(*args, **kwargs)
        self.initial = {name: getattr(answer, name) for name in names}
        active = Q(is_active=True) | Q(pk=answer.owner_id)
        self.fields["owner"].queryset = User.objects.filter(active).order_by("name", "id")  # type: ignore[attr-defined]
        if question.answers_itself:
            self.fields["state"].choices = SELF_STATES  # type: ignore[attr-defined]
            del self.fields["review_on"]


class AssignForm(forms.Form):
    """Many questions, one owner."""

    keys = forms.MultipleChoiceField(label=_("Points"), error_messages={"required": _("Choose at least one point.")})
    owner = OwnerChoice(required=True)
    due_on = day_field(_("Done by"))

    def __init__(self, *args: Any, keys: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["keys"].choices = [(key, key) for key in keys]  # type: ignore[attr-defined]
        self.fields["owner"].queryset = User.objects.active().order_by("name", "id")  # type: ignore[attr-defined]


class EvidenceForm(forms.Form):
    """An address or a file; one of the two."""

    title = forms.CharField(label=_("What it shows"), required=False, max_length=200)
    url = forms.CharField(label=_("Address"), required=False, max_length=2000)
    file = forms.FileField(
        label=_("Or a file"),
        required=False,
        help_text=_("PDF, PNG or JPEG, at most 5 MB."),
        widget=forms.FileInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg"}),
    )

    def clean_file(self) -> Any:
        """A file that is too large is refused before it is read."""
        file = self.cleaned_data.get("file")
        if file is not None and file.size > LARGEST_FILE:
            raise forms.ValidationError(_("The file is larger than 5 MB."), code="file_too_large")
        return file

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if not self.errors and bool(told.get("url")) == bool(told.get("file")):
            raise forms.ValidationError(_("Give either an address or a file."), code="one_of_two")
        return told


class FilterForm(forms.Form):
    """What narrows the overview."""

    show = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[("", _("All")), ("mine", _("Mine")), ("late", _("Late")), ("open", pgettext_lazy("points", "Open"))],
    )
