"""Titles and names that are code in HTML, JSON, XML, calendars or spreadsheets stay texts wherever they are shown."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from duikou.base.actor import COMMAND
from duikou.booking.actions import Somebody
from duikou.booking.models import Booking
from duikou.booking.own_links import manage_path
from duikou.fairs.actions.interviews import book
from duikou.fairs.models import Fair, Stand
from tests.fairs import factories

pytestmark = pytest.mark.django_db
CODE = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\"' onfocus='x {{7*7}} {% now %} ]]>\u2028"
LINES = f"车工\r\nATTENDEE:mailto:x@evil.example\n{CODE}"


@pytest.fixture
def booking() -> Booking:
    fair = factories.make_fair(title=CODE, state=Fair.State.PUBLISHED)
    post = factories.make_post(
        fair,
        factories.make_employer(CODE[:150]),
        title=LINES,
        duties=CODE,
        conditions=CODE,
        workplace=CODE,
        pay_text=CODE,
        majors_text=CODE,
        experience=CODE,
        benefits=CODE,
        education_text=CODE,
        pay_min=None,
        pay_max=None,
    )
    who = Somebody("<b>王</b>芳 & 李", "13912345678", "en")
    slot = post.stand.resource.slots.first()  # type: ignore[union-attr]
    answer: Any = book(post=post, slot=slot.public_id, who=who, online=False, key="", by=COMMAND)
    return Booking.objects.select_related("interview__post", "interview__stand__employer", "offer__fair").get(
        pk=answer.booking.pk
    )


class Code(HTMLParser):
    """Collects what runs in a page without the house having written it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Scripts are this site's or only data; nothing has a handler, a foreign picture or a link that runs."""
        said = dict(attrs)
        foreign = tag in ("script", "style") and not (
            said.get("type") in ("application/ld+json", "application/json")
            or str(said.get("src", "")).startswith("/static/")
        )
        handlers = [name for name in said if name.startswith("on") or name == "style"]
        runs = any(re.match(r"\s*(javascript|vbscript|data:text)", str(said.get(name))) for name in ("href", "action"))
        if foreign or handlers or runs or (tag == "img" and said.get("src") == "x") or (tag == "b" and not attrs):
            self.found.append(str(self.get_starttag_text()))


def no_code(answer: Any) -> None:
    """Make sure that nothing in the page is code but what the house wrote."""
    page = str(answer.content.decode())
    assert answer.status_code == 200
    assert Code(page).found == []
    assert "49 {%" not in page


def test_guard_notices_code() -> None:
    for text in ("<script>x</script>", "<img src=x>", "<p onclick=x>", '<a href="javascript:x">', "<b>", "<p style=x>"):
        assert Code(text).found


def test_pages_show_code_as_text(client_with: Callable[..., Client], visitor: Client, booking: Booking) -> None:
    post, fair = booking.interview.post, booking.interview.fair
    slug = [fair.slug]
    where = [
        "/",
        reverse("fairs:zone", args=slug),
        reverse("fairs:zone", args=slug) + "?q=%3C%2Fscript%3E%3Cscript%3Ealert(1)&place=%3Cscript%3E&education=%22%3E",
        reverse("fairs:post", args=[*slug, post.public_id]),
        reverse("fairs:employer", args=[*slug, post.employer.public_id]),
        reverse("fairs:carry", args=slug),
        reverse("fairs:embedded", args=slug),
        reverse("fairs:book", args=[*slug, post.public_id]),
        *(manage_path(booking) + part for part in ("", "move", "cancel", "about-me")),
    ]
    for one in where:
        no_code(visitor.get(one))
    office, table = client_with("office"), client_with("employer", organisation=post.employer)
    for name in (
        "office-fair",
        "office-stands",
        "office-posts",
        "office-fair-edit",
        "door",
        "door-roll",
        "door-walk-in",
    ):
        no_code(office.get(reverse(f"fairs:{name}", args=slug)))
    no_code(office.get(reverse("fairs:door", args=slug), {"booking": str(booking.public_id)}))
    for name in ("stand", "table"):
        no_code(table.get(reverse(f"fairs:{name}", args=slug)))
    no_code(table.get(reverse("fairs:post-edit", args=[*slug, post.public_id])))


def test_linked_data_stays_inside_its_element(visitor: Client, booking: Booking) -> None:
    post = booking.interview.post
    page = visitor.get(reverse("fairs:post", args=[post.fair.slug, post.public_id])).content.decode()
    found = re.search(r'<script type="application/ld\+json"[^>]*>(.*?)</script>', page, re.S)
    assert found
    assert json.loads(found[1])["title"] == post.title


@pytest.mark.parametrize("kind", ["rss", "atom", "json"])
def test_feeds_can_be_read(visitor: Client, booking: Booking, kind: str) -> None:
    body = visitor.get(reverse("fairs:feed", args=[booking.interview.fair.slug, kind])).content.decode()
    titles = (
        [json.loads(body)["items"][0]["title"]] if kind == "json" else [one.text for one in ET.fromstring(body).iter()]
    )
    assert any("<script>alert(1)" in (title or "") for title in titles)


def test_calendar_has_one_event_and_nobody_invited(visitor: Client, booking: Booking) -> None:
    body = visitor.get(manage_path(booking) + "calendar").content
    event = Calendar.from_ical(body).walk("VEVENT")
    assert len(event) == 1
    assert "ATTENDEE" not in event[0]
    assert not re.search(rb"^ATTENDEE", body, re.M)


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "data:text/html,x", "vbscript:x", "ftp://x.example/", "//x", "https://a b"]
)
def test_meeting_link_opens_a_web_page_or_is_refused(
    client_with: Callable[..., Client], booking: Booking, link: str
) -> None:
    stand = booking.interview.stand
    form = {"tables": "1", "interview_minutes": "10", "break_minutes": "0", "on_site": "on", "online": "on"}
    where = reverse("fairs:office-stand", args=[stand.fair.slug, stand.pk])
    client_with("office").post(where, {**form, "meeting_link": link})
    kept = Stand.objects.get(pk=stand.pk).meeting_link
    assert not kept or kept.startswith(("https://", "http://"))
