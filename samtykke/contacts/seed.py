"""The categories and lines of business a new installation starts with; a company makes them its own. M10."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.db.models import Model

STEP = 10

CATEGORIES: tuple[tuple[str, dict[str, str]], ...] = (
    ("PROSPECT", {"nb": "Mulig kunde", "en": "Prospect"}),
    ("CUSTOMER", {"nb": "Kunde", "en": "Customer"}),
    ("LOSTCUSTOMER", {"nb": "Tapt kunde", "en": "Lost customer"}),
    ("SUPPLIER", {"nb": "Leverandør", "en": "Supplier"}),
    ("PARTNER", {"nb": "Partner", "en": "Partner"}),
)
BUSINESSES: tuple[tuple[str, dict[str, str]], ...] = (
    ("CONSTRUCTION", {"nb": "Bygg og anlegg", "en": "Construction"}),
    ("TRADE", {"nb": "Handel", "en": "Trade"}),
    ("INDUSTRY", {"nb": "Industri", "en": "Industry"}),
    ("IT", {"nb": "IT og telekom", "en": "IT and telecoms"}),
    ("FINANCE", {"nb": "Bank og forsikring", "en": "Banking and insurance"}),
    ("ENERGY", {"nb": "Energi", "en": "Energy"}),
    ("FISHING", {"nb": "Fiske og havbruk", "en": "Fishing and aquaculture"}),
    ("TRANSPORT", {"nb": "Transport", "en": "Transport"}),
    ("TOURISM", {"nb": "Reiseliv og servering", "en": "Travel and hospitality"}),
    ("HEALTH", {"nb": "Helse og omsorg", "en": "Health and care"}),
    ("EDUCATION", {"nb": "Utdanning", "en": "Education"}),
    ("PUBLIC", {"nb": "Offentlig sektor", "en": "Public sector"}),
    ("NONPROFIT", {"nb": "Organisasjon", "en": "Non-profit"}),
    ("OTHER", {"nb": "Annet", "en": "Other"}),
)


def seed() -> None:
    """Fills the lists that are empty. Running it again changes nothing."""
    from samtykke.contacts.models import Business, Category

    plant(Category, Business)


def plant(category: type[Model], business: type[Model]) -> None:
    """The same over the models given, so that a migration can use its own."""
    for model, items in ((category, CATEGORIES), (business, BUSINESSES)):
        rows: Any = model._default_manager
        if not rows.exists():
            rows.bulk_create(
                [model(key=key, names=names, rank=rank * STEP) for rank, (key, names) in enumerate(items, start=1)]
            )
