"""Amounts of money: as people read them, and in whole minor units (fen, cents) where they are added up."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

# How many decimals a currency has where it is not two (ISO 4217).
DECIMALS = {
    "BIF": 0, "CLP": 0, "DJF": 0, "GNF": 0, "ISK": 0, "JPY": 0, "KMF": 0, "KRW": 0, "PYG": 0, "RWF": 0, "UGX": 0,
    "VND": 0, "VUV": 0, "XAF": 0, "XOF": 0, "XPF": 0,
    "BHD": 3, "IQD": 3, "JOD": 3, "KWD": 3, "LYD": 3, "OMR": 3, "TND": 3,
}  # fmt: skip
LARGEST = 10**17  # minor units; what a column of 64 bits can add up some ninety times


class NotASum(ValueError):
    """An amount is no sum of its currency: not a number, finer than its smallest coin, or beyond what is kept."""


@dataclass(frozen=True, slots=True)
class Money:
    """An `amount` in a `currency` (three letters of ISO 4217). Sums of two currencies are never added."""

    amount: Decimal
    currency: str

    @classmethod
    def of_minor(cls, units: int, currency: str) -> Money:
        """The sum of so many minor units."""
        return cls(Decimal(units).scaleb(-decimals(currency)), currency)

    @property
    def minor(self) -> int:
        """The same in minor units. Raises NotASum."""
        try:
            units = self.amount.scaleb(decimals(self.currency))
            whole = int(units) if units == units.to_integral_value() else None
        except (InvalidOperation, ValueError, OverflowError):
            whole = None
        if whole is None or abs(whole) > LARGEST:
            raise NotASum(f"{self.amount} {self.currency}")
        return whole


def decimals(currency: str) -> int:
    """How many decimals sums of `currency` have."""
    return DECIMALS.get(currency, 2)


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
