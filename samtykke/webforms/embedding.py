"""What a form is to a script on another website: its parts as plain values, in one language, and nothing but what the page shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samtykke.webforms import queries
from samtykke.webforms.definition import LANGUAGES
from samtykke.webforms.posted import TRAP

if TYPE_CHECKING:
    from samtykke.purposes.models import Purpose
    from samtykke.webforms.models import FormVersion, WebForm
    from samtykke.webforms.posted import HostedForm

USUAL = "#0b5a75"
PASSED_ON = ("autocomplete", "inputmode", "rows", "maxlength")


def own_words() -> dict[str, dict[str, str]]:
    """The few words that the script has before it has asked for the form."""
    found = {}
    for language in LANGUAGES:
        with translation.override(language):
            found[language] = {
                "language": language,
                "open": _("Open the form"),
                "failed": _("The form cannot be reached from here just now. Nothing was sent."),
                "optional": _("(optional)"),
                "all": _("Tick all"),
                "none": _("Tick none"),
            }
    return found


def told_by(form: WebForm, version: FormVersion, posted: HostedForm, *, organisation: Any) -> dict[str, Any]:
    """Everything that the page of the form shows, for the script to build; texts in the language of `posted`."""
    definition, language = posted.definition, posted.language
    consents, statement = definition.consents, definition.statement.get(language, "")
    ours = f"{reverse('preferences:privacy')}?language={language}"
    return {
        "version": version.number,
        "language": language,
        "look": _look(form),
        "title": definition.title.get(language) or form.name_in(language),
        "lead": definition.lead.get(language, ""),
        "fields": [_field(bound) for bound in posted.rows],
        "consents": {
            "title": consents.title.get(language) or _("What would you like from us?"),
            "help": consents.help.get(language) or _("Tick what you say yes to. You may leave all of them empty."),
        },
        "together": consents.all and consents.none,
        "boxes": [
            {"name": box.input, "language": wording.language, "text": wording.text, "help": str(bound.help_text or "")}
            for box, wording, bound in posted.boxes
        ],
        "submit": definition.submit.get(language, ""),
        "note": _waits() if form.double_opt_in else "",
        "uses": {
            "title": _("How we use the data"),
            "lines": [_use(purpose, basis) for purpose, basis in queries.told_of(form, definition)],
        },
        "controller": _("%(company)s is the controller.") % {"company": getattr(organisation, "legal_name", "")},
        "statement": {"address": statement or ours, "words": _("Read the privacy statement")},
        "trap": {"name": TRAP, "label": _("Leave this empty")},
    }


def thanks_of(form: WebForm, posted: HostedForm) -> dict[str, Any]:
    """What is said once it is sent: the same as on the page."""
    thanks, language = posted.definition.thanks, posted.language
    lines = [text] if (text := thanks.text.get(language, "")) else []
    if form.double_opt_in:
        said = (
            _("Look in your inbox: nothing counts before you have pressed the button in the e-mail.")
            if lines
            else _(
                "We have sent an e-mail to the address you wrote, if we may write to it. Press the button in it to confirm; before that, nothing counts."
            )
        )
        lines.append(said)
    return {
        "title": thanks.title.get(language) or _("Thank you"),
        "lines": lines or [_("We have received what you sent.")],
    }


def _waits() -> str:
    return _(
        "We send you an e-mail. Only when you press the button in it does this count. You can change your mind at any time."
    )


def _use(purpose: Purpose, basis: str) -> str:
    """What one purpose is, with its legal basis, and how long a consent to it holds."""
    said = f"{purpose.name} ({basis})" if basis else str(purpose.name)
    if purpose.description:
        said += f": {purpose.description}"
    months = 0 if basis else purpose.consent_valid_months
    if not months:
        return said
    holds = ngettext("A consent holds for %(months)s month.", "A consent holds for %(months)s months.", months) % {
        "months": months
    }
    return f"{said} {holds}"


def _field(bound: Any) -> dict[str, Any]:
    """A control: its kind, its words, and what a browser may help with."""
    widget = bound.field.widget
    match widget:
        case forms.CheckboxSelectMultiple():
            kind = "checks"
        case forms.CheckboxInput():
            kind = "checkbox"
        case forms.Select():
            kind = "select"
        case forms.Textarea():
            kind = "textarea"
        case _:
            kind = widget.attrs.get("type") or widget.input_type
    told: dict[str, Any] = {"name": bound.html_name, "type": kind, "label": str(bound.label)}
    told |= {"help": str(bound.help_text or ""), "required": bound.field.required}
    told["more"] = {name: widget.attrs[name] for name in PASSED_ON if widget.attrs.get(name)}
    if kind in {"checks", "select"}:
        told["options"] = [[value, str(word)] for value, word in bound.field.choices]
    return told


def _look(form: WebForm) -> dict[str, str]:
    """Colour and type. Any colour that a form may have carries white words."""
    return {"accent": form.style.get("accent") or USUAL, "font": form.style.get("font", "page")}
