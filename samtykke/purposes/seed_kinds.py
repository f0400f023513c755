"""The kinds of personal data a new installation starts with, in bokmål and English. Art. 9(1), 30(1)(c); REQ-20, REQ-51.

Special categories are marked, and off: who needs one switches it on, and names its condition of Art. 9(2) at the purpose.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

STEP = 10

Texts = dict[str, str]

# key, names, descriptions, special
KINDS: tuple[tuple[str, Texts, Texts, bool], ...] = (
    (
        "IDENTITY",
        {"nb": "Identitet", "en": "Identity"},
        {"nb": "Navn, språk, fødselsår.", "en": "Name, language, year of birth."},
        False,
    ),
    (
        "CONTACT",
        {"nb": "Kontaktopplysninger", "en": "Contact details"},
        {"nb": "E-post, telefon, postadresse.", "en": "E-mail, phone, postal address."},
        False,
    ),
    (
        "WORK",
        {"nb": "Arbeid", "en": "Work"},
        {"nb": "Arbeidsgiver, stilling, rolle.", "en": "Employer, job title, role."},
        False,
    ),
    (
        "RELATIONSHIP",
        {"nb": "Kundeforhold", "en": "Customer relationship"},
        {"nb": "Kategori, møter, samtaler, notater.", "en": "Category, meetings, calls, notes."},
        False,
    ),
    (
        "PURCHASES",
        {"nb": "Kjøp og betaling", "en": "Purchases and payments"},
        {"nb": "Bestillinger, fakturaer, betalinger.", "en": "Orders, invoices, payments."},
        False,
    ),
    (
        "COMMUNICATION",
        {"nb": "Kommunikasjon", "en": "Communication"},
        {"nb": "Det vi har skrevet til hverandre.", "en": "What we have written to each other."},
        False,
    ),
    (
        "CHOICES",
        {"nb": "Samtykker og valg", "en": "Consents and choices"},
        {
            "nb": "Hva personen har sagt ja og nei til, med bevis.",
            "en": "What the person said yes and no to, with proof.",
        },
        False,
    ),
    (
        "USE",
        {"nb": "Bruk av tjenester", "en": "Use of services"},
        {"nb": "Innlogginger, besøk, klikk.", "en": "Sign-ins, visits, clicks."},
        False,
    ),
    (
        "LOCATION",
        {"nb": "Posisjon", "en": "Location"},
        {"nb": "Hvor personen er.", "en": "Where the person is."},
        False,
    ),
    (
        "RECORDINGS",
        {"nb": "Bilde og lyd", "en": "Images and sound"},
        {"nb": "Foto, video, opptak av samtaler.", "en": "Photos, video, recorded calls."},
        False,
    ),
    ("HEALTH", {"nb": "Helse", "en": "Health"}, {}, True),
    ("UNION", {"nb": "Fagforeningsmedlemskap", "en": "Trade-union membership"}, {}, True),
    ("BELIEF", {"nb": "Religion eller livssyn", "en": "Religion or belief"}, {}, True),
    ("ETHNICITY", {"nb": "Etnisk opprinnelse", "en": "Ethnic origin"}, {}, True),
    ("POLITICS", {"nb": "Politisk oppfatning", "en": "Political opinion"}, {}, True),
    ("SEXUALITY", {"nb": "Seksuelle forhold", "en": "Sexual life or orientation"}, {}, True),
    ("BIOMETRIC", {"nb": "Biometriske opplysninger", "en": "Biometric data"}, {}, True),
    ("GENETIC", {"nb": "Genetiske opplysninger", "en": "Genetic data"}, {}, True),
)

# What the standard purposes use, until the company says otherwise.
USED: dict[str, tuple[str, ...]] = {
    "STORE": ("IDENTITY", "CONTACT", "WORK", "RELATIONSHIP", "COMMUNICATION", "CHOICES"),
    "EMARKETING": ("IDENTITY", "CONTACT", "CHOICES"),
}


def plant_kinds(model: Callable[[str], Any]) -> None:
    """Makes what is missing of the standard kinds of data. Running it again changes nothing."""
    made = [_plant(model("DataKind"), rank, row) for rank, row in enumerate(KINDS, start=1)]
    if any(is_new for _kind, is_new in made):
        for purpose in model("Purpose").objects.filter(key__in=USED, data_kinds__isnull=True):
            purpose.data_kinds.set([kind for kind, _is_new in made if kind.key in USED[purpose.key]])


def _plant(model: Any, rank: int, row: tuple[str, Texts, Texts, bool]) -> tuple[Any, bool]:
    key, names, descriptions, is_special = row
    fields = {"names": names, "descriptions": descriptions, "rank": rank * STEP, "is_special": is_special}
    made: tuple[Any, bool] = model.objects.get_or_create(
        key=key, defaults={**fields, "is_standard": True, "is_active": not is_special}
    )
    return made
