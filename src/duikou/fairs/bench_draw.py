"""`duikou bench draw`: how long a draw and the timetable of its places take, at three sizes; with --why, who gets a
place when the fast are served first, and who when places are drawn; with --stored, a whole draw in a database, and how
long others wait for it; with --hard, a day on which not all can be seated, without a solver and with one.

Each size is measured in a process of its own, without a database unless it is asked for.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from duikou.booking import day_plan
from duikou.booking.day_plan import Bounds, Pair, Time
from duikou.booking.draw import canonical, digest, drawn, read, result
from duikou.fairs import bench_stored
from duikou.fairs.bench_import import peak_megabytes
from duikou.fairs.bench_wishes import CAP, SEED, TIMES, WISHES_OF_A_STAND, invented_fair, minutes_between

SIZES = (10_000, 30_000, 100_000)


def run(argv: list[str]) -> int:
    """Measure and print; returns the exit status, 1 when anybody would be in two places."""
    parser = argparse.ArgumentParser(prog="duikou bench draw", description=__doc__)
    parser.add_argument("--wishes", type=int, nargs="+", default=SIZES, help="sizes; 10,000 to 100,000 by default")
    parser.add_argument("--times", type=int, default=TIMES, help="times of each stand; 24 by default")
    parser.add_argument("--each", type=int, default=5, help="wishes of a person on average; 5 by default")
    parser.add_argument("--cap", type=int, default=CAP, help=f"places a person may win; {CAP} by default")
    parser.add_argument("--why", action="store_true", help="first come, first served, against a draw")
    parser.add_argument("--hard", action="store_true", help="a hard day without a solver, and with one")
    parser.add_argument("--stored", action="store_true", help="in a database: how long others wait")
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both", help="with --stored")
    parser.add_argument(
        "--server",
        default=os.environ.get("DUIKOU_BENCH_SERVER", bench_stored.SERVER),
        help="PostgreSQL to use with --stored: a database that is made anew and removed",
    )
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(argv)
    small = (options.times, options.each, options.cap)
    if any(not 1 <= size <= 2_000_000 for size in options.wishes) or not all(1 <= one <= 100 for one in small):
        print("From 1 to 2,000,000 wishes and from 1 to 100 of everything else can be measured.", file=sys.stderr)
        return 2
    if options.inside:
        wishes = options.wishes[0]
        print(json.dumps(bench_stored.measure(wishes) if options.stored else measure(wishes, *small)))
        return 0
    if options.stored:
        databases = ("sqlite", "postgresql") if options.database == "both" else (options.database,)
        stored = [bench_stored.apart(one, size, options.server) for one in databases for size in options.wishes]
        rows = [row for row in stored if row is not None]
        print(json.dumps(rows, indent=1) if options.json else as_table(rows))
        return 1 if not rows or any(row["faults"] for row in rows) else 0
    if options.why:
        from duikou.fairs.bench_chances import as_words, chances

        figures = chances()
        print(json.dumps(figures, indent=1) if options.json else as_words(figures))
        return 0
    if options.hard:
        from duikou.fairs import bench_hard

        hard = [bench_hard.measure(size) for size in options.wishes]
        print(json.dumps(hard, indent=1) if options.json else as_table(hard))
        return 1 if any(row["faults"] for row in hard) else 0
    rows = [apart(size, *small) for size in options.wishes]
    print(json.dumps(rows, indent=1) if options.json else as_table(rows))
    return 1 if any(row["clashes"] for row in rows) else 0


def apart(wishes: int, times: int, each: int, cap: int) -> dict[str, Any]:
    """The figures of one size, from a process of its own."""
    words = [
        "bench",
        "draw",
        "--inside",
        "--wishes",
        str(wishes),
        "--times",
        str(times),
        "--each",
        str(each),
        "--cap",
        str(cap),
    ]
    answer = subprocess.run([sys.executable, "-m", "duikou", *words], stdout=subprocess.PIPE, text=True, check=True)
    figures: dict[str, Any] = json.loads(answer.stdout.splitlines()[-1])
    return figures


def measure(wishes: int, times: int, each: int, cap: int) -> dict[str, Any]:
    """Freeze, draw and publish an invented fair, then make the timetable of what was won. `draw_s` is from the wishes
    to the published file, `timetable_s` from the places won to their times, `placed` how many of them have one."""
    stands = max(10, wishes // WISHES_OF_A_STAND)
    fair = invented_fair(wishes, stands=stands, times=times, each=each, cap=cap)
    begun = time.perf_counter()
    frozen = canonical(fair.listed)
    digest(frozen)
    listed = read(frozen)
    came_out = drawn(listed, SEED)
    result(listed, SEED, came_out)
    drawing = time.perf_counter() - begun
    number = {entry.code: at for at, entry in enumerate(fair.listed.entries)}
    turn = {(number[one.entry], int(one.wish)): at for at, one in enumerate(came_out.places)}
    begun = time.perf_counter()
    plan = day_plan.plan(
        day_plan.Day(
            pairs=list(turn), times=fair.times, bounds=fair.bounds, walk=minutes_between, order=turn.__getitem__
        )
    )
    planning = time.perf_counter() - begun
    return {
        "wishes": sum(len(entry.wishes) for entry in listed.entries),
        "people": len(listed.entries),
        "stands": stands,
        "times": times,
        "won": len(came_out.places),
        "placed": len(plan.placed),
        "clashes": clashes(plan.placed, fair.times, fair.bounds, minutes_between),
        "draw_s": round(drawing, 3),
        "timetable_s": round(planning, 3),
        "rss_mb": peak_megabytes(),
    }


def clashes(
    placed: Mapping[Pair, int],
    times: Mapping[int, Sequence[Time]],
    bounds: Mapping[int, Bounds],
    walk: Callable[[int, int], int],
) -> int:
    """How often a placed person would be in two places, before a walk is done, or where no place is; looked up anew
    here, by the plain definition."""
    known = {one.key: (one, stand) for stand, many in times.items() for one in many}
    days: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    taken: dict[int, int] = defaultdict(int)
    wrong = 0
    for (person, stand), key in placed.items():
        one, there = known[key]
        bound = bounds.get(person)
        wrong += there != stand
        wrong += bool(bound and bound.earliest is not None and one.starts < bound.earliest)
        wrong += bool(bound and bound.latest is not None and one.ends > bound.latest)
        taken[key] += 1
        days[person].append((one.starts, one.ends, stand))
    wrong += sum(max(0, count - known[key][0].places) for key, count in taken.items())
    for day in days.values():
        day.sort()
        wrong += sum(second[0] < first[1] + walk(first[2], second[2]) for first, second in pairwise(day))
    return wrong


def as_table(rows: list[dict[str, Any]]) -> str:
    """The figures for people."""
    names = list(rows[0]) if rows else []
    lines = ["".join(f"{name:>13}" for name in names)]
    lines += [
        "".join(f"{row[name]:>13,}" if name != "database" else f"{row[name]:>13}" for name in names) for row in rows
    ]
    return "\n".join(lines)
