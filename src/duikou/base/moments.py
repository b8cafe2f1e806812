"""Dates and times as people read them, in the city's zone and the reader's language."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache

from django.utils import dateformat, timezone
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext_noop as N_

from duikou.base import clock

# Short names of weekdays and months that Django's date formats D and M use; the catalogue gives them as they are said.
NAMES = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))


def day_text(moment: date | datetime | None) -> str:
    """`Sat 28 Nov`, with the year when it is not this one."""
    return _written(moment, pgettext("date format", "D j M"), pgettext("date format", "D j M Y"))


def clock_text(moment: datetime | None) -> str:
    """`09:20`."""
    return f"{timezone.localtime(moment):%H:%M}" if moment else ""


def moment_text(moment: datetime | None) -> str:
    """`Sat 28 Nov, 09:20`, with the year when it is not this one."""
    return _written(moment, pgettext("date format", "D j M, H:i"), pgettext("date format", "D j M Y, H:i"))


def span_text(start: datetime | None, end: datetime | None) -> str:
    """`Sat 28 Nov, 09:00–16:00`; both days are named when the end is on another day."""
    if start is None or end is None:
        return moment_text(start or end)
    if timezone.localtime(start).date() == timezone.localtime(end).date():
        return f"{moment_text(start)}–{clock_text(end)}"
    return f"{moment_text(start)} – {moment_text(end)}"


def _written(moment: date | datetime | None, this_year: str, other_year: str) -> str:
    if not moment:
        return ""
    local = timezone.localtime(moment) if isinstance(moment, datetime) else moment
    same = local.year == timezone.localtime(clock.now()).year
    naive = local.replace(tzinfo=None) if isinstance(local, datetime) else local  # else another zone's would be equal
    return _formatted(naive, this_year if same else other_year, get_language())


@lru_cache(4096)
def _formatted(local: date, pattern: str, _language: str | None) -> str:
    return dateformat.format(local, pattern)
