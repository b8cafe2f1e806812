"""An entry's own page, the public page of a draw and its file: what they say at each step, and what they never say."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from django.urls import reverse

from duikou.booking.draw import check, digest
from duikou.booking.models import Booking, DrawEntry, DrawFile, Wish
from duikou.booking.queries.draws import DrawCounts
from duikou.directory.models import Person
from duikou.fairs import links
from duikou.fairs.models import Interview
from duikou.fairs.queries.draws import numbers_shown
from duikou.journal.letters import renderers
from duikou.journal.models import Message
from tests.fairs.drawing import DICE, READING, a_fair_drawn, draw_of, drawn, entered, frozen, pass_deadline, send
from tests.fairs.factories import make_fair
from tests.fairs.seeker import CONTACT, NAME

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english(settings):
    settings.LANGUAGE_CODE = "en"


def text_of(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_entry_page_shows_the_receipt_then_the_hash_then_why(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    fair, posts = a_fair_drawn(times=1)
    entries = [entered(fair, posts) for _ in range(5)]
    path = links.entry_path(entries[0])
    page = text_of(client, path)
    assert "Change my wishes" in page
    assert "You can change your wishes until" in page
    draw = frozen(fair, monkeypatch)
    page = text_of(client, path)
    assert draw.list_sha256 in page
    assert READING in page
    assert "Change my wishes" not in page
    drawn_now = hold(fair, monkeypatch)
    lost, won = 0, 0
    for one in entries:
        page = text_of(client, links.entry_path(one))
        won += "To my ticket" in page
        lost += "Nothing came out this time" in page
        assert "of 5 for 1 place" in page
    assert (won, lost) == (3, 2)
    assert drawn_now.settled_at is not None


def hold(fair, monkeypatch):
    from duikou.booking import actions as engine
    from tests.fairs.drawing import ONE, TWO

    pass_deadline(monkeypatch, fair, hours=2)
    for by in (ONE, TWO):
        engine.read_seed(draw=draw_of(fair), text=DICE, by=by)
    return engine.hold_draw(draw=draw_of(fair), by=ONE)


def test_places_won_are_interviews_about_the_post_wished_for(monkeypatch: pytest.MonkeyPatch) -> None:
    fair, posts = a_fair_drawn(stands=2)
    entry = entered(fair, posts)
    drawn(fair, monkeypatch)
    assert Booking.objects.filter(person=entry.person, state="confirmed", channel="draw").count() == 2
    talks = set(Interview.objects.values_list("stand", "post"))
    assert talks == {(one.stand_id, one.pk) for one in posts}


def test_each_person_is_told_once_what_came_out(monkeypatch: pytest.MonkeyPatch) -> None:
    fair, posts = a_fair_drawn(stands=1, times=1)
    for _ in range(3):
        entered(fair, posts)
    Message.objects.all().delete()
    drawn(fair, monkeypatch)
    told = {one.template: one for one in Message.objects.all()}
    assert {name: Message.objects.filter(template=name).count() for name in told} == {"draw_won": 1, "draw_lost": 2}
    won, lost = (renderers.get(name)(told[name]) for name in ("draw_won", "draw_lost"))
    assert "You have a place" in won.subject
    assert str(posts[0].employer) in won.body
    assert "/d/" in won.body
    assert "booked now" in lost.body
    assert "?open=1" in lost.body


def test_first_message_has_the_link_and_the_code_until_wishes_end(monkeypatch: pytest.MonkeyPatch) -> None:
    fair, posts = a_fair_drawn()
    entry = entered(fair, posts)
    message = Message.objects.get(template="wishes_kept")
    letter = renderers.get("wishes_kept")(message)
    assert links.entry_path(entry) in letter.body
    assert entry.code[:3] in letter.body
    frozen(fair, monkeypatch)
    assert renderers.get("wishes_kept")(message) is None


def test_entry_taken_back_leaves_nothing(client: Client) -> None:
    fair, posts = a_fair_drawn()
    entry = entered(fair, posts)
    path = links.entry_path(entry)
    assert client.get(f"{path}drop").status_code == 405
    assert client.post(f"{path}drop")["Location"] == reverse("fairs:zone", args=[fair.slug])
    assert (DrawEntry.objects.count(), Person.objects.count()) == (0, 0)
    assert client.get(path).status_code == 410


def test_entry_is_not_taken_back_once_the_list_is_frozen(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    fair, posts = a_fair_drawn()
    entry = entered(fair, posts)
    frozen(fair, monkeypatch)
    answer = client.post(f"{links.entry_path(entry)}drop", follow=True)
    assert "Wishes were taken until" in answer.content.decode()
    assert DrawEntry.objects.count() == 1


@pytest.mark.parametrize("name", ["", "slip", "about-me", "about-me/correct"])
def test_forged_link_opens_nothing(client: Client, name: str) -> None:
    assert client.get(f"/d/forged.link/{name}").status_code == 404


def test_all_that_is_stored_is_shown_taken_along_and_erased_by_the_link(client: Client) -> None:
    fair, posts = a_fair_drawn()
    send(client, fair, posts)
    entry = DrawEntry.objects.get()
    page = text_of(client, f"{links.entry_path(entry)}about-me")
    assert entry.code[:3] in page
    assert "Back to my entry" in page
    answer = client.post(f"{links.entry_path(entry)}about-me/file", {"contact": CONTACT})
    assert entry.code in json.dumps(json.loads(answer.content), ensure_ascii=False)
    client.post(f"{links.entry_path(entry)}about-me")
    assert (DrawEntry.objects.count(), Person.objects.count()) == (0, 0)


def test_slip_holds_code_wishes_and_address_and_no_name(client: Client) -> None:
    fair, posts = a_fair_drawn()
    send(client, fair, posts)
    entry = DrawEntry.objects.get()
    page = text_of(client, f"{links.entry_path(entry)}slip")
    assert all(str(one.employer) in page for one in posts)
    assert links.entry_path(entry) in page
    assert "QR code of the address of your entry" in page
    assert NAME not in page


def test_public_page_says_where_the_draw_stands(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    fair, posts = a_fair_drawn()
    path, file = reverse("fairs:draw", args=[fair.slug]), reverse("fairs:draw-file", args=[fair.slug])
    entered(fair, posts)
    assert "Interviews are drawn" in text_of(client, path)
    assert client.get(file).status_code == 404
    draw = frozen(fair, monkeypatch)
    page = text_of(client, path)
    assert draw.list_sha256 in page
    assert READING in page
    assert digest(client.get(file).content) == draw.list_sha256
    draw = hold(fair, monkeypatch)
    page = text_of(client, path)
    assert draw.seed in page
    assert "not shown" in page  # one who took part
    answer = client.get(file)
    assert check(answer.content, sha256=draw.list_sha256).fault == ""
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert client.get(file, headers={"if-none-match": answer["ETag"]}).status_code == 304
    assert "no-store" not in answer["Cache-Control"]


def test_public_page_and_file_name_nobody(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    fair, posts = a_fair_drawn()
    send(client, fair, posts)
    drawn(fair, monkeypatch)
    page = text_of(client, reverse("fairs:draw", args=[fair.slug]))
    everything = bytes(DrawFile.objects.get().result).decode() + page
    assert NAME not in everything
    assert CONTACT not in everything


def test_fair_without_a_draw_has_no_page_of_it(client: Client) -> None:
    fair = make_fair()
    assert client.get(reverse("fairs:draw", args=[fair.slug])).status_code == 404
    assert client.get(reverse("fairs:draw-file", args=[fair.slug])).status_code == 404


def test_zone_says_what_is_drawn_and_what_is_left(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    fair, posts = a_fair_drawn()
    path = reverse("fairs:zone", args=[fair.slug])
    assert "wish for up to 3 employers" in text_of(client, path)
    entered(fair, posts[:1])
    drawn(fair, monkeypatch)
    assert "What is left can be booked now" in text_of(client, path)
    page = text_of(client, reverse("fairs:post", args=[fair.slug, posts[1].public_id]))
    assert "Choose a time" in page


def test_small_numbers_of_people_are_not_shown() -> None:
    shown = numbers_shown(DrawCounts(entries=9, by_staff=2, wished=20, with_place=5, won=5), inside=False)
    assert (shown.entries, shown.wished, shown.with_place, shown.by_staff) == (None, None, None, None)
    some = DrawCounts(entries=100, by_staff=40, wished=300, with_place=60, staff_with_place=25, with_first=45, won=90)
    shown = numbers_shown(some, inside=False)
    assert (shown.entries, shown.by_staff, shown.by_self, shown.self_with_place) == (100, 40, 60, 35)
    few = DrawCounts(entries=100, by_staff=40, wished=300, with_place=95, staff_with_place=38, with_first=90, won=120)
    shown = numbers_shown(few, inside=False)
    assert (shown.entries, shown.with_place, shown.by_staff, shown.won) == (100, None, None, None)


def test_wish_that_was_drawn_without_a_time_is_said(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    fair, posts = a_fair_drawn(stands=1)
    entry = entered(fair, posts)
    drawn(fair, monkeypatch)
    Wish.objects.update(booking=None, unplaced="clash")
    assert "No time could be found for it" in text_of(client, links.entry_path(entry))
