"""The desk's refusals, hours and days as people read them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from duikou.desk.opening_hours import Spans, Special, Week, in_lines
from duikou.desk.rules import Refusal

WEEKDAY_NAMES: dict[int, Any] = {
    1: _("Monday"),
    2: _("Tuesday"),
    3: _("Wednesday"),
    4: _("Thursday"),
    5: _("Friday"),
    6: _("Saturday"),
    7: _("Sunday"),
}
REFUSALS: dict[str, Any] = {
    Refusal.WRONG_STATE: _("This is not possible in the present state. Look at the state again."),
    Refusal.NO_WINDOW: _("The centre has no window yet. Add one first."),
    Refusal.NO_HOURS: _("The centre has no opening hours yet. Write them first."),
    Refusal.NO_TITLE: _("The service has no title yet. Write one first."),
    Refusal.NUMBER_TAKEN: _("Another window of this centre has this letter or number. Choose a free one."),
    Refusal.WINDOW_CLOSED: _("This window is closed. Bring it back first."),
    Refusal.OVERLAP: _("Two of these times overlap. Let one end before the next begins."),
    Refusal.TOO_MANY_SPANS: _("A day has six times at most. Take some together."),
    Refusal.OTHER_CENTRE: _("This window belongs to another centre. Choose one of this centre."),
    Refusal.NO_SPANS: _("Write from when until when it is open, or choose that it is closed."),
    Refusal.NO_WEEKDAY: _("Choose the weekday whose hours count on these days."),
    Refusal.BACKWARDS: _("The last day is before the first. Write a later one."),
    Refusal.TOO_LONG: _("This is longer than a year. Change the week instead, or close the centre."),
}


def spans_text(spans: Spans) -> str:
    """`09:00–12:00, 14:00–18:00`; `closed` for none."""
    if not spans:
        return gettext("closed")
    return listed([f"{span.opens:%H:%M}–{span.closes:%H:%M}" for span in spans])


def listed(parts: Iterable[str]) -> str:
    """The parts with commas between them."""
    return pgettext("between the parts of an address", ", ").join(parts)


def special_text(special: Special) -> str:
    """How it is on special days: `closed`, `09:00–12:00`, or `open as on Wednesday`."""
    if special.like is not None:
        return gettext("open as on %(weekday)s") % {"weekday": WEEKDAY_NAMES[special.like]}
    return spans_text(special.spans)


def week_lines(week: Week) -> list[tuple[str, str]]:
    """The week in as few lines as it needs: `Monday–Friday`, `09:00–12:00, 14:00–18:00`."""
    lines = []
    for first, last, spans in in_lines(week):
        days = str(WEEKDAY_NAMES[first])
        if last != first:
            days = gettext("%(first)s to %(last)s") % {"first": days, "last": WEEKDAY_NAMES[last]}
        lines.append((days, spans_text(spans)))
    return lines
