"""Amounts and days from what people and other systems write, and the currencies there are."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import TYPE_CHECKING, Any

from babel import Locale
from babel.numbers import get_territory_currencies, list_currencies
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from samtykke.accounts.queries import organisation
from samtykke.core.refused import Refused
from samtykke.fields.values import with_point
from samtykke.sales.models import DECIMALS, FIRST_DAY, LAST_DAY, MOST, WHOLE_DIGITS

if TYPE_CHECKING:
    from collections.abc import Iterable

A_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
A_DAY = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})")
# Those offered first: whoever sells in Europe meets these.
USUAL = ("NOK", "SEK", "DKK", "EUR", "GBP", "USD", "CHF", "PLN", "ISK", "CZK")


def amount_of(said: Any, *, field: str = "amount") -> Decimal:
    """An amount, as people write it: blanks between thousands, a comma or a point before decimals. Nothing is none."""
    if said is None or (isinstance(said, str) and not said.strip()):
        return Decimal(0)
    text = with_point(said if isinstance(said, str) else str(said))
    try:
        amount = Decimal(text) if A_NUMBER.fullmatch(text) else Decimal("NaN")
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite() or isinstance(said, bool):
        raise Refused(_("Write an amount, like 1250.50."), code="invalid_number", field=field, status=422)
    if amount < 0:
        raise Refused(_("An amount is not below nought."), code="below_nought", field=field, status=422)
    if amount >= MOST:
        told = _("At most %d digits before the decimal sign.") % WHOLE_DIGITS
        raise Refused(told, code="too_long", field=field, status=422)
    if -int(amount.normalize().as_tuple().exponent) > DECIMALS:
        raise Refused(_("At most %d decimals.") % DECIMALS, code="too_many_decimals", field=field, status=422)
    return amount.quantize(Decimal("0.01"))


def day_of(said: Any, *, field: str) -> date | None:
    """A day between 1900 and 2200, as forms and other systems write it; nothing for nothing."""
    if said is None or said == "":
        return None
    found = said if type(said) is date else _day(said)
    if found is None:
        raise Refused(_("Write a day, like 2026-11-03."), code="invalid_date", field=field, status=422)
    if not FIRST_DAY <= found <= LAST_DAY:
        told = {"first": FIRST_DAY.isoformat(), "last": LAST_DAY.isoformat()}
        sentence = _("Write a day between %(first)s and %(last)s.") % told
        raise Refused(sentence, code="date_out_of_range", field=field, status=422)
    return found


def _day(said: Any) -> date | None:
    text = said.strip() if isinstance(said, str) else ""
    if found := A_DAY.fullmatch(text):
        text = f"{found[3]}-{int(found[2]):02}-{int(found[1]):02}"
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@cache
def currencies() -> frozenset[str]:
    """The codes of ISO 4217 that are, or were, money."""
    return frozenset(list_currencies())


def company_currency() -> str:
    """The currency of the company's country."""
    found = get_territory_currencies(organisation().country or "NO")
    return str(found[0]) if found else "EUR"


def currency_of(said: str | None, *, field: str = "currency") -> str:
    """A currency by its code, in any case; the company's where nothing is said."""
    code = (said or "").strip().upper() or company_currency()
    if code not in currencies():
        raise Refused(_("“%s” is not a currency.") % code[:10], code="unknown_currency", field=field, status=422)
    return code


def currency_choices(also: Iterable[str] = ()) -> list[tuple[str, str]]:
    """The currencies on offer, the company's first; whatever a sale already has stands among them."""
    codes = dict.fromkeys([company_currency(), *(code for code in also if code), *USUAL])
    names = Locale((get_language() or "en").split("-")[0]).currencies
    return [(code, f"{code} – {names[code]}" if code in names else code) for code in codes]
