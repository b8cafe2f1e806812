"""Cursors: opaque, read back as they were written, refused when they were not given out."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duikou.base import cursors
from duikou.base.buckets import Buckets
from duikou.base.cursors import BadCursor


@given(st.integers(0, 2**63 - 1), st.text(max_size=40))
def test_cursor_is_read_as_it_was_written(number, text):
    assert cursors.read(cursors.write(number, text), int, str) == [number, text]


@given(st.text(max_size=300))
def test_whatever_else_is_refused(text):
    with pytest.raises(BadCursor):
        cursors.read(text + "!", int)


@pytest.mark.parametrize("place", [[True], [-1], [2**63], [1.5], ["1"], [1, 2], [None], {"a": 1}, 1, []])
def test_other_places_are_refused(place):
    with pytest.raises(BadCursor):
        cursors.read(base64.urlsafe_b64encode(json.dumps(place).encode()).rstrip(b"=").decode(), int)


def test_moment_is_exact_and_one_beyond_all_calendars_is_refused():
    moment = datetime(2026, 11, 28, 1, 20, 0, 123456, tzinfo=UTC)
    assert cursors.moment(cursors.number(moment)) == moment
    with pytest.raises(BadCursor):
        cursors.moment(2**63 - 1)


def test_piece_ends_where_there_is_no_more():
    assert cursors.cut([1, 2, 3], 2, lambda row: (row,)).next == cursors.write(2)
    assert cursors.cut([1, 2], 2, lambda row: (row,)).next is None
    assert cursors.cut([], 2, lambda row: (row,)).next is None


def test_bucket_holds_a_burst_and_fills_at_its_pace(monkeypatch):
    now = [100.0]
    monkeypatch.setattr("duikou.base.buckets.time.monotonic", lambda: now[0])
    buckets = Buckets()
    waits = [buckets.take("a", per_minute=60, burst=3) for _ in range(4)]
    assert waits[:3] == [0, 0, 0]
    assert waits[3] == pytest.approx(1.0)
    assert buckets.take("b", per_minute=60, burst=3) == 0
    now[0] += 1.01
    assert buckets.take("a", per_minute=60, burst=3) == 0
    assert buckets.take("a", per_minute=60, burst=3) > 0
    now[0] += 100
    assert [buckets.take("a", per_minute=60, burst=3) > 0 for _ in range(4)] == [False, False, False, True]


def test_buckets_that_are_full_again_are_forgotten(monkeypatch):
    now = [100.0]
    monkeypatch.setattr("duikou.base.buckets.time.monotonic", lambda: now[0])
    buckets = Buckets(most=10)
    for at in range(50):
        buckets.take(at, per_minute=60, burst=3)
        now[0] += 0.01
    assert len(buckets._filled) <= 10
