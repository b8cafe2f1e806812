"""The ledger: one yuan from the task to its use, what is refused, and that nobody gets round it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from duikou.aid.ledger_guards import guards
from duikou.aid.models import Entry, LedgerAccount, Partnership, Posting, Project, YearTask
from duikou.aid.queries import find_faults, left_of, stands_of, what_became, where_from
from duikou.aid.rules import Refusal, Refused
from duikou.base import clock
from duikou.base.money import Money, NotASum
from tests.aid.factories import DAY, ONE, make_project, make_task, post, reverse

pytestmark = pytest.mark.django_db


@pytest.fixture
def task() -> YearTask:
    return make_task()


@pytest.fixture
def project(task: YearTask) -> Project:
    return make_project(task)


@pytest.fixture
def way(task: YearTask, project: Project) -> list[Posting]:
    """Eight million yuan of 2019: set, committed, sent in two parts, of which one is confirmed and used."""
    at = {"project": project}
    done = [post(task, "source", "task", "8000000")]
    done.append(post(task, "task", "committed", "8000000", draws_on=done[-1], **at))
    done.append(post(task, "committed", "sent", "5000000.30", draws_on=done[-1], **at))
    done.append(post(task, "committed", "sent", "2999999.70", draws_on=done[1], **at))
    done.append(post(task, "sent", "received", "5000000.30", draws_on=done[2], **at))
    done.append(post(task, "received", "used", "4000000", draws_on=done[4], **at))
    return done


@pytest.fixture
def guarded() -> None:
    """With the guards that tests/conftest.py took away, so that transactional tests can empty the tables."""
    with connection.cursor() as cursor:
        for name, _table, statement in guards(connection.vendor):
            if name.endswith(("_no_delete", "_no_truncate")):
                cursor.execute(statement)


def standing(task: YearTask) -> dict[str, Decimal]:
    return {one.account.stage: Money.of_minor(one.balance, one.account.currency).amount for one in stands_of([task])}


def why(act: object, *values: object, **more: object) -> Refusal:
    with pytest.raises(Refused) as refused, transaction.atomic():
        act(*values, **more)  # type: ignore[operator]
    return refused.value.why


def test_one_yuan_is_followed_from_its_task_to_its_use_and_back(task: YearTask, way: list[Posting]) -> None:
    assert standing(task) == {
        "source": Decimal("-8000000"),
        "task": 0,
        "committed": 0,
        "sent": Decimal("2999999.70"),
        "received": Decimal("1000000.30"),
        "used": Decimal("4000000"),
    }
    assert [one.pk for one in where_from(way[5])] == [way[at].pk for at in (0, 1, 2, 4, 5)]
    assert [one.pk for one in what_became(way[0])] == [way[at].pk for at in (1, 2, 3, 4, 5)]
    assert left_of(way[4]) == 100000030
    assert find_faults() == []


def test_tenths_add_up(task: YearTask) -> None:
    for part in ("0.1", "0.2"):
        post(task, "source", "task", part)
    assert standing(task)["task"] == Decimal("0.3")
    for wrong in ("0.001", "NaN", "Infinity", "1e30"):
        with pytest.raises(NotASum):
            _ = Money(Decimal(wrong), "CNY").minor
    assert Money(Decimal("1500"), "JPY").minor == 1500


def test_what_is_refused_says_why_and_writes_nothing(task: YearTask, project: Project, way: list[Posting]) -> None:
    at, other = {"project": project}, make_task()
    other_project = make_project(task, "示例：另一个")
    tomorrow = timezone.localdate(clock.now()) + timedelta(days=1)
    before = Posting.objects.count()
    refused = {
        Refusal.ABOVE_WHAT_IS_LEFT: ("received", "used", "1000000.31", {"draws_on": way[4], **at}),
        Refusal.NOT_ABOVE_ZERO: ("source", "task", "0", {}),
        Refusal.NOT_A_SUM: ("source", "task", "0.001", {}),
        Refusal.OTHER_CURRENCY: ("source", "task", "1", {"currency": "USD"}),
        Refusal.IN_THE_FUTURE: ("source", "task", "1", {"value_date": tomorrow}),
        Refusal.NO_SUCH_STEP: ("committed", "used", "1", {"draws_on": way[1], **at}),
        Refusal.DRAWS_ON_NOTHING: ("sent", "received", "1", at),
        Refusal.DRAWS_ELSEWHERE: ("sent", "received", "1", {"draws_on": way[1], **at}),
        Refusal.PROJECT_MISSING: ("sent", "received", "1", {"draws_on": way[3]}),
    }
    for reason, (since, to, amount, more) in refused.items():
        assert why(post, task, since, to, amount, **more) == reason
    assert why(post, task, "source", "task", "-1") == Refusal.NOT_ABOVE_ZERO
    assert why(post, task, "sent", "received", "1", draws_on=way[3], project=other_project) == Refusal.DRAWS_ELSEWHERE
    assert why(post, other, "task", "committed", "1", draws_on=way[0], **at) == Refusal.DRAWS_ELSEWHERE
    assert why(reverse, way[0], approved_by=ONE) == Refusal.BY_ONE_PERSON
    assert Posting.objects.count() == before
    assert find_faults() == []


def test_a_mistake_is_put_right_by_its_reversal_alone(task: YearTask, project: Project, way: list[Posting]) -> None:
    assert why(reverse, way[4]) == Refusal.BUILT_UPON
    back = reverse(way[5], key="again")
    assert reverse(way[5], key="again") == back, "the same form sent twice"
    assert why(reverse, way[5]) == Refusal.REVERSED_ALREADY
    assert why(reverse, back) == Refusal.REVERSAL_OF_REVERSAL
    assert (left_of(way[4]), left_of(way[5]), left_of(back)) == (500000030, 0, 0)
    assert why(post, task, "used", "received", "1", draws_on=back, project=project) == Refusal.NO_SUCH_STEP
    reverse(way[4])
    assert why(post, task, "received", "used", "1", draws_on=way[4], project=project) == Refusal.DRAWS_ON_REVERSED
    assert standing(task)["sent"] == 8000000
    assert find_faults() == []


def test_money_that_comes_back_can_be_sent_again(task: YearTask, project: Project, way: list[Posting]) -> None:
    returned = post(task, "received", "committed", "1000000.30", draws_on=way[4], project=project)
    post(task, "committed", "task", "1000000.30", draws_on=returned, project=project)
    assert standing(task)["task"] == Decimal("1000000.30")
    assert find_faults() == []


def test_once_a_partnership_has_ended_its_money_comes_home_and_nothing_more_is_committed(
    task: YearTask, project: Project, way: list[Posting]
) -> None:
    Partnership.objects.update(ended_on=date(2019, 6, 30))
    task = YearTask.objects.get()
    assert why(post, task, "source", "task", "1") == Refusal.PARTNERSHIP_ENDED
    back = post(task, "sent", "committed", "2999999.70", draws_on=way[3], project=project)
    home = post(task, "committed", "task", "2999999.70", draws_on=back, project=project)
    assert why(post, task, "task", "committed", "1", draws_on=home, project=project) == Refusal.PARTNERSHIP_ENDED
    post(task, "task", "source", "2999999.70", draws_on=home)
    assert standing(task)["source"] == Decimal("-5000000.30")


def test_the_same_step_sent_twice_is_one_and_another_with_its_key_is_refused(task: YearTask) -> None:
    one, again = (post(task, "source", "task", "5", key="one") for _ in range(2))
    assert one == again
    assert why(post, task, "source", "task", "6", key="one") == Refusal.KEY_REUSED
    assert standing(task)["task"] == 5


FORGED = {
    "only_grows": [
        "UPDATE aid_posting SET amount = amount + 1",
        "UPDATE aid_entry SET balance = 0",
        "UPDATE aid_ledgeraccount SET stage = 'used'",
        "DELETE FROM aid_entry",
        "DELETE FROM aid_posting",
        "DELETE FROM aid_ledgeraccount",
    ],
    "entry_without_posting": [
        "INSERT INTO aid_entry (posting_id, account_id, number, amount, balance)"
        " SELECT posting_id, account_id, number + 100, 5, balance + 5 FROM aid_entry"
    ],
}


@pytest.mark.usefixtures("guarded")
@pytest.mark.parametrize(("said", "statement"), [(said, one) for said, many in FORGED.items() for one in many])
def test_raw_statements_are_refused(way: list[Posting], said: str, statement: str) -> None:
    with pytest.raises(DatabaseError, match=f"ledger: {said}"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert find_faults() == []


def test_every_guard_is_there_after_all_migrations() -> None:
    with connection.cursor() as cursor:
        postgresql = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
        sqlite = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        cursor.execute(postgresql if connection.vendor == "postgresql" else sqlite)
        there = {name for (name,) in cursor.fetchall()}
    taken = ("_no_delete", "_no_truncate")  # by tests/conftest.py
    assert {name for name, _table, _made in guards(connection.vendor) if not name.endswith(taken)} <= there


def test_without_its_guards_a_forged_sum_is_found(way: list[Posting]) -> None:
    """The control: it is the guards that refuse, and whoever takes them away is found out."""
    name = "aid_entry_no_update"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {name}" + (" ON aid_entry" if connection.vendor == "postgresql" else ""))
        cursor.execute("UPDATE aid_entry SET amount = amount + 1 WHERE number = 1")
    assert len(find_faults()) > 1


def test_money_is_held_at_one_level(task: YearTask, project: Project) -> None:
    first = post(task, "source", "task", "10")
    post(task, "task", "committed", "4", draws_on=first, project=project)
    held = {str(one.account): one.balance for one in stands_of([task])}
    assert sum(held.values()) == 0, "what was set, without its source, is counted once"
    assert all((one.project_id is None) == (one.stage in ("source", "task")) for one in LedgerAccount.objects.all())
    assert Entry.objects.count() == 2 * Posting.objects.count()
    assert (first.money, first.value_date) == (Money(Decimal(10), "CNY"), DAY)
