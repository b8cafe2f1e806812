"""How a jury's marks become places and prizes, and the protocol that anybody can check. Pure.

The marks of one juror for a work: each mark as a share of the most that its criterion gives, times the weight of the
criterion, over the sum of weights, out of 100. The mean of a work is that of its jurors; where it was announced and
five jurors or more have marked the work, one highest and one lowest are left out. Means are rounded to four decimals,
halves up; who has the same mean shares the place, and as many places after it are skipped (1, 1, 3). Prizes go by
place, in their order, to as many places as there are of each: whoever shares a place has the prize of that place. The
means by criterion are of all jurors.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

ENOUGH_TO_DROP = 5
STEP = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Asked:
    """A criterion: its name by language, the most it gives, its weight."""

    name: Mapping[str, str]
    most: int
    weight: int


@dataclass(frozen=True, slots=True)
class Given:
    """A prize: its name by language, and how many each category gives."""

    name: Mapping[str, str]
    count: int


@dataclass(frozen=True, slots=True)
class Judged:
    """A work by its number, with each juror's marks in the order of the criteria."""

    number: int
    marks: Sequence[Sequence[int]]


@dataclass(frozen=True, slots=True)
class Placed:
    """What came of a work: how many jurors marked it, its means by criterion (of the most each gives) and its mean (of
    100), its place, and which prize (counted from 0)."""

    number: int
    jurors: int
    means: tuple[Decimal, ...]
    mean: Decimal
    place: int
    prize: int | None


def juror_mean(marks: Sequence[int], criteria: Sequence[Asked]) -> Fraction:
    """What one juror's marks come to, out of 100."""
    weights = sum(one.weight for one in criteria)
    return sum(
        (Fraction(100 * one.weight * mark, one.most * weights) for mark, one in zip(marks, criteria, strict=True)),
        Fraction(0),
    )


def mean_of(marks: Sequence[Sequence[int]], criteria: Sequence[Asked], *, drop: bool) -> Decimal:
    """The mean of a work that at least one juror marked."""
    found = sorted(juror_mean(one, criteria) for one in marks)
    if drop and len(found) >= ENOUGH_TO_DROP:
        found = found[1:-1]
    return _rounded(sum(found, Fraction(0)) / len(found))


def placed(works: Sequence[Judged], criteria: Sequence[Asked], prizes: Sequence[Given], *, drop: bool) -> list[Placed]:
    """The works of one category in the order of their places, then of their numbers."""
    means = {one.number: mean_of(one.marks, criteria, drop=drop) for one in works}
    found = []
    for one in sorted(works, key=lambda work: (-means[work.number], work.number)):
        place = 1 + sum(other > means[one.number] for other in means.values())
        by_criterion = tuple(_rounded(Fraction(sum(marks), len(one.marks))) for marks in zip(*one.marks, strict=True))
        found.append(Placed(one.number, len(one.marks), by_criterion, means[one.number], place, _prize(place, prizes)))
    return found


def _prize(place: int, prizes: Sequence[Given]) -> int | None:
    until = 0
    for number, one in enumerate(prizes):
        until += one.count
        if place <= until:
            return number
    return None


def _rounded(value: Fraction) -> Decimal:
    # Exact: ten thousandths as a whole number, halves up.
    return Decimal((value * 20000 + 1) // 2) * STEP
