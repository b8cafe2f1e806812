"""Times are written in the city's zone and the reader's language; money with its currency."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils import translation

from duikou.base import moments, money

START = datetime(2026, 11, 28, 1, 20, tzinfo=UTC)
END = datetime(2026, 11, 28, 8, 0, tzinfo=UTC)
NEXT = datetime(2026, 11, 29, 8, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def this_year(clock_at):
    clock_at(datetime(2026, 6, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("language", "day", "moment", "span"),
    [
        ("en", "Sat 28 Nov", "Sat 28 Nov, 09:20", "Sat 28 Nov, 09:20–16:00"),
        ("zh-hans", "11 月 28 日（周六）", "11 月 28 日（周六）09:20", "11 月 28 日（周六）09:20–16:00"),
    ],
)
def test_moments_are_written_in_the_citys_zone(language, day, moment, span):
    with translation.override(language):
        assert moments.day_text(START) == day
        assert moments.clock_text(START) == "09:20"
        assert moments.moment_text(START) == moment
        assert moments.span_text(START, END) == span


def test_another_year_is_named():
    with translation.override("en"):
        assert moments.day_text(date(2025, 3, 2)) == "Sun 2 Mar 2025"
    with translation.override("zh-hans"):
        assert moments.moment_text(START.replace(year=2025)) == "2025 年 11 月 28 日（周五）09:20"


def test_the_year_that_counts_is_the_citys_own(clock_at):
    clock_at(datetime(2026, 12, 31, 16, 30, tzinfo=UTC))
    with translation.override("en"):
        assert moments.day_text(datetime(2026, 12, 31, 16, 10, tzinfo=UTC)) == "Fri 1 Jan"


def test_a_span_over_two_days_names_both():
    with translation.override("en"):
        assert moments.span_text(START, NEXT) == "Sat 28 Nov, 09:20 – Sun 29 Nov, 16:00"


def test_a_missing_moment_is_empty():
    assert moments.moment_text(None) == ""
    with translation.override("en"):
        assert moments.span_text(START, None) == "Sat 28 Nov, 09:20"


@pytest.mark.parametrize(
    ("amount", "currency", "english", "chinese"),
    [
        (Decimal("8000000"), "CNY", "¥8,000,000", "8,000,000 元"),
        (Decimal("12.5"), "CNY", "¥12.50", "12.50 元"),
        (1200, "EUR", "EUR 1,200", "EUR 1,200"),
        (None, "CNY", "", ""),
    ],
)
def test_money_is_grouped_and_names_its_currency(amount, currency, english, chinese):
    with translation.override("en"):
        assert money.money_text(amount, currency) == english
    with translation.override("zh-hans"):
        assert money.money_text(amount, currency) == chinese


def test_the_filters_are_in_every_template():
    page = Template("{{ start|until:end }} · {{ start|clock }} · {{ pay|money }} · {{ n|count }} · {{ c|code }}")
    with translation.override("en"):
        text = page.render(Context({"start": START, "end": END, "pay": 5200, "n": 36000, "c": "K7H4PX"}))
    assert text == "Sat 28 Nov, 09:20–16:00 · 09:20 · ¥5,200 · 36,000 · K7H-4PX"
