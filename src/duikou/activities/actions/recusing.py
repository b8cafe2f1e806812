"""Works that a juror does not judge."""

from __future__ import annotations

from django.db import transaction

from duikou.activities import contest_rules as rules
from duikou.activities.actions.contests import ref
from duikou.activities.actions.jury import lock_juror
from duikou.activities.models import ContestEntry, Juror, Recusal, WorkSheet
from duikou.activities.queries import contests as queries
from duikou.base import clock
from duikou.base.actor import Actor
from duikou.journal import actions as journal


@transaction.atomic
def recuse(*, juror: Juror, entry: ContestEntry, by: Actor, by_office: bool = False) -> None:
    """Let a juror not judge a work; what they marked of it goes. Done again it changes nothing. Raises rules.Refused
    once their marks are handed in, and ContestEntry.DoesNotExist for a work of another contest."""
    row = lock_juror(juror)
    entry = queries.to_judge(row.contest).get(pk=entry.pk)
    if row.handed_in_at is not None:
        raise rules.Refused(rules.Refusal.HANDED_IN)
    _recusal, new = Recusal.objects.get_or_create(
        juror=row, entry=entry, defaults={"by_office": by_office, "at": clock.now()}
    )
    if new:
        WorkSheet.objects.filter(juror=row, entry=entry).delete()
        journal.record(what="contest.recused", which=ref(row.contest), by=by)
