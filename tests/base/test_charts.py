"""Charts as numbers."""

from __future__ import annotations

import pytest

from duikou.base.charts import HEIGHT, TOP, WIDEST, Chart, bars, rows, scale_top


def draw(*values: int) -> Chart:
    made = bars([(f"n{i}", value) for i, value in enumerate(values)], key="k", title="T", column="C", unit="U")
    assert made
    return made


def test_bars_without_values_are_no_chart() -> None:
    assert bars([], key="k", title="T", column="C", unit="U") is None


@pytest.mark.parametrize(("most", "top"), [(0, 2), (2, 2), (3, 4), (7, 10), (11, 20), (41, 100), (101, 200)])
def test_scale_ends_at_a_round_number_whose_half_is_whole(most: int, top: int) -> None:
    assert scale_top(most) == top
    assert top % 2 == 0


def test_bars_are_as_tall_as_their_values() -> None:
    one, two = draw(5, 10).marks
    assert two.height == 2 * one.height
    assert two.y == TOP


def test_bars_stand_on_the_base_and_inside_the_width() -> None:
    made = draw(*range(30))
    for mark in made.marks:
        assert mark.y + mark.height == made.base < HEIGHT
        assert 0 <= float(mark.x.rstrip("%")) <= 100


def test_bars_carry_at_most_six_labels() -> None:
    assert sum(bool(mark.label) for mark in draw(*range(60)).marks) <= 6


def test_bars_of_zeros_have_no_height() -> None:
    assert [mark.height for mark in draw(0, 0).marks] == [0, 0]


def test_one_bar_alone_is_no_wall() -> None:
    assert float(draw(5).marks[0].width.rstrip("%")) == WIDEST


def test_rows_are_as_long_as_their_values_and_below_each_other() -> None:
    made = rows([("a", 5), ("b", 10), ("c", 0)], key="k", title="T", column="C", unit="U")
    assert made
    assert [mark.width for mark in made.marks] == ["50.00%", "100.00%", "0.00%"]
    assert [mark.y for mark in made.marks] == sorted(mark.y for mark in made.marks)
    assert made.marks[-1].y + made.marks[-1].height <= made.height


def test_rows_without_values_are_no_chart() -> None:
    assert rows([], key="k", title="T", column="C", unit="U") is None
