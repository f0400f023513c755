"""Where Fjordlys' people live and belong, and what interests them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from samtykke.contacts.models import Interest, InterestGroup
from samtykke.core.actors import Via
from samtykke.demo import queries
from samtykke.purposes import actions
from samtykke.purposes.models import DataKind

if TYPE_CHECKING:
    from samtykke.core.actors import Actor

# Most live in Bergen, the others around it.
CITIES = (
    *(
        ("5003", "Bergen"),
        ("5014", "Bergen"),
        ("5034", "Bergen"),
        ("5052", "Bergen"),
        ("5063", "Bergen"),
        ("5097", "Bergen"),
    ),
    *(
        ("5200", "Os"),
        ("5300", "Kleppestø"),
        ("5353", "Straume"),
        ("5700", "Voss"),
        ("5914", "Isdalstø"),
        ("4006", "Stavanger"),
    ),
    ("0155", "Oslo"),
)
STREETS = (
    "Lyngbakken", "Nøstesvingen", "Bryggestien", "Kveldsolveien", "Fyrlykta", "Havbrisveien", "Regnbueveien",
    "Sjøbodgata", "Tenktveien", "Åsaneplassen", "Ørneveien",
)  # fmt: skip
# Group → interests, each in bokmål and English.
INTERESTS = {
    ("PRODUCTS", "Produkter", "Products"): (
        ("LIGHT", "Lys inne og ute", "Light indoors and outdoors"),
        ("HEATPUMPS", "Varmepumper", "Heat pumps"),
        ("SOLAR", "Solceller", "Solar panels"),
        ("CHARGING", "Lading av elbil", "Charging electric cars"),
        ("BATTERIES", "Batterier", "Batteries"),
    ),
    ("MEETINGS", "Treff", "Meetings"): (
        ("COURSES", "Kurs", "Courses"),
        ("OPENDAYS", "Åpen dag", "Open days"),
        ("FAIRS", "Messer", "Fairs"),
    ),
    ("READING", "Lesestoff", "Reading"): (
        ("SAVING", "Strømsparing", "Saving power"),
        ("REGULATION", "Regelverk", "Regulation"),
        ("CASES", "Erfaringer fra kunder", "Experience of customers"),
    ),
}


def make_belongings(*, by: Actor) -> None:
    """The list of interests, and everything in it, of everybody."""
    kind = DataKind.objects.filter(key="RELATIONSHIP").first()
    for (key, nb, en), interests in INTERESTS.items():
        group = actions.create_item(InterestGroup, names={"nb": nb, "en": en}, key=key, by=by, via=Via.STAFF)
        for name, in_nb, in_en in interests:
            actions.create_item(
                Interest,
                names={"nb": in_nb, "en": in_en},
                key=name,
                group=group,
                data_kind=kind,
                by=by,
                via=Via.STAFF,
            )
    codes, cities = zip(*CITIES, strict=True)
    queries.insert_belongings(
        {
            "streets": list(STREETS),
            "street_count": len(STREETS),
            "codes": list(codes),
            "cities": list(cities),
            "city_count": len(CITIES),
            "by": by.id,
        }
    )
