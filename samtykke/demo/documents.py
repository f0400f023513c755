"""A dozen documents of Fjordlys AS: offers, an agreement, notes from meetings, a picture. Small, and the same every time."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from PIL import Image, ImageDraw

from samtykke.contacts.models import Company, Person
from samtykke.core import documents as printed
from samtykke.core.actors import Via
from samtykke.core.refused import Refused
from samtykke.documents import actions

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from samtykke.core.actors import Actor

OFFERS: Final = (
    ("Tilbud på havnelys", "Tolv armaturer med stolper, montert.", "148 000"),
    ("Tilbud på serviceavtale", "To besøk i året, reservedeler etter medgått.", "36 500"),
    ("Tilbud på lys i idrettshallen", "Førti lyspunkter og styring.", "212 000"),
)
NOTES: Final = (
    ("Referat fra befaring", "Vi gikk gjennom kaia. Strømmen må trekkes om før sommeren.\nNeste møte: uke 14.\n"),
    ("Ønsker til nytt anlegg", "Mindre blending, varmere farge, og at lysene kan dempes om natten.\n"),
    ("Notat fra messen", "Interessert i styring over mobil. Vil ha tilbud etter påske.\n"),
    ("Kontaktliste for vaktordning", "Vakt;Dager\nDag;mandag–fredag\nNatt;alle dager\n"),
)
TOGETHER: Final = "Rammeavtale"


def keep_some(ids: list[int], companies: list[int], *, moment: datetime, by: Actor) -> int:
    """Keeps documents of people and of companies, one in two versions. Says how many. Whoever may not be changed gets none."""
    people = iter(
        Person.objects.held().filter(pk__in=ids[:400], first_name__gt="", last_name__gt="").order_by("pk")[:60]
    )
    kept = 0
    for title, about, amount in OFFERS:
        kept += _keep(people, _offer(title, about, amount, moment), f"{title}.pdf", by=by)
    for title, words in NOTES:
        ending = "csv" if ";" in words else "txt"
        kept += _keep(people, words.encode(), f"{title}.{ending}", by=by)
    kept += _keep(people, _picture(), "Skisse av kaia.png", by=by)
    for place, company_id in enumerate(companies[:3]):
        company, number = Company.objects.get(pk=company_id), place + 1
        content = _offer(f"{TOGETHER} {number}", "Gjelder i tre år.", "etter prisliste", moment)
        file = _looked_into(content, f"{TOGETHER} {number}.pdf", by=by)
        document = actions.add(file, company=company, by=by, via=Via.STAFF)
        kept += 1
        if not place:
            newer = _offer(f"{TOGETHER} {number}", "Gjelder i fem år.", "etter prisliste", moment)
            file = _looked_into(newer, f"{TOGETHER} {number} v2.pdf", by=by)
            actions.add_version(document, file, by=by, via=Via.STAFF)
    return kept


def _keep(people: Iterator[Person], content: bytes, name: str, *, by: Actor) -> int:
    for person in people:
        try:
            actions.add(_looked_into(content, name, by=by), people=[person.pk], by=by, via=Via.STAFF)
        except Refused:  # restricted: the next
            continue
        return 1
    return 0


def _looked_into(content: bytes, name: str, *, by: Actor) -> actions.Passed:
    return actions.looked_into(io.BytesIO(content), name, by=by, via=Via.STAFF)


def _offer(title: str, about: str, amount: str, moment: datetime) -> bytes:
    """A page of PDF."""
    rows = (
        ("Gjelder", about),
        ("Pris uten mva.", f"{amount} kroner"),
        ("Gyldig til", f"{moment + timedelta(days=60):%d.%m.%Y}"),
    )
    blocks = (
        printed.Text("Takk for samtalen. Her er det vi ble enige om å regne på."),
        printed.Facts(rows),
        printed.Text("Vennlig hilsen Fjordlys AS"),
    )
    return printed.as_pdf(printed.Document(title=title, language="nb", author="Fjordlys AS", at=moment, blocks=blocks))


def _picture() -> bytes:
    """A quay with lamps."""
    picture = Image.new("RGB", (480, 270), "#dbe7ee")
    drawing = ImageDraw.Draw(picture)
    drawing.rectangle((0, 200, 480, 270), fill="#5b7d8d")
    for left in range(60, 460, 90):
        drawing.line((left, 200, left, 90), fill="#2a3b44", width=4)
        drawing.ellipse((left - 12, 70, left + 12, 94), fill="#f2c14e")
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()
