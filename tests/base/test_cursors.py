"""Cursors: what was written is read; what anybody made up is refused, and reaches no database."""

from __future__ import annotations

import base64
import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duikou.base.cursors import EPOCH, LONGEST, BadCursor, cut, moment, number, read, write


def made_of(value: Any) -> str:
    """A cursor that holds this, whatever it is."""
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


@given(
    st.integers(0, 2**63 - 1), st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
)
def test_what_was_written_is_read(count: int, text: str) -> None:
    assert read(write(count, text), int, str) == [count, text]


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "x",
        "%",
        "é",
        "招",
        "AAAA",
        "!!!!",
        "=",
        "a" * (LONGEST + 1),
        made_of([])[:-1] + "\n",
        "\x00",
        "[1]",
    ],
)
def test_text_that_is_no_cursor_is_refused(cursor: str) -> None:
    with pytest.raises(BadCursor):
        read(cursor, int)


@pytest.mark.parametrize(
    "value",
    [None, 1, "1", {}, [], [1, 2], ["1"], [1.0], [True], [None], [[1]], [-1], [2**63], [float("nan")], [float("inf")]],
)
def test_cursor_of_another_shape_is_refused(value: Any) -> None:
    with pytest.raises(BadCursor):
        read(made_of(value), int)


@pytest.mark.parametrize("text", ["a\0b", "\ud800", "a\udfff"])
def test_text_that_no_database_takes_is_refused(text: str) -> None:
    with pytest.raises(BadCursor):
        read(made_of([text]), str)


def test_digits_without_end_are_refused() -> None:
    with pytest.raises(BadCursor):
        read(base64.urlsafe_b64encode(b"[" * 250).decode(), int)


@given(st.binary(max_size=300))
def test_noise_is_refused_or_read_but_never_breaks(noise: bytes) -> None:
    with suppress(BadCursor):
        read(base64.urlsafe_b64encode(noise).decode(), int, int)


@given(st.datetimes(datetime(1970, 1, 1), datetime(9999, 12, 31)))  # noqa: DTZ001 (made aware below)
def test_moments_come_back_to_the_microsecond(naive: datetime) -> None:
    at = naive.replace(tzinfo=UTC)
    assert moment(number(at)) == at


def test_moment_of_another_zone_is_the_same_moment() -> None:
    at = datetime(2027, 3, 1, 9, tzinfo=timezone(timedelta(hours=8)))
    assert moment(number(at)) == at


def test_moment_beyond_all_calendars_is_refused() -> None:
    assert moment(0) == EPOCH
    with pytest.raises(BadCursor):
        moment(2**63 - 1)


@pytest.mark.parametrize(("rows", "shown", "more"), [(0, 0, False), (2, 2, False), (3, 3, False), (4, 3, True)])
def test_cut_says_whether_there_is_more(rows: int, shown: int, more: bool) -> None:
    piece = cut(list(range(rows)), 3, lambda row: (row,))
    assert len(piece.rows) == shown
    assert (piece.next is not None) is more
    if piece.next:
        assert read(piece.next, int) == [2]
