"""The published file of a draw: the frozen list, byte for byte, and behind it what came out.

    … the lines of the list
    sha256 HASH OF ALL BYTES ABOVE THIS LINE
    seed SEED
    place ROUND CODE KEY
    end HASH OF ALL BYTES ABOVE THIS LINE

The places stand in the order in which they were drawn. The last line is for accidents: in a small draw another seed may
give the same places. Before the draw the list alone is published; it ends before
`sha256`.
"""

from __future__ import annotations

from collections.abc import Iterable

from duikou.booking.draw.lists import DrawList, canonical, digest
from duikou.booking.draw.rounds import Drawn, Place


def result(listed: DrawList, seed: str, came_out: Drawn) -> bytes:
    """The published file: everything that is needed to draw again, and nothing about a person. Raises BadList."""
    frozen = canonical(listed)
    lines = [f"sha256 {digest(frozen)}", f"seed {seed}", *lines_of_places(came_out.places)]
    body = frozen + ("\n".join(lines) + "\n").encode()
    return body + f"end {digest(body)}\n".encode()


def lines_of_places(places: Iterable[Place]) -> list[str]:
    """The lines that name the places won."""
    return [f"place {one.round} {one.entry} {one.wish}" for one in places]
