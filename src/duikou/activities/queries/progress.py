"""How bodies stand by the criteria: one over the years, several beside each other in a year."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from duikou.activities.models import Candidacy, Criterion, Finding, OwnWord, Review


@dataclass(frozen=True, slots=True)
class Mark:
    """What a body had reached of a maximum by its own word, and what was found last: judged by a visit, "" where there
    was none."""

    reached: int | None
    maximum: int
    judged: str = ""

    @property
    def judged_words(self) -> str:
        """What was found, in words; "" where there was no visit."""
        return str(Finding.Judged(self.judged).label) if self.judged else ""


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a column: a mark, None where it was not asked."""

    column: object
    mark: Mark | None


@dataclass(frozen=True, slots=True)
class Row:
    """A criterion, as its latest edition says it, with a cell for each column."""

    criterion: Criterion
    cells: tuple[Cell, ...]

    @property
    def marks(self) -> tuple[Mark | None, ...]:
        """The marks of all columns."""
        return tuple(one.mark for one in self.cells)


@dataclass(frozen=True, slots=True)
class Sum:
    """What a column comes to: reached and maximum; None where there is nothing."""

    column: object
    sum: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Table:
    """Criteria by column: years, or bodies; `foot` is what each column comes to."""

    columns: tuple[object, ...]
    rows: tuple[Row, ...]
    foot: tuple[Sum, ...]

    @property
    def sums(self) -> tuple[tuple[int, int] | None, ...]:
        """What all columns come to."""
        return tuple(one.sum for one in self.foot)


def over_the_years(candidacy: Candidacy) -> Table:
    """A body year by year; only what it has handed in. Four queries, however many years."""
    known = _read(candidacy.reviews.exclude(handed_in_at=None).order_by("year"))
    return _table(tuple(review.year for review in known), known)


def side_by_side(candidacies: Sequence[Candidacy], year: int) -> Table:
    """Several bodies in a year; only what they have handed in."""
    reviews = Review.objects.filter(candidacy__in=candidacies, year=year).exclude(handed_in_at=None)
    known = {review.candidacy_id: (review, marks) for review, marks in _read(reviews.order_by("pk")).items()}
    columns = tuple(one for one in candidacies if one.pk in known)
    return _table(columns, {known[one.pk][0]: known[one.pk][1] for one in columns})


Marks = dict[UUID, tuple[Criterion, Mark]]


def _read(reviews: Iterable[Review]) -> dict[Review, Marks]:
    found: dict[Review, Marks] = {one: {} for one in reviews}
    own = {
        (one.review_id, one.criterion_id): one.reached for one in OwnWord.objects.filter(review__in=found).order_by()
    }
    rows = Finding.objects.filter(visit__review__in=found).order_by("visit__day", "pk")
    judged = {
        (review, criterion): said
        for review, criterion, said in rows.values_list("visit__review", "criterion", "judged")
    }
    editions: dict[int, list[Criterion]] = {}
    for one in Criterion.objects.filter(edition__in={review.edition_id for review in found}).order_by("order", "pk"):
        editions.setdefault(one.edition_id, []).append(one)
    for review, marks in found.items():
        for one in editions.get(review.edition_id, ()):
            at = (review.pk, one.pk)
            marks[one.key] = (one, Mark(own.get(at), one.maximum, judged.get(at, "")))
    return found


def _table(columns: tuple[object, ...], known: dict[Review, Marks]) -> Table:
    criteria: dict[UUID, Criterion] = {}
    for _review, marks in sorted(known.items(), key=lambda pair: pair[0].edition_id, reverse=True):
        for key, (criterion, _mark) in marks.items():
            criteria.setdefault(key, criterion)
    every = list(zip(columns, known.values(), strict=True))
    rows = tuple(
        Row(criterion, tuple(Cell(column, marks[key][1] if key in marks else None) for column, marks in every))
        for key, criterion in criteria.items()
    )
    return Table(columns, rows, tuple(Sum(column, _sum(marks)) for column, marks in every))


def _sum(marks: Marks) -> tuple[int, int] | None:
    if not marks:
        return None
    every = [mark for _criterion, mark in marks.values()]
    return sum(one.reached or 0 for one in every), sum(one.maximum for one in every)
