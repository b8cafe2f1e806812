"""Contests as everybody sees them, and as those who keep them do."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Length
from django.db.models.lookups import GreaterThan

from duikou.activities import contest_rules as rules
from duikou.activities.models import Contest, ContestEntry, Juror, WorkPicture, WorkSheet
from duikou.directory.models import Account, Grant

State, Entered = Contest.State, ContestEntry.State
SHOWN = (State.PUBLISHED, State.RESULTS, State.CANCELLED)


def shown() -> QuerySet[Contest]:
    """The contests that everybody may know of, the latest first."""
    return Contest.objects.filter(state__in=SHOWN).select_related("organiser", "activity", "campaign", "place")


def open_first(contests: Iterable[Contest], *, now: datetime) -> list[tuple[Contest, rules.Phase]]:
    """These with where they stand: those that are open, to come, judged, with results, called off."""
    order = [rules.Phase.OPEN, rules.Phase.COMING, rules.Phase.JUDGED, rules.Phase.RESULTS, rules.Phase.CANCELLED]
    found = [(one, rules.phase(one, now=now)) for one in contests]
    return sorted(found, key=lambda pair: (order.index(pair[1]), -pair[0].closes_at.timestamp()))


def listed(contests: QuerySet[Contest]) -> QuerySet[Contest]:
    """These with their numbers of works, for those who keep them; the latest first."""
    count = Count("entries", filter=Q(entries__state=Entered.ENTERED))
    return contests.select_related("organiser").annotate(works=count).order_by("-opens_at", "-pk")


def with_content() -> Q:
    """The works that hold something to look at: a text or a picture."""
    return Q(GreaterThan(Length("text"), 0)) | Q(Exists(WorkPicture.objects.filter(entry=OuterRef("pk"))))


def to_judge(contest: Contest) -> QuerySet[ContestEntry]:
    """The works of the contest that are judged: entered, and not empty; by number."""
    return contest.entries.filter(with_content(), state=Entered.ENTERED).order_by("number")


def entry_of(public_id: UUID) -> ContestEntry | None:
    """The entry with this public id, as its maker sees it."""
    found = ContestEntry.objects.filter(public_id=public_id)
    return found.select_related("contest", "contest__organiser", "category", "person", "body").first()


def entries_of_person(person_id: int) -> list[ContestEntry]:
    """Everything a person has entered and not withdrawn, by number."""
    return list(ContestEntry.objects.filter(person=person_id).select_related("contest", "category"))


def exhibited(contest: Contest) -> QuerySet[ContestEntry]:
    """The works that everybody sees: chosen by the office, agreed to by their makers, by number."""
    if contest.exhibited_at is None or contest.state == State.CANCELLED:
        return ContestEntry.objects.none()
    works = contest.entries.filter(state=Entered.ENTERED, may_show=True, accepted=True)
    return works.select_related("category", "person", "body").prefetch_related("pictures__photo").order_by("number")


def name_of(entry: ContestEntry) -> str:
    """The name under which a work is shown; empty unless its maker wants that."""
    if not entry.name_shown:
        return ""
    return str(entry.body) if entry.body else entry.person.name if entry.person else ""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the jury is: works to judge, sheets written of those to write, jurors who have handed in of all."""

    works: int
    sheets: int
    all_sheets: int
    handed_in: int
    jurors: int

    @property
    def done(self) -> bool:
        """Whether everybody has handed in."""
        return self.jurors > 0 and self.handed_in == self.jurors


def accounts_to_ask(contest: Contest) -> QuerySet[Account]:
    """The accounts that are no jurors of the contest yet and act for no employer, by name to sign in with."""
    known = Juror.objects.filter(contest=contest, account__isnull=False).values("account")
    return (
        Account.objects.filter(is_active=True)
        .exclude(pk__in=known)
        .exclude(grants__role=Grant.Role.EMPLOYER)
        .order_by("username")
    )


def marks_exist(contest: Contest) -> bool:
    """Whether any juror has marked anything."""
    return WorkSheet.objects.filter(juror__contest=contest).exists()


def exhibitions(places: Collection[int], first: date, last: date) -> QuerySet[Contest]:
    """The exhibitions that everybody can visit at these places on one of these days."""
    held = shown().exclude(state=State.CANCELLED).filter(place__in=places, exhibited_at__isnull=False)
    return held.filter(shown_from__lte=last, shown_until__gte=first).order_by("shown_from", "pk")
