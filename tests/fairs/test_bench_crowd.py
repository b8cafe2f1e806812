"""The measurement of a crowd runs, books what it says and loses nothing."""

from __future__ import annotations

import json
import os

import pytest
from django.db import connection

from duikou.booking.models import Booking
from duikou.booking.queries import find_faults, holdings
from duikou.fairs import bench_crowd, bench_past
from tests.booking.conftest import City

NAMES = {
    "scenario", "database", "clients", "confirmed_per_s", "oversold", "lost", "p50_ms", "p95_ms", "p99_ms",
    "soldout_p99_ms", "busy", "limit_per_s", "limit_batched_per_s", "ratio_to_limit", "rss_mb",
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="memory is read from /proc")
def test_crowd_is_measured_and_counted(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["--database", "sqlite", "--clients", "8", "--seconds", "0.5", "--people", "3000", "--json"]
    assert bench_crowd.run([*words, "--scenario", "hot slot"]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert [one["scenario"] for one in figures] == ["express hot slot", "plain hot slot"]
    for one in figures:
        assert one.keys() >= NAMES
        assert one["confirmed"] > 0
        assert (one["oversold"], one["lost"], one["faults"], one["errors"]) == (0, 0, 0, 0)
        assert 0 < one["p50_ms"] <= one["p99_ms"]


def test_bench_refuses_a_database_that_is_not_its_own() -> None:
    with pytest.raises(SystemExit, match="duikou_bench"):
        bench_crowd.run(["--database", "postgresql", "--server", "postgresql://x@127.0.0.1/duikou"])


@pytest.mark.django_db
def test_invented_past_keeps_every_promise() -> None:
    City().offer()
    assert bench_past.fill(25) == {"bookings": 25}
    assert (Booking.objects.count(), find_faults()) == (25, [])


@pytest.mark.django_db
@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL's planner knows how many rows have no person")
def test_person_is_found_by_an_index_though_most_bookings_have_lost_theirs() -> None:
    City().offer()
    bench_past.fill(2_000)  # looks at the tables for the planner, too
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN QUERY PLAN " + holdings.LIVE.format("(1, 2, 3)"))
        assert all("SEARCH" in row[-1] for row in cursor.fetchall())
