"""The jury's work: works marked or not judged, marks handed in.

Everything locks the contest first, so that the last two jurors, a change of the criteria and the results follow each
other."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from duikou.activities import contest_rules as rules
from duikou.activities.actions.contests import lock, ref
from duikou.activities.models import Contest, ContestEntry, Juror, WorkMark, WorkSheet
from duikou.activities.queries import jury as read
from duikou.base import clock
from duikou.base.actor import Actor
from duikou.journal import actions as journal

State = Contest.State


@transaction.atomic
def mark(*, juror: Juror, entry: ContestEntry, marks: Mapping[int, int], remark: str, by: Actor) -> None:
    """Keep a juror's marks for a work, by criterion, new or instead of the former ones. Raises rules.Refused; and
    ContestEntry.DoesNotExist for a work that is not theirs to judge."""
    row = lock_juror(juror)
    entry = read.for_juror(row).get(pk=entry.pk)
    if no := rules.may_mark(row, now=clock.now()):
        raise rules.Refused(no)
    most = dict(row.contest.criteria.values_list("pk", "most"))
    if not most:
        raise rules.Refused(rules.Refusal.NO_CRITERIA)
    if no := rules.right_marks(marks, most):
        raise rules.Refused(no)
    values = {"remark": remark, "at": clock.now()}
    sheet, _new = WorkSheet.objects.update_or_create(juror=row, entry=entry, defaults=values)
    for criterion, value in sorted(marks.items()):
        WorkMark.objects.update_or_create(sheet=sheet, criterion_id=criterion, defaults={"value": value})
    journal.record(what="contest.marked", which=ref(row.contest), by=by)


@transaction.atomic
def hand_in(*, juror: Juror, by: Actor) -> None:
    """Hand a juror's marks in: they stay as they are then. Done again it changes nothing. Raises rules.Refused while a
    work of theirs is not marked."""
    row = lock_juror(juror)
    if row.handed_in_at is not None:
        return
    if no := rules.may_mark(row, now=clock.now()):
        raise rules.Refused(no)
    if read.lacking(row):
        raise rules.Refused(rules.Refusal.MARKS_LACK)
    row.handed_in_at = clock.now()
    row.save(update_fields=["handed_in_at"])
    journal.record(what="contest.handed_in", which=ref(row.contest), by=by)
    juror.refresh_from_db()


def lock_juror(juror: Juror) -> Juror:
    """The row as it is now, with its contest held until the end of the transaction."""
    contest = lock(juror.contest)
    row = Juror.objects.get(pk=juror.pk)
    row.contest = contest
    return row
