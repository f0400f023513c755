"""Cards of people (vCard) as a file: 2.1, 3.0 and 4.0, several in one, and nothing of them but who it is and how to reach them."""

from __future__ import annotations

import base64
from io import BytesIO
from typing import TYPE_CHECKING

import pytest

from samtykke.contacts.models import Person, PersonEmail
from samtykke.core.actors import Actor, Via
from samtykke.core.refused import Refused
from samtykke.intake.channels.file import actions
from samtykke.intake.channels.file.opening import open_table
from samtykke.intake.channels.file.vcard_reader import HEADER
from samtykke.intake.models import ImportRun
from tests.factories import approve_store

if TYPE_CHECKING:
    from samtykke.intake.channels.file.rows import Row

CARDS = """BEGIN:VCARD\r
VERSION:3.0\r
N:Ødegård;Åse;Marie;;\r
FN:Åse Marie Ødegård\r
ORG:Testvik Kabel AS;Salg\r
TITLE:Daglig leder\\, nord\r
item1.EMAIL;TYPE=INTERNET:ase.privat@example.org\r
item2.EMAIL;TYPE=INTERNET,pref:ase@example.org\r
TEL;TYPE=CELL:912 34 567\r
ADR;TYPE=WORK:;;Testgata 1;Ber\r
 gen;;5003;Norge\r
NOTE:likes sailing\r
PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQ\r
 SkZJRgABAQ\r
END:VCARD\r
BEGIN:VCARD
VERSION:2.1
N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:S=C3=B8rlie;Bj=
=C3=B8rn
EMAIL;INTERNET:bjorn@example.org
PHOTO;ENCODING=BASE64;JPEG:
 /9j/4AAQSkZJRg==

AGENT:
BEGIN:VCARD
N:Nobody;Agent
END:VCARD
END:VCARD
BEGIN:VCARD
VERSION:4.0
FN:Kari Nordmann
TEL;VALUE=uri;PREF=1;TYPE="voice,cell":tel:+47-922-33-444
BDAY:19800101
END:VCARD
BEGIN:VCARD
VERSION:4.0
KIND:org
FN:Testvik AS
END:VCARD
BEGIN:VCARD
VERSION:3.0
FN:Broken Off
""".encode()


def read(content: bytes) -> tuple[list[Row], list[str]]:
    table = open_table(BytesIO(content), "cards.vcf")
    return list(table.rows()), [warning.detail for warning in table.warnings]


def test_each_version_is_read_and_what_is_not_needed_is_left_out() -> None:
    rows, warnings = read(CARDS)
    found = [{name: cell for name, cell in zip(HEADER, row.cells, strict=False) if cell} for row in rows]
    assert found[0] == {
        "first_name": "Åse Marie", "last_name": "Ødegård", "title": "Daglig leder, nord", "company": "Testvik Kabel AS",
        "emails": "ase@example.org ase.privat@example.org", "phones": "91234567", "street": "Testgata 1",
        "postal_code": "5003", "city": "Bergen", "postal_country": "Norge",
    }  # fmt: skip
    assert found[1] == {"first_name": "Bjørn", "last_name": "Sørlie", "emails": "bjorn@example.org"}
    assert found[2] == {"full name": "Kari Nordmann", "phones": "+4792233444"}
    assert [row.refusal.code for row in rows if row.refusal] == ["not_a_person", "broken_card"]
    assert warnings == ["NOTE, PHOTO, BDAY"]
    assert [row.line for row in rows][:2] == [1, 16]


@pytest.mark.parametrize("content", [b"", b"name,email\n", b"\x00" * 100, b"BEGIN:VEVENT\n"])
def test_what_is_no_card_is_refused(content: bytes) -> None:
    with pytest.raises(Refused) as no:
        read(content)
    assert no.value.code == "not_vcard"


def test_odd_cards_break_nothing() -> None:
    long = b"BEGIN:VCARD\nFN:" + b"x" * 20_000 + b"\nEND:VCARD\n"
    nul = b"BEGIN:VCARD\nFN:a\x00b\nEND:VCARD\n"
    latin = b"BEGIN:VCARD\nFN:K\xe5re\nEND:VCARD\n"
    rows, _warnings = read(long + nul + latin + b"BEGIN:VCARD\n:\n;;:\nFN\nEND:VCARD\nEND:VCARD\n")
    assert [row.refusal.code if row.refusal else row.cells[2] for row in rows] == [
        "cell_too_long",
        "nul_byte",
        "Kåre",
        "",
    ]


@pytest.mark.django_db
def test_five_hundred_with_photos_are_tried_out_and_run_as_any_file() -> None:
    approve_store()
    photo = base64.encodebytes(bytes(20_000)).replace(b"\n", b"\n ")
    card = "BEGIN:VCARD\nVERSION:3.0\nN:Testrud {0};Ada;;;\nEMAIL:ada{0}@example.org\nPHOTO;ENCODING=b:"
    pieces = [card.format(number).encode() + photo + b"\nEND:VCARD\n" for number in range(500)]
    run = actions.receive(pieces, "fair.vcf", by=Actor.system(), via=Via.FILE)
    run = actions.choose(run, choices={"source": "USER"})
    assert actions.try_out(run).counts["created"] == 500
    assert Person.objects.count() == 0
    assert actions.carry_out(run).counts["created"] == 500
    assert (Person.objects.first().origin_source.key, PersonEmail.objects.count()) == ("USER", 500)  # type: ignore[union-attr]
    assert ImportRun.objects.get().reading["warnings"] == [["unused_columns", "PHOTO"]]
