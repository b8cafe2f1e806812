"""Many rows in one statement: every value arrives as it was, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from duikou.base.columns import Each, insert
from duikou.base.statements import among, together
from duikou.journal.models import Entry, Message

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 25, 4, 30, tzinfo=UTC)
TEXTS = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\0"), max_size=40)


def entries(texts: list[str]) -> list[int]:
    which, details = Each(texts), Each({"said": text} for text in texts)
    return list(insert(Entry, len(texts), at=AT, who="x", door="web", what="x.y", which=which, details=details))


def messages(keys: list[str], *, skip_known: bool = False) -> int:
    rest = {"template": "t", "recipient": "person:1", "about": "x", "created_at": AT, "due_at": AT, "expires_at": None}
    return len(insert(Message, len(keys), skip_known=skip_known, dedupe_key=Each(keys), **rest))  # type: ignore[arg-type]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(TEXTS, min_size=1, max_size=8))
def test_texts_and_json_arrive_as_they_were(texts: list[str]) -> None:
    ids = entries(texts)
    rows = Entry.objects.filter(pk__in=ids).order_by("pk").values_list("pk", "which", "details", "at")
    assert list(rows) == [(pk, text, {"said": text}, AT) for pk, text in zip(ids, texts, strict=True)]


def test_nothing_is_inserted_for_no_rows() -> None:
    with CaptureQueriesContext(connection) as queries:
        assert entries([]) == []
    assert len(queries) == 0


def test_rows_that_are_all_the_same_are_that_many() -> None:
    assert len(entries(["same"] * 5)) == Entry.objects.count() == 5


def test_more_rows_than_a_statement_of_sqlite_takes_are_inserted() -> None:
    assert len(entries([str(number) for number in range(20_000)])) == 20_000


def test_known_rows_are_skipped_or_refused() -> None:
    assert messages(["a", "b"]) == 2
    assert messages(["b", "c"], skip_known=True) == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        messages(["c", "d"])
    assert sorted(Message.objects.values_list("dedupe_key", flat=True)) == ["a", "b", "c"]


def test_wrong_number_of_values_is_a_mistake() -> None:
    with pytest.raises(AssertionError, match="which"):
        insert(Entry, 3, at=AT, who="x", door="web", what="x.y", which=Each(["a"]), details={})


def test_inserts_together_keep_their_order_and_fail_together() -> None:
    with CaptureQueriesContext(connection) as queries, together():
        entries(["a"])
        messages(["m1", "m2"])
        entries(["b"])
    assert len(queries) == (1 if connection.vendor == "postgresql" else 3)
    assert list(Entry.objects.order_by("pk").values_list("which", flat=True)) == ["a", "b"]
    with pytest.raises(IntegrityError):
        _one_of_them_known()
    assert (Entry.objects.count(), Message.objects.count()) == (2, 2)


def test_mistake_inside_together_sends_nothing() -> None:
    with pytest.raises(ZeroDivisionError):
        _mistaken()
    assert not Entry.objects.exists()


def test_among_finds_numbers_texts_and_bytes() -> None:
    ids = entries(["a'", 'b"', "c\\"])
    found = among("SELECT which FROM journal_entry WHERE id IN {} AND who = %s ORDER BY id", ids, "x")
    assert [row[0] for row in found] == ["a'", 'b"', "c\\"]
    assert len(among("SELECT id FROM journal_entry WHERE which IN {}", ["a'", 'b"', "c\\", "d"])) == 3
    assert among("SELECT id FROM directory_person WHERE person_hash IN {}", [b"\x00\\x"]) == []
    assert among("SELECT id FROM journal_entry WHERE id IN {}", []) == []


@transaction.atomic
def _one_of_them_known() -> None:
    with together():
        entries(["c"])
        messages(["m3", "m2"])


@transaction.atomic
def _mistaken() -> None:
    with together():
        entries(["a"])
        raise ZeroDivisionError
