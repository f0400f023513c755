"""Files as other systems export them, with the letters of several languages; every row another person."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

FIRST = [
    "Kari",
    "Øystein",
    "Åse Marie",
    "Jürgen",
    "Zoë",
    "Łukasz",
    "Siân",
    "Þórdís",
    "Ελένη",
    "Наталья",
    "שרה",
    "فاطمة",
    "小明",
]
LAST = [
    "Ås",
    "Ødegård",
    "Brændeland",
    "Müller-Lüdenscheidt",
    "Nuñez",
    "Żółć",
    "O'Brien",
    "Ægisdóttir",
    "Παπαδοπούλου",
    "Соколова",
    "כהן",
]

HEADERS = {
    "own": "external_id,first_name,last_name,email,mobile,company,country,language,category",
    "superoffice": "Company,First name,Last name,E-mail,Mobile,Title,Category,Direct phone",
    "superoffice_no": "Firma,Fornavn,Etternavn,E-post,Mobil,Tittel,Kategori,Telefon",
    "hubspot": "Record ID,First Name,Last Name,Email,Phone Number,Mobile Phone Number,Job Title,Lifecycle Stage,"
    "Legal basis for processing contact's data,Unsubscribed from all email",
    "google": "First Name,Middle Name,Last Name,Organization Name,Organization Title,Labels,E-mail 1 - Label,"
    "E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value",
    "outlook": "Title,First Name,Last Name,Company,Job Title,Business Phone,Mobile Phone,E-mail Address,Categories",
    "mailchimp": "Email Address,First Name,Last Name,MEMBER_RATING,OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,CONFIRM_IP,EUID",
    "mailchimp_unsubscribed": "Email Address,First Name,Last Name,OPTIN_TIME,CONFIRM_TIME,UNSUB_TIME,UNSUB_REASON,EUID",
    "mailchimp_cleaned": "Email Address,First Name,Last Name,OPTIN_TIME,CONFIRM_TIME,CLEAN_TIME,EUID",
}  # fmt: skip


def _cells(kind: str, n: int) -> Iterable[str]:
    first, last = FIRST[n % len(FIRST)], f"{LAST[n % len(LAST)]} {n}"
    email, mobile, company = f"p{n}@example{n % 20}.org", f"+4791{n:06}", f"Fjord {n % 50} AS"
    at = f"2024-{n % 12 + 1:02}-{n % 28 + 1:02} 10:00:00"
    rows: dict[str, Iterable[str]] = {
        "own": (str(n), first, last, email, mobile, company, "Norge", "norsk", "Kunde"),
        "superoffice": (company, first, last, email, mobile, "CEO", "Customer", "22334455"),
        "superoffice_no": (company, first, last, email, mobile, "Leder", "Kunde", "22 33 44 55"),
        "hubspot": (str(n), first, last, email, "22334455", mobile, "CEO", "customer", "Performance of a contract", ["false", "true"][n % 10 == 0]),
        "google": (first, "", last, company, "CEO", "* myContacts ::: Customer", "* Work", email, "Mobile", mobile),
        "outlook": ("Mrs.", first, last, company, "CEO", "22334455", mobile, email, "Customer;VIP"),
        "mailchimp": (email, first, last, "2", at, "192.0.2.1", at, "192.0.2.2", f"e{n}"),
        "mailchimp_unsubscribed": (email, first, last, at, at, f"2025-01-01 {n % 24:02}:00:00", "NO_LONGER_INTERESTED", f"e{n}"),
        "mailchimp_cleaned": (email, first, last, at, at, "2025-01-01 00:00:00", f"e{n}"),
    }  # fmt: skip
    return rows[kind]


def lines(kind: str, count: int, *, separator: str = ",") -> Iterator[str]:
    """The lines of an export."""
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=separator)
    writer.writerow(next(csv.reader([HEADERS[kind]])))
    for n in range(count):
        writer.writerow(_cells(kind, n))
        if stream.tell() > 100_000:
            yield stream.getvalue()
            stream.seek(0)
            stream.truncate()
    yield stream.getvalue()


def export(kind: str, count: int, *, separator: str = ",", codec: str = "utf-8") -> bytes:
    """A whole export as bytes."""
    return "".join(lines(kind, count, separator=separator)).encode(codec, "replace")
