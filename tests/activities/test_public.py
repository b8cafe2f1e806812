"""What is on: by day, by month, filtered, as a calendar, in the index and on the page of a place."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from duikou.activities.actions.activities import cancel_activity, publish_activity
from duikou.activities.actions.changes import change_activity
from duikou.base import clock
from duikou.base.actor import SYSTEM
from duikou.base.whats_on import entries
from duikou.index import queries as index
from tests.activities.factories import make_activity, make_channel, make_kind

pytestmark = pytest.mark.django_db
LIST = reverse("activities:list")


def text(answer: Any) -> str:
    return str(answer.content.decode())


def announced(title: str, **values: Any) -> Any:
    return publish_activity(activity=make_activity(title=title, **values), by=SYSTEM)


def test_list_shows_what_comes_and_what_is_chosen(visitor: Client) -> None:
    assert "Nothing is announced at present" in text(visitor.get(LIST))
    announced("讲座甲", places=3)
    announced("音乐会乙", kind=make_kind("concert", "音乐会"), channel=make_channel("schools", "学校"))
    make_activity(title="草稿丙")
    all_of_it = text(visitor.get(LIST))
    assert "讲座甲" in all_of_it
    assert "Sign up: 3 places left" in all_of_it
    assert "草稿丙" not in all_of_it
    chosen = text(visitor.get(LIST, {"kind": "concert"}))
    assert "音乐会乙" in chosen
    assert "讲座甲" not in chosen
    assert "讲座甲" in text(visitor.get(LIST, {"kind": "nonsense"}))
    assert "Nothing of this kind is announced" in text(visitor.get(LIST, {"kind": "concert", "channel": "communities"}))


def test_number_of_queries_does_not_grow_with_the_list(visitor: Client) -> None:
    announced("一", places=3)
    visitor.get(LIST)
    with CaptureQueriesContext(
        connection,
    ) as one:
        visitor.get(LIST)
    announced("二", places=3)
    announced("三")
    with CaptureQueriesContext(connection) as three:
        visitor.get(LIST)
    assert len(one) == len(three)


def test_month_shows_its_days_those_that_are_over_too(visitor: Client, clock_at) -> None:
    made = announced("讲座甲")
    month = f"{timezone.localtime(made.starts_at):%Y-%m}"
    clock_at(made.ends_at + timedelta(days=1))
    shown = text(visitor.get(LIST, {"m": month}))
    assert "讲座甲" in shown
    assert f'href="#d{timezone.localdate(made.starts_at)}"' in shown
    assert "讲座甲" not in text(visitor.get(LIST))
    assert visitor.get(LIST, {"m": "2026-13"}).status_code == 200


def test_calendar_replaces_what_it_has(visitor: Client) -> None:
    made = announced("讲座甲")
    feed = reverse("activities:feed")
    before = text(visitor.get(feed))
    later = {"starts_at": made.starts_at + timedelta(days=1), "ends_at": made.ends_at + timedelta(days=1)}
    change_activity(activity=made, values=later, by=SYSTEM)
    after = text(visitor.get(feed))
    assert f"UID:activity.{made.public_id}@duikou" in before
    assert ("SEQUENCE:1" in before, "SEQUENCE:2" in after) == (True, True)
    cancel_activity(activity=made, why="大风", by=SYSTEM)
    for name, key in (("kind-feed", "talk"), ("file", made.public_id)):
        assert "STATUS:CANCELLED" in text(visitor.get(reverse(f"activities:{name}", args=[key])))


def test_others_find_it_by_words_and_by_place(visitor: Client) -> None:
    made = announced("二胡音乐会")
    make_activity(title="二胡草稿")
    assert index.count(index.ask("activities", 0, "二胡")) == 1
    day = timezone.localdate(made.starts_at)
    found = entries([made.place_id], day, day)
    assert [(one.title, one.cancelled) for one in found] == [("二胡音乐会", False)]
    assert "二胡音乐会" in text(visitor.get("/"))
    assert clock.now() < made.starts_at
