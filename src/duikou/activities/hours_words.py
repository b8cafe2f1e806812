"""Minutes as people read and write them: hours, to a hundredth."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def minutes_of(hours: Decimal) -> int:
    """Hours as whole minutes."""
    return int((hours * 60).to_integral_value())


def hours_in(minutes: int) -> Decimal:
    """Minutes as hours, to a hundredth, without zeros at the end."""
    found = (Decimal(minutes) / 60).quantize(Decimal("0.01"))
    return found.quantize(Decimal(1)) if found == found.to_integral_value() else found.normalize()


def hours_text(minutes: int) -> str:
    """`1 hour`, `2 hours`, `2.5 hours`."""
    if minutes % 60:
        return _("%(n)s hours") % {"n": hours_in(minutes)}
    return ngettext("%(n)s hour", "%(n)s hours", minutes // 60) % {"n": minutes // 60}
