"""Who gets which place: rounds in which everybody takes one place before anybody takes another.

Each round orders the entries anew by SHA-256 over the seed, the draw, the round and the entry, each written as
`LENGTH:BYTES,` (a netstring), so that no two different fields ever make the same bytes. In this order each asks for
their best wish that they have not asked for yet, until they are given a place or have no wish left.

Where those at a resource have named an order of entries, a place is only held until all have asked: somebody further
ahead in that order takes it, and who loses it asks on (D. Gale, L. S. Shapley: College Admissions and the Stability of
Marriage, 1962; A. E. Roth: The Economics of Matching, 1982). Who is not named there stands behind all who are, in the
order of the round. Without any named order this is the same as the first.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import heappush, heapreplace
from typing import NamedTuple

from duikou.booking.draw.lists import DrawList

WON, FULL, CAPPED = "won", "full", "capped"


class Place(NamedTuple):
    """A place won: by whom, at which key, in which round."""

    entry: str
    wish: str
    round: int


class Why(NamedTuple):
    """What became of one wish, and why.

    - `won` or `full`: the entry asked for it in `round`, the only time it ever did. `places` were free there when that
      round began; `among` is how many asked for one of them in that round, this entry with them; `stood` is the place
      of this entry among those, 1 the first, in the order of the round (or in the order named there). So it is won
      exactly when `stood <= places`: nothing else counts.
    - `capped`: never asked for, since the entry had won as many places as one may. The four numbers are None.
    """

    wish: str
    outcome: str
    round: int | None = None
    stood: int | None = None
    among: int | None = None
    places: int | None = None


@dataclass(frozen=True)
class Drawn:
    """What came out: the places in the order of rounds, within one in its order; why, for each code and each of its
    wishes in their order."""

    places: tuple[Place, ...]
    why: Mapping[str, tuple[Why, ...]]


def drawn(listed: DrawList, seed: str) -> Drawn:
    """Draw. The list must be one that `canonical` accepts; the seed is used as it is. Takes time proportional to the
    wishes, and to the entries of each round for sorting."""
    wishes = {one.code: one.wishes for one in listed.entries}
    ranks = {key: {code: at for at, code in enumerate(order)} for key, order in listed.ranks.items() if order}
    free = dict(listed.places)
    asked_for = dict.fromkeys(wishes, 0)
    places: list[Place] = []
    why: dict[str, list[Why]] = {code: [] for code in wishes}
    taking_part: Iterable[str] = wishes
    for number in range(1, listed.cap + 1):
        queue = in_order(taking_part, seed=seed, draw=listed.draw, number=number)
        if not queue:
            break
        asks = _ranked(queue, wishes, asked_for, free, ranks) if ranks else _in_turn(queue, wishes, asked_for, free)
        among: dict[str, int] = {}
        for _code, wish, _stood in asks:
            among[wish] = among.get(wish, 0) + 1
        winners = set()
        for code, wish, stood in asks:
            won = stood <= free[wish]
            why[code].append(Why(wish, WON if won else FULL, number, stood, among[wish], free[wish]))
            if won:
                winners.add(code)
                places.append(Place(code, wish, number))
        for wish, count in among.items():
            free[wish] -= min(count, free[wish])
        taking_part = [code for code in queue if code in winners and asked_for[code] < len(wishes[code])]
    for code in taking_part:
        why[code] += (Why(wish, CAPPED) for wish in wishes[code][asked_for[code] :])
    return Drawn(tuple(places), {code: tuple(said) for code, said in why.items()})


def in_order(codes: Iterable[str], *, seed: str, draw: str, number: int) -> list[str]:
    """The codes in the order of round `number`: by their SHA-256, the smallest first."""
    begun = hashlib.sha256(b"".join(map(netstring, (seed, draw, str(number)))))
    keyed = []
    for code in codes:
        hashed = begun.copy()
        hashed.update(netstring(code))
        keyed.append((hashed.digest(), code))
    keyed.sort()
    return [code for _digest, code in keyed]


def netstring(text: str) -> bytes:
    """A text as `LENGTH:BYTES,` (D. J. Bernstein, 1997), the length in bytes of UTF-8."""
    data = text.encode()
    return b"%d:%b," % (len(data), data)


Ask = tuple[str, str, int]  # a code, what it asked for, how it stood there


def _in_turn(
    queue: Sequence[str], wishes: Mapping[str, Sequence[str]], asked_for: dict[str, int], free: Mapping[str, int]
) -> list[Ask]:
    """The asks of a round, in their order. Who comes while places are left has one: the count of asks tells."""
    asks: list[Ask] = []
    count: dict[str, int] = {}
    for code in queue:
        mine = wishes[code]
        for at in range(asked_for[code], len(mine)):
            wish = mine[at]
            stood = count[wish] = count.get(wish, 0) + 1
            asks.append((code, wish, stood))
            asked_for[code] = at + 1
            if stood <= free[wish]:
                break
    return asks


def _ranked(
    queue: Sequence[str],
    wishes: Mapping[str, Sequence[str]],
    asked_for: dict[str, int],
    free: Mapping[str, int],
    ranks: Mapping[str, Mapping[str, int]],
) -> list[Ask]:
    """The asks of a round where places are held until all have asked. The set of asks does not depend on who asks
    when (D. G. McVitie, L. B. Wilson, 1971), so that how one stood among them is well defined."""
    turn = {code: at for at, code in enumerate(queue)}
    held: dict[str, list[tuple[int, str]]] = {}  # heaps, the one who loses first on top
    asked: dict[str, list[tuple[int, int, str]]] = {}
    for first in queue:
        code = first
        while asked_for[code] < len(wishes[code]):
            at = asked_for[code]
            wish = wishes[code][at]
            asked_for[code] = at + 1
            order = ranks.get(wish, {})
            standing = order.get(code, len(order) + turn[code])
            asked.setdefault(wish, []).append((standing, at, code))
            holding = held.setdefault(wish, [])
            if len(holding) < free[wish]:
                heappush(holding, (-standing, code))
                break
            if holding and holding[0][0] < -standing:
                code = heapreplace(holding, (-standing, code))[1]
    asks = [
        (turn[code], at, code, wish, stood)
        for wish, all_ in asked.items()
        for stood, (_standing, at, code) in enumerate(sorted(all_), 1)
    ]
    return [(code, wish, stood) for _turn, _at, code, wish, stood in sorted(asks)]
