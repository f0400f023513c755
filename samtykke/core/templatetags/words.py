"""Dates and numbers as the reader's language writes them, in the company's time zone."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import phonenumbers
from babel import Locale
from babel.dates import format_date
from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import get_language, pgettext_lazy

from samtykke.core.actors import Via

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

register = template.Library()
NORWEGIAN_DIGITS = 9

THIN_SPACE = "\u202f"


def _norwegian() -> bool:
    return (get_language() or "en").startswith(("nb", "no"))


def day_text(value: date, *, long: bool = False) -> str:
    """`3. nov. 2026` in Norwegian, `3 Nov 2026` in English; the month in full when `long`."""
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    month = "MMMM" if long else "MMM"
    if _norwegian():
        return format_date(value, f"d. {month} y", locale="nb")
    return format_date(value, f"d {month} y", locale="en")


def moment_text(value: datetime) -> str:
    """`3. nov. 2026 kl. 21.14` in Norwegian, `3 Nov 2026 21:14` in English."""
    local = timezone.localtime(value)
    return f"{day_text(local)} kl. {local:%H.%M}" if _norwegian() else f"{day_text(local)} {local:%H:%M}"


def _locale() -> Locale:
    return Locale("nb" if _norwegian() else "en")


@register.filter
def organisation_number(number: str) -> str:
    """An organisation's number as it is read: a Norwegian one in threes, another as it was written."""
    if len(number) == NORWEGIAN_DIGITS and number.isdecimal():
        return f"{number[:3]} {number[3:6]} {number[6:]}"
    return number


@register.filter
def phone_number(written: str) -> str:
    """A number as it is read, grouped as its country does; what is covered, or is no number, stands for itself."""
    if not written.startswith("+"):
        return written
    try:
        number = phonenumbers.parse(written)
    except phonenumbers.NumberParseException:
        return written
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


@register.filter
def language_name(code: str) -> str:
    """The name of a language in the reader's own; a code nobody knows stands for itself."""
    return _locale().languages.get(code.split("-")[0], code) if code else ""


@register.filter
def country_name(code: str) -> str:
    """The name of a country in the reader's language."""
    return _locale().territories.get(code, code) if code else ""


DOORS = {
    Via.STAFF: pgettext_lazy("door", "Staff pages"),
    Via.API: pgettext_lazy("door", "API"),
    Via.FILE: pgettext_lazy("door", "File"),
    Via.COMMAND: pgettext_lazy("door", "Command line"),
    Via.BULK: pgettext_lazy("door", "Bulk change"),
    Via.SYSTEM: pgettext_lazy("door", "By itself"),
    Via.PREFERENCE_PAGE: pgettext_lazy("door", "The person’s own page"),
    Via.WEB_FORM: pgettext_lazy("door", "Web form"),
    Via.EMAIL: pgettext_lazy("door", "E-mail"),
    Via.CHAT: pgettext_lazy("door", "Chat"),
}


@register.filter
def door(via: str) -> str:
    """The door something came in by, in words."""
    return str({str(known): word for known, word in DOORS.items()}.get(via, via))


@register.filter
def day(value: date | None) -> str:
    """A date in a sentence."""
    return day_text(value) if value else ""


@register.filter
def long_day(value: date | None) -> str:
    """A date in a sentence, the month in full."""
    return day_text(value, long=True) if value else ""


@register.filter
def moment(value: datetime | None) -> str:
    """A date and a time in a sentence."""
    return moment_text(value) if value else ""


@register.simple_tag
def time(value: datetime | None, precision: str = "instant") -> SafeString | str:
    """A `<time>` element; the time of day is left out where only the day is known."""
    if value is None:
        return ""
    shown = day_text(value) if precision == "day" else moment_text(value)
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), shown)


@register.filter
def number(value: float | None) -> str:
    """`1 204` in Norwegian (with a thin space), `1,204` in English."""
    if value is None:
        return ""
    return f"{value:,}".replace(",", THIN_SPACE).replace(".", ",") if _norwegian() else f"{value:,}"
