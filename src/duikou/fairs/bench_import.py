"""`duikou bench import`: how fast a table of posts is read and written, then published and indexed, in how much memory.

Each measurement runs in a process and a scratch database of its own, which are removed afterwards.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

SERVER = "postgresql://postgres@127.0.0.1:5432/duikou_bench_import"
REAL = "postings/00_combined_official_posts.csv.gz"
DEFAULTS = {"duties": "见公告", "pay": "按公务员工资制度", "place": "见公告", "valid_until": "2099-12-31"}
INVENTED = 36_000


def run(argv: list[str]) -> int:
    """Measure and print; returns the exit status."""
    parser = argparse.ArgumentParser(prog="duikou bench import", description=__doc__)
    parser.add_argument("file", nargs="?", type=Path, help="table of posts; an invented one by default")
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    parser.add_argument(
        "--server",
        default=os.environ.get("DUIKOU_BENCH_SERVER", SERVER),
        help="PostgreSQL to use: a database that is made anew and removed",
    )
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(argv)
    if options.inside:
        print(json.dumps(measure(options.file)))
        return 0
    with tempfile.TemporaryDirectory(prefix="duikou-bench-") as folder:
        path = options.file or real_table() or invented_table(Path(folder) / "invented.csv")
        if not path.exists():
            print(f"There is no file {path}.", file=sys.stderr)
            return 2
        databases = ("sqlite", "postgresql") if options.database == "both" else (options.database,)
        figures = [figure for one in databases if (figure := apart(one, path, options.server)) is not None]
    print(json.dumps(figures, indent=1) if options.json else as_table(figures))
    return 0 if figures else 1


def real_table() -> Path | None:
    """The combined table of official posts, where it lies beside the checkout."""
    path = Path(__file__).resolve().parents[3].parent / "shared" / "data" / REAL
    return path if path.exists() else None


def invented_table(path: Path) -> Path:
    """A table of invented posts."""
    from duikou.fairs.bench_posts import invented

    print("There is no table of real posts beside the checkout: an invented one is measured.", file=sys.stderr)
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(
            [
                "单位名称",
                "岗位名称",
                "岗位代码",
                "招聘人数",
                "学历要求",
                "专业要求",
                "其他要求",
                "岗位职责",
                "工作地点",
                "薪资",
            ]
        )
        for post in invented(INVENTED):
            row = [post[name] for name in ("employer", "title", "code")] + ["2"]
            row += [post[name] for name in ("education", "majors", "conditions", "duties", "workplace", "pay")]
            writer.writerow(row)
    return path


def apart(database: str, path: Path, server: str) -> dict[str, Any] | None:
    """The figures of one database, measured in a process of its own; None when it does not answer."""
    from duikou.base.scratch import fresh_database

    address = server if database == "postgresql" else ""
    if address and not fresh_database(address):
        print("PostgreSQL does not answer: left out.", file=sys.stderr)
        return None
    with tempfile.TemporaryDirectory(prefix="duikou-bench-") as folder:
        answer = subprocess.run(
            [sys.executable, "-m", "duikou", "bench", "import", str(path.resolve()), "--inside"],
            env={**os.environ, "DUIKOU_DATABASE": address, "DUIKOU_DATA": folder, "DUIKOU_DEMO": "0"},
            stdout=subprocess.PIPE,
            text=True,
            check=False,
        )
    if address:
        fresh_database(address, make=False)
    return None if answer.returncode else {"database": database, **json.loads(answer.stdout.splitlines()[-1])}


def measure(path: Path) -> dict[str, Any]:
    """Import the file into a fresh database as drafts, publish and index what may be, then import it again."""
    from django.core.management import call_command

    from duikou.base.actor import COMMAND
    from duikou.fairs.actions.imports import import_file
    from duikou.fairs.actions.publishing import publish_ready
    from duikou.fairs.bench_scratch import bench_fair
    from duikou.fairs.models import Post

    call_command("migrate", verbosity=0)
    fair = bench_fair()
    before, begun = peak_megabytes(), time.perf_counter()
    report = import_file(path=path, fair=fair, by=COMMAND, defaults=DEFAULTS)
    written = time.perf_counter() - begun
    begun = time.perf_counter()
    published = publish_ready(fair=fair, by=COMMAND)
    indexed = time.perf_counter() - begun
    peak, begun = peak_megabytes(), time.perf_counter()
    again = import_file(path=path, fair=fair, by=COMMAND, defaults=DEFAULTS)
    return {
        "rows": report.rows_read,
        "posts": Post.objects.filter(fair=fair).count(),
        "published": published,
        "headcount": report.headcount_total,
        "conditions": report.conditions_marked,
        "seconds": round(written, 2),
        "rows_per_second": round(report.rows_read / written),
        "publish_seconds": round(indexed, 2),
        "published_per_second": round(published / indexed),
        "peak_mb": peak,
        "mb_before": before,
        "longest_write_ms": round(report.longest_write * 1000),
        "again_seconds": round(time.perf_counter() - begun, 2),
        "again_unchanged": again.posts_unchanged,
    }


def peak_megabytes() -> int:
    """The most memory this process has had, in MB; 0 where the system does not tell."""
    try:
        import resource
    except ImportError:
        return 0
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most // (1 << 20) if sys.platform == "darwin" else most // 1024


def as_table(figures: list[dict[str, Any]]) -> str:
    """The figures for people."""
    lines = [
        f"{'database':<12}{'rows':>8}{'seconds':>9}{'rows/s':>8}{'published':>11}{'seconds':>9}{'posts/s':>9}"
        f"{'peak MB':>9}{'longest write':>15}{'again':>9}"
    ]
    for one in figures:
        lines.append(
            f"{one['database']:<12}{one['rows']:>8,}{one['seconds']:>9}{one['rows_per_second']:>8,}"
            f"{one['published']:>11,}{one['publish_seconds']:>9}{one['published_per_second']:>9,}"
            f"{one['peak_mb']:>9}{one['longest_write_ms']:>12} ms{one['again_seconds']:>7} s"
        )
    return "\n".join(lines)
