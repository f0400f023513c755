"""Somebody new, as another system tells of them: from a body of the API to the one action that registers people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from samtykke.accounts.rights import Scope
from samtykke.consents import actions as consents
from samtykke.consents.actions.judge import judged
from samtykke.consents.answers import NewPerson as PersonToBe
from samtykke.core.actors import Via
from samtykke.core.clock import now
from samtykke.core.refused import Refused
from samtykke.fields import actions as fields
from samtykke.intake.channels.api import queries
from samtykke.intake.channels.api.actions import category_of, company_of
from samtykke.intake.channels.api.hearing import answers_of, emails_of, phones_of
from samtykke.intake.channels.api.keys import actor_of, key_of
from samtykke.intake.channels.api.problems import Stop
from samtykke.purposes.models import STORE
from samtykke.purposes.queries import how_by_key

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest

    from samtykke.consents.answers import Answer
    from samtykke.contacts.models import Person
    from samtykke.intake.channels.api.shapes import NewPerson

OF_A_CONSENT = frozenset(
    {"legal_basis", "source", "status", "act_by", "occurred_at", "expires_at", "channel", "wording", "facts", "age"}
    | {"permission", "purpose", "reason"}
)


def bring(request: HttpRequest, told: NewPerson) -> Person:
    """Registers a person with the five facts; a refusal of an entry about a purpose names the entry."""
    by, key = actor_of(request), key_of(request)
    refuse_consents(request, (entry.purpose for entry in told.consents))
    answers = answers_of(told.consents, queries.words_of(told.consents, STORE), queries.defaults_of(key.pk))
    new = PersonToBe(
        external_id=(told.external_id or "").strip() or None,
        first_name=(told.first_name or "").strip(),
        last_name=(told.last_name or "").strip(),
        title=(told.title or "").strip(),
        language=told.language or "",
        country=told.country or "",
        category=category_of(told),
        company=company_of(told, told.country or "", by=by, via=Via.API),
        collected_how=how_by_key(told.collected_how) if told.collected_how else None,
        emails=emails_of(told.emails or ()),
        phones=phones_of(told.phones or (), told.country or ""),
    )
    own_act = key.has_scope(Scope.CONSENTS_OWN_ACT)
    try:
        person = consents.register_person(new, answers=answers, by=by, via=Via.API, own_act=own_act)
        if told.fields:
            fields.change_fields(person, told=told.fields, by=by, via=Via.API)
    except Refused as no:
        _say_which_entry(no, told, answers, request)
        raise
    return person


def refuse_consents(request: HttpRequest, purposes: Iterable[str]) -> None:
    """Without the scope for consents a key says nothing about a purpose but why the person is held."""
    if any(key != STORE for key in purposes) and not key_of(request).has_scope(Scope.CONSENTS_WRITE):
        raise Stop(403, code="missing_scope", detail=_("This key lacks the scope %s.") % Scope.CONSENTS_WRITE.value)


def is_of_a_consent(field: str | None) -> bool:
    """Whether a refusal is about an entry of `consents`."""
    return field is not None and field.split(".")[0] in OF_A_CONSENT | {"evidence", "channels"}


def _say_which_entry(no: Refused, told: NewPerson, answers: list[Answer], request: HttpRequest) -> None:
    """Adds the entry's place to a refusal that names a field of it."""
    if not is_of_a_consent(no.field):
        return
    places = {entry.purpose: place for place, entry in enumerate(told.consents)}
    own_act = key_of(request).has_scope(Scope.CONSENTS_OWN_ACT)
    for answer in answers:
        place = places.get(answer.purpose.key)
        try:
            judged(0, answer, by=actor_of(request), via=Via.API, own_act=own_act, arrived=now())
        except Refused as same:
            if same.code == no.code and place is not None:
                no.field = f"consents.{place}.{no.field}"
                return
