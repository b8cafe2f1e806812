"""Who is in a jury: named, taken out, given their marks back."""

from __future__ import annotations

from django.db import transaction

from duikou.activities import contest_rules as rules
from duikou.activities.actions.contests import lock, ref
from duikou.activities.actions.jury import lock_juror
from duikou.activities.models import Contest, Juror, WorkSheet
from duikou.base import clock
from duikou.base.actor import Actor
from duikou.directory.models import Account
from duikou.journal import actions as journal

State = Contest.State


@transaction.atomic
def add_juror(*, contest: Contest, account: Account, keeps: bool, by: Actor) -> Juror:
    """Let an account judge the works of the contest. Raises rules.Refused for one that `keeps` the contest, as it sees
    who entered, and for one that is a juror already."""
    present = lock(contest)
    if present.state not in (State.DRAFT, State.PUBLISHED):
        raise rules.Refused(rules.Refusal.WRONG_STATE)
    if keeps:
        raise rules.Refused(rules.Refusal.KEEPS_CONTEST)
    if present.jurors.filter(account=account).exists():
        raise rules.Refused(rules.Refusal.JUROR_ALREADY)
    juror = Juror.objects.create(contest=present, account=account, added_at=clock.now())
    journal.record(what="contest.juror_added", which=ref(present), by=by)
    return juror


@transaction.atomic
def remove_juror(*, juror: Juror, by: Actor) -> None:
    """Take a juror out of the jury, with all their marks. Raises rules.Refused once results are out."""
    present = lock(juror.contest)
    if present.state == State.RESULTS:
        raise rules.Refused(rules.Refusal.WRONG_STATE)
    if Juror.objects.filter(pk=juror.pk).delete()[0]:
        journal.record(what="contest.juror_removed", which=ref(present), by=by)


@transaction.atomic
def give_back(*, juror: Juror, by: Actor) -> None:
    """Give a juror their marks back, to be put right and handed in again. Published results stay until a new edition
    replaces them. Raises rules.Refused when nothing was handed in."""
    row = lock_juror(juror)
    if row.handed_in_at is None:
        raise rules.Refused(rules.Refusal.NOT_HANDED_IN)
    row.handed_in_at = None
    row.save(update_fields=["handed_in_at"])
    journal.record(what="contest.given_back", which=ref(row.contest), by=by)


@transaction.atomic
def begin_anew(*, contest: Contest, by: Actor) -> int:
    """Throw away all marks, so that the criteria can be changed; gives the number of sheets thrown away. Raises
    rules.Refused once results are out, or when there are none."""
    present = lock(contest)
    if present.state != State.PUBLISHED:
        raise rules.Refused(rules.Refusal.WRONG_STATE)
    sheets = WorkSheet.objects.filter(juror__contest=present)
    number = sheets.count()
    if not number:
        raise rules.Refused(rules.Refusal.NO_MARKS)
    sheets.delete()
    present.jurors.update(handed_in_at=None)
    journal.record(what="contest.begun_anew", which=ref(present), by=by, sheets=number)
    return number
