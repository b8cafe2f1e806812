"""Looking whether a published file of a draw is right, in plain English."""

from __future__ import annotations

import re
from dataclasses import dataclass

from duikou.booking.draw.files import lines_of_places
from duikou.booking.draw.lists import BadList, DrawList, digest, lines_of, read
from duikou.booking.draw.rounds import Drawn, drawn
from duikou.booking.draw.seeds import BadSeed, clean_seed

HASH = re.compile(r"sha256 [0-9a-f]{64}", re.ASCII)


@dataclass(frozen=True)
class Checked:
    """What was found in a file: `fault` is the first thing that is wrong, empty when all agrees. Where it could be
    read: the list, its hash, the seed; `again` is the draw made anew, None before there is a seed."""

    fault: str = ""
    listed: DrawList | None = None
    sha256: str = ""
    seed: str = ""
    again: Drawn | None = None


def check(data: bytes, *, sha256: str = "") -> Checked:
    """Read a published file, compute the hash of its list and draw again; with `sha256`, the hash that was told before
    the draw, hold the list against that too. Raises nothing, whatever the bytes are."""
    try:
        lines = lines_of(data)
        at = next((at for at, line in enumerate(lines) if line.startswith("sha256 ")), len(lines))
        frozen = "".join(line + "\n" for line in lines[:at]).encode()
        listed = read(frozen)
    except BadList as wrong:
        return Checked(f"This is not the file of a draw: {wrong}.")
    known, after = digest(frozen), lines[at:]
    if sha256 and sha256.strip().lower() != known:
        return Checked(f"The list is not the one whose hash was told: its SHA-256 is {known}.", listed, known)
    if not after:
        return Checked("", listed, known)
    if not HASH.fullmatch(after[0]) or after[0] != f"sha256 {known}":
        return Checked(
            f"The list was changed: its SHA-256 is {known}, but line {at + 1} says {after[0][7:80]!r}.", listed, known
        )
    seed = after[1].removeprefix("seed ") if len(after) > 1 and after[1].startswith("seed ") else ""
    if not _is_seed(listed.source, seed):
        return Checked(f"Line {at + 2} does not say a seed of the kind {listed.source!r}.", listed, known)
    again = drawn(listed, seed)
    closed = after[-1].startswith("end ")
    fault = _difference(after[2:-1] if closed else after[2:], lines_of_places(again.places), at + 3)
    if not fault and not closed:
        fault = "The file has no last line that begins with 'end': it may have been cut off."
    if not fault and after[-1] != f"end {digest(data[: data.rindex(b'end ')])}":
        fault = f"Line {len(lines)} is not the hash of what stands above it: something was changed."
    return Checked(fault, listed, known, seed, again)


def _is_seed(source: str, seed: str) -> bool:
    try:
        return bool(seed) and clean_seed(source, seed) == seed
    except (BadSeed, ValueError):
        return False


def _difference(said: list[str], right: list[str], first: int) -> str:
    for number, (line, wanted) in enumerate(zip(said, right, strict=False), first):
        if line != wanted:
            return f"Line {number} says {line[:80]!r}, but the draw gives {wanted!r}."
    if len(said) > len(right):
        return f"Line {first + len(right)} gives a place that the draw does not give: {said[len(right)][:80]!r}."
    if len(said) < len(right):
        return f"The file ends after {len(said)} places; the draw gives {len(right)}. The next is {right[len(said)]!r}."
    return ""
