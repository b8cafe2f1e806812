"""Charts as numbers."""

from __future__ import annotations

import pytest

from duikou.fairs.charts import HEIGHT, TOP, Chart, bars, scale_top


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
