"""`duikou bench search`: how long a search in a zone takes, with filters and counts, on real and on invented posts.

Each measurement runs in a process and a scratch database of its own, which are removed afterwards.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from duikou.base.scratch import fresh_database

SERVER = "postgresql://postgres@127.0.0.1:5432/duikou_bench_search"
REAL = "postings/00_combined_official_posts.csv.gz"
WORDS = (
    "", "科员", "法律", "一级科员", "会计", "计算机", "法学", "护理", "护士", "乡镇", "警", "数学", "金融", "英语",
    "环保", "兽医", "气象", "考古", "体能测评 民警", "税务 会计", "法官助理", "农业 水利", "hushi", "fgzl", "java",
    "量子", "护士长 5G",
)  # fmt: skip
FILTERS: tuple[dict[str, str], ...] = (
    {},
    {"education": "bachelor"},
    {"education": "bachelor", "open": "1", "sort": "closing"},
    {"field": "03"},
    {"education": "bachelor", "major": "法学"},
    {"pay": "5000", "kind": "full_time", "sort": "pay"},
)


def run(argv: list[str]) -> int:
    """Measure and print; returns the exit status."""
    parser = argparse.ArgumentParser(prog="duikou bench search", description=__doc__)
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    parser.add_argument(
        "--server",
        default=os.environ.get("DUIKOU_BENCH_SERVER", SERVER),
        help="PostgreSQL to use: a database that is made anew and removed",
    )
    parser.add_argument("--rows", type=int, default=1_000_000, help="invented posts; 0 leaves them out")
    parser.add_argument("--real", type=Path, default=None, help="table of real posts (.csv.gz)")
    parser.add_argument("--rounds", type=int, default=3, help="times each search is measured")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--inside", choices=("real", "invented", "measure"), help=argparse.SUPPRESS)
    options = parser.parse_args(argv)
    if options.inside:
        print(json.dumps(_measure(options) if options.inside == "measure" else _load(options), ensure_ascii=False))
        return 0
    real = options.real or _real_table()
    if real is None or not real.exists():
        print(
            f"There is no table of real posts at {real or '../shared/data/' + REAL}: only invented ones are measured.",
            file=sys.stderr,
        )
        real = None
    figures = [
        figure
        for database in (("sqlite", "postgresql") if options.database == "both" else (options.database,))
        for kind in (["real"] if real else []) + (["invented"] if options.rows else [])
        if (figure := _apart(database, kind, real, options)) is not None
    ]
    print(json.dumps(figures, ensure_ascii=False, indent=1) if options.json else _table(figures))
    return 0 if figures else 1


def _real_table() -> Path | None:
    checkout = Path(__file__).resolve().parents[3]
    return checkout.parent / "shared" / "data" / REAL


def _apart(database: str, kind: str, real: Path | None, options: argparse.Namespace) -> dict[str, Any] | None:
    """The figures of one measurement, made in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="duikou-bench-") as folder:
        address = options.server if database == "postgresql" else ""
        if address and not fresh_database(address):
            print("PostgreSQL does not answer: left out.", file=sys.stderr)
            return None
        print(f"{database}, {kind} posts …", file=sys.stderr)
        loaded = _inside(kind, folder, address, real, options)
        figure = _inside("measure", folder, address, real, options) if loaded else None
        if address:
            fresh_database(address, make=False)
        return {"database": database, "posts_are": kind, **loaded, **figure} if loaded and figure else None


def _inside(
    what: str, folder: str, address: str, real: Path | None, options: argparse.Namespace
) -> dict[str, Any] | None:
    """Load or measure in a process of its own: a server, too, does not carry what an import left in memory."""
    words = ["--inside", what, "--rows", str(options.rows), "--rounds", str(options.rounds)]
    answer = subprocess.run(
        [sys.executable, "-m", "duikou", "bench", "search", *words, *(["--real", str(real)] if real else [])],
        env={**os.environ, "DUIKOU_DATABASE": address, "DUIKOU_DATA": folder, "DUIKOU_DEMO": "0"},
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    return json.loads(answer.stdout.splitlines()[-1]) if answer.returncode == 0 else None


def _load(options: argparse.Namespace) -> dict[str, Any]:
    """Write the posts and index them."""
    from django.core.management import call_command

    from duikou.fairs import bench_posts

    call_command("migrate", verbosity=0)
    posts = bench_posts.real(options.real) if options.inside == "real" else bench_posts.invented(options.rows)
    begun = time.perf_counter()
    count, indexing = bench_posts.load(posts)
    loading = time.perf_counter() - begun
    return {"posts": count, "load_seconds": round(loading, 1), "index_us_per_post": round(indexing / count * 1e6, 1)}


def _measure(options: argparse.Namespace) -> dict[str, Any]:
    """Time every word with every filter."""
    from duikou.base import clock
    from duikou.fairs import filters
    from duikou.fairs.models import Fair
    from duikou.fairs.queries import zone

    fair = Fair.objects.get()
    asked = [filters.read({"q": word, **one}) for word in WORDS for one in FILTERS]
    times: list[tuple[float, str, int]] = []
    for turn in range(options.rounds + 1):
        for wanted in asked:
            begun = time.perf_counter()
            found = zone.look(fair, wanted, now=clock.now())
            if turn:
                times.append(((time.perf_counter() - begun) * 1000, wanted.address(), found.total))
    spent = sorted(one for one, _address, _total in times)
    return {
        "searches": len(spent),
        "p50_ms": round(spent[len(spent) // 2], 1),
        "p95_ms": round(spent[int(len(spent) * 0.95)], 1),
        "max_ms": round(spent[-1], 1),
        "slowest": [f"{one:.1f} ms {address} ({total})" for one, address, total in sorted(times, reverse=True)[:8]],
    }


def _table(figures: Sequence[dict[str, Any]]) -> str:
    lines = [f"{'database':<12}{'posts':>22}{'p50 ms':>9}{'p95 ms':>9}{'max ms':>9}{'index µs/post':>15}"]
    for one in figures:
        posts = f"{one['posts']:,} {one['posts_are']}"
        lines.append(
            f"{one['database']:<12}{posts:>22}{one['p50_ms']:>9}{one['p95_ms']:>9}{one['max_ms']:>9}{one['index_us_per_post']:>15}"
        )
        lines += [f"    slowest: {slow}" for slow in one["slowest"][:2]]
    return "\n".join(lines)
