"""How the words of a template look on a page of ours, with examples for the values and buttons that lead nowhere."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from samtykke.accounts.queries import text_languages
from samtykke.consents.actions import STANDARD
from samtykke.mail import letters, parts, queries, registry, variables
from samtykke.mail.models import Mail, TemplateKind, TemplateVersion
from samtykke.purposes.models import InformRule, Source

if TYPE_CHECKING:
    from samtykke.mail.letters import Letter
    from samtykke.mail.models import Template
    from samtykke.mail.parts import Tick

NOWHERE = "https://example.org/"
# As many mails as a page counts.
COUNTED = 10_000

# When a mail of a kind goes out by itself or by somebody's hand.
WHEN = {
    TemplateKind.LINK: gettext_lazy("Goes to whoever asks for the link to their own page."),
    TemplateKind.CONFIRMATION: gettext_lazy(
        "Goes to whoever said yes in a form or on their own page, and must confirm it."
    ),
    TemplateKind.REQUEST: gettext_lazy("Goes out when staff ask a person for consent."),
    TemplateKind.RECEIPT: gettext_lazy("Goes to whoever asks for a receipt on their own page."),
    TemplateKind.PASSWORD: gettext_lazy("Goes to staff who have forgotten their password."),
    TemplateKind.INVITATION: gettext_lazy("Goes to new staff."),
    TemplateKind.SECURITY: gettext_lazy("Goes to staff whose sign-in has changed."),
    TemplateKind.APPROVAL: gettext_lazy(
        "Goes to everybody who may decide, when something begins to wait for a second person."
    ),
    TemplateKind.DECISION: gettext_lazy("Goes to whoever asked, when a second person has decided."),
    TemplateKind.MESSAGE: gettext_lazy("Goes to a person to whom somebody writes from their card."),
    TemplateKind.REMINDER: gettext_lazy("Goes to staff who asked to be reminded of an activity."),
    TemplateKind.FORM: gettext_lazy("Goes to whoever sent a form, and must confirm that it was them."),
    TemplateKind.TASK: gettext_lazy("Goes to staff to whom a colleague gives a task."),
}


@dataclass(frozen=True, slots=True)
class Look:
    """Words in a language as their reader sees them: the subject, the blocks of the letter, its text part, and its parts."""

    language: str
    shown_subject: str
    blocks: list[dict[str, object]]
    sender: str
    foot: list[str]
    text: str
    ticks: list[Tick]


@dataclass(frozen=True, slots=True)
class Use:
    """Where a template is used: a sentence, and the page that changes it."""

    sentence: str
    address: str = ""


def look(kind: str, language: str, subject: str, body: str) -> Look:
    """How words look that may not be kept yet."""
    words = SimpleNamespace(language=language, subject=subject, body=body)
    head = registry.letterhead()
    with override(language):
        values = variables.examples(kind)
    shown_subject, blocks = letters.shown(words, kind, letterhead=head, values=values)
    text = as_mail(kind, language, subject, body).text
    foot = text.rstrip("\n").rpartition("\n\n")[2].split("\n")
    return Look(language, shown_subject, blocks, head.name, foot, text, parts.ticks(kind, body, head))


def as_mail(kind: str, language: str, subject: str, body: str) -> Letter:
    """The same as the letter that would go out, with links that lead nowhere."""
    words = SimpleNamespace(language=language, subject=subject, body=body)
    head = registry.letterhead()
    with override(language):
        values = variables.examples(kind) | {"company": head.name, "privacy_contact": head.privacy_contact}
    links = dict.fromkeys(variables.links_of(kind), NOWHERE)
    return letters.render(words, kind, letterhead=head, values=values, links=links)


def looks_of(template: Template) -> list[Look]:
    """The newest words of a template in each language that has any."""
    found = ((language, queries.newest_in(template, language)) for language in languages_of(template))
    return [
        look(template.kind, language, newest.subject, newest.body) for language, newest in found if newest is not None
    ]


def languages_of(template: Template) -> list[str]:
    """The languages the company writes in, its own first, and those that the template has words in besides."""
    written = TemplateVersion.objects.filter(template=template).order_by("language").values_list("language", flat=True)
    return list(dict.fromkeys([*text_languages(), *written.distinct()]))


def uses_of(template: Template) -> list[Use]:
    """Where a template is used: the sources that send it, what it is for, and how often it was sent."""
    found = [Use(str(WHEN[TemplateKind(template.kind)]))] if template.kind in WHEN else _sources(template)
    sent = Mail.objects.filter(template=template, is_trial=False)[: COUNTED + 1].count()
    if sent:
        told = _("Mails by it: %(count)s") % {"count": sent if sent <= COUNTED else f"{COUNTED}+"}
        found.append(Use(told, reverse("governance:outbox") + f"?kind={template.kind}"))
    return found


def _sources(template: Template) -> list[Use]:
    keys = [template.key, ""] if template.key == STANDARD else [template.key]
    rows = Source.objects.in_order().filter(template_key__in=keys).exclude(inform_rule=InformRule.NEVER)
    return [
        Use(
            _("Goes to those who come by the source “%(name)s”.") % {"name": source.name},
            reverse("purposes:sources-item", args=[source.key]),
        )
        for source in rows
    ]
