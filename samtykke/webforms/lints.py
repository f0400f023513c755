"""What keeps a form from being published: each lint a code, a sentence, and the field it is about.

Art. 4(11), 5(1)(c), 7, 13; REQ-12, 13, 19, 35; Planet49 (C-673/17): no lint can be passed by.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from samtykke.accounts.queries import described
from samtykke.core.clock import now
from samtykke.fields.models import Subject, UserField
from samtykke.purposes.models import STORE, Article, FieldDecision, Purpose, Wording, in_language
from samtykke.purposes.queries import allowed_basis, assessment_holds, consent_basis, current_scope
from samtykke.purposes.retired import retired_fields
from samtykke.purposes.statements import statement_state

if TYPE_CHECKING:
    from collections.abc import Iterator

    from samtykke.webforms.definition import Definition, Field
    from samtykke.webforms.models import WebForm

# The field of the register that a field of a form fills, and the kind of data that is by birth.
KNOWN: Final = {
    "email": ("person.emails", "CONTACT"),
    "name": ("person.name", "IDENTITY"),
    "first_name": ("person.name", "IDENTITY"),
    "last_name": ("person.name", "IDENTITY"),
    "phone": ("person.phones", "CONTACT"),
    "title": ("person.title", "WORK"),
    "company": ("person.company", "WORK"),
}
FREE_TEXT: Final = "COMMUNICATION"


@dataclass(frozen=True, slots=True)
class Lint:
    """One thing that keeps a form from being published. `field`: the name of its control, "" for the form as a whole."""

    code: str
    sentence: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the lints judge by, read once."""

    form: WebForm
    definition: Definition
    purposes: dict[str, Purpose]
    own: dict[str, UserField]
    decisions: dict[str, FieldDecision]


def lints_of(form: WebForm, definition: Definition) -> list[Lint]:
    """Everything that keeps a definition of a form from being published; nothing where it may be."""
    facts = _facts(form, definition)
    judges = (_consents, _purposes, _wordings, _texts, _fields, _minimum, _statement, _controller, _point, _way)
    return [lint for judge in judges for lint in judge(facts)]


def wording_in(purpose: Purpose, language: str) -> Wording | None:
    """The newest words of a purpose in exactly one language."""
    return Wording.objects.filter(purpose=purpose, language=language).order_by("-version").first()


def _facts(form: WebForm, definition: Definition) -> Facts:
    keys = {key for one in definition.fields for key in one.purposes}
    own = {one.name for one in definition.of_kind("own")}
    known = {known for known, _kind in KNOWN.values()} | {f"person.{key}" for key in own}
    decisions = FieldDecision.objects.filter(field__in=known).select_related("data_kind").prefetch_related("purposes")
    return Facts(
        form=form,
        definition=definition,
        purposes={one.key: one for one in Purpose.objects.existing().filter(key__in=keys)},
        own={one.key: one for one in UserField.objects.existing().filter(subject=Subject.PERSON, key__in=own)},
        decisions={one.field: one for one in decisions},
    )


def _consents(facts: Facts) -> Iterator[Lint]:
    """Freely given, by an own act, for one thing at a time. Art. 7(2), 7(4); REQ-12, REQ-13."""
    for box in facts.definition.boxes:
        if box.ticked:
            yield Lint("consent_ticked", _("A box for consent is never ticked beforehand."), box.input)
        if box.required:
            yield Lint("consent_required", _("Nobody can be made to consent: the box may stay empty."), box.input)
        if len(box.purposes) > 1:
            yield Lint("two_purposes", _("One box asks for one purpose. Make a box for each."), box.input)
        if box.terms:
            yield Lint("consent_with_terms", _("A consent stands apart from terms of a contract."), box.input)
    for one in facts.definition.of_kind("terms"):
        if one.purposes:
            yield Lint("consent_with_terms", _("Accepting terms is no consent to a purpose."), one.input)
    consents = facts.definition.consents
    if consents.all and not consents.none:
        yield Lint("all_without_none", _("A button that ticks all boxes needs one beside it that ticks none."))
    asked = Counter(key for box in facts.definition.boxes for key in box.purposes)
    for key, times in asked.items():
        if times > 1:
            yield Lint("purpose_twice", _("“%s” is asked for twice.") % key)


def _purposes(facts: Facts) -> Iterator[Lint]:
    """Each purpose is in use and rests on consent; one offered to children asks for their age elsewhere (REQ-19)."""
    for box in facts.definition.boxes:
        for key in box.purposes:
            purpose = facts.purposes.get(key)
            if purpose is None or not purpose.is_active:
                yield Lint("purpose_inactive", _("The purpose “%s” is not in use.") % key, box.input)
            if purpose is None:
                continue
            if purpose.key == STORE or purpose.pk == facts.form.point.purpose_id:
                told = (
                    _("People who send this form are held for “%s” anyway: a box for it would mislead.") % purpose.name
                )
                yield Lint("held_anyway", told, box.input)
            basis = consent_basis(purpose)
            if basis is None or not basis.is_active or allowed_basis(purpose, basis) is None:
                told = _("The purpose “%s” does not allow consent as a legal basis.") % purpose.name
                yield Lint("basis_not_allowed", told, box.input)
            if purpose.for_children:
                told = _("“%s” is offered to children: it is asked for where the age is asked for too.") % purpose.name
                yield Lint("purpose_for_children", told, box.input)


def _wordings(facts: Facts) -> Iterator[Lint]:
    """The words people say yes to exist in each language of the form, and reach as far as the purpose. REQ-12, REQ-17."""
    for box in facts.definition.boxes:
        for purpose in (facts.purposes[key] for key in box.purposes if key in facts.purposes):
            scope = current_scope(purpose)
            for language in facts.definition.languages:
                wording = wording_in(purpose, language)
                told = {"purpose": purpose.name, "language": language}
                if wording is None:
                    sentence = _("“%(purpose)s” has no words to say yes to in this language: %(language)s.")
                    yield Lint("wording_missing", sentence % told, box.input)
                elif wording.scope < scope:
                    sentence = _("“%(purpose)s” reaches further than its words in this language: %(language)s.")
                    yield Lint("wording_too_narrow", sentence % told, box.input)


def _texts(facts: Facts) -> Iterator[Lint]:
    """What stands on the page stands there in each language of the form. Art. 12(1)."""
    definition = facts.definition
    texts = [("", definition.title), ("", definition.submit)]
    texts += [(one.input, one.labels) for one in definition.of_kind("text", "terms")]
    texts += [(one.input, one.labels) for one in definition.fields if one.labels]
    texts += [(one.input, one.help) for one in definition.fields if one.help]
    texts += [("", more) for more in (definition.lead, definition.thanks.title, definition.thanks.text) if more]
    for place, said in texts:
        for language in definition.languages:
            if not said.get(language):
                told = _("A text is missing in this language: %s.") % language
                yield Lint("text_missing", told, place)
                break


def _fields(facts: Facts) -> Iterator[Lint]:
    """There is an address to confirm by, and every field is one that the company fills in."""
    email = next((one for one in facts.definition.of_kind("person") if one.name == "email"), None)
    if email is None or not email.required:
        yield Lint("email_missing", _("Every form asks for an e-mail address, and needs it."), "email")
    gone = retired_fields()
    for one in facts.definition.of_kind("person"):
        if KNOWN[one.name][0] in gone:
            yield Lint("field_retired", _("“%s” is retired: it is no longer filled in.") % one.name, one.input)
    for one in facts.definition.of_kind("own"):
        field = facts.own.get(one.name)
        if field is None or field.kind in {"person", "company"}:
            yield Lint(
                "unknown_field", _("There is no field “%s” that people can fill in themselves.") % one.name, one.input
            )
        elif field.known_key in gone:
            yield Lint("field_retired", _("“%s” is retired: it is no longer filled in.") % field.name, one.input)


def _minimum(facts: Facts) -> Iterator[Lint]:
    """No more than the purposes name: each field is decided to be for one of them, or is of a kind of data that one of them
    uses. Art. 5(1)(c)."""
    wanted = [one for one in (facts.form.point.purpose, *facts.purposes.values()) if one is not None]
    kinds = {kind.key for one in wanted for kind in one.data_kinds.all()}
    ids = {one.pk for one in wanted}
    for one in facts.definition.of_kind("person", "own", "text"):
        known, kind = KNOWN.get(one.name, ("", FREE_TEXT)) if one.kind != "own" else (f"person.{one.name}", "")
        decision = facts.decisions.get(known)
        decided = {purpose.pk for purpose in decision.purposes.all()} if decision else set()
        if decision is not None and decision.data_kind is not None:
            kind = decision.data_kind.key
        if not (decided & ids if decided else kind in kinds):
            told = _(
                "“%s” is more than the purposes of this form need. Leave it out, or say at the purpose that it uses this kind of data."
            )
            yield Lint("more_than_needed", told % _said(facts, one), one.input)


def _said(facts: Facts, one: Field) -> str:
    own = facts.own.get(one.name) if one.kind == "own" else None
    return own.name if own else in_language(one.labels) or one.name


def _statement(facts: Facts) -> Iterator[Lint]:
    """A privacy statement that says all of Art. 13 is one click away, in each language. REQ-35."""
    ours = [language for language in facts.definition.languages if not facts.definition.statement.get(language)]
    if not ours:
        return
    state = {one.language: one for one in statement_state().languages}
    for language in ours:
        found = state.get(language)
        if found is None or not found.is_published:
            told = _("There is no privacy statement to link to in this language: %s.") % language
            yield Lint("statement_missing", told)
            continue
        for lack in found.missing:
            told = _("The privacy statement lacks: %(what)s. %(why)s") % {"what": lack.what, "why": lack.why}
            yield Lint("statement_lacks", told)


def _controller(facts: Facts) -> Iterator[Lint]:
    """Who is responsible stands under every form, with a way to reach them. Art. 13(1)(a)–(b)."""
    who = described()
    if not who.legal_name or not (who.privacy_contact_email or who.address_line):
        yield Lint("controller_not_named", _("The organisation’s profile lacks its name, or how to reach it."))


def _point(facts: Facts) -> Iterator[Lint]:
    """Why those who send it are held, and by what right. Art. 5(1)(b), 6(1)."""
    point = facts.form.point
    if point.purpose is None or not point.purpose.is_active or point.purpose.deleted_at is not None:
        yield Lint("purpose_inactive", _("Choose the purpose that people who send this form are held for."))
        return
    basis = point.legal_basis
    if basis is None or not basis.is_active or basis.is_consent or allowed_basis(point.purpose, basis) is None:
        yield Lint(
            "basis_not_allowed",
            _("Choose the legal basis that people who send this form are held by, other than consent."),
        )
    elif basis.article == Article.LEGITIMATE_INTERESTS and not assessment_holds(point.purpose, now()):
        yield Lint(
            "assessment_missing", _("Approve the assessment of legitimate interests for %s first.") % point.purpose.name
        )
    elif point.purpose.is_marketing and point.purpose.key != STORE:
        yield Lint("marketing_needs_consent", _("Marketing needs a box of its own: hold people for another purpose."))


def _way(facts: Facts) -> Iterator[Lint]:
    """Where the visitor goes afterwards is one of the allowed addresses."""
    form = facts.form
    if form.redirect_to and form.redirect_to not in form.redirects:
        yield Lint("redirect_not_allowed", _("The address afterwards is not among the allowed ones."))
