"""What mails say of a person's consents, and the link that confirms one: the answers of this app to the mail app."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, override

from samtykke.accounts.secrets import hashed, new_token
from samtykke.consents import one_click
from samtykke.consents.actions import hand_over, renewal
from samtykke.consents.actions.inform import AUDIENCE
from samtykke.consents.models import (
    NOES,
    PERMITTING,
    ConfirmationLink,
    ConsentEvent,
    Status,
)
from samtykke.consents.queries import asking, inform
from samtykke.consents.queries.duty import TO_INFORM
from samtykke.consents.queries.standing import members_of, standing_objections
from samtykke.contacts.letters import email_of, named, person_of
from samtykke.contacts.models import RetentionFrom
from samtykke.core.clock import now
from samtykke.core.templatetags.words import day_text, moment_text
from samtykke.mail import registry
from samtykke.mail.models import TemplateKind
from samtykke.purposes.models import Article, LegalBasis, Purpose, in_language
from samtykke.purposes.queries import current_wording, interest_of, item_by_key
from samtykke.purposes.queries.told import kinds_said, recipients_said

if TYPE_CHECKING:
    from collections.abc import Callable

    from samtykke.consents.models import Confirmation
    from samtykke.contacts.models import Person
    from samtykke.mail.models import Mail
    from samtykke.purposes.models import Wording

# Why a mail was held back, beside the words of the gate.
SENTENCES = {
    "unknown_person": gettext_lazy("The person is no longer held."),
    "deleted": gettext_lazy("The person is in the recycle bin."),
    "restricted": gettext_lazy("The use of this person is restricted."),
    "address_gone": gettext_lazy("The address is no longer in use."),
    "suppressed": gettext_lazy("The address is on the list of those we must not use."),
    "confirmation_gone": gettext_lazy("What was to be confirmed is gone."),
    "answered": gettext_lazy("The person has answered already."),
    "expired": gettext_lazy("It waited until the question was too old."),
    "said_no": gettext_lazy("The person said no while the mail waited."),
    "purpose_inactive": gettext_lazy("The purpose is not in use."),
    "objected_all_marketing": gettext_lazy("The person has objected to all marketing."),
    "not_informed": gettext_lazy("The person must be told first that we hold them."),
    "no_record": gettext_lazy("The person has not said yes to a mail of this kind."),
    "assessment_lapsed": gettext_lazy("The assessment behind the purpose no longer holds."),
    "address_not_covered": gettext_lazy("There is no address that the permission covers."),
    "shared_address": gettext_lazy("Somebody else at this address has said no."),
    "wording_does_not_cover": gettext_lazy("The yes was to a narrower text."),
    "requested": gettext_lazy("The person was asked already."),
    "refused": gettext_lazy("The person said no."),
    "withdrawn": gettext_lazy("The person said no."),
    "objected": gettext_lazy("The person said no."),
}
ARTICLES = {
    Article.CONSENT: gettext_lazy("GDPR Art. 6(1)(a)"),
    Article.CONTRACT: gettext_lazy("GDPR Art. 6(1)(b)"),
    Article.LEGAL_OBLIGATION: gettext_lazy("GDPR Art. 6(1)(c)"),
    Article.VITAL_INTERESTS: gettext_lazy("GDPR Art. 6(1)(d)"),
    Article.PUBLIC_TASK: gettext_lazy("GDPR Art. 6(1)(e)"),
    Article.LEGITIMATE_INTERESTS: gettext_lazy("GDPR Art. 6(1)(f)"),
}


def register() -> None:
    """Answers the mail app from now on."""
    registry.values["consents"] = values
    registry.links["confirm"] = confirm_link
    registry.audiences[AUDIENCE] = TO_INFORM
    registry.audience_families[renewal.AUDIENCE] = renewal.audience
    registry.judge(hand_over.judge)
    registry.when_handed_over(hand_over.follow)
    registry.sender(hand_over.sender_of)
    registry.add_headers(one_click.headers)
    for code, sentence in SENTENCES.items():
        registry.sentences[code] = sentence.__str__


def confirm_link(mail: Mail) -> registry.MadeLink:
    """A fresh link to the page that confirms what the mail is about. Each hand-over has its own; all open the same."""
    token = new_token()
    assert mail.person_id is not None and mail.about_id is not None, "a confirmation is somebody's"  # noqa: S101, PT018
    link = ConfirmationLink.objects.create(
        person_id=mail.person_id, token_hash=bytes.fromhex(hashed(token)), confirmation_id=mail.about_id
    )
    shown = f"{settings.BASE_URL}/c/"
    return registry.MadeLink(f"{shown}{token}/", shown, lambda: _end(link))


def _end(link: ConfirmationLink) -> None:
    ConfirmationLink.objects.filter(pk=link.pk).delete()


def values(mail: Mail, language: str) -> dict[str, str]:
    """What a mail to a person may say of purposes, sources and answers, in a language; read at the hand-over."""
    if mail.person_id is None:
        return {}
    person = person_of(mail)
    if person is None:
        return {}
    with override(language):
        match mail.kind:
            case TemplateKind.PRIVACY:
                return _held(mail, person, language)
            case TemplateKind.CONFIRMATION:
                waiting = asking.confirmation_of(mail.person_id, mail.about_id)
                return _waiting(waiting, language) if waiting is not None else {}
            case TemplateKind.REQUEST:
                purpose = item_by_key(Purpose, mail.purpose_key)
                return _about(purpose, current_wording(purpose, language), language) if purpose is not None else {}
            case TemplateKind.RECEIPT:
                return _done(person.pk, mail, language)
    return {}


def _held(mail: Mail, person: Person, language: str) -> dict[str, str]:
    """Art. 13(1)(c)–(d), 14(1)(c)–(d), 14(2)(a)–(b), (f): why, by what right, in whose interest, what, from where, since
    when, for how long. Who has no statement of their own is led to the page about privacy."""
    found = inform.held_for(person.pk, now())
    purposes = [named(mail, Purpose, key) for key in found.purposes] or [person.origin_purpose]
    bases = [named(mail, LegalBasis, key) for key in found.bases] or [person.origin_basis]
    how = person.collected_how
    source = person.origin_source.public_name_in(language)
    return {
        "purposes": ", ".join(dict.fromkeys(purpose.name_in(language) for purpose in purposes)),
        "legal_basis": "; ".join(dict.fromkeys(_basis(basis, language) for basis in bases)),
        "interest": _interest(mail, [person.origin_purpose, *purposes], language) if _on_interest(bases) else "",
        "held": ", ".join(_kinds(person, has_email=email_of(mail) is not None, has_phone=found.has_phone)),
        "kinds": _told(mail, kinds_said, [person.origin_purpose, *purposes], language),
        "recipients": _told(mail, recipients_said, [person.origin_purpose, *purposes], language),
        "source": f"{source} ({how.name_in(language)})" if how is not None else source,
        "held_since": day_text(person.origin_at, long=True),
        "kept_for": _kept_for(mail, person),
        "statement": in_language(person.origin_purpose.statement_urls, language) or f"{settings.BASE_URL}/privacy/",
    }


def _on_interest(bases: list[LegalBasis]) -> bool:
    return any(basis.article == Article.LEGITIMATE_INTERESTS for basis in bases)


def _interest(mail: Mail, purposes: list[Purpose], language: str) -> str:
    """Which interest is pursued, as the first approved assessment among the purposes says it (Art. 13(1)(d))."""
    told = (mail.lately(("interest", one.pk, language), partial(interest_of, one, language)) for one in purposes)
    return next((text for text in told if text), "")


def _told(mail: Mail, say: Callable[[list[Purpose], str], str], purposes: list[Purpose], language: str) -> str:
    """What is registered of purposes, asked once for all the letters of a drain that are about the same ones."""
    named = tuple(sorted({one.pk for one in purposes}))
    return mail.lately((say.__name__, named, language), partial(say, purposes, language))


def _basis(basis: LegalBasis, language: str) -> str:
    return f"{basis.name_in(language)}, {ARTICLES[Article(basis.article)]}"


def _kinds(person: Person, *, has_email: bool, has_phone: bool) -> list[str]:
    """The kinds of data held about a person, in the active language (Art. 14(1)(d), 15(1)(b))."""
    told = [
        (bool(person.full_name), _("name")),
        (has_email, _("e-mail address")),
        (has_phone, _("phone number")),
        (person.company_id is not None, _("where you work")),
        (bool(person.title), _("title")),
        (True, _("your choices")),
    ]
    return [word for is_held, word in told if is_held]


def _kept_for(mail: Mail, person: Person) -> str:
    """How long the person is kept: the months of the purpose, or the shorter ones of what the person is to us (M11)."""
    months, since = person.origin_purpose.retention_months, RetentionFrom.LAST_CONTACT.value
    category = mail.lately(("category", person.category_id), lambda: person.category)
    period = category.period if category is not None else None
    if period is not None and period.is_shorter_than(months):
        months, since = period.months, period.since
    if months is None:
        return ""
    return _period(months, since) % {"months": months}


def _period(months: int, since: str) -> str:
    match since:
        case RetentionFrom.CREATED.value:
            return ngettext(
                "%(months)s month after you were registered", "%(months)s months after you were registered", months
            )
        case RetentionFrom.CONTRACT_END.value:
            return ngettext(
                "%(months)s month after the contract ended", "%(months)s months after the contract ended", months
            )
        case RetentionFrom.CONSENT_END.value:
            return ngettext(
                "%(months)s month after the consent ended", "%(months)s months after the consent ended", months
            )
    return ngettext("%(months)s month after the last contact", "%(months)s months after the last contact", months)


def _about(purpose: Purpose, wording: Wording | None, language: str) -> dict[str, str]:
    statement = in_language(purpose.statement_urls, language) or f"{settings.BASE_URL}/privacy/"
    return {
        "purpose": purpose.name_in(language),
        "wording": wording.text if wording is not None else "",
        "statement": (wording.statement_url if wording is not None else "") or statement,
    }


def _waiting(waiting: Confirmation, language: str) -> dict[str, str]:
    return {
        **_about(waiting.purpose, waiting.wording, language),
        "valid_days": str((waiting.expires_at - waiting.created_at).days),
    }


def _done(who: int, mail: Mail, language: str) -> dict[str, str]:
    """What the person did on their own page, read from the log: an event, or the objection to all marketing."""
    if not mail.purpose_key:
        made = next((row for row in standing_objections(who) if row.id == mail.about_id), None)
        done = {"done": _("You get no more marketing from us, of any kind."), "wording": "", "statement": ""}
        return {**done, "when": _moment(made.occurred_at)} if made is not None else done
    events = ConsentEvent.objects.filter(person_id__in=members_of(who), id=mail.about_id or 0)
    event = events.select_related("purpose", "wording").first()
    if event is None:
        return {}
    about = _about(event.purpose, event.wording, language)
    return {**about, "done": sentence_of(event, language), "when": _moment(event.occurred_at)}


def _moment(at: datetime) -> str:
    return moment_text(at)


def sentence_of(event: ConsentEvent, language: str) -> str:
    """What an answer means from now on, said to the person in the active language."""
    name = event.purpose.name_in(language)
    if event.status in NOES:
        return _("You no longer get “%(purpose)s”.") % {"purpose": name}
    if event.status in PERMITTING:
        return _("You have said yes to “%(purpose)s”.") % {"purpose": name}
    if event.status == Status.PENDING_CONFIRMATION:
        return _("We have sent you a mail. Press the button in it to say yes.")
    return ""
