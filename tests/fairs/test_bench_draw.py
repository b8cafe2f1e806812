"""The measurement of draws runs, reports, and finds a timetable that is wrong."""

from __future__ import annotations

import json

import pytest

from duikou.booking.actions.placing import PIECE
from duikou.booking.day_plan import Bounds, Time
from duikou.fairs import bench_draw, bench_hard, bench_stored
from duikou.fairs.bench_chances import as_words, chances
from duikou.fairs.bench_wishes import invented_fair, minutes_between
from tests.booking.test_day_solver import ask


def test_bench_reports_its_figures(capsys: pytest.CaptureFixture[str]) -> None:
    assert bench_draw.run(["--wishes", "600", "1200", "--json"]) == 0
    small, large = json.loads(capsys.readouterr().out)
    assert (small["wishes"], large["wishes"]) == (600, 1200)
    for row in (small, large):
        assert {"wishes", "people", "stands", "times", "placed", "clashes", "draw_s", "timetable_s", "rss_mb"} <= {*row}
        assert row["clashes"] == 0
        assert row["placed"] >= 0.98 * row["won"]
        assert 0 < row["draw_s"] < 5


@pytest.mark.django_db(transaction=True)
def test_whole_draw_in_a_database_is_measured_and_has_no_fault() -> None:
    figures = bench_stored.measure(300)
    assert (figures["wishes"], figures["faults"]) == (300, 0)
    assert figures["placed"] > 0
    # decided, outcomes, each piece of places, everybody told, settled
    assert figures["transactions"] == 4 + -(-figures["placed"] // PIECE)
    assert 0 < figures["half_ms"] <= figures["p99_ms"] <= figures["longest_ms"] + 1


def test_hard_day_is_planned_without_a_solver_and_with_one(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bench_hard, "solver_for", lambda _seconds: ask)
    assert bench_draw.run(["--hard", "--wishes", "2400", "--json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert row["placed"] <= row["solver"] <= row["places"]
    assert row["solver"] + row["impossible"] + row["undecided"] <= row["places"]
    assert row["impossible"] > 0
    assert row["faults"] == 0


@pytest.mark.parametrize("words", [["--wishes", "0"], ["--wishes", "3000000"], ["--times", "0"], ["--cap", "0"]])
def test_bench_refuses_sizes_that_make_no_sense(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert bench_draw.run(words) == 2
    assert "can be measured" in capsys.readouterr().err


def test_wrong_timetable_is_counted() -> None:
    times = {1: [Time(11, 540, 555), Time(12, 555, 570)], 2: [Time(21, 540, 555), Time(22, 556, 571)]}

    def wrong(placed: dict[tuple[int, int], int], bounds: dict[int, Bounds] | None = None, walk: int = 0) -> int:
        return bench_draw.clashes(placed, times, bounds or {}, lambda _here, _there: walk)

    assert wrong({(0, 1): 11, (0, 2): 22}) == 0
    assert wrong({(0, 1): 11, (0, 2): 22}, walk=2) == 1
    assert wrong({(0, 1): 11, (0, 2): 21}) == 1
    assert wrong({(0, 1): 11, (1, 1): 11}) == 1
    assert wrong({(0, 1): 22}) == 1
    assert wrong({(0, 1): 11}, {0: Bounds(earliest=550)}) == 1
    assert wrong({(0, 1): 12}, {0: Bounds(latest=560)}) == 1


def test_invented_fair_is_the_same_each_time_and_some_stands_are_wanted_more() -> None:
    fair = invented_fair(2_000, stands=40, times=24)
    assert fair == invented_fair(2_000, stands=40, times=24)
    wanted = [sum(str(stand) in entry.wishes for entry in fair.listed.entries) for stand in range(1, 41)]
    assert sum(wanted) == 2_000
    assert sum(wanted[:4]) > 0.2 * 2_000
    assert all(len(times) == 24 for times in fair.times.values())
    assert minutes_between(1, 1) == 0
    assert minutes_between(1, 399) == minutes_between(399, 1) > 5


@pytest.mark.slow
def test_draw_gives_the_slow_the_chance_that_the_fast_have() -> None:
    """What a draw is for: first come, first served leaves nearly nothing to those who are always late."""
    first_come, draw = chances()
    assert first_come["any_of_the_slow"] < 0.02
    assert first_come["any"] < 0.4
    assert draw["any"] > 0.75
    assert abs(draw["any"] - draw["any_of_the_slow"]) < 0.02
    assert "draw in rounds" in as_words([first_come, draw])
