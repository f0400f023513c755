"""Exports of ten thousand contacts as the systems people leave write them, in the letters of seven languages.

Deterministic; all names and addresses are made up (`.example`). Each row knows what the gate must answer afterwards.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

FIRST = ["Kari", "Åse", "Øystein", "Jürgen", "François", "Łucja", "Ólafur", "Zoë", "Ngọc", "Дарья", "Χρήστος"]
LAST = [
    "Ødegård",
    "Bjørnstad",
    "Müller",
    "Lefèvre",
    "Wiśniewska",
    "Þórðarson",
    "Ångström",
    "Nguyễn",
    "Соколова",
    "Παππάς",
]
WORDING = "Ja, send meg nyheter og tilbud fra Fjordlys AS på e-post. Jeg kan si nei igjen når som helst."
Row = list[str]


@dataclass(frozen=True)
class Export:
    """One file: how it is written, what is said on the command line, what each address must be answered."""

    preset: str
    header: Row
    row: Callable[[int, str, str, str], tuple[Row, str]]
    words: tuple[str, ...] = ()
    encoding: str = "utf-8"
    separator: str = ","
    name: str = ""

    def write(self, folder: Path, *, rows: int = 10_000) -> tuple[Path, dict[str, str]]:
        """Writes the file; answers its path and the reason expected for each address."""
        label = self.name or self.preset
        path, expected = folder / f"{label}.csv", {}
        with path.open("w", encoding=self.encoding, errors="replace", newline="") as out:
            writer = csv.writer(out, delimiter=self.separator)
            writer.writerow(self.header)
            for number in range(rows):
                first, last = FIRST[number % len(FIRST)], LAST[number // 7 % len(LAST)]
                address = f"{label}.{number}@people.example"
                cells, reason = self.row(number, first, last, address)
                expected[address] = reason
                writer.writerow(cells)
        return path, expected


def own(n: int, first: str, last: str, address: str) -> tuple[Row, str]:
    said = [
        (["EMARKETING", "61A", "given", "2025-03-04 10:15", WORDING, f"form-{n}"], "allowed"),
        (["EMARKETING", "61A", "withdrawn", "2025-03-04", "", ""], "withdrawn"),
        (["EMARKETING", "61A", "given", "2025-03-04", WORDING, ""], "unknown"),
        ([""] * 6, "no_record"),
    ]
    answer, reason = said[n % 4]
    return [f"OWN-{n}", first, last, address, f"9{n:07d}", f"Firma {n % 300} AS", "NO", *answer], reason


def superoffice(n: int, first: str, last: str, address: str) -> tuple[Row, str]:
    stopped = n % 5 == 0
    return [
        f"Nordlys {n % 250} AS",
        first,
        last,
        address,
        f"+47 91 {n:06d}",
        "Innkjøper",
        "Kunde",
        "Yes" if stopped else "",
    ], ("withdrawn" if stopped else "no_record")


def superoffice_nb(n: int, first: str, last: str, address: str) -> tuple[Row, str]:
    return [f"Fjellheim {n % 250} AS", first, last, address, f"92{n:06d}", "Daglig leder", "Prospekt"], "no_record"


def hubspot(n: int, first: str, last: str, address: str) -> tuple[Row, str]:
    basis, out, reason = [
        ("Freely given consent from contact", "", "unknown"),
        ("Legitimate interest – existing customer", "", "no_record"),
        ("", "true", "withdrawn"),
    ][n % 3]
    return [f"{900000 + n}", first, last, address, "", f"+49 151 {n:08d}", "Einkauf", "customer", basis, out], reason


def google(n: int, first: str, last: str, address: str) -> tuple[Row, str]:
    return [
        first,
        last,
        "* Work",
        address,
        "Mobile",
        f"+33 6 {n:08d}",
        f"Société {n % 99}",
        "* myContacts",
    ], "no_record"


def outlook(n: int, first: str, last: str, address: str) -> tuple[Row, str]:
    return [first, last, address, f"+46 70 {n:07d}", f"Bolaget {n % 120} AB", "Säljare"], "no_record"


def mailchimp(n: int, first: str, last: str, address: str) -> tuple[Row, str]:
    proof = ["2024-05-06 07:08:09", "192.0.2.7", "2024-05-06 07:09:10", "192.0.2.7"] if n % 2 else ["", "", "", ""]
    return [address, first, last, *proof], "allowed" if n % 2 else "no_record"


def mailchimp_left(n: int, first: str, last: str, address: str) -> tuple[Row, str]:
    return [address, first, last, "2025-06-07 08:09:10", "N/A (Unsubscribed by admin)"], "withdrawn"


EXPORTS = [
    Export(
        "own",
        [
            "external_id",
            "first_name",
            "last_name",
            "email",
            "mobile",
            "company",
            "country",
            "purpose",
            "legal_basis",
            "status",
            "occurred_at",
            "wording",
            "evidence",
        ],
        own,
    ),
    Export(
        "superoffice",
        ["Company", "First name", "Last name", "E-mail", "Mobile", "Title", "Category", "No mailings"],
        superoffice,
        encoding="utf-8-sig",
        separator=";",
    ),
    Export(
        "superoffice",
        ["Firma", "Fornavn", "Etternavn", "E-post", "Mobil", "Tittel", "Kategori"],
        superoffice_nb,
        encoding="cp1252",
        separator=";",
        name="superoffice-nb",
    ),
    Export(
        "hubspot",
        [
            "Record ID",
            "First Name",
            "Last Name",
            "Email",
            "Phone Number",
            "Mobile Phone Number",
            "Job Title",
            "Lifecycle Stage",
            "Legal basis for processing contact's data",
            "Unsubscribed from all email",
        ],
        hubspot,
    ),
    Export(
        "google",
        [
            "First Name",
            "Last Name",
            "E-mail 1 - Label",
            "E-mail 1 - Value",
            "Phone 1 - Label",
            "Phone 1 - Value",
            "Organization Name",
            "Labels",
        ],
        google,
    ),
    Export(
        "outlook",
        ["First Name", "Last Name", "E-mail Address", "Mobile Phone", "Company", "Job Title"],
        outlook,
        separator="\t",
    ),
    Export(
        "mailchimp",
        ["Email Address", "First Name", "Last Name", "OPTIN_TIME", "OPTIN_IP", "CONFIRM_TIME", "CONFIRM_IP"],
        mailchimp,
        words=("--wording", WORDING),
    ),
    Export(
        "mailchimp",
        ["Email Address", "First Name", "Last Name", "UNSUB_TIME", "UNSUB_REASON"],
        mailchimp_left,
        name="mailchimp-left",
    ),
]
