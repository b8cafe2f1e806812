"""Feeds, the frame for other sites, the snippets."""

from __future__ import annotations

import json
from xml.etree import ElementTree

import pytest
from django.test import Client

from duikou.fairs.models import Fair
from tests.fairs.factories import make_fair, make_post

pytestmark = pytest.mark.django_db


@pytest.fixture
def fair() -> Fair:
    return make_fair(slug="autumn", title="秋季招聘会")


def test_rss_and_atom_carry_the_posts(client: Client, fair: Fair) -> None:
    post = make_post(fair, title="护士 <b>&")
    for kind, item in (("rss", "item"), ("atom", "{http://www.w3.org/2005/Atom}entry")):
        response = client.get(f"/fairs/autumn/feed.{kind}")
        assert response.headers["Content-Type"].startswith(f"application/{kind}+xml")
        root = ElementTree.fromstring(response.content)
        (entry,) = root.iter(item)
        assert "护士 <b>&" in [part.text for part in entry]
        assert str(post.public_id) in response.content.decode()


def test_json_feed_follows_version_1_1(client: Client, fair: Fair) -> None:
    make_post(fair, title="护士")
    response = client.get("/fairs/autumn/feed.json")
    assert response.headers["Content-Type"] == "application/feed+json"
    data = json.loads(response.content)
    assert data["version"] == "https://jsonfeed.org/version/1.1"
    (item,) = data["items"]
    assert {"id", "url", "title", "content_text", "date_published"} <= item.keys()


def test_feed_with_control_characters_in_a_title_is_still_well_formed(client: Client, fair: Fair) -> None:
    make_post(fair, title="护士\x0b\x01员")
    for kind in ("rss", "atom"):
        ElementTree.fromstring(client.get(f"/fairs/autumn/feed.{kind}").content)


def test_unchanged_feed_is_not_sent_again(client: Client, fair: Fair) -> None:
    make_post(fair)
    first = client.get("/fairs/autumn/feed.atom")
    mark, when = first.headers["ETag"], first.headers["Last-Modified"]
    assert client.get("/fairs/autumn/feed.atom", headers={"if-none-match": mark}).status_code == 304
    assert client.get("/fairs/autumn/feed.atom", headers={"if-modified-since": when}).status_code == 304
    make_post(fair)
    assert client.get("/fairs/autumn/feed.atom", headers={"if-none-match": mark}).status_code == 200


def test_zone_names_its_feeds(client: Client, fair: Fair) -> None:
    body = client.get("/fairs/autumn/").content.decode()
    for kind in ("rss", "atom", "json"):
        assert f'href="/fairs/autumn/feed.{kind}"' in body


def test_only_the_list_for_frames_may_be_framed(client: Client, fair: Fair) -> None:
    make_post(fair, title="护士")
    framed = client.get("/embed/fairs/autumn/")
    assert "X-Frame-Options" not in framed.headers
    assert "frame-ancestors *" in framed.headers["Content-Security-Policy"]
    assert "'none' *" not in framed.headers["Content-Security-Policy"]
    own = client.get("/fairs/autumn/")
    assert own.headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in own.headers["Content-Security-Policy"]


def test_links_leave_the_frame_and_no_cookie_is_set(client: Client, fair: Fair) -> None:
    post = make_post(fair, title="护士")
    response = client.get("/embed/fairs/autumn/")
    body = response.content.decode()
    assert f'href="/fairs/autumn/posts/{post.public_id}/" target="_top"' in body
    assert "<script" not in body
    assert not response.cookies


@pytest.mark.parametrize(("limit", "shown"), [("2", 2), ("", 3), ("0", 3), ("-1", 3), ("x", 3), ("9" * 5000, 3)])
def test_frame_shows_as_many_posts_as_asked(client: Client, fair: Fair, limit: str, shown: int) -> None:
    for _number in range(3):
        make_post(fair)
    body = client.get("/embed/fairs/autumn/", {"limit": limit}).content.decode()
    assert body.count("<h3>") == shown


def test_snippets_are_shown_to_be_copied_not_run(client: Client, fair: Fair) -> None:
    make_post(fair, title="<script>alert(1)</script>")
    body = client.get("/fairs/autumn/carry").content.decode()
    assert "&lt;iframe src=" in body
    assert "<script>alert" not in body
    assert "&amp;lt;script&amp;gt;" in body
