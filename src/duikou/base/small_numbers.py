"""Hiding small counts about people in a table, so that nobody can be picked out of it or worked out from its sums.

A breakdown of people's outcomes by employer is a statistic on groups of people: inside the office, counts from 1 to 4
are not shown (k = 5; the design asks for 10 in public). Hiding them alone is not enough, for a hidden number is its
row's or its column's sum less the others. So in every row and column that holds a hidden cell, more cells are hidden
(the row's own sum first, then the smallest) until at least two are, and together they count k or more, or the row's sum
or the whole line is hidden. Sums over
all employers are the fair's own figures and stay; the sum of one employer's row counts as a cell like the others.

What this is not: places left and an employer's own list are work, not statistics, and are shown as they are. Sums over
several lines together are not examined, as a table of one fair never comes in overlapping cuts here. With one
employer alone nothing can be hidden behind a sum that is shown; such a table is not made at all.
"""

from __future__ import annotations

from collections.abc import Sequence

K_INSIDE = 5
K_PUBLIC = 10


def hidden_cells(table: Sequence[Sequence[int]], *, k: int = K_INSIDE) -> set[tuple[int, int]]:
    """The cells (row, column) of `table` not to show. Each row's sum is added as a last column, so the answer can hold
    (row, number of columns); the sums of columns, that one's included, are taken as shown."""
    rows = [[*row, sum(row)] for row in table]
    hidden = {(i, j) for i, row in enumerate(rows) for j, count in enumerate(row) if 0 < count < k}
    width = len(rows[0]) if rows else 0
    lines = [[(i, j) for j in range(width)] for i in range(len(rows))]
    lines += [[(i, j) for i in range(len(rows))] for j in range(width)]
    changed = True
    while changed:
        changed = False
        for number, line in enumerate(lines):
            more = _more_to_hide(line, rows, hidden, k, row=number < len(rows))
            changed = changed or bool(more)
            hidden |= more
    return hidden


def _more_to_hide(
    line: list[tuple[int, int]], rows: list[list[int]], hidden: set[tuple[int, int]], k: int, *, row: bool
) -> set[tuple[int, int]]:
    here = [cell for cell in line if cell in hidden]
    if not here:
        return set()
    # The sum of a row goes first, as the least told; then small counts before large ones, zeros last.
    shown = sorted(
        (cell for cell in line if cell not in hidden),
        key=lambda cell: (not (row and cell == line[-1]), _count(rows, cell) == 0, _count(rows, cell)),
    )
    # A row whose sum is hidden too is known to nobody: its cells cannot be worked out along it, if two are hidden.
    open_sum = not row or line[-1] not in hidden
    together = sum(_count(rows, cell) for cell in here)
    if len(here) >= 2 and (together >= k or not open_sum):
        return set()
    return set(shown[:1])


def _count(rows: list[list[int]], cell: tuple[int, int]) -> int:
    return rows[cell[0]][cell[1]]


def hidden_with_sums(table: Sequence[Sequence[int]], *, k: int = K_INSIDE) -> set[tuple[int, int]]:
    """The cells not to show of `table` together with its sums: a last column and a last row are added, and can be
    hidden themselves, all but the sum of everything, which is taken as shown. In every row and column two cells or more
    are hidden, or none; those of a line whose sum is shown count k or more together."""
    rows = [[*row, sum(row)] for row in table]
    rows.append([sum(column) for column in zip(*rows, strict=True)])
    width, total = len(rows[0]), (len(rows) - 1, len(rows[0]) - 1)
    hidden = {(i, j) for i, row in enumerate(rows) for j, n in enumerate(row) if 0 < n < k} - {total}
    lines = [[(i, j) for j in range(width)] for i in range(len(rows))]
    lines += [[(i, j) for i in range(len(rows))] for j in range(width)]
    changed = True
    while changed:
        changed = False
        for line in lines:
            here = [cell for cell in line if cell in hidden]
            known = line[-1] not in hidden and sum(_count(rows, cell) for cell in here) < k
            if not here or (len(here) > 1 and not known):
                continue
            # Small counts before large ones, sums after them, zeros last.
            shown = sorted(
                (cell for cell in line if cell not in hidden and cell != total),
                key=lambda cell: (_count(rows, cell) == 0, cell == line[-1], _count(rows, cell)),
            )
            hidden |= set(shown[:1])
            changed = changed or bool(shown)
    return hidden
