"""Small counts about people are hidden, and cannot be worked out from what is shown."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from duikou.base.small_numbers import K_INSIDE, hidden_cells


def test_large_and_zero_counts_are_shown() -> None:
    assert hidden_cells([[5, 0, 12], [7, 9, 0]]) == set()


def test_an_empty_table_hides_nothing() -> None:
    assert hidden_cells([]) == set()


def test_a_small_count_takes_companions_along_in_its_row_and_column() -> None:
    hidden = hidden_cells([[1, 20, 30], [10, 20, 30], [15, 20, 30]])
    assert (0, 0) in hidden
    assert len([cell for cell in hidden if cell[0] == 0]) >= 2
    assert len([cell for cell in hidden if cell[1] == 0]) >= 2


def test_the_sum_of_a_row_is_hidden_when_it_is_small_itself() -> None:
    assert (0, 2) in hidden_cells([[3, 0], [20, 30], [0, 9]])


@pytest.mark.parametrize("k", [5, 10])
def test_counts_below_the_limit_are_all_hidden(k: int) -> None:
    table = [[k - 1, k, 2 * k], [3 * k, 0, k]]
    assert (0, 0) in hidden_cells(table, k=k)


def test_hiding_the_small_count_alone_would_betray_it() -> None:
    """The control: with only the count itself hidden, its row's sum tells it."""
    table = [[1, 20, 30], [10, 20, 30]]
    alone = [(i, j) for i, row in enumerate(table) for j, n in enumerate(row) if 0 < n < K_INSIDE]
    assert alone == [(0, 0)]
    assert sum(table[0]) - table[0][1] - table[0][2] == 1
    assert len(hidden_cells(table)) > len(alone)


def solutions(row: list[int], hidden: list[int], total: int | None) -> int:
    """How many values the first hidden cell of a line can have, seen along this line."""
    if total is None:
        return 2
    rest = total - sum(n for i, n in enumerate(row) if i not in hidden)
    ways = {way[0] for way in product(range(rest + 1), repeat=len(hidden)) if sum(way) == rest} if hidden else set()
    return len(ways)


@settings(max_examples=150)
@given(some.lists(some.lists(some.integers(0, 12), min_size=3, max_size=3), min_size=2, max_size=4))
def test_no_small_count_follows_from_one_row_or_column(table: list[list[int]]) -> None:
    hidden = hidden_cells(table)
    width = len(table[0])
    for i, row in enumerate(table):
        gaps = [j for j in range(width) if (i, j) in hidden]
        for j, count in enumerate(row):
            assert not 0 < count < K_INSIDE or j in gaps
        if gaps and (i, width) not in hidden:
            assert len(gaps) > 1 or len(row) == 1
            assert solutions(row, gaps, sum(row)) > 1
    for j in range(width):
        column = [row[j] for row in table]
        gaps = [i for i in range(len(table)) if (i, j) in hidden]
        if gaps and sum(column):
            assert len(gaps) > 1


def fillings(table: list[list[int]], hidden: set[tuple[int, int]]) -> list[dict[tuple[int, int], int]]:
    """Every way to fill the hidden cells of two columns that agrees with all sums shown, all lines together."""
    columns = []
    for j in (0, 1):
        gaps = [(i, j) for i in range(len(table)) if (i, j) in hidden]
        rest = sum(table[i][j] for i, _j in gaps)
        ways = [way for way in product(range(rest + 1), repeat=len(gaps)) if sum(way) == rest]
        columns.append([dict(zip(gaps, way, strict=True)) for way in ways])
    whole = [{**left, **right} for left in columns[0] for right in columns[1]]
    return [
        way
        for way in whole
        if all(
            (i, 2) in hidden or sum(way.get((i, j), row[j]) for j in (0, 1)) == sum(row) for i, row in enumerate(table)
        )
    ]


@settings(max_examples=60, deadline=None)
@given(some.lists(some.lists(some.integers(0, 8), min_size=2, max_size=2), min_size=2, max_size=3))
def test_no_small_count_follows_from_all_sums_together(table: list[list[int]]) -> None:
    hidden = hidden_cells(table)
    ways = fillings(table, hidden)
    for i, row in enumerate(table):
        for j, count in enumerate(row):
            if 0 < count < K_INSIDE:
                assert len({way[i, j] for way in ways}) > 1
