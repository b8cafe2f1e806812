"""Amounts of money as people read them."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _


def amount_text(amount: Decimal | int) -> str:
    """`8,000,000` or `7,000.30`: grouped by thousands, cents only when there are any."""
    value = Decimal(amount)
    return f"{value:,.0f}" if value == value.to_integral_value() else f"{value:,.2f}"


def money_text(amount: Decimal | int | None, currency: str = "CNY") -> str:
    """An amount with its currency (ISO 4217 code) as the reader's language writes it; empty for None."""
    if amount is None:
        return ""
    if currency == "CNY":
        return _("¥%(amount)s") % {"amount": amount_text(amount)}
    return f"{currency} {amount_text(amount)}"
