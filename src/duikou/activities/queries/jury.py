"""The jury: what a juror may see, and how far everybody is. Nothing here knows whose a work is but the conflicts."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Count, Q, QuerySet

from duikou.activities.models import Contest, ContestEntry, Juror, Recusal, WorkSheet
from duikou.activities.queries.contests import Progress, to_judge
from duikou.directory.models import Account, Grant

State = Contest.State


def juries_of(account: Account) -> QuerySet[Juror]:
    """Where an account is a juror, of contests that are held; the last to close first."""
    found = Juror.objects.filter(account=account, contest__state__in=(State.PUBLISHED, State.RESULTS))
    return found.select_related("contest", "contest__organiser").order_by("-contest__closes_at", "-pk")


def juror_of(account: Account, contest: UUID) -> Juror | None:
    """The account as a juror of this contest."""
    return juries_of(account).filter(contest__public_id=contest).first()


def for_juror(juror: Juror) -> QuerySet[ContestEntry]:
    """The works that a juror judges, without a word on whose they are: all but those they do not judge, and those of
    a body that they hold a role for."""
    bodies = Grant.objects.filter(account=juror.account_id, organisation__isnull=False).values("organisation")
    recused = Recusal.objects.filter(juror=juror).values("entry")
    works = to_judge(juror.contest).exclude(pk__in=recused).exclude(body__in=bodies)
    return works.only("pk", "public_id", "number", "title", "about", "text", "contest", "category", "state")


def sheets_of(juror: Juror) -> dict[int, WorkSheet]:
    """The sheets of a juror by entry, those of works that are judged no more left out."""
    found = WorkSheet.objects.filter(juror=juror, entry__in=for_juror(juror)).prefetch_related("marks")
    return {one.entry_id: one for one in found}


def lacking(juror: Juror) -> int:
    """How many works of theirs a juror has not marked."""
    return for_juror(juror).exclude(sheets__juror=juror).count()


def progress(contest: Contest) -> tuple[Progress, list[tuple[Juror, int, int]]]:
    """How far the jury is, and of each juror how many works are marked of how many. Two queries a juror."""
    jurors = list(contest.jurors.select_related("account"))
    each = []
    for one in jurors:
        mine = for_juror(one).aggregate(
            all=Count("pk", distinct=True), done=Count("sheets", filter=Q(sheets__juror=one), distinct=True)
        )
        each.append((one, mine["done"], mine["all"]))
    return (
        Progress(
            works=to_judge(contest).count(),
            sheets=sum(done for _one, done, _all in each),
            all_sheets=sum(of for _one, _done, of in each),
            handed_in=sum(one.handed_in_at is not None for one in jurors),
            jurors=len(jurors),
        ),
        each,
    )
