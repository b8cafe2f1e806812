"""Filters and tags of the page parts, built into every template; the styleguide shows them."""

from __future__ import annotations

from typing import Any

from django import template
from django.core.paginator import Page
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from duikou.base import moments, money
from duikou.base.ids import show_code

MANY_MINUTES = 120
register = template.Library()
register.filter("code", show_code)
register.filter("day", moments.day_text)
register.filter("clock", moments.clock_text)
register.filter("moment", moments.moment_text)
register.filter("until", moments.span_text)
register.filter("money", money.money_text)


@register.filter
def count(number: int | None) -> str:
    """A whole number grouped by thousands; a dash for None (a figure that is not shown)."""
    return "–" if number is None else f"{number:,}"


@register.filter
def lasting(minutes: int) -> str:
    """A length of time in words, in minutes, and from two hours on in whole hours."""
    if minutes < MANY_MINUTES:
        return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
    hours = minutes // 60
    return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}


@register.filter
def whole(text: object) -> SafeString:
    """A text that no line break tears apart: a code, a number with its name."""
    return format_html('<span class="nowrap">{}</span>', text)


@register.inclusion_tag("base/parts/pager.html", takes_context=True)
def pager(context: template.Context, pages: Page[Any]) -> dict[str, Any]:
    """Links to the other pages of a Django Page, keeping the rest of the address's query."""
    numbers = list(pages.paginator.get_elided_page_range(pages.number, on_each_side=1, on_ends=1))
    return {"request": context.get("request"), "pages": pages, "numbers": numbers}
