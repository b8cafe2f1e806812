"""The figures of a fair: each with a name, a definition and a unit, read from the same numbers everywhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from duikou.base.registry import Registry
from duikou.fairs.queries.office import Numbers
from duikou.fairs.rules import Agreement

OUTCOME_NAMES = {
    "interested": _("Interested"),
    "second": _("Second interview"),
    "offered": _("Offer made"),
    "hired": _("Hired"),
    "not_now": _("Not this time"),
}
AGREEMENTS = {
    Agreement.CONFIRMED: _("Confirmed by both"),
    Agreement.EMPLOYER_ONLY: _("Said by the employer alone"),
    Agreement.PERSON_ONLY: _("Said by the person alone"),
    Agreement.DIFFERING: _("Said differently"),
    Agreement.UNKNOWN: _("Not known"),
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure: what it is called, what exactly it counts, in which unit, and how it is read; None for a count of
    people that is too small to be shown. Some are known only when the fair is over (`when_over`), some only once people
    were asked how it goes (`when_asked`); these stand in a table of their own."""

    key: str
    name: Any
    definition: Any
    unit: Any
    read: Callable[[Numbers], int | None]
    when_over: bool = False
    when_asked: bool = False


figures: Registry[Figure] = Registry()


def figures_of(numbers: Numbers) -> list[tuple[Figure, int | None]]:
    """The figures that can be told of these numbers, each with its value."""
    asked = any_asked(numbers)
    told = (one for one in figures if (numbers.over or not one.when_over) and (asked or not one.when_asked))
    return [(one, one.read(numbers)) for one in told]


def any_asked(numbers: Numbers) -> bool:
    """Whether somebody of the fair was asked how it goes."""
    return any(one.asked != 0 for one in numbers.followed.values())


def _declare(
    key: str,
    name: Any,
    definition: Any,
    unit: Any,
    read: Callable[[Numbers], int | None],
    *,
    when_over: bool = False,
    when_asked: bool = False,
) -> None:
    figures.add(key, Figure(key, name, definition, unit, read, when_over, when_asked))


def _sum_of(agreement: Agreement) -> Callable[[Numbers], int | None]:
    return lambda n: n.sides.sums[agreement]


_declare(
    "posts",
    _("Posts"),
    _("Posts published and not withdrawn; not the number of people wanted."),
    _("posts"),
    lambda n: n.posts,
)
_declare(
    "headcount",
    _("Headcount"),
    _("Sum of the headcounts of these posts; a post that says “several” instead of a number counts as none."),
    _("people wanted"),
    lambda n: n.headcount,
)
_declare(
    "employers",
    _("Employers"),
    _("Employers with at least one of these posts."),
    _("organisations"),
    lambda n: n.employers,
)
_declare(
    "places",
    _("Interview places"),
    _("Places in all times that are offered, booked or not."),
    _("places"),
    lambda n: n.places,
)
_declare(
    "booked",
    _("Booked"),
    _("Confirmed bookings that were not cancelled, walk-ins included; one person can have several."),
    _("bookings"),
    lambda n: n.booked,
)
_declare("arrived", _("Arrived"), _("Bookings checked in, at the door or online."), _("bookings"), lambda n: n.arrived)
_declare(
    "walk_ins",
    _("Walk-ins"),
    _("Bookings made at the door for people who came without one."),
    _("bookings"),
    lambda n: n.walk_ins,
)
_declare(
    "given_on",
    _("Given on"),
    _("Places nobody came for in time that somebody who was at the fair had instead."),
    _("places"),
    lambda n: n.given_on,
)
_declare(
    "no_shows",
    _("Did not come"),
    _("Confirmed bookings whose time passed without check-in."),
    _("bookings"),
    lambda n: n.no_shows,
)
_declare("talks", _("Talks"), _("Interviews that an employer marked as begun."), _("talks"), lambda n: n.talks)

_OUTCOME_DEFINITIONS = {
    "interested": _("Talks after which the employer stays interested."),
    "second": _("Talks that lead to a second interview."),
    "offered": _("Talks after which an offer was made."),
    "hired": _("Talks after which the employer noted that somebody was taken on."),
    "not_now": _("Talks that lead no further this time."),
}
for _key, _definition in _OUTCOME_DEFINITIONS.items():
    _declare(_key, OUTCOME_NAMES[_key], _definition, _("talks"), lambda n, key=_key: n.outcomes[key])  # type: ignore[misc]

_AGREEMENT_DEFINITIONS = {
    Agreement.CONFIRMED: _("Talks of which the employer and the person say the same."),
    Agreement.EMPLOYER_ONLY: _("Talks of which the employer noted what came of them, and the person said nothing."),
    Agreement.PERSON_ONLY: _("Talks of which the person said what came of them, and the employer noted nothing."),
    Agreement.DIFFERING: _("Talks of which the employer and the person say different things; both are kept."),
    Agreement.UNKNOWN: _("Bookings checked in of which neither said anything."),
}
for _agreement, _definition in _AGREEMENT_DEFINITIONS.items():
    _declare(
        _agreement.value,
        AGREEMENTS[_agreement],
        _definition,
        _("talks"),
        _sum_of(_agreement),
    )

_declare(
    "empty_stands",
    _("Empty stands"),
    _("Approved stands whose employer never said that it was there and began no talk; told when the fair is over."),
    _("stands"),
    lambda n: n.empty_stands,
    when_over=True,
)
_declare(
    "missed_talks",
    _("Talks that employers missed"),
    _(
        "Bookings of people who were checked in and whom the employer never called to a talk; told when the fair is "
        "over."
    ),
    _("talks"),
    lambda n: n.missed_talks,
    when_over=True,
)

FOLLOWED_NAMES = {
    "asked": _("Asked"),
    "yes": _("Yes"),
    "no": _("No"),
    "withheld": _("Rather not say"),
    "silent": _("Not answered"),
}
_FOLLOWED_DEFINITIONS = {
    "asked": _("Questions put to people who said that they were offered the post or taken on, and agreed to be asked."),
    "yes": _("Of these, how many answered yes."),
    "no": _("Of these, how many answered no."),
    "withheld": _("Of these, how many would rather not say."),
    "silent": _("Of these, how many have not answered so far; whether the message was read is not known."),
}
AFTER_DAYS = {30: _("After 30 days"), 60: _("After 60 days"), 90: _("After 90 days")}
for _days, _after in AFTER_DAYS.items():
    for _what, _definition in _FOLLOWED_DEFINITIONS.items():
        _declare(
            f"followed_{_days}_{_what}",
            format_lazy("{} · {}", _after, FOLLOWED_NAMES[_what]),
            _definition,
            _("questions"),
            lambda n, days=_days, what=_what: getattr(n.followed[days], what),  # type: ignore[misc]
            when_asked=True,
        )
