"""Amounts as the reader's language writes them."""

from __future__ import annotations

from decimal import Decimal

from django import template

from samtykke.core.templatetags.words import number

register = template.Library()


@register.filter
def money(amount: Decimal | None, currency: str = "") -> str:
    """`1 250 000 NOK` in Norwegian, `1,250,000 NOK` in English; decimals only where there are some."""
    if amount is None:
        return ""
    whole = amount == amount.to_integral_value()
    told = number(Decimal(f"{amount:.0f}") if whole else Decimal(f"{amount:.2f}"))  # type: ignore[arg-type]
    return f"{told}\u00a0{currency}".strip()
