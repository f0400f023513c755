"""What a mail of each kind cannot do without, and what it should say: ticks beside the editor, refused by name. REQ-35, 62.

Art. 12(2), 13, 14: who writes, where the statement is, how to choose. What the product writes under every mail is there
when the organisation's profile has it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from samtykke.mail.models import STAFF_KINDS, TemplateKind

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from samtykke.mail.registry import Letterhead


@dataclass(frozen=True, slots=True)
class Part:
    """Something a mail says by a variable; `alone`: on a line of its own, as buttons stand."""

    variable: str
    sentence: _StrPromise
    is_required: bool = True
    alone: bool = False

    def is_in(self, body: str) -> bool:
        """Whether a body has it."""
        pattern = rf"^[ \t]*{{{self.variable}}}[ \t]*$" if self.alone else rf"{{{self.variable}}}"
        return re.search(pattern, body, re.MULTILINE) is not None


@dataclass(frozen=True, slots=True)
class Tick:
    """A part and whether it is there; `is_required`: without it the words are not kept."""

    sentence: _StrPromise
    variable: str
    is_there: bool
    is_required: bool


OWN_PAGE: Final = Part("own_page", _("The button to the person’s own page, where they choose"), alone=True)
STATEMENT: Final = Part("statement", _("The link to the privacy statement"))
WORDING: Final = Part("wording", _("The words the person says yes to"))
PURPOSE: Final = Part("purpose", _("What it is about"))
SET_PASSWORD: Final = Part("set_password", _("The button for choosing a password"), alone=True)

PARTS: Final[dict[str, tuple[Part, ...]]] = {
    TemplateKind.PRIVACY: (
        OWN_PAGE,
        STATEMENT,
        Part("purposes", _("What the person is held for")),
        Part("legal_basis", _("By what right"), is_required=False),
        Part("interest", _("Your interest, where it rests on one"), is_required=False),
        Part("held", _("Which kinds of data"), is_required=False),
        Part("source", _("Where the data came from"), is_required=False),
        Part("recipients", _("Who receives the data"), is_required=False),
        Part("kept_for", _("For how long"), is_required=False),
    ),
    TemplateKind.LINK: (OWN_PAGE,),
    TemplateKind.CONFIRMATION: (
        Part("confirm", _("The button that says yes"), alone=True),
        WORDING,
        STATEMENT,
        PURPOSE,
    ),
    TemplateKind.REQUEST: (OWN_PAGE, WORDING, STATEMENT, PURPOSE),
    TemplateKind.RECEIPT: (
        Part("done", _("What the person did")),
        Part("own_page", OWN_PAGE.sentence, is_required=False, alone=True),
    ),
    TemplateKind.PASSWORD: (SET_PASSWORD,),
    TemplateKind.INVITATION: (SET_PASSWORD,),
    TemplateKind.APPROVAL: (
        Part("wanted", _("What is asked for")),
        Part("asked_by", _("Who asks"), is_required=False),
        Part("reason", _("Why it is asked for"), is_required=False),
        Part("waits_until", _("Until when it waits"), is_required=False),
    ),
    TemplateKind.DECISION: (
        Part("wanted", _("What was asked for")),
        Part("done", _("What was decided")),
        Part("reason", _("Why it was asked for"), is_required=False),
        Part("when", _("When it was decided"), is_required=False),
    ),
    TemplateKind.MESSAGE: (Part("message", _("What somebody writes to the person"), alone=True), OWN_PAGE),
    TemplateKind.REMINDER: (Part("activity", _("What it is about")), Part("when", _("When it is"))),
    TemplateKind.TASK: (
        Part("activity", _("What it is about")),
        Part("asked_by", _("Who gives the task"), is_required=False),
        Part("when", _("When it is due"), is_required=False),
    ),
    TemplateKind.FORM: (
        Part("confirm_form", _("The button that confirms"), alone=True),
        Part("words", _("The words the person says yes to"), alone=True),
        STATEMENT,
        Part("form", _("Which form it was")),
    ),
    TemplateKind.SECURITY: (Part("done", _("What has changed")), Part("when", _("When it was done"))),
}
SENDER: Final = _("Who writes, with name and address: it stands under every mail")
CONTACT: Final = _("Whom to ask about privacy: it stands under every mail that does not say it")


def lacking(kind: str, body: str) -> list[Part]:
    """The parts that a mail of a kind cannot do without and this body does not have."""
    return [part for part in PARTS[kind] if part.is_required and not part.is_in(body)]


def ticks(kind: str, body: str, head: Letterhead) -> list[Tick]:
    """Every part of a mail of a kind, and whether it is there; first what the product itself writes."""
    given = [Tick(SENDER, "", bool(head.postal and head.sender_address), is_required=True)]
    if kind not in STAFF_KINDS:
        given.append(Tick(CONTACT, "", bool(head.privacy_contact), is_required=True))
    return given + [Tick(part.sentence, part.variable, part.is_in(body), part.is_required) for part in PARTS[kind]]
