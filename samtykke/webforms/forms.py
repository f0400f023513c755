"""The forms by which a web form is made and set."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from samtykke.accounts.models import User
from samtykke.purposes.models import LegalBasis, Purpose
from samtykke.webforms.models import LONGEST_SLUG, MOST_LINK_DAYS, SLOWEST, Unknown
from samtykke.webforms.starts import Start

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from samtykke.webforms.models import WebForm

NAME_LENGTH, LONGEST_LIST = 120, 20_000
# Colours that can be read on a light page and carry white words; by night our own stands in their place.
COLOURS: Final[tuple[tuple[str, _StrPromise], ...]] = (
    ("", pgettext_lazy("colour", "Fjord")),
    ("#1c6a3a", pgettext_lazy("colour", "Forest")),
    ("#6b2d6b", pgettext_lazy("colour", "Plum")),
    ("#8a3b12", pgettext_lazy("colour", "Rust")),
    ("#1a2327", pgettext_lazy("colour", "Slate")),
)


class FactsForm(forms.Form):
    """What a form is called, and why and by what right those who send it are held. Art. 5(1)(b), 6(1)."""

    name_nb = forms.CharField(label=_("Name in Norwegian"), max_length=NAME_LENGTH)
    name_en = forms.CharField(label=_("Name in English"), max_length=NAME_LENGTH)
    purpose = forms.ModelChoiceField(
        queryset=Purpose.objects.none(),
        label=_("People who send it are held for"),
        help_text=_("What they say yes to beyond that has a box of its own."),
    )
    legal_basis = forms.ModelChoiceField(
        queryset=LegalBasis.objects.none(), label=_("Legal basis"), help_text=_("One that the purpose allows.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        purposes = Purpose.objects.existing().filter(is_active=True).order_by("rank", "id")
        bases = LegalBasis.objects.existing().filter(is_active=True).exclude(article="a").order_by("rank", "id")
        for name, rows in (("purpose", purposes), ("legal_basis", bases)):
            field: Any = self.fields[name]
            field.queryset = rows
            field.label_from_instance = lambda one: one.name

    def facts(self) -> dict[str, Any]:
        """What the actions take."""
        told = {name: said for name, said in self.cleaned_data.items() if name in {"purpose", "legal_basis"}}
        return told | {"names": {language: self.cleaned_data[f"name_{language}"] for language in ("nb", "en")}}


class NewForm(FactsForm):
    """A new form: what it begins with, and its address, which never changes."""

    start = forms.ChoiceField(label=_("Begin with"), choices=Start.choices, widget=forms.RadioSelect)
    slug = forms.CharField(
        label=_("Address"),
        max_length=LONGEST_SLUG,
        help_text=_("Small letters, digits and hyphens, like newsletter. It stands after /f/ and never changes."),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
    )
    field_order = ("start", "name_nb", "name_en", "slug", "purpose", "legal_basis")

    def clean_slug(self) -> str:
        """The address; one word of it is a page of ours."""
        slug = str(self.cleaned_data["slug"]).strip().lower()
        if slug == "new":
            raise forms.ValidationError(_("Choose another word."))
        return slug


class SettingsForm(FactsForm):
    """What is said of a form beside what stands on it; it holds at once."""

    edition = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    owner_id = forms.TypedChoiceField(label=_("Looked after by"), required=False, coerce=int, empty_value=None)
    unknown = forms.ChoiceField(
        label=_("Somebody who is not held yet"),
        choices=Unknown.choices,
        widget=forms.RadioSelect,
        help_text=_("The visitor is told the same in each case."),
    )
    double_opt_in = forms.BooleanField(
        label=_("Confirmed by e-mail"),
        required=False,
        help_text=_(
            "What is sent counts when the button in the mail is pressed. Without it a form lifts no earlier no."
        ),
    )
    link_days = forms.IntegerField(
        label=_("Days the link in the mail works"),
        required=False,
        min_value=1,
        max_value=MOST_LINK_DAYS,
        help_text=_("Empty: as the privacy settings say."),
    )
    slowest = forms.IntegerField(
        label=_("Seconds that a human needs at least"),
        min_value=0,
        max_value=SLOWEST,
        help_text=_("What is sent sooner is called spam."),
    )
    allowed_origins = forms.CharField(
        label=_("Websites it may stand on"),
        required=False,
        max_length=LONGEST_LIST,
        help_text=_("The beginning of the address, one a line, like https://www.company.example."),
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
    )
    redirects = forms.CharField(
        label=_("Pages visitors may be sent to afterwards"),
        required=False,
        max_length=LONGEST_LIST,
        help_text=_("Whole addresses, one a line."),
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false"}),
    )
    redirect_to = forms.CharField(
        label=_("The page afterwards"),
        required=False,
        max_length=500,
        help_text=_("One of those above. Empty: a word of thanks here."),
    )
    accent = forms.ChoiceField(
        label=_("Colour"),
        required=False,
        choices=COLOURS,
        widget=forms.RadioSelect,
    )
    font = forms.ChoiceField(
        label=_("Type on other websites"),
        choices=[("own", pgettext_lazy("font", "Ours")), ("page", pgettext_lazy("font", "That of the page"))],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        users = [(user.pk, user.name) for user in User.objects.filter(is_active=True).order_by("name", "pk")]
        self.fields["owner_id"].choices = [("", "–"), *users]  # type: ignore[attr-defined]
        accent: Any = self.fields["accent"]
        told = str(self.initial.get("accent") or self.data.get("accent") or "")
        if told not in {value for value, _word in accent.choices}:
            accent.choices = [*accent.choices, (told, told)]

    @staticmethod
    def initial_of(form: WebForm) -> dict[str, Any]:
        """A form as the page shows it."""
        point = form.point
        return {
            "edition": form.edition,
            "name_nb": point.names.get("nb", ""),
            "name_en": point.names.get("en", ""),
            "purpose": point.purpose_id,
            "legal_basis": point.legal_basis_id,
            "owner_id": point.owner_id,
            **{
                name: getattr(form, name)
                for name in ("unknown", "double_opt_in", "link_days", "slowest", "redirect_to")
            },
            "allowed_origins": "\n".join(form.allowed_origins),
            "redirects": "\n".join(form.redirects),
            "accent": form.style.get("accent", ""),
            "font": form.style.get("font", "own"),
        }

    def changes(self) -> dict[str, Any]:
        """What `change_form` takes."""
        told = self.cleaned_data
        kept = ("owner_id", "unknown", "double_opt_in", "link_days", "slowest")
        return {
            **self.facts(),
            **{name: told[name] for name in kept},
            "allowed_origins": told["allowed_origins"].split(),
            "redirects": told["redirects"].split(),
            "redirect_to": told["redirect_to"].strip(),
            "style": {"accent": told["accent"], "font": told["font"]},
        }
