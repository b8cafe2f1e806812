"""Nothing that could be somebody's stands in the journal and in messages, and what stands there cannot be changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from duikou.base import clock
from duikou.base.actor import SYSTEM
from duikou.base.ids import new_id
from duikou.journal import seals
from duikou.journal.actions import queue, record
from duikou.journal.proofs import nobody_in_it, personal_in, whole
from tests.journal.settling import own_writes_are_settled

assert own_writes_are_settled


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("13812345678", "a mobile number"),
        ("call +86 138-1234-5678 now", "a mobile number"),
        ("8613812345678", "a mobile number"),
        ("张三13812345678", "a mobile number"),
        ("0937-6226666", "a telephone number"),
        ("+49 30123456", "a telephone number"),
        ("who@example.org", "an e-mail address"),
        ("a.b+c@mail.example.com.cn", "an e-mail address"),
        ("11010519491231002X", "an identity number"),
        ("号码110105194912310021。", "an identity number"),
    ],
)
def test_what_could_be_somebodys_is_noticed(text: str, what: str) -> None:
    assert personal_in(text) == what


@pytest.mark.parametrize(
    "text",
    [
        "booking:019ab2c4-1381-2345-6789-138123456781",
        "2026-11-28T09:20:00+08:00",
        "1764292800",
        "1764292800123",
        "91620200MA72FAKE5X",
        "sha256:1381234567813812345678e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b",
        "https://portal.example/hooks/7",
        "GB 32100-2015",
        "post:138",
        "",
    ],
)
def test_reference_moment_or_number_is_none(text: str) -> None:
    assert personal_in(text) == ""


def test_references_are_none_however_they_come_out() -> None:
    for number in range(20_000):
        assert personal_in(f"booking:{new_id()}") == ""
        assert personal_in(f"x:{UUID(int=number * 13**30 % 2**128)}") == ""


@pytest.mark.django_db
@pytest.mark.parametrize("details", [{"to": "13812345678"}, {"more": ["x", {"deep": "who@example.org"}]}])
def test_planted_value_is_found_in_the_journal_and_in_messages_and_not_told(details: dict[str, Any]) -> None:
    record(what="x.done", which="x:1", by=SYSTEM, number=7)
    assert nobody_in_it().faults == []
    entry = record(what="x.done", which="x:1", by=SYSTEM, **details)
    queue(template="x", recipient="person:1", about="x:1", dedupe_key="x", **details)
    faults = nobody_in_it().faults
    assert faults[0].startswith(f"entry {entry.pk}: details looks like ")
    assert len(faults) == 2
    assert "1381" not in str(faults)
    assert "example" not in str(faults)


@pytest.mark.django_db
def test_number_of_a_row_is_no_telephone_number() -> None:
    record(what="x.done", which="x:1", by=SYSTEM, number=13812345678)
    assert nobody_in_it().faults == []


@pytest.mark.django_db
@pytest.mark.usefixtures("own_writes_are_settled")
def test_journal_that_nobody_seals_is_found(clock_at: Callable[[datetime], None]) -> None:
    record(what="x.done", which="x:1", by=SYSTEM)
    assert whole().faults == []
    clock_at(clock.now() + timedelta(days=1, minutes=1))
    assert "under no seal" in whole().faults[0]
    seals.seal_settled()
    assert whole().faults == []
