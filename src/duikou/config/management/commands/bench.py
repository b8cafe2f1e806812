"""`duikou bench NAME …`: measurements, each by the room that knows what to measure (`<room>/bench_<name>.py`)."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.module_loading import module_has_submodule

NAMES = {
    "import": "reading and publishing a spreadsheet of posts: rows per second, peak memory",
    "search": "searching posts with filters and counts: p50 and p95",
    "answers": "searching the answers for everybody, with snippets: p50 and p95",
    "crowd": "thousands who want the same places at once: confirmed a second, latencies, the bare limit",
    "which-window": "which centre serves an address: size of the file, answers in Chromium at full speed and slowed",
    "ledger": "posting sums, one by one by several at once and in lists: postings a second, judged by the database",
    "draw": "a draw and the timetable of its places: seconds, peak memory, clashes; who gets one, by way of asking",
}
Bench = Callable[[list[str]], int | None]


class Command(BaseCommand):
    """Hands the remaining words over to the room's `run(words)`, whose result is the exit status."""

    help = "Measure on this machine what a room promises; every bench names its own options with --help."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "name", choices=sorted(benches()), help="; ".join(f"{name}: {NAMES[name]}" for name in sorted(benches()))
        )
        parser.add_argument("words", nargs="*", metavar="…", help="its own options; `bench NAME --help` names them")
        parser.add_argument("--data", metavar="DIR", help="folder of the database and the keys")

    def run_from_argv(self, argv: list[str]) -> None:
        """Hand everything after the bench's name over untouched, `--help` too."""
        known = benches()
        if len(argv) > 2 and argv[2] in known:
            signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # what it started and made is taken down
            raise SystemExit(known[argv[2]](argv[3:]) or 0)
        super().run_from_argv(argv)

    def handle(self, *args: Any, **options: Any) -> None:
        status = benches()[options["name"]](options["words"])
        if status:
            raise CommandError("the measurement failed", returncode=status)


def benches() -> dict[str, Bench]:
    """The benches that the installed rooms have, by name. Nothing of them is imported yet."""
    return {
        name: partial(measure, f"{room.name}.{_module(name)}")
        for room in apps.get_app_configs()
        for name in NAMES
        if room.name.startswith("duikou.") and room.module and module_has_submodule(room.module, _module(name))
    }


def _module(name: str) -> str:
    return f"bench_{name.replace('-', '_')}"


def measure(place: str, words: list[str]) -> int | None:
    """Run the bench at `place` with its own words; gives its exit status."""
    status: int | None = import_module(place).run(words)
    return status
