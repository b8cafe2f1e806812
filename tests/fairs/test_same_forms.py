"""The page with the times under a crowd: made once a second, with a form of one's own for each."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from duikou.booking.models import Booking, Slot
from duikou.fairs.models import Fair, Post
from tests.fairs.factories import make_fair, make_post, make_stand

pytestmark = pytest.mark.django_db


@pytest.fixture
def post() -> Post:
    fair = make_fair()
    return make_post(fair, stand=make_stand(fair, times=3, online=False), index=False)


def path(post: Post) -> str:
    return f"/fairs/{post.fair.slug}/posts/{post.public_id}/book"


def shown(client: Client, post: Post, **headers: str) -> tuple[dict[str, str], Any]:
    answer = client.get(path(post), headers=headers)
    return dict(re.findall(r'name="(csrfmiddlewaretoken|key)" value="([^"]*)"', answer.content.decode())), answer


def test_second_visitor_gets_the_page_without_a_query_and_a_form_of_their_own(post: Post) -> None:
    first, one = shown(Client(), post)
    with CaptureQueriesContext(connection) as queries:
        second, two = shown(Client(), post)
    assert len(queries) == 0
    assert first["key"] != second["key"]
    assert first["csrfmiddlewaretoken"] != second["csrfmiddlewaretoken"]
    assert one.cookies["duikou_csrf"].value != two.cookies["duikou_csrf"].value
    assert one.headers["Cache-Control"] == two.headers["Cache-Control"] == "private, no-store"


def test_both_forms_book(post: Post) -> None:
    for number in range(2):
        client = Client(enforce_csrf_checks=True)
        fields, _answer = shown(client, post)
        slot = Slot.objects.order_by("starts_at")[number]
        said = {**fields, "slot": str(slot.public_id), "how": "on_site", "name": "李梅", "language": "en"}
        answer = client.post(path(post), {**said, "contact": f"1380000000{number}", "do": "book"})
        assert answer.status_code == 302
    assert Booking.objects.count() == 2


def test_token_of_another_visitor_is_refused(post: Post) -> None:
    fields, _answer = shown(Client(), post)
    other = Client(enforce_csrf_checks=True)
    shown(other, post)
    other.cookies["duikou_csrf"] = "x" * 32
    assert other.post(path(post), {**fields, "do": "book"}).status_code == 403


def test_languages_have_pages_of_their_own(post: Post) -> None:
    _fields, english = shown(Client(), post, **{"Accept-Language": "en"})
    _fields, chinese = shown(Client(), post, **{"Accept-Language": "zh-CN"})
    assert "Choose a time" in english.content.decode()
    assert "Choose a time" not in chinese.content.decode()


def test_whoever_has_booked_before_gets_their_own_page(client: Client, post: Post) -> None:
    shown(Client(), post)
    fields, _answer = shown(client, post)
    slot = Slot.objects.order_by("starts_at")[0]
    said = {**fields, "slot": str(slot.public_id), "how": "on_site", "name": "李梅", "language": "en"}
    client.post(path(post), {**said, "contact": "13800000009", "do": "book"}, follow=True)
    _fields, mine = shown(client, post, **{"Accept-Language": "en"})
    assert "This browser has booked 1" in mine.content.decode()


def test_page_that_is_not_there_is_not_kept(post: Post) -> None:
    Fair.objects.update(state=Fair.State.DRAFT)
    assert shown(Client(), post)[1].status_code == 404
    Fair.objects.update(state=Fair.State.PUBLISHED)
    assert shown(Client(), post)[1].status_code == 200
