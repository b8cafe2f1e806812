"""What the ledger says: where money stands, where it came from, what became of it. All sums in minor units."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum

from duikou.aid.models import Entry, LedgerAccount, Posting, YearTask


@dataclass(frozen=True, slots=True)
class Stands:
    """What stands at one account: `balance` minor units, after `entries` entries."""

    account: LedgerAccount
    balance: int
    entries: int


def live() -> QuerySet[Posting]:
    """The postings that count: neither reversed nor a reversal."""
    return Posting.objects.filter(reverses=None, reversed_by=None)


def stands_of(year_tasks: Iterable[YearTask]) -> list[Stands]:
    """What stands at every account of these year tasks, from the last entry of each, in one query. Nothing of it holds
    the sum of others: added up, a year task gives zero with its source and what was set without it."""
    later = Entry.objects.filter(account=OuterRef("account"), number__gt=OuterRef("number"))
    last = Entry.objects.filter(~Exists(later), account__year_task__in=list(year_tasks))
    rows = last.select_related("account__project", "account__year_task").order_by("account_id")
    return [Stands(one.account, one.balance, one.number) for one in rows]


def left_of(posting: Posting) -> int:
    """How much of a posting has not gone on: its amount without what live postings have drawn on it; 0 for one that is
    reversed or a reversal."""
    if posting.reverses_id or Posting.objects.filter(reverses=posting).exists():
        return 0
    drawn = live().filter(draws_on=posting).aggregate(all=Sum("amount"))["all"]
    return posting.amount - (drawn or 0)


def where_from(posting: Posting) -> list[Posting]:
    """The postings by which this money came, from the one that set it down to `posting` itself."""
    way = [posting]
    while way[0].draws_on_id:
        way.insert(0, Posting.objects.select_related("source", "target").get(pk=way[0].draws_on_id))
    return way


def what_became(posting: Posting) -> Sequence[Posting]:
    """All live postings that go back to this one, nearest first: a query for each step."""
    found: list[Posting] = []
    level = [posting.pk]
    while level:
        new = list(live().filter(draws_on__in=level).select_related("source", "target").order_by("pk"))
        found += new
        level = [one.pk for one in new]
    return found


def find_faults() -> list[str]:
    """Breaches of what the ledger promises, worked out anew from all rows; an empty list is the only good answer. The
    database refuses each of them; this is for whoever does not believe it, or took its guards away."""
    totals = Posting.objects.annotate(total=Sum("entries__amount"), sides=Count("entries")).exclude(total=0, sides=2)
    faults = [f"posting {one} has not two entries that add up to zero" for one in totals.values_list("pk", flat=True)]
    balances: dict[int, tuple[int, int]] = {}
    for entry in Entry.objects.select_related("account").order_by("account_id", "number").iterator():
        number, balance = balances.get(entry.account_id, (0, 0))
        if (entry.number, entry.balance) != (number + 1, balance + entry.amount):
            faults.append(f"entry {entry.pk} does not follow")
        if entry.balance < 0 and entry.account.stage != LedgerAccount.Stage.SOURCE:
            faults.append(f"entry {entry.pk} is below zero")
        balances[entry.account_id] = (entry.number, entry.balance)
    drawn = live().filter(draws_on__isnull=False).values("draws_on").annotate(all=Sum("amount"))
    faults += [
        f"posting {one['draws_on']}: more is drawn on it than it brought"
        for one in drawn.filter(all__gt=F("draws_on__amount"))
    ]
    lost = live().filter(~Q(draws_on=None), draws_on__reversed_by__isnull=False)
    return faults + [f"posting {one.pk} draws on one that was reversed" for one in lost]
