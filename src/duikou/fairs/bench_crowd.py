"""`duikou bench crowd`: thousands want the same places at once. Server, database and clients share this machine.

Each database gets a scratch city of its own, removed afterwards. First the bare limit of the database is measured, then
the server is started as `serve` starts it, with durable commits, and the scenarios run one after the other.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from duikou.base import closed_loop
from duikou.base.scratch import fresh_database

SERVER = "postgresql://postgres@127.0.0.1:5432/duikou_bench_crowd"
PEOPLE = 200_000


# What must be 0 in every run. `unsold`: places that nobody got although more people wanted them than there were.
WRONG = ("oversold", "unsold", "lost", "faults", "errors")


@dataclass(frozen=True, slots=True)
class Scenario:
    """A kind of client, what they want, and for how long: `seconds`, or `total` attempts."""

    name: str
    kind: str
    slots: int = 1
    capacity: int = 0
    clients: int = 256
    seconds: float = 6.0
    total: int = 0


SCENARIOS = (
    Scenario("express hot slot", "express"),
    Scenario("express hundred slots", "express", slots=100),
    Scenario("express sell-out", "express", capacity=500, seconds=0, total=20_000),
    Scenario("plain hot slot", "plain"),
    Scenario("plain hundred slots", "plain", slots=100),
    Scenario("plain sell-out", "plain", capacity=500, seconds=0, total=20_000),
    Scenario("visitor", "visitor", slots=60, clients=32),
    Scenario("zone page", "reader", clients=32, seconds=4),
)


def run(argv: list[str]) -> int:
    """Measure and print; returns the exit status: 1 when anything was oversold, lost or faulty."""
    parser = argparse.ArgumentParser(prog="duikou bench crowd", description=__doc__)
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    parser.add_argument("--express", action="store_true", help="only the express lane")
    parser.add_argument("--plain", action="store_true", help="only the API with a token and a new person each time")
    parser.add_argument("--scenario", default="", help="only scenarios whose name contains this")
    parser.add_argument("--clients", type=int, default=0, help="clients at a time, instead of each scenario's own")
    parser.add_argument("--seconds", type=float, default=0.0, help="how long each runs, instead of its own time")
    parser.add_argument("--runs", type=int, default=1, help="times each scenario runs, with other seeds")
    parser.add_argument("--people", type=int, default=PEOPLE, help="people who have a pass; each books once")
    parser.add_argument("--existing", type=int, default=0, help="bookings of earlier years that are there already")
    parser.add_argument("--seed", type=int, default=0, help="first seed (a random one)")
    parser.add_argument("--workers", type=int, default=0, help="server processes (as serve starts)")
    parser.add_argument(
        "--server",
        default=os.environ.get("DUIKOU_BENCH_SERVER", SERVER),
        help="PostgreSQL to use: a database that is made anew and removed",
    )
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--inside", default="", help=argparse.SUPPRESS)
    options = parser.parse_args(argv)
    if options.inside:
        return _inside(json.loads(options.inside))
    databases = ("sqlite", "postgresql") if options.database == "both" else (options.database,)
    figures = [figure for one in databases for figure in _measure(one, _chosen(options), options)]
    print(json.dumps(figures, indent=1) if options.json else _table(figures))
    if options.runs > 1:
        print(*_sums(figures), sep="\n", file=sys.stderr if options.json else sys.stdout)
    return 0 if figures and not any(one[name] for one in figures for name in WRONG) else 1


def _chosen(options: argparse.Namespace) -> list[Scenario]:
    kinds = {kind for kind in ("express", "plain") if getattr(options, kind)}
    return [one for one in SCENARIOS if options.scenario in one.name and (not kinds or one.kind in kinds)]


def _measure(database: str, scenarios: Sequence[Scenario], options: argparse.Namespace) -> Iterator[dict[str, Any]]:
    with tempfile.TemporaryDirectory(prefix="duikou-bench-") as folder:
        address = options.server if database == "postgresql" else ""
        if address and not fresh_database(address):
            print("PostgreSQL does not answer: left out.", file=sys.stderr)
            return
        place = Place(folder, address)
        place.ask("seed", people=options.people)
        if options.existing:
            place.ask("fill", existing=options.existing)
        limits = place.ask("limit", seconds=2.0)
        try:
            with place.serving(options.workers) as port:
                for scenario in scenarios:
                    for turn in range(options.runs):
                        print(f"{database}, {scenario.name} … ", end="", file=sys.stderr, flush=True)
                        told = _one(place, port, database, scenario, limits, options, turn)
                        print(f"{told['confirmed_per_s']:,.0f}/s, p99 {told['p99_ms']} ms", file=sys.stderr)
                        if told["errors"]:
                            print(f"{told['errors']} errors:", *told["examples"].values(), sep="\n  ", file=sys.stderr)
                        yield told
        finally:
            said = [line for line in place.log.read_text().splitlines() if "Duikou answers" not in line]
            if said:
                print("the server said:", *said[:60], sep="\n", file=sys.stderr)
            if address:
                fresh_database(address, make=False)


def _one(
    place: Place,
    port: int,
    database: str,
    scenario: Scenario,
    limits: dict[str, float],
    options: argparse.Namespace,
    turn: int,
) -> dict[str, Any]:
    laid = place.ask("lay", slots=scenario.slots, capacity=scenario.capacity)
    clients = options.clients or scenario.clients
    seconds = options.seconds if options.seconds and scenario.seconds else scenario.seconds
    seed = options.seed + turn if options.seed else random.randrange(1 << 30)
    spec = {
        **laid,
        "kind": scenario.kind,
        "port": port,
        "clients": clients,
        "seconds": seconds,
        "total": scenario.total,
        "seed": seed,
        "first": place.seen,
        "path": "/fairs/bench/",
    }
    before = 0
    if not turn:  # the server is warmed up, which takes some of the places
        place.generate({**spec, "seconds": 0.0, "total": 64, "seed": seed + 1})
        spec["first"] = place.seen
        if scenario.capacity:
            laid = place.ask("lay", slots=scenario.slots, capacity=scenario.capacity)
            spec = {**spec, **laid}
        else:
            before = place.ask("count", keys=laid["keys"])["booked"]
    told = place.generate(spec)
    after = place.ask("count", keys=laid["keys"])
    booked = after["booked"] - before
    places = min(scenario.capacity * scenario.slots, scenario.total)
    rate = told["confirmed"] / told["confirming_seconds"] if told["confirming_seconds"] else 0.0
    return {
        "scenario": scenario.name,
        "database": database,
        "clients": clients,
        "seed": seed,
        "confirmed": told["confirmed"],
        "confirmed_per_s": round(rate, 1),
        "seconds_to_last": told["confirming_seconds"],
        "oversold": after["oversold"],
        "unsold": max(0, places - booked),
        "lost": max(0, told["confirmed"] - booked) if scenario.kind != "reader" else 0,
        "faults": len(after["faults"]),
        "errors": told["errors"],
        "examples": told["examples"],
        "p50_ms": told["p50_ms"],
        "p95_ms": told["p95_ms"],
        "p99_ms": told["p99_ms"],
        "soldout_p99_ms": told["soldout_p99_ms"],
        "busy": told["busy"],
        **limits,
        "ratio_to_limit": round(rate / limits["limit_batched_per_s"], 3),
        "rss_mb": place.memory(),
    }


class Place:
    """One database and its data folder, the commands that run inside it, and the server."""

    def __init__(self, folder: str, address: str) -> None:
        self.folder = folder
        self.environment = {
            **os.environ, "DUIKOU_DATABASE": address, "DUIKOU_DATA": folder, "DUIKOU_DEMO": "0", "DUIKOU_DEBUG": "0",
        }  # fmt: skip
        self.pid, self.seen = 0, 0
        self.log = Path(folder) / "server.log"

    def ask(self, what: str, **values: Any) -> dict[str, Any]:
        """Let a process of its own do something in the database; what it answers."""
        told = subprocess.run(
            [sys.executable, "-m", "duikou", "bench", "crowd", "--inside", json.dumps({"do": what, **values})],
            env=self.environment, stdout=subprocess.PIPE, text=True, check=True,
        )  # fmt: skip
        answer: dict[str, Any] = json.loads(told.stdout.splitlines()[-1])
        return answer

    def generate(self, spec: dict[str, Any]) -> dict[str, Any]:
        """Let the clients run; nobody who came before comes again."""
        told = self.ask("generate", **spec)
        self.seen += told["begun"]
        return told

    @contextmanager
    def serving(self, workers: int = 0) -> Iterator[int]:
        """The server on a free port, while the block runs, with so many processes or as many as it starts by itself."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        words = ["serve", "--port", str(port), "--no-worker", *(["--workers", str(workers)] if workers else [])]
        with self.log.open("w+") as log:
            server = subprocess.Popen(
                [sys.executable, "-m", "duikou", *words], env=self.environment, stdout=log, stderr=log
            )
            try:
                deadline = time.monotonic() + 60
                while "Duikou answers" not in self.log.read_text():
                    if server.poll() is not None or time.monotonic() > deadline:
                        raise SystemExit(f"the server did not start:\n{self.log.read_text()[-2000:]}")
                    time.sleep(0.1)
                self.pid = server.pid
                yield port
            finally:
                server.terminate()
                server.wait(30)

    def memory(self) -> int:
        """The resident memory of the largest process of the server, in MB; 0 where the system does not tell."""
        sizes = [0]
        for path in Path("/proc").glob("[0-9]*/status"):
            try:
                status = dict(line.split(":\t", 1) for line in path.read_text().splitlines() if ":\t" in line)
            except (OSError, ValueError):
                continue
            if int(status["PPid"]) == self.pid or path.parent.name == str(self.pid):
                sizes.append(int(status.get("VmRSS", "0").split()[0]) // 1024)
        return max(sizes)


def _inside(spec: dict[str, Any]) -> int:
    from duikou.fairs import bench_ground, bench_past

    what, folder = spec.pop("do"), Path(os.environ["DUIKOU_DATA"])
    commands: dict[str, Any] = {
        "seed": lambda **values: bench_ground.seed(folder, **values),
        "fill": bench_past.fill,
        "limit": bench_ground.limit,
        "lay": bench_ground.lay,
        "count": bench_ground.count,
        "generate": lambda **values: _generate(values, folder),
    }
    print(json.dumps(commands[what](**spec)))
    return 0


def _generate(spec: dict[str, Any], folder: Path) -> dict[str, Any]:
    from duikou.fairs.bench_clients import KINDS

    script = KINDS[spec["kind"]](spec, spec["port"], folder)
    begun = time.perf_counter()
    done = closed_loop.run(
        script, port=spec["port"], clients=spec["clients"], seconds=spec["seconds"], total=spec["total"]
    )
    last = max(done.confirmed_at, default=0.0) if spec["total"] else done.seconds
    return {
        "confirmed": done.count("confirmed"),
        "confirming_seconds": round(last, 3),
        "seconds": round(time.perf_counter() - begun, 3),
        "begun": sum(map(len, done.latencies.values())),
        "busy": done.count("busy"),
        "errors": done.count("error"),
        "examples": done.examples,
        "p50_ms": done.milliseconds("confirmed", 0.5),
        "p95_ms": done.milliseconds("confirmed", 0.95),
        "p99_ms": done.milliseconds("confirmed", 0.99),
        "soldout_p99_ms": done.milliseconds("soldout", 0.99),
    }


def _table(figures: Sequence[dict[str, Any]]) -> str:
    names = ("confirmed_per_s", "p50_ms", "p95_ms", "p99_ms", "soldout_p99_ms", "busy", *WRONG)
    more = ("limit_per_s", "limit_batched_per_s", "ratio_to_limit", "rss_mb")
    rows = [["scenario", "database", "clients", *names, *more]]
    rows += [[str("-" if one[name] is None else one[name]) for name in rows[0]] for one in figures]
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    return "\n".join("  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)


def _sums(figures: Sequence[dict[str, Any]]) -> list[str]:
    """A line for each scenario and database: its runs, and what was wrong in all of them together."""
    alike: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for one in figures:
        alike.setdefault((one["scenario"], one["database"]), []).append(one)
    return [
        f"{name} on {database}: {len(runs)} runs from seed {runs[0]['seed']}, {sum(one['confirmed'] for one in runs)} "
        f"confirmed, {', '.join(f'{wrong} {sum(one[wrong] for one in runs)}' for wrong in WRONG)}"
        for (name, database), runs in alike.items()
    ]
