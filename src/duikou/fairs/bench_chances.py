"""Who gets an interview: when the fast are served first, and when places are drawn (`bench draw --why`)."""

from __future__ import annotations

import random
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from duikou.booking.draw import DrawList, Entry, drawn

SEEKERS, STANDS, PLACES_OF_A_STAND, CAP, WISHES, LATE, FAIRS = 1_000, 40, 20, 3, 8, 0.4, 50
Wished = Mapping[str, tuple[str, ...]]


def chances() -> list[dict[str, Any]]:
    """Over 50 invented fairs with 1,000 seekers and 800 places, four in ten of the seekers on slow telephones that are
    always late: which share of all, and of the slow, has any interview; how many each has who has one; which share of
    the places is given away."""
    rows = [_row("first come, first served"), _row("draw in rounds")]
    for fair in range(FAIRS):
        chance = random.Random(fair)
        wishes = {f"E{at:04}": tuple(chance.sample([*map(str, range(STANDS))], WISHES)) for at in range(SEEKERS)}
        slow = set(list(wishes)[: int(SEEKERS * LATE)])
        came = sorted(wishes, key=lambda code: (code in slow and chance.random() > 0.01) + chance.random())
        for row, won in zip(rows, (_served(came, wishes), _drawn(wishes, fair)), strict=True):
            row["any"] += len(won) / SEEKERS / FAIRS
            row["any_of_the_slow"] += len(slow & won.keys()) / len(slow) / FAIRS
            row["of_each_who_has_one"] += sum(won.values()) / len(won) / FAIRS
            row["places_given"] += sum(won.values()) / (STANDS * PLACES_OF_A_STAND) / FAIRS
    return [
        {name: round(value, 4) if isinstance(value, float) else value for name, value in row.items()} for row in rows
    ]


def as_words(rows: list[dict[str, Any]]) -> str:
    """The figures for people."""
    lines = [f"{SEEKERS:,} seekers, {STANDS * PLACES_OF_A_STAND} places, {LATE:.0%} always late; {FAIRS} fairs"]
    for row in rows:
        lines.append(
            f"{row['way']:<26}{row['any']:>7.1%} have an interview, {row['any_of_the_slow']:>6.1%} of the slow; "
            f"{row['of_each_who_has_one']:.2f} each; {row['places_given']:.0%} of the places given"
        )
    return "\n".join(lines)


def _row(way: str) -> dict[str, Any]:
    return {"way": way, "any": 0.0, "any_of_the_slow": 0.0, "of_each_who_has_one": 0.0, "places_given": 0.0}


def _served(came: list[str], wishes: Wished) -> dict[str, int]:
    """Who comes takes at once as many as one may."""
    free = dict.fromkeys(map(str, range(STANDS)), PLACES_OF_A_STAND)
    won: dict[str, int] = {}
    for code in came:
        for wish in [wish for wish in wishes[code] if free[wish]][:CAP]:
            free[wish] -= 1
            won[code] = won.get(code, 0) + 1
    return won


def _drawn(wishes: Wished, fair: int) -> dict[str, int]:
    listed = DrawList(
        draw="bench",
        title="Bench",
        cap=CAP,
        places=dict.fromkeys(map(str, range(STANDS)), PLACES_OF_A_STAND),
        entries=[Entry(code, mine) for code, mine in wishes.items()],
        source="drand",
        source_name="round 1",
    )
    won: dict[str, int] = {}
    for place in drawn(listed, sha256(b"%d" % fair).hexdigest()).places:
        won[place.entry] = won.get(place.entry, 0) + 1
    return won
