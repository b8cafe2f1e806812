"""The public half of the API: fairs, zones, posts, offers and times, as another portal reads them."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from duikou.base import clock
from duikou.booking.models import Offer, Slot, WaitingEntry
from duikou.fairs.models import Fair, Post
from tests.fairs.factories import make_fair, make_person, make_post, make_stand

pytestmark = pytest.mark.django_db
ROOT = "/api/v1"


def read(where: str, **headers: str) -> Any:
    answer = Client().get(f"{ROOT}{where}", headers={"accept-language": "en", **headers})
    assert answer.status_code == 200, answer.content
    return answer.json()


def pages(where: str) -> list[Any]:
    """Everything in a list, read on page by page."""
    items: list[Any] = []
    cursor = ""
    while True:
        page = read(f"{where}{'&' if '?' in where else '?'}limit=2{cursor}")
        items += page["items"]
        if page["next"] is None:
            return items
        assert len(page["items"]) == 2
        cursor = f"&cursor={page['next']}"


def test_fairs_are_read_on_from_the_latest_and_drafts_are_not_shown():
    now = clock.now()
    same = now + timedelta(days=3)
    shown = [make_fair(starts_at=same if at < 3 else now + timedelta(days=at)) for at in range(5)]
    make_fair(state=Fair.State.DRAFT)
    listed = [one["slug"] for one in pages("/fairs")]
    assert sorted(listed) == sorted(fair.slug for fair in shown)
    assert listed[0] == shown[4].slug
    assert read(f"/fairs/{shown[0].slug}")["offer"] == str(shown[0].offer.public_id)


def test_fair_added_while_reading_on_repeats_none_and_hides_none():
    fairs = [make_fair(starts_at=clock.now() + timedelta(days=at + 2)) for at in range(4)]
    first = read("/fairs?limit=2")
    make_fair(starts_at=clock.now() + timedelta(days=30))
    second = read(f"/fairs?limit=2&cursor={first['next']}")
    read_on = [one["slug"] for one in first["items"] + second["items"]]
    assert read_on == [fair.slug for fair in reversed(fairs)]


def test_posts_are_found_by_words_and_filters_in_the_order_asked_for():
    fair = make_fair()
    stand = make_stand(fair)
    pay = (3000, 9000, 6000, 12000, 5000)
    for at, amount in enumerate(pay):
        make_post(fair, stand=stand, title=f"车工 {at}", pay_min=amount, pay_max=amount, pay_monthly=amount)
    make_post(fair, stand=stand, title="护士")
    make_post(fair, stand=stand, title="草稿", state=Post.State.DRAFT)
    found = pages(f"/fairs/{fair.slug}/posts?q=车工&sort=pay")
    assert [one["title"] for one in found] == ["车工 3", "车工 1", "车工 2", "车工 4", "车工 0"]
    assert found[0]["pay"]["min"] == "12000.00"
    assert Decimal(found[0]["pay"]["min"]) == 12000
    assert len(pages(f"/fairs/{fair.slug}/posts")) == 6
    assert [one["title"] for one in pages(f"/fairs/{fair.slug}/posts?q=车工&pay=8000&sort=newest")] == [
        "车工 3",
        "车工 1",
    ]
    assert pages(f"/fairs/{fair.slug}/posts?open=true&q=没有这个") == []


def test_reading_on_goes_on_after_the_last_post_though_others_went_meanwhile():
    fair = make_fair()
    posts = [make_post(fair, stand=fair.stands.first() or make_stand(fair), title=f"车工 {at}") for at in range(5)]
    first = read(f"/fairs/{fair.slug}/posts?limit=2&sort=newest")
    from duikou.fairs.search import index_posts

    Post.objects.filter(pk=posts[4].pk).update(state=Post.State.WITHDRAWN)
    index_posts([posts[4].pk])
    second = read(f"/fairs/{fair.slug}/posts?limit=9&sort=newest&cursor={first['next']}")
    assert [one["title"] for one in second["items"]] == ["车工 2", "车工 1", "车工 0"]


def test_post_says_everything_and_where_its_times_are():
    fair = make_fair()
    post = make_post(fair, stand=make_stand(fair, times=3), duties="看护病人")
    make_stand(fair, times=2)
    said = read(f"/fairs/{fair.slug}/posts/{post.public_id}")
    assert (said["duties"], said["closed"], said["places"]["left"]) == ("看护病人", None, 3)
    times = Client().get(said["slots"]).json()["items"]
    assert [one["left"] for one in times] == [1, 1, 1]
    assert len(pages(f"/offers/{fair.offer.public_id}/slots")) == 5


def test_posts_of_a_zone_that_is_not_open_are_not_shown():
    fair = make_fair(zone_open=False)
    post = make_post(fair)
    assert read(f"/fairs/{fair.slug}/posts") == {"items": [], "next": None}
    assert read(f"/fairs/{fair.slug}/zone")["open"] is False
    assert Client().get(f"{ROOT}/fairs/{fair.slug}/posts/{post.public_id}").status_code == 404


def test_zone_counts_what_each_filter_would_leave():
    fair = make_fair()
    make_post(fair, title="车工")
    zone = read(f"/fairs/{fair.slug}/zone?education=bachelor")
    assert (zone["posts"], zone["found"], zone["open"]) == (1, 1, True)
    assert {one["value"]: one["posts"] for one in zone["filters"]["way"]} == {"on_site": 1, "online": 1}


def test_times_show_what_is_left_and_who_waits():
    fair = make_fair()
    stand = make_stand(fair, times=3, capacity=2)
    first, second, third = Slot.objects.filter(resource=stand.resource).order_by("starts_at")
    Slot.objects.filter(pk=first.pk).update(taken=2)
    Slot.objects.filter(pk=third.pk).update(withdrawn=True)
    for slot in (first, None):
        WaitingEntry.objects.create(
            offer=fair.offer, resource=first.resource, slot=slot, person=make_person(), created_at=clock.now()
        )
    where = f"/offers/{fair.offer.public_id}/slots"
    assert [(one["left"], one["waiting"]) for one in pages(where)] == [(0, 2), (2, 1)]
    assert [one["id"] for one in pages(f"{where}?free=true")] == [str(second.public_id)]
    since = (first.starts_at + timedelta(minutes=1)).isoformat().replace("+", "%2B")
    assert [one["id"] for one in pages(f"{where}?since={since}")] == [str(second.public_id)]
    assert read(f"/slots/{first.public_id}")["left"] == 0
    assert Client().get(f"{ROOT}/slots/{third.public_id}").status_code == 404


def test_offer_that_is_a_draft_is_not_shown():
    fair = make_fair(offer_state=Offer.State.DRAFT)
    stand = make_stand(fair)
    slot = Slot.objects.get(resource=stand.resource, starts_at=fair.starts_at)
    for where in (f"/offers/{fair.offer.public_id}", f"/slots/{slot.public_id}"):
        assert Client().get(f"{ROOT}{where}").status_code == 404
    assert read("/offers")["items"] == []


@pytest.mark.parametrize(
    ("where", "field"),
    [
        ("/fairs?limit=0", "query.limit"),
        ("/fairs?limit=201", "query.limit"),
        ("/fairs?cursor=WzFd", "query.cursor"),
        ("/fairs?cursor=" + "A" * 500, "query.cursor"),
        ("/offers?cursor=WyJ4Il0", "query.cursor"),
        ("/fairs/{slug}/posts?major=nothing+like+it", "query.major"),
        ("/fairs/{slug}/posts?field=99", "query.field"),
        ("/fairs/{slug}/posts?sort=best", "query.sort"),
        ("/fairs/{slug}/posts?q=%00", "query.q"),
        ("/fairs/{slug}/posts?q=a%E2%80%AEb", "query.q"),
        ("/offers/{offer}/slots?since=2026-11-28T09:00:00", "query.since"),
        ("/offers/{offer}/slots?online=perhaps", "query.online"),
        ("/offers/{offer}/slots?about=7", "query.about"),
    ],
)
def test_bad_input_is_named_with_what_to_do(where: str, field: str):
    fair = make_fair()
    path = where.format(slug=fair.slug, offer=fair.offer.public_id)
    answer = Client().get(f"{ROOT}{path}", headers={"accept-language": "zh-hans"})
    assert answer.status_code == 422
    assert answer.json()["reason"] == "invalid"
    assert [one["field"] for one in answer.json()["errors"]] == [field]


def test_number_of_queries_does_not_grow_with_the_list():
    def queries(posts: int) -> int:
        fair = make_fair()
        for _nth in range(posts):
            make_post(fair)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            read(f"/fairs/{fair.slug}/posts")
            read(f"/offers/{fair.offer.public_id}/slots")
        return len(seen)

    queries(1)  # what is remembered for a moment is read
    assert queries(1) == queries(3)
