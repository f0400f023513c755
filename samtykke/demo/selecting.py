"""What Fjordlys' staff select people by, saved as they would save it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from samtykke.accounts.models import User
from samtykke.contacts.models import Category
from samtykke.core.actors import Via
from samtykke.demo.stories import EMARKETING, EVENTS
from samtykke.selections import actions
from samtykke.selections.access import reader_of
from samtykke.selections.criteria import Condition, Group, Operator, Span, Unit, all_of, any_of
from samtykke.selections.models import Share

if TYPE_CHECKING:
    from samtykke.core.actors import Actor

CUSTOMER = "CUSTOMER"
LISTED = 25


def make_selections(*, ola: Actor, siri: Actor) -> None:
    """Five selections of two people, and a list for a fair."""
    for actor, name, root, told in _wanted(ola, siri):
        owner = User.objects.get(pk=actor.id)
        actions.create(name, root=root, owner=owner, reader=reader_of(owner), by=actor, via=Via.STAFF, **told)
    owner = User.objects.get(pk=ola.id)
    made = actions.create_list("Messen i Grieghallen i mai", owner=owner, share=Share.TEAM, by=ola, via=Via.STAFF)
    people = reader_of(owner).sight.people().filter(title__istartswith="Prosjekt").order_by("id")[:LISTED]
    chosen = [person.pk for person in people]
    actions.add_people(made, reader_of(owner).sight.people().filter(pk__in=chosen), by=ola, via=Via.STAFF)


def _wanted(ola: Actor, siri: Actor) -> list[tuple[Actor, str, Group, dict[str, Any]]]:
    customers = Condition("category", Operator.ANY_OF, (_customer(),))
    quiet = Condition("last_contact", Operator.NOT_FOR, Span(12, Unit.MONTHS))
    said_yes = Condition(f"consent.{EMARKETING}.status", Operator.ANY_OF, ("given",))
    bergen = Condition("city", Operator.IS, "Bergen")
    may = Condition(f"may.{EVENTS}", Operator.ANY_OF, ("email",))
    lately = Condition("registered", Operator.LAST, Span(6, Unit.MONTHS))
    untold, late = Condition("not_informed", Operator.YES), Condition("late", Operator.YES)
    unreachable = all_of(Condition("has_email", Operator.NO), Condition("has_phone", Operator.NO))
    bought = all_of(Condition("bought", Operator.FILLED), Condition("bought", Operator.NOT_FOR, Span(6, Unit.MONTHS)))
    return [
        (ola, "Har kjøpt før, men ikke det siste halvåret", bought, {"columns": ["company", "owner", "phone"]}),
        (ola, "Kunder i Bergen vi ikke har snakket med på et år", all_of(customers, bergen, quiet, said_yes),
         {"share": Share.TEAM, "columns": ["email", "phone", "company", f"consent.{EMARKETING}"]}),
        (ola, "Kan inviteres til kurs", all_of(may), {"share": Share.EVERYBODY, "is_view": True, "columns": ["email", "company"]}),
        (siri, "Ikke informert, eller uten adresse", any_of(untold, late, unreachable),
         {"share": Share.EVERYBODY, "is_view": True, "columns": ["email", "registered", "owner"]}),
        (ola, "Nye det siste halvåret", all_of(lately), {"sort": "newest", "columns": ["company", "category", "owner", "registered"]}),
    ]  # fmt: skip


def _customer() -> str:
    keys = list(Category.objects.in_order().values_list("key", flat=True))
    return CUSTOMER if CUSTOMER in keys else keys[0]
