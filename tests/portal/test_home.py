"""The front page, the sitemap and what robots are told."""

from __future__ import annotations

from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.core.cache import caches
from django.test import Client

from duikou.base import clock
from duikou.fairs.models import Fair
from tests.fairs.factories import make_fair, make_post

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_kept_figures() -> None:
    caches["process"].clear()


def body(client: Client, **said: str) -> str:
    return client.get("/", said, headers={"accept-language": "en"}).content.decode()


def test_city_without_fairs_says_so(client: Client) -> None:
    assert "No fair is announced" in body(client)


def test_fairs_are_listed_drafts_are_not(client: Client) -> None:
    make_post(make_fair(title="开放的"))
    make_fair(title="将开的", zone_open=False)
    make_fair(title="草稿", state=Fair.State.DRAFT)
    make_fair(title="取消的", state=Fair.State.CANCELLED)
    past = clock.now() - timedelta(days=9)
    make_fair(title="往期", state=Fair.State.CLOSED, starts_at=past, zone_opens_at=past)
    text = body(client)
    assert all(title in text for title in ("开放的", "将开的", "取消的", "往期"))
    assert "草稿" not in text
    assert "1 post<" in text
    assert "Cancelled" in text


def test_words_lead_into_the_only_open_zone(client: Client) -> None:
    make_fair(slug="autumn")
    assert client.get("/", {"q": "护士 C++"}).headers["Location"] == "/fairs/autumn/?q=%E6%8A%A4%E5%A3%AB+C%2B%2B"


def test_words_are_asked_in_every_open_zone(client: Client) -> None:
    make_post(make_fair(slug="one", title="第一场"), title="护士")
    make_post(make_fair(slug="two", title="第二场"), title="教师")
    text = body(client, q="护士")
    assert "/fairs/one/?q=" in text
    assert "/fairs/two/?q=" not in text
    assert "No open fair has such a post" in body(client, q="量子")


def test_sitemap_names_the_public_pages(client: Client) -> None:
    post = make_post(make_fair(slug="one"))
    make_post(make_fair(slug="hidden", state=Fair.State.DRAFT))
    make_post(make_fair(slug="later", zone_open=False))
    response = client.get("/sitemap.xml")
    assert response.headers["Content-Type"] == "application/xml"
    root = ElementTree.fromstring(response.content)
    places = [place.text for place in root.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    assert places == [
        "http://testserver/",
        "http://testserver/fairs/one/",
        f"http://testserver/fairs/one/posts/{post.public_id}/",
    ]


def test_robots_are_kept_from_personal_pages(client: Client) -> None:
    text = client.get("/robots.txt").content.decode()
    assert "Disallow: /b/" in text
    assert "Disallow: /my" in text
    assert "Sitemap: http://testserver/sitemap.xml" in text
