"""The stages, reasons, product groups, statuses and roles a new installation starts with; a company makes them its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

STEP = 10
NAMED = dict[str, str]

# key, names, what it means, how likely a sale in it is
STAGES: tuple[tuple[str, NAMED, str, int], ...] = (
    ("NEW", {"nb": "Ny mulighet", "en": "New opportunity"}, "open", 10),
    ("QUALIFIED", {"nb": "Kvalifisert", "en": "Qualified"}, "open", 25),
    ("OFFER", {"nb": "Tilbud sendt", "en": "Offer sent"}, "open", 50),
    ("NEGOTIATION", {"nb": "Forhandling", "en": "Negotiation"}, "open", 75),
    ("WON", {"nb": "Vunnet", "en": "Won"}, "won", 100),
    ("LOST", {"nb": "Tapt", "en": "Lost"}, "lost", 0),
)
LISTS: dict[str, tuple[tuple[str, NAMED], ...]] = {
    "LossReason": (
        ("PRICE", {"nb": "Pris", "en": "Price"}),
        ("COMPETITOR", {"nb": "Valgte en konkurrent", "en": "Chose a competitor"}),
        ("NONEED", {"nb": "Ikke behov likevel", "en": "No need after all"}),
        ("POSTPONED", {"nb": "Utsatt på ubestemt tid", "en": "Put off for now"}),
        ("NOANSWER", {"nb": "Svarte ikke", "en": "No answer"}),
    ),
    "ProductGroup": (
        ("SERVICES", {"nb": "Tjenester", "en": "Services"}),
        ("GOODS", {"nb": "Varer", "en": "Goods"}),
        ("MAINTENANCE", {"nb": "Service og vedlikehold", "en": "Service and maintenance"}),
    ),
    "ProjectStatus": (
        ("PLANNED", {"nb": "Planlagt", "en": "Planned"}),
        ("RUNNING", {"nb": "Pågår", "en": "Running"}),
        ("PAUSED", {"nb": "Satt på vent", "en": "On hold"}),
        ("DONE", {"nb": "Avsluttet", "en": "Done"}),
    ),
    "PartRole": (
        ("DECIDES", {"nb": "Beslutter", "en": "Decides"}),
        ("CONTACT", {"nb": "Kontakt", "en": "Contact"}),
        ("USES", {"nb": "Bruker", "en": "User of it"}),
        ("LEADS", {"nb": "Prosjektleder", "en": "Project manager"}),
        ("TAKESPART", {"nb": "Deltaker", "en": "Participant"}),
    ),
}


NAMES = ("Stage", *LISTS)


def plant(models: Mapping[str, Any]) -> None:
    """Fills those of the lists, by their models' names, that are empty. Running it again changes nothing."""
    stage = models["Stage"]
    if not stage._default_manager.exists():
        stage._default_manager.bulk_create(
            stage(key=key, names=names, kind=kind, probability=probability, rank=rank * STEP)
            for rank, (key, names, kind, probability) in enumerate(STAGES, start=1)
        )
    for name, items in LISTS.items():
        model = models[name]
        if not model._default_manager.exists():
            model._default_manager.bulk_create(
                model(key=key, names=names, rank=rank * STEP) for rank, (key, names) in enumerate(items, start=1)
            )
