"""The zone's filters as lists of links, each with the number of posts it would leave."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from duikou.base.money import money_text
from duikou.fairs import post_texts, qualifying
from duikou.fairs.facet_bits import DISCIPLINES, KINDS, PAY_STEPS
from duikou.fairs.filters import LEVEL_NAMES, SORTS, Filters
from duikou.fairs.queries.zone import Zone

MOST_PLACES = 12


@dataclass(frozen=True, slots=True)
class Value:
    """A filter's value: its name, where choosing it leads, how many posts it leaves (None: not counted)."""

    label: str
    address: str
    count: int | None
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class FacetList:
    """One filter with its values."""

    name: str
    title: str
    values: tuple[Value, ...]
    chosen: str = ""


def level_options(zone: Zone) -> list[tuple[str, str, int | None]]:
    """Levels of education: the name in the address, what people call it, how many posts take it (None: not counted)."""
    counted = "education" not in zone.left_out
    return [
        (name, capfirst(qualifying.level_name(level)), zone.counts.education[level] if counted else None)
        for name, level in LEVEL_NAMES.items()
    ]


def facet_lists(zone: Zone) -> list[FacetList]:
    """The filters worth showing: those with a choice, or one already made."""
    filters, counts = zone.filters, zone.counts
    places = {name: counts.place[number] for number, name in zone.place_names.items() if counts.place[number]}
    top = sorted(places, key=lambda name: (-places[name], name))[:MOST_PLACES]
    if filters.place and filters.place not in top:
        top.append(filters.place)
    lists = [
        _list(zone, "field", "majors", _("Field of study"), DISCIPLINES, counts.majors, post_texts.discipline),
        _list(zone, "place", "place", _("Place of work"), top, places, str),
        _list(zone, "pay", "pay", _("Pay"), PAY_STEPS, counts.pay, _at_least),
        _list(zone, "kind", "kind", _("Kind of work"), KINDS, counts.kind, lambda kind: str(post_texts.KINDS[kind])),
        _list(zone, "way", "way", _("Where to talk"), ("on_site", "online"), counts.way, _way),
    ]
    return [one for one in lists if one.chosen or len(one.values) > 1]


def _list(
    zone: Zone, name: str, counted_as: str, title: str, keys: Iterable[Any], counts: Mapping[Any, int], label: Any
) -> FacetList:
    filters, left_out = zone.filters, counted_as in zone.left_out
    present = getattr(filters, name)
    values = tuple(
        Value(
            label=capfirst(label(key)),
            address=filters.address(**{name: getattr(Filters(), name) if key == present else key}),
            count=None if left_out and key != present else counts.get(key, 0),
            chosen=key == present,
        )
        for key in keys
        if key == present or left_out or counts.get(key)
    )
    return FacetList(name, title, values, str(present or ""))


def _at_least(step: int) -> str:
    return _("%(pay)s a month or more") % {"pay": money_text(step)}


def _way(way: str) -> str:
    return _("Online") if way == "online" else _("On site")


def chosen_chips(zone: Zone) -> list[Value]:
    """The filters that are set, each with the address without it."""
    filters = zone.filters
    chips = [Value(f"“{filters.q}”", filters.address(q=""), None)] if filters.q else []
    names = {
        "level": lambda: qualifying.level_name(filters.level or 0),
        "major": lambda: filters.major.label if filters.major else "",
        "field": lambda: post_texts.discipline(filters.field),
        "place": lambda: filters.place,
        "pay": lambda: _at_least(filters.pay or 0),
        "kind": lambda: str(post_texts.KINDS[filters.kind]),  # type: ignore[index]
        "way": lambda: _way(filters.way),
        "open": lambda: _("Still bookable"),
    }
    empty = Filters()
    for name in filters.chosen:
        chips.append(
            Value(
                names[name](), filters.address(**{name: getattr(empty, name)}), None, chosen=name in ("level", "major")
            )
        )
    return chips


def orders(filters: Filters) -> list[Value]:
    """The orders one can choose, best match only for words."""
    names = {
        "relevance": _("Best match"),
        "newest": _("Newest"),
        "closing": _("Closing soon"),
        "pay": _("Highest pay"),
    }
    known = [sort for sort in SORTS if sort != "relevance" or filters.q]
    return [Value(names[sort], filters.address(sort=sort), None, chosen=filters.order == sort) for sort in known]
