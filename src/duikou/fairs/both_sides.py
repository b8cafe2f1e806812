"""What employers and people say of the same talks, counted apart: confirmed by both, said by one alone, differing, and
unknown. Small counts of people are hidden before anybody reads them, and cannot be worked out from what is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from duikou.base.small_numbers import K_INSIDE, hidden_cells
from duikou.fairs.models import Interview
from duikou.fairs.rules import Agreement, agreement

OUTCOMES = tuple(one.value for one in Interview.Outcome if one != Interview.Outcome.UNKNOWN)
# Of what the employer noted; their sums over all three are the fair's own figures.
NOTED = (Agreement.CONFIRMED, Agreement.EMPLOYER_ONLY, Agreement.DIFFERING)
ORDER = (
    Agreement.CONFIRMED,
    Agreement.EMPLOYER_ONLY,
    Agreement.PERSON_ONLY,
    Agreement.DIFFERING,
    Agreement.UNKNOWN,
)


@dataclass(frozen=True, slots=True)
class BothSides:
    """Counts of talks: `by_outcome[agreement]` for each outcome that the employer noted, in the order of OUTCOMES, and
    `sums[agreement]`; None for a count that is not shown."""

    by_outcome: Mapping[Agreement, tuple[int | None, ...]]
    sums: Mapping[Agreement, int | None]

    @property
    def hidden(self) -> bool:
        """Whether some count is not shown."""
        return None in self.sums.values() or any(None in row for row in self.by_outcome.values())


def both_sides(counts: Mapping[tuple[str, str], int], *, arrived: int, k: int = K_INSIDE) -> BothSides:
    """The counts of talks by (outcome, said) as they may be shown, when so many people `arrived` for one. What the
    employer noted is a table whose columns' sums are shown elsewhere; of the rest, whoever spoke alone and nobody at
    all together are known, so that both are hidden when one is small."""
    table = {row: dict.fromkeys(OUTCOMES, 0) for row in NOTED}
    person_only = 0
    for (outcome, said), number in counts.items():
        state = agreement(outcome, said)
        if state in table:
            table[state][outcome] += number
        elif state == Agreement.PERSON_ONLY:
            person_only += number
    rows = [list(table[row].values()) for row in NOTED]
    hidden = hidden_cells(rows, k=k)
    shown = {
        row: tuple(None if (i, j) in hidden else count for j, count in enumerate([*rows[i], sum(rows[i])]))
        for i, row in enumerate(NOTED)
    }
    unknown = max(0, arrived - sum(map(sum, rows)) - person_only)
    rest: dict[Agreement, int | None] = {Agreement.PERSON_ONLY: person_only, Agreement.UNKNOWN: unknown}
    if any(count and 0 < count < k for count in rest.values()):
        rest = dict.fromkeys(rest)
    sums = {row: cells[-1] for row, cells in shown.items()} | rest
    return BothSides({row: cells[:-1] for row, cells in shown.items()}, {one: sums[one] for one in ORDER})
