"""The page of wordings: every message in every language and way, from invented data; nobody real is needed or shown."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from duikou.base.quiet import read_quiet
from duikou.directory import sms
from duikou.directory.models import Person
from duikou.directory.segments import Length, length_of
from duikou.fairs.samples import SAMPLES
from duikou.journal.kinds import kinds, samples
from duikou.journal.models import Message
from duikou.journal.queries import wordings

LANGUAGES = ["zh-hans", "en"]


@pytest.mark.parametrize(
    ("text", "letters", "segments"),
    [
        ("", 0, 0),
        ("a", 1, 1),
        ("好" * 70, 70, 1),
        ("好" * 71, 71, 2),
        ("好" * 134, 134, 2),
        ("好" * 135, 135, 3),
        ("𠮷" * 35, 70, 1),
        ("𠮷" * 36, 72, 2),
        ("好" + "𠮷" * 35, 71, 2),
        ("𠮷" * 67, 134, 3),
        ("好" * 66 + "𠮷" + "好" * 67, 135, 3),
    ],
    ids=lambda value: str(value)[:3],
)
def test_text_message_is_counted_as_it_is_paid(text: str, letters: int, segments: int) -> None:
    assert length_of(text) == Length(letters, segments)


@pytest.mark.django_db
def test_every_message_about_fairs_and_bookings_has_a_preview_in_every_language() -> None:
    from duikou.booking.message_kinds import KINDS

    stands = {"stand_approved", "stand_declined", "stand_warned", "stand_withdrawn", "order_asked"}
    of_others = {"elsewhere", "meetings", "waiting_moved", "calendar_feed"}  # of activities, and of the engine itself
    of_fairs = {*stands, "came_of_it", "how_it_goes", "day_card", "fair_changed", "draw_fair_changed"}
    assert {*KINDS, *of_fairs} - of_others == set(SAMPLES)
    assert sorted(kinds._things.keys() - samples._things.keys()) == [], "see journal/kinds.py: samples"
    shown = {one.template: one for one in wordings(languages=LANGUAGES)}
    assert shown.keys() == kinds._things.keys()
    for template in SAMPLES:
        assert list(shown[template].letters) == LANGUAGES
        chinese, english = shown[template].letters.values()
        assert chinese.body != english.body
        assert "Example" not in chinese.body
        assert "示例" not in english.body.replace("示例：已无空余展位。", ""), "what somebody wrote is not translated"


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_text_messages_are_short(language: str) -> None:
    lengths = {
        one.template: length_of(sms.text_of(one.letters[language]))
        for one in wordings(languages=[language])
        if one.letters and not one.kind.to_accounts
    }
    longest = 3 if language == "zh-hans" else 4
    assert {name: length for name, length in lengths.items() if length.segments > longest} == {}


@pytest.mark.django_db
def test_previews_ask_and_keep_nothing_about_anybody(administrator_client: Client) -> None:
    administrator_client.get(reverse("directory:wordings"))
    with CaptureQueriesContext(connection) as queries:
        administrator_client.get(reverse("directory:wordings"))
    tables = " ".join(one["sql"] for one in queries.captured_queries)
    assert "directory_person" not in tables
    assert "booking_" not in tables
    assert (Person.objects.count(), Message.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_page_shows_each_message_in_each_language_by_mail_and_as_a_text(
    client_with: Callable[..., Client], settings: Any
) -> None:
    settings.ADDRESS = "https://jobs.example.org"
    settings.QUIET_HOURS = read_quiet("21:30-07:30")
    text = unescape(client_with("office").get(reverse("directory:wordings")).content.decode())
    for template, kind in kinds.items():
        assert f"<code>{template}</code>" in text
        assert str(kind.label)
    for words in (
        "Reminder",
        "示例：祁连机械",
        "Example: Qilian Machinery",
        "https://jobs.example.org/s/K7F3QM",
        "interview.ics",
        "from 21:30 to 07:30",
        "paid as",
        "<code>token</code>",
        "Goes by mail only",
    ):
        assert words in text
    settings.QUIET_HOURS = None
    text = client_with("office").get(reverse("directory:wordings")).content.decode()
    assert "No quiet hours are set" in text


@pytest.mark.django_db
def test_page_is_in_the_readers_language(client_with: Callable[..., Client]) -> None:
    text = client_with("office", language="zh-hans").get(reverse("directory:wordings")).content.decode()
    assert "短信" in text
    assert "As a text message" not in text


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["door", "employer", "auditor", ""])
def test_others_do_not_see_it(client_with: Callable[..., Client], organisation: Callable[..., Any], role: str) -> None:
    client = client_with(role, organisation=organisation() if role == "employer" else None)
    assert client.get(reverse("directory:wordings")).status_code == 403
    assert client.post(reverse("directory:wordings")).status_code in (403, 405)
    assert Client().get(reverse("directory:wordings")).status_code == 302
