"""The little that a preset cannot say as data: what a row of the export tells about consent, and cells with several values."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from samtykke.contacts import addresses
from samtykke.intake.channels.file.columns import add_more, folded

if TYPE_CHECKING:
    from collections.abc import Callable

    from samtykke.intake.channels.file.columns import Record

    Finish = Callable[[Record, list[str]], Record | None]

MARKETING = "EMARKETING"
_YES = frozenset({"true", "yes", "1", "ja", "sann", "x"})

HUBSPOT_BASES = (
    ("performance of a contract", "61B"),
    ("legitimate interest", "61F"),
)
"""What HubSpot calls a legal basis, and the article it means. The first that the cell names is taken."""


def _cells(header: list[str]) -> Callable[[list[str], str], str]:
    places = {folded(name): place for place, name in enumerate(header)}

    def cell(cells: list[str], name: str) -> str:
        place = places.get(name)
        return cells[place].strip() if place is not None else ""

    return cell


def _stopped(record: Record, comment: str, at: str = "") -> None:
    """The person said no to marketing in the system the file comes from."""
    record.update(purpose=MARKETING, legal_basis="61A", status="withdrawn", comment=comment)
    if at:
        record["occurred_at"] = at


def own(header: list[str]) -> Finish | None:
    """Our own file of people has all addresses and all numbers in one cell each, with spaces between, the first ones first."""
    if {"emails", "phones"}.isdisjoint(map(folded, header)):
        return None

    def several(record: Record, name: str) -> list[str]:
        return re.split(r"[\s,;]+", record.pop(name, "").removeprefix("'").strip())

    def finish(record: Record, cells: list[str]) -> Record:
        emails, numbers = several(record, "more_emails"), several(record, "more_phones")
        if emails and "email" not in record:
            record["email"] = emails.pop(0)
        add_more(record, "more_emails", emails)
        for number in filter(None, numbers):
            kind = "mobile" if addresses.is_mobile(number) else "phone"
            if record.keys().isdisjoint({"mobile", "phone"}):
                record[kind] = number
            else:
                add_more(record, "more_phones", [f"{kind}:{number}"])
        return record

    return finish


def superoffice(header: list[str]) -> Finish:
    """SuperOffice marks people who shall have no mailings; that is a no."""
    cell = _cells(header)

    def finish(record: Record, cells: list[str]) -> Record:
        if cell(cells, "no mailings").casefold() in _YES:
            _stopped(record, "SuperOffice: No mailings")
        return record

    return finish


def hubspot(header: list[str]) -> Finish:
    """HubSpot's legal basis is that of holding the person; a consent it names is one to marketing, without time or text
    and so unproven; its opt-out is a no to marketing."""
    cell = _cells(header)
    opt_outs = [
        folded(name)
        for name in header
        if folded(name).startswith(("unsubscribed from all email", "opted out of email"))
    ]

    def finish(record: Record, cells: list[str]) -> Record:
        stated = cell(cells, "legal basis for processing contact's data")
        basis = next((key for words, key in HUBSPOT_BASES if words in folded(stated)), "")
        if basis:
            record["store_legal_basis"] = basis
        if "freely given consent" in folded(stated):
            record.update(purpose=MARKETING, legal_basis="61A", status="given")
        if stated:
            record["comment"] = f"HubSpot: {stated}"
        if any(cell(cells, name).casefold() in _YES for name in opt_outs):
            _stopped(record, "; ".join(filter(None, [record.get("comment", ""), "HubSpot: unsubscribed"])))
        if ";" in record.get("more_emails", ""):
            add_more(record, "more_emails", record.pop("more_emails").split(";"))
        return record

    return finish


def google(header: list[str]) -> Finish:
    """Google numbers e-mail addresses and phones, and joins several values of one label by `:::`."""
    cell = _cells(header)
    names = [folded(name) for name in header]
    emails = [name for name in names if re.fullmatch(r"e-mail \d+ - value", name)]
    phones = [name for name in names if re.fullmatch(r"phone \d+ - value", name)]

    def several(cells: list[str], name: str) -> list[str]:
        return [value.strip() for value in cell(cells, name).split(":::") if value.strip()]

    def finish(record: Record, cells: list[str]) -> Record:
        found = [value for name in emails for value in several(cells, name)]
        if found:
            record["email"] = found[0]
            add_more(record, "more_emails", found[1:])
        for name in phones:
            label = cell(cells, name.replace("value", "label")) or cell(cells, name.replace("value", "type"))
            for value in several(cells, name):
                _add_phone(record, "mobile" if "mob" in label.casefold() else "phone", value)
        labels = several(cells, "labels") or several(cells, "group membership")
        category = next((label for label in labels if not label.startswith("*")), "")
        if category:
            record["category"] = category
        return record

    return finish


def _add_phone(record: Record, kind: str, number: str) -> None:
    if kind in record:
        add_more(record, "more_phones", [f"{kind}:{number}"])
    else:
        record[kind] = number


def outlook(header: list[str]) -> Finish:
    """Outlook joins categories by semicolons; the first is taken."""
    cell = _cells(header)

    def finish(record: Record, cells: list[str]) -> Record:
        category = cell(cells, "categories").split(";")[0].strip()
        if category:
            record["category"] = category
        return record

    return finish


def mailchimp(header: list[str]) -> Finish:
    """Three files: subscribed (opt-in as evidence), unsubscribed (a no with its time), cleaned (bounced: no answer at all)."""
    cell = _cells(header)

    def finish(record: Record, cells: list[str]) -> Record:
        record["zone"] = "UTC"
        if left := cell(cells, "unsub time"):
            reasons = [cell(cells, "unsub reason"), cell(cells, "unsub reason other")]
            _stopped(record, ": ".join(["Mailchimp: unsubscribed", *filter(None, reasons)]), left)
        elif bounced := cell(cells, "clean time"):
            record.update(
                purpose=MARKETING, legal_basis="61A", status="unknown", comment=f"Mailchimp: cleaned {bounced}"
            )
        elif at := cell(cells, "confirm time") or cell(cells, "optin time"):
            record.update(
                purpose=MARKETING, legal_basis="61A", status="given", occurred_at=at, evidence=_opt_in(cells, cell)
            )
        return record

    return finish


def _opt_in(cells: list[str], cell: Callable[[list[str], str], str]) -> str:
    steps = []
    for step, word in (("optin", "opt-in"), ("confirm", "confirmed")):
        at, address = cell(cells, f"{step} time"), cell(cells, f"{step} ip")
        if at:
            steps.append(f"{word} {at} UTC" + (f" from {address}" if address else ""))
    return "Mailchimp: " + ", ".join(steps)
