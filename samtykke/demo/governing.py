"""What Fjordlys has decided of its data: who receives them, what each field is for, rows of its own, assessments."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from samtykke.core.actors import Via
from samtykke.core.clock import now
from samtykke.demo.stories import EMARKETING, EVENTS, STORE, SURVEYS
from samtykke.governance.assessments import actions as assessments
from samtykke.governance.data_map import actions as data_map
from samtykke.governance.records import actions as records
from samtykke.governance.records import queries as record
from samtykke.purposes import actions
from samtykke.purposes.models import Purpose

if TYPE_CHECKING:
    from samtykke.core.actors import Actor

# Names, role, country, ground, agreement, days until its review, the purposes that name them.
RECIPIENTS: tuple[tuple[dict[str, str], str, str, str, str, int | None, tuple[str, ...]], ...] = (
    ({"nb": "Skyposten AS (e-post)", "en": "Skyposten AS (e-mail)"}, "processor", "NO", "none", "Databehandleravtale 2025-014", 210, (EMARKETING, EVENTS, SURVEYS)),
    ({"nb": "Nordlys Drift AS (drift)", "en": "Nordlys Drift AS (hosting)"}, "processor", "NO", "none", "Databehandleravtale 2024-003", 24, (STORE, EMARKETING, EVENTS, SURVEYS)),
    ({"nb": "Tallknuser Ltd (statistikk)", "en": "Tallknuser Ltd (statistics)"}, "processor", "GB", "adequacy", "", None, (SURVEYS,)),
    ({"nb": "Nordavind Kraft AS", "en": "Nordavind Kraft AS"}, "controller", "NO", "none", "", None, (EVENTS,)),
    ({"nb": "Skatteetaten", "en": "The Norwegian Tax Administration"}, "authority", "NO", "none", "", None, ()),
)  # fmt: skip
# Which purposes each field is needed for; the others are still to be decided.
FIELDS: dict[str, tuple[str, ...]] = {
    "person.name": (STORE, EMARKETING, EVENTS, SURVEYS),
    "person.activities": (STORE,),
    "person.documents": (STORE,),
    "person.emails": (STORE, EMARKETING, EVENTS, SURVEYS),
    "person.phones": (STORE,),
    "person.company": (STORE, EVENTS),
    "person.category": (STORE,),
    "person.language": (STORE, EMARKETING),
}
OWN_ROWS: tuple[dict[str, Any], ...] = (
    {
        "people": "Kunder", "kind": "Fakturaer og betalinger", "purpose": STORE, "sources": "Fra kunden",
        "access": "Regnskap", "recipients": "Skatteetaten", "retention": "5 år (bokføringsloven § 13)",
        "system": "Regnskapssystemet", "reviewed": 60,
    },
    {
        "people": "Jobbsøkere", "kind": "Søknader og CV-er", "sources": "Fra søkeren", "access": "Daglig leder",
        "retention": "3 måneder etter ansettelsen", "system": "Eget postfelt", "note": "Flyttes til rekrutteringssystemet i vår.",
    },
)  # fmt: skip


def govern(*, by: Actor) -> None:
    """Decides some of it, and leaves some open, as a company does."""
    purposes = {purpose.key: purpose for purpose in Purpose.objects.all()}
    today = now().date()
    for names, role, country, ground, agreement, days, keys in RECIPIENTS:
        made = actions.add_recipient(
            names=names,
            role=role,
            country=country,
            transfer_ground=ground,
            agreement=agreement,
            review_on=today + timedelta(days=days) if days else None,
            by=by,
            via=Via.STAFF,
        )
        # Their yes named them already (the wording of the purpose), so nothing becomes wider
        made.purposes.set([purposes[key] for key in keys])
    for field, keys in FIELDS.items():
        actions.decide_field(field, purposes=[purposes[key] for key in keys], by=by, via=Via.STAFF)
    for row in OWN_ROWS:
        told = dict(row)
        looked = told.pop("reviewed", None)
        told["purpose"] = purposes.get(told.get("purpose", ""))
        told["reviewed_on"] = today - timedelta(days=looked) if looked else None
        data_map.add_row(**told, by=by, via=Via.STAFF)
    assessments.screen(
        purposes[STORE], criteria=["large_scale"], listed=[], needs_assessment=False, by=by, via=Via.STAFF
    )
    _describe(by)


def _describe(by: Actor) -> None:
    records.change_settings(
        seen=record.settings().version,
        changes={
            "officer_name": "Siri Vernes",
            "officer_contact": "personvern@fjordlys.example",
            "measures": {
                "nb": "Tilgang etter rolle, kryptert sikkerhetskopi hver natt, logg over alle oppslag, TLS.",
                "en": "Access by role, encrypted backup every night, a trail of every look, TLS.",
            },
        },
        by=by,
        via=Via.STAFF,
    )
