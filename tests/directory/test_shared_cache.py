"""What processes count together is counted."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.core.cache import caches
from django.core.cache.backends.db import DatabaseCache
from django.db import connection

TOGETHER, EACH = 6, 15


def counted_together(cache: Any) -> int:
    """What is counted when several threads, each with a connection of its own, count at once."""
    cache.set("n", 0, 60)

    def count() -> None:
        for _ in range(EACH):
            cache.incr("n")
        connection.close()

    threads = [threading.Thread(target=count) for _ in range(TOGETHER)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return int(cache.get("n"))


@pytest.mark.django_db(transaction=True)
def test_whoever_counts_at_the_same_moment_is_counted():
    assert counted_together(caches["default"]) == TOGETHER * EACH


@pytest.mark.django_db(transaction=True)
def test_control_without_the_lock_some_are_lost():
    plain = DatabaseCache("directory_counted", {})
    assert any(counted_together(plain) < TOGETHER * EACH for _try in range(5))


def test_counting_what_is_not_kept_says_so(db):
    with pytest.raises(ValueError, match="not found"):
        caches["default"].incr("nothing")


def test_many_counts_do_not_throw_others_out(db):
    cache = caches["default"]
    cache.set("first", 1, 60)
    for number in range(400):
        cache.set(f"other-{number}", 1, 60)
    assert cache.get("first") == 1
