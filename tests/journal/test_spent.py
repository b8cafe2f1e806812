"""One-time words are used up once, whoever comes at the same moment, and forgotten after a day."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection

from duikou.base import clock
from duikou.journal.once import forget_answers, spend


@pytest.mark.django_db
def test_word_is_used_up_once():
    assert [spend("a"), spend("b"), spend("a")] == [True, True, False]


@pytest.mark.django_db
def test_word_is_forgotten_after_a_day(clock_at):
    assert spend("a")
    clock_at(clock.now() + timedelta(days=1, minutes=1))
    assert forget_answers() == 1


@pytest.mark.django_db(transaction=True)
def test_word_is_used_up_once_by_many_at_the_same_moment():
    together, given = threading.Barrier(6), []

    def use() -> None:
        together.wait()
        given.append(spend("a"))
        connection.close()

    threads = [threading.Thread(target=use) for _ in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(given) == [False] * 5 + [True]
