"""What people write of a recipient: parsed and checked, no rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from samtykke.purposes.models import RecipientRole, TransferGround
from samtykke.purposes.transfers import country_names

if TYPE_CHECKING:
    from samtykke.purposes.models import Recipient

LANGUAGES = ("nb", "en")
LONG = forms.Textarea(attrs={"rows": 3})
DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
# The points of Art. 28(3), each with what it asks.
POINTS = (
    ("subject", _("What the agreement is about")),
    ("duration", _("How long it lasts")),
    ("nature", _("What they do with the data, and why")),
    ("sub_processors", _("Whom they use in turn, and where")),
    ("objection", _("How you are told of new ones and can object")),
    ("audit", _("How you may check them")),
    ("deletion", _("What happens to the data when it ends")),
    ("transfer_assessment", _("Where the assessment of the transfer is kept")),
)


def countries() -> list[tuple[str, str]]:
    """Every country in the language of the page, with a first line for none."""
    return [("", "–"), *country_names((get_language() or "en")[:2]).items()]


class RecipientForm(forms.Form):
    """A recipient: who they are, where the data are, by what agreement, and what people read of it. REQ-52, REQ-58."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name_nb = forms.CharField(label=_("Name in Norwegian"), max_length=200)
    name_en = forms.CharField(label=_("Name in English"), max_length=200, required=False)
    role = forms.ChoiceField(
        label=_("What they are"),
        choices=RecipientRole.choices,
        help_text=_("A processor works for you and on your instructions (Art. 28). Others decide for themselves."),
    )
    contact = forms.CharField(
        label=_("Contact"),
        required=False,
        widget=LONG,
        help_text=_("Who answers there, also when something went wrong."),
    )
    is_active = forms.BooleanField(label=_("They receive data now"), required=False, initial=True)
    country = forms.ChoiceField(
        label=_("Country where the data are"),
        choices=countries,
        help_text=_("Also where people there can only look at them."),
    )
    transfer_ground = forms.ChoiceField(
        label=_("If the data leave the EEA: by what ground"),
        choices=TransferGround.choices,
        initial=TransferGround.NONE,
    )
    transfer_note = forms.CharField(
        label=_("What the ground rests on"),
        required=False,
        widget=LONG,
        help_text=_(
            "Needed for the United States and Canada, and for a derogation: why it holds, and when you checked."
        ),
    )
    agreement = forms.CharField(
        label=_("The agreement"),
        required=False,
        help_text=_("Its name or number, and where it is kept. A processor must have one (Art. 28(3))."),
    )
    agreed_on = forms.DateField(label=_("Agreed on"), required=False, widget=DATE)
    review_on = forms.DateField(
        label=_("Look at it again on"), required=False, widget=DATE, help_text=_("Or the day it ends.")
    )
    public_text_nb = forms.CharField(label=_("What people read of it, in Norwegian"), required=False, widget=LONG)
    public_text_en = forms.CharField(label=_("What people read of it, in English"), required=False, widget=LONG)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for point, label in POINTS:
            self.fields[f"point_{point}"] = forms.CharField(label=label, required=False, widget=LONG)

    def changes(self) -> dict[str, Any]:
        """What the recipient is to become, as the actions take it."""
        told = dict(self.cleaned_data)
        told.pop("seen")
        names, public_texts = _per_language(told, "name"), _per_language(told, "public_text")
        details = {point: told.pop(f"point_{point}") for point, _label in POINTS}
        return {**told, "names": names, "public_texts": public_texts, "details": details}

    def points(self) -> list[Any]:
        """The fields of the agreement's points, in order."""
        return [self[f"point_{point}"] for point, _label in POINTS]

    @staticmethod
    def initial_of(recipient: Recipient) -> dict[str, Any]:
        """The form's values for a recipient that exists."""
        own = (
            "role", "contact", "is_active", "country", "transfer_ground", "transfer_note", "agreement", "agreed_on",
            "review_on",
        )  # fmt: skip
        return {
            "seen": recipient.version,
            **{name: getattr(recipient, name) for name in own},
            **{f"name_{language}": recipient.names.get(language, "") for language in LANGUAGES},
            **{f"public_text_{language}": recipient.public_texts.get(language, "") for language in LANGUAGES},
            **{f"point_{point}": recipient.details.get(point, "") for point, _label in POINTS},
        }


def _per_language(told: dict[str, Any], stem: str) -> dict[str, str]:
    return {language: str(told.pop(f"{stem}_{language}", "") or "").strip() for language in LANGUAGES}
