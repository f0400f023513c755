"""What may stand in a template: a fixed list per kind, each with a sentence (REQ-96: placeholders without logic)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from samtykke.mail.models import TemplateKind

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class Variable:
    """One placeholder: what it stands for, an example for the preview, and whether it is a link of its own."""

    name: str
    sentence: _StrPromise
    example: _StrPromise | str
    is_link: bool = False


ALL: Final[dict[str, Variable]] = {
    variable.name: variable
    for variable in (
        Variable("first_name", _("The recipient’s first name"), "Kari"),
        Variable("full_name", _("The recipient’s whole name"), "Kari Nordmann"),
        Variable("company", _("The name of your organisation"), "Fjordlys AS"),
        Variable(
            "privacy_contact", _("Who answers questions about privacy"), "Siri Vernøy, personvern@fjordlys.example"
        ),
        Variable("purposes", _("What the person is held for"), _("Sales and service")),
        Variable("legal_basis", _("By what right the person is held"), _("Legitimate interests, GDPR Art. 6(1)(f)")),
        Variable(
            "interest",
            _("Your interest, from the approved assessment, where the person is held on it"),
            _("We want to answer those who contact us and follow up what we have agreed."),
        ),
        Variable("held", _("What kinds of data are held"), _("Name, e-mail, phone")),
        Variable(
            "kinds", _("The kinds of data that your purposes name"), _("Contact details, purchases, your choices")
        ),
        Variable(
            "recipients", _("Who receives the data, from the register of recipients"), _("Those who run our systems")
        ),
        Variable("source", _("Where the data came from"), _("Phone call")),
        Variable("held_since", _("The date since when"), _("23 November 2026")),
        Variable("kept_for", _("How long the person is kept"), _("Until 36 months after the last contact")),
        Variable("purpose", _("The purpose the mail is about"), _("E-marketing")),
        Variable("wording", _("The words the person says yes to"), _("Yes, I would like news by e-mail.")),
        Variable("statement", _("The address of the privacy statement"), "https://www.fjordlys.example/personvern"),
        Variable("done", _("What the person did on the page"), _("You no longer get e-marketing from us.")),
        Variable("when", _("When it was done"), _("23 November 2026 at 09:12")),
        Variable("wanted", _("What somebody asks a second person for"), _("Kari Nordmann: roles of a user")),
        Variable("asked_by", _("Who of the staff asks"), "Ola Nordmann"),
        Variable("reason", _("Why it is asked for"), _("New in sales")),
        Variable("waits_until", _("Until when it waits"), _("30 November 2026")),
        Variable(
            "message",
            _("What somebody writes to the person, in one or more paragraphs"),
            _("Thank you for the talk today. The offer comes on Friday."),
        ),
        Variable("activity", _("The heading of a meeting, a call or a task"), _("Ring back about the offer")),
        Variable("people", _("Who takes part"), "Kari Nordmann"),
        Variable("form", _("The name of the form"), _("Newsletter")),
        Variable("words", _("The words of each box that was ticked"), _("Yes, I would like news by e-mail.")),
        Variable("valid_days", _("For how many days the link works"), "21"),
        Variable("valid_hours", _("For how many hours the link works"), "24"),
        Variable("own_page", _("The button to the person’s own page"), "", is_link=True),
        Variable("confirm", _("The button to the page for confirming a consent"), "", is_link=True),
        Variable("confirm_form", _("The button to the page that confirms a form"), "", is_link=True),
        Variable("set_password", _("The button to the page for choosing a password"), "", is_link=True),
    )
}

_TO_ALL: Final = ("first_name", "full_name", "company", "privacy_contact")
_ABOUT_ONE: Final = ("purpose", "wording", "statement")
_HELD: Final = (
    "purposes",
    "legal_basis",
    "interest",
    "held",
    "kinds",
    "source",
    "recipients",
    "held_since",
    "kept_for",
    "statement",
)

_ALLOWED: Final[dict[str, tuple[str, ...]]] = {
    TemplateKind.PRIVACY: (*_TO_ALL, *_HELD, "own_page", "valid_days"),
    TemplateKind.LINK: (*_TO_ALL, "own_page", "valid_days"),
    TemplateKind.CONFIRMATION: (*_TO_ALL, *_ABOUT_ONE, "confirm", "valid_days"),
    TemplateKind.REQUEST: (*_TO_ALL, *_ABOUT_ONE, "own_page", "valid_days"),
    TemplateKind.RECEIPT: (*_TO_ALL, *_ABOUT_ONE, "done", "when", "own_page", "valid_days"),
    TemplateKind.PASSWORD: (*_TO_ALL, "set_password", "valid_hours"),
    TemplateKind.INVITATION: (*_TO_ALL, "set_password", "valid_hours"),
    TemplateKind.SECURITY: (*_TO_ALL, "done", "when"),
    TemplateKind.APPROVAL: (*_TO_ALL, "wanted", "asked_by", "reason", "waits_until"),
    TemplateKind.DECISION: (*_TO_ALL, "wanted", "reason", "done", "when"),
    TemplateKind.MESSAGE: (*_TO_ALL, "message", "own_page", "valid_days"),
    TemplateKind.REMINDER: (*_TO_ALL, "activity", "when", "people"),
    TemplateKind.TASK: (*_TO_ALL, "activity", "when", "people", "asked_by"),
    TemplateKind.FORM: (*_TO_ALL, "form", "words", "statement", "confirm_form", "valid_days"),
}

BUTTONS: Final[dict[tuple[str, str], _StrPromise]] = {
    (TemplateKind.PRIVACY, "own_page"): _("See and change your choices"),
    (TemplateKind.LINK, "own_page"): _("Open your page"),
    (TemplateKind.REQUEST, "own_page"): _("Answer on your page"),
    (TemplateKind.RECEIPT, "own_page"): _("See and change your choices"),
    (TemplateKind.MESSAGE, "own_page"): _("See and change your choices"),
    (TemplateKind.CONFIRMATION, "confirm"): _("Go on to say yes"),
    (TemplateKind.FORM, "confirm_form"): _("Go on to confirm"),
    (TemplateKind.PASSWORD, "set_password"): _("Choose a new password"),
    (TemplateKind.INVITATION, "set_password"): _("Choose a password"),
}


def allowed(kind: str) -> tuple[Variable, ...]:
    """What may stand in a template of a kind, in reading order."""
    return tuple(ALL[name] for name in _ALLOWED[kind])


def links_of(kind: str) -> frozenset[str]:
    """The links that a template of a kind may have."""
    return frozenset(name for name in _ALLOWED[kind] if ALL[name].is_link)


def button(kind: str, name: str) -> str:
    """The words on a button, in the active language."""
    return str(BUTTONS[kind, name])


def examples(kind: str) -> dict[str, str]:
    """Values for a preview, in the active language."""
    return {variable.name: str(variable.example) for variable in allowed(kind) if not variable.is_link}
