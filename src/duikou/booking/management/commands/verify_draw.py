"""`duikou verify-draw FILE`: anybody's own look at a published draw; needs no city and no network."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from duikou.booking.draw import Checked, DrawList, Why, check
from duikou.booking.draw.lists import MOST_BYTES


class Command(BaseCommand):
    """Says in words what it found; ends with 0 when all agrees and with 1 when anything differs."""

    help = "Make a published draw again and say whether its list, hash, order and result are right."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", help="the published file of the draw; - reads it from the input")
        parser.add_argument("--sha256", default="", metavar="HASH", help="the hash that was told before the draw")
        parser.add_argument(
            "--entry", default="", metavar="CODE", help="say why this entry won or did not win each wish"
        )
        parser.add_argument("--data", metavar="DIR", help="not needed")

    def handle(self, *args: Any, **options: Any) -> None:
        found = check(read_file(options["file"]), sha256=options["sha256"])
        if found.listed:
            self.stdout.write("\n".join(said_of(found, found.listed)))
        if found.fault:
            self.stdout.write(f"NOT RIGHT. {found.fault}")
            raise SystemExit(1)
        if found.again is None:
            self.stdout.write("The list is in order. Nothing has been drawn yet: there is no seed behind it.")
        else:
            self.stdout.write(f"RIGHT. Drawn again: {len(found.again.places):,} places, the same in every line.")
        if options["entry"]:
            self.stdout.write("\n".join(why_of(found, options["entry"])))


def read_file(name: str) -> bytes:
    """The bytes of a file, no more than may be; `-` is the input."""
    try:
        if name == "-":
            return sys.stdin.buffer.read(MOST_BYTES + 1)
        with Path(name).open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        raise CommandError(f"{name} cannot be read: {getattr(error, 'strerror', None) or error}") from None


def said_of(found: Checked, listed: DrawList) -> list[str]:
    """What a file holds, in sentences."""
    wishes = sum(len(one.wishes) for one in listed.entries)
    lines = [
        f"{listed.title} (draw {listed.draw})",
        f"{len(listed.entries):,} entries with {wishes:,} wishes; {sum(listed.places.values()):,} places at "
        f"{len(listed.places):,} resources; at most {listed.cap} for each entry.",
        f"SHA-256 of the list: {found.sha256}",
        "  It must be the hash that was told before the draw; --sha256 HASH compares them.",
    ]
    if listed.ranks:
        lines.append(f"ranked: at {len(listed.ranks):,} resources there is an order in which entries are wanted.")
    if found.seed:
        lines.append(f"Seed: {found.seed}")
        lines.append(f"  It must be what this source gave: {listed.source_name}. Look it up there.")
    else:
        lines.append(f"Source of the seed: {listed.source_name}")
    return lines


def why_of(found: Checked, code: str) -> list[str]:
    """Why an entry won or did not win each of its wishes. Raises CommandError when there is no such entry."""
    listed, again = found.listed, found.again
    known = {one.code.upper(): one.code for one in listed.entries} if listed else {}
    given = known.get(code.upper()) or known.get(code.upper().replace("-", "").replace(" ", ""))
    if given is None or listed is None:
        raise CommandError(f"There is no entry {code[:60]} in this draw.")
    if again is None:
        return [f"{given} is in the list."]
    return [f"{given}:"] + [
        f"  wish {at}, {listed.labels[one.wish]}: {_said(one, listed.cap)}{_order(listed, given, one)}"
        for at, one in enumerate(again.why[given], 1)
    ]


def _order(listed: DrawList, code: str, one: Why) -> str:
    """How the order named there stands to an entry that asked for a place."""
    order = listed.ranks.get(one.wish)
    if not order or not one.places:
        return ""
    named = f"number {order.index(code) + 1:,} of {len(order):,}" if code in order else f"none of {len(order):,}"
    return f" In the order named there: {named}."


def _said(one: Why, cap: int) -> str:
    if one.stood is None:
        return f"not asked for: {cap} places were won already, and nobody may have more."
    what = "won" if one.outcome == "won" else "not won"
    return f"{what}: number {one.stood:,} of {one.among:,} for {one.places:,} free places in round {one.round}."
