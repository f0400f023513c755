"""What interests a person: said and taken back; what reveals a special category only where the law lets us hold it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from samtykke.contacts.actions.changes import locked, note, refuse_retired
from samtykke.contacts.models import Interest, PersonInterest
from samtykke.contacts.queries import one_and_merged
from samtykke.core.clock import now
from samtykke.core.refused import Refused
from samtykke.purposes.models import Purpose, SpecialCondition

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from samtykke.contacts.actions.changes import Change
    from samtykke.contacts.models import Person
    from samtykke.core.actors import Actor, Via

# What a higher app knows of consents: whether a person's explicit yes to one of some purposes stands. Nobody told: no.
_yes: dict[str, Callable[[int, list[int]], bool]] = {}


def explicit_yes(name: str, ask: Callable[[int, list[int]], bool]) -> None:
    """Lets a higher app say whether an explicit consent stands. The same name again replaces it."""
    _yes[name] = ask


@transaction.atomic
def change_interests(
    person: Person, *, add: Collection[Interest] = (), remove: Collection[Interest] = (), by: Actor, via: Via
) -> Person:
    """Says what interests a person, and what no longer does; of somebody merged in too. Twice changes nothing.

    New ones are written for whoever stands for both. One that is retired is not given to anybody new. REQ-20.
    """
    person = locked(person.pk)
    held = set(
        PersonInterest.objects.filter(person_id__in=one_and_merged(person.pk)).values_list("interest_id", flat=True)
    )
    new = [interest for interest in add if interest.pk not in held]
    gone = [interest for interest in remove if interest.pk in held]
    if not new and not gone:
        return person
    if new:
        refuse_retired(["interests"])
    for interest in new:
        _refuse_unfit(person.pk, interest)
    moment = now()
    PersonInterest.objects.bulk_create(
        PersonInterest(
            person=person, interest=interest, since=moment, via=via.value, actor_kind=by.kind.value, actor_id=by.id
        )
        for interest in new
    )
    PersonInterest.objects.filter(
        person_id__in=list(one_and_merged(person.pk).values_list("pk", flat=True)), interest__in=gone
    ).delete()
    changes: list[Change] = [("interest", None, interest.key) for interest in new]
    note(person, [*changes, *(("interest", interest.key, None) for interest in gone)], by=by, via=via)
    return person


def set_interests(person: Person, wanted: Collection[Interest], *, by: Actor, via: Via) -> Person:
    """Makes a person's interests exactly these."""
    rows = PersonInterest.objects.filter(person_id__in=one_and_merged(person.pk)).select_related("interest")
    held = {row.interest_id: row.interest for row in rows}
    keep = {interest.pk for interest in wanted}
    return change_interests(
        person, add=wanted, remove=[one for pk, one in held.items() if pk not in keep], by=by, via=via
    )


def lifting() -> dict[int, set[int]]:
    """Each interest that reveals a special category and is not let by a condition of its own: the purposes of which an
    explicit consent lets us hold it; none where nothing does. REQ-20.
    """
    special = dict(Interest.objects.filter(data_kind__is_special=True).values_list("pk", "data_kind_id"))
    named = Purpose.objects.offered().filter(data_kinds__in=set(special.values())).exclude(special_condition="")
    found: dict[int | None, dict[int, str]] = {}
    for kind, purpose, condition in named.values_list("data_kinds", "pk", "special_condition"):
        found.setdefault(kind, {})[purpose] = condition
    by_consent = {
        kind: set(purposes)
        for kind, purposes in found.items()
        if all(condition == SpecialCondition.EXPLICIT_CONSENT for condition in purposes.values())
    }
    return {pk: by_consent.get(kind, set()) for pk, kind in special.items() if kind in by_consent or kind not in found}


def refusal_of(person_id: int, interest: Interest) -> Refused | None:
    """Why an interest may not be held of a person: it reveals a special category of data and nothing lifts the ban.

    A purpose in use must name its kind of data, with a condition of Art. 9(2); where that is explicit consent, the person's.
    """
    kind = interest.data_kind
    if kind is None or not kind.is_special:
        return None
    lifting = dict(
        Purpose.objects.offered()
        .filter(data_kinds=kind)
        .exclude(special_condition="")
        .values_list("pk", "special_condition")
    )
    if not lifting:
        return Refused(
            _("“%s” reveals a special category of data (Art. 9). No purpose in use names a condition that allows it.")
            % interest.name,
            code="special_condition_missing",
            field="interests",
        )
    if any(condition != SpecialCondition.EXPLICIT_CONSENT for condition in lifting.values()):
        return None
    if any(ask(person_id, sorted(lifting)) for ask in _yes.values()):
        return None
    return Refused(
        _("“%s” reveals a special category of data (Art. 9). It takes the person’s explicit consent first.")
        % interest.name,
        code="explicit_consent_missing",
        field="interests",
    )


def _refuse_unfit(person_id: int, interest: Interest) -> None:
    if interest.deleted_at or not interest.is_active:
        raise Refused(
            _("“%s” is no longer on offer.") % interest.name, code="interest_retired", field="interests", status=422
        )
    if refused := refusal_of(person_id, interest):
        raise refused
