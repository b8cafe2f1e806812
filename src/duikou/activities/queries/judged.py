"""What a jury's marks come to."""

from __future__ import annotations

from duikou.activities.models import Contest, ContestEntry, WorkSheet
from duikou.activities.placings import Asked, Given, Judged, Placed, placed
from duikou.activities.protocol import protocol
from duikou.activities.queries.contests import to_judge
from duikou.activities.queries.jury import sheets_of


def judged(contest: Contest) -> dict[int, list[Judged]]:
    """The works of each category with the marks of the jurors who judge them; those nobody marked without any."""
    criteria = list(contest.criteria.values_list("pk", flat=True))
    works = list(to_judge(contest).values_list("pk", "number", "category"))
    marks: dict[int, list[list[int]]] = {pk: [] for pk, _number, _category in works}
    for juror in contest.jurors.filter(handed_in_at__isnull=False):
        for entry, sheet in sorted(sheets_of(juror).items()):
            by_criterion = {one.criterion_id: one.value for one in sheet.marks.all()}
            if entry in marks and by_criterion.keys() == set(criteria):
                marks[entry].append([by_criterion[one] for one in criteria])
    found: dict[int, list[Judged]] = {one: [] for one in contest.categories.values_list("pk", flat=True)}
    for pk, number, category in works:
        found[category].append(Judged(number, sorted(marks[pk])))
    return found


def computed(contest: Contest) -> tuple[list[tuple[str, list[Placed]]], str]:
    """The places in each category as the marks are now, and the protocol of them. Every work must be marked."""
    criteria = [Asked(dict(one.name), one.most, one.weight) for one in contest.criteria.all()]
    prizes = [Given(dict(one.name), one.count) for one in contest.prizes.all()]
    by_category = judged(contest)
    categories = [
        (one, placed(by_category[one.pk], criteria, prizes, drop=contest.drop_extremes))
        for one in contest.categories.all()
    ]
    content = protocol(
        contest=str(contest.public_id),
        criteria=criteria,
        prizes=prizes,
        drop=contest.drop_extremes,
        categories=[(dict(one.name), works) for one, works in categories],
    )
    return [(str(one), works) for one, works in categories], content


def unjudged(contest: Contest) -> list[int]:
    """The numbers of the works that no juror has marked."""
    return sorted(one.number for works in judged(contest).values() for one in works if not one.marks)


def remarks_on(entry: ContestEntry) -> list[str]:
    """What jurors wrote about a work, in no order that says whose it is."""
    said = WorkSheet.objects.filter(entry=entry).exclude(remark="").values_list("remark", flat=True)
    return sorted(said)
