"""A fair's share of talks as it may be shown: by way of access, small counts of people hidden, sums as well."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from duikou.base.small_numbers import K_INSIDE, hidden_with_sums
from duikou.fairs.models import FairShare

WAYS = tuple(FairShare.Way)


@dataclass(frozen=True, slots=True)
class Asked:
    """Of those who asked in one way: how many they were, had a place, had a talk."""

    asked: int = 0
    placed: int = 0
    talked: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """One line as it may be shown, each person in one of the middle three; None for a count that is not shown."""

    asked: int | None
    talked: int | None
    placed_only: int | None
    nothing: int | None

    @property
    def per_cent(self) -> int | None:
        """How many in a hundred had a place, rounded; None when that would tell a count that is not shown."""
        if self.asked is None or self.nothing is None or not self.asked:
            return None
        return round(100 * (self.asked - self.nothing) / self.asked)


@dataclass(frozen=True, slots=True)
class Shares:
    """The lines by way, those ways alone in which somebody asked, and all together. None at all when so few asked that
    nothing can be shown."""

    rows: Mapping[str, Row]
    together: Row | None

    @property
    def hidden(self) -> bool:
        """Whether some count is not shown."""
        lines = [*self.rows.values(), *filter(None, [self.together])]
        return any(None in (one.asked, one.talked, one.placed_only, one.nothing) for one in lines)


def shares(counts: Mapping[str, Asked], *, k: int = K_INSIDE) -> Shares:
    """The counts by way as they may be shown."""
    used = {way: counts[way] for way in WAYS if way in counts and counts[way].asked}
    if sum(one.asked for one in used.values()) < k:
        return Shares({}, None)
    table = [[one.talked, one.placed - one.talked, one.asked - one.placed] for one in used.values()]
    hidden = hidden_with_sums(table, k=k)
    lines = [[*row, sum(row)] for row in table]
    lines.append([sum(column) for column in zip(*lines, strict=True)])
    rows = []
    for i, line in enumerate(lines):
        talked, placed_only, nothing, asked = (None if (i, j) in hidden else n for j, n in enumerate(line))
        rows.append(Row(asked, talked, placed_only, nothing))
    return Shares(dict(zip(used, rows[:-1], strict=True)), rows[-1])
