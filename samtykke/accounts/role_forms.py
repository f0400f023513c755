"""What people type about roles and teams, parsed and checked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samtykke.accounts.actions.roles import Told
from samtykke.accounts.forms import reason_field, seen_field
from samtykke.accounts.models import Language, User, Visibility
from samtykke.accounts.rights import GROUPS, OPENS_LATER, Right

if TYPE_CHECKING:
    from collections.abc import Iterator

    from samtykke.accounts.models import Role


class RoleForm(forms.Form):
    """A role: its name in each language, its rights, and whose people it shows."""

    name_nb = forms.CharField(label=_("Name in Norwegian"), max_length=60, required=False)
    name_en = forms.CharField(label=_("Name in English"), max_length=60, required=False)
    visibility = forms.ChoiceField(
        label=_("Whose people the role shows"),
        choices=Visibility.choices,
        widget=forms.RadioSelect,
        help_text=_("Somebody with several roles sees what the widest of them shows."),
    )
    needs_second_factor = forms.BooleanField(
        label=_("Asks for a second factor"),
        required=False,
        help_text=_("Whoever holds the role sets up an app or a passkey, and without it nothing opens."),
    )
    rights = forms.MultipleChoiceField(
        label=_("Rights"),
        choices=[(right.value, right.sentence) for _title, rights in GROUPS for right in rights],
        widget=forms.CheckboxSelectMultiple(attrs={"class": "box"}),
        required=False,
    )
    reason = reason_field()
    seen = seen_field()

    def __init__(self, *args: Any, four_eyes: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not four_eyes:
            del self.fields["reason"]

    @staticmethod
    def initial_of(role: Role) -> dict[str, Any]:
        """The form filled from a role."""
        names = {f"name_{language}": role.names.get(language, "") for language in Language.values}
        told = {name: getattr(role, name) for name in ("rights", "visibility", "needs_second_factor")}
        return {**names, **told, "seen": role.state}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not any((cleaned.get(f"name_{language}") or "").strip() for language in Language.values):
            self.add_error("name_nb", _("Give the role a name in at least one language."))
        return cleaned

    @property
    def told(self) -> Told:
        """What the form says the role is to be."""
        names = {language: self.cleaned_data[f"name_{language}"] for language in Language.values}
        rights = frozenset(Right(right) for right in self.cleaned_data["rights"])
        visibility = Visibility(self.cleaned_data["visibility"])
        return Told(names, rights, visibility, self.cleaned_data["needs_second_factor"])

    def grouped(self) -> Iterator[tuple[Any, list[tuple[Any, bool]]]]:
        """The boxes of the rights by what they are about, each with whether it opens something only later."""
        boxes = {box.data["value"]: box for box in self["rights"].subwidgets}
        for title, rights in GROUPS:
            yield title, [(boxes[right.value], right in OPENS_LATER) for right in rights]


class TeamForm(forms.Form):
    """A team: its name and who is in it."""

    name = forms.CharField(label=_("Name"), max_length=80)
    members = forms.ModelMultipleChoiceField(
        label=_("Members"),
        queryset=User.objects.order_by("name", "id"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Members see each other’s people where their role shows those of their own teams."),
    )
    seen = seen_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members: Any = self.fields["members"]
        members.label_from_instance = lambda user: user.name


class AnswerForm(forms.Form):
    """What the second person answers."""

    answer = forms.CharField(
        label=_("Your answer"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class FourEyesForm(forms.Form):
    """Why a second person is no longer asked for."""

    reason = forms.CharField(
        label=_("Why"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("It stands in the history and on the desk of the privacy officer."),
    )
