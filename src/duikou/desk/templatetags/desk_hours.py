"""Filters that say hours and special days in words."""

from __future__ import annotations

from collections.abc import Iterable

from django import template

from duikou.desk import words
from duikou.desk.languages import named
from duikou.desk.models import SpecialDays
from duikou.desk.opening_hours import Spans
from duikou.desk.queries.hours import special_of

register = template.Library()


@register.filter
def how_it_is(days: SpecialDays) -> str:
    """`closed`, `09:00–12:00`, or `as on Wednesday`."""
    return words.special_text(special_of(days))


@register.filter
def spans(found: Spans) -> str:
    """Spans of a day in words."""
    return words.spans_text(found)


@register.filter
def languages(codes: Iterable[str]) -> str:
    """The languages with these codes in words."""
    return words.listed(named(codes))
