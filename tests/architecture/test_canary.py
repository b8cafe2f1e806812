"""A name and a contact that cannot be overlooked, booked along every way, then looked for in all that is written:
tables, their files and write-ahead logs, the search index, the journal, the log, addresses and cookies."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from duikou.booking.models import Booking
from duikou.directory.models import Person
from tests.architecture.world import World, build

NAME, CONTACT = "卡娜丽Canary", "13977778888"
TRACES = re.compile(r"卡娜丽|canary|1397777|7777.?8888|\\u5361\\u5a1c|%E5%8D%A1%E5%A8%9C", re.I)


@pytest.fixture
def world(transactional_db: None, settings, tmp_path) -> Iterator[World]:
    settings.DATA = tmp_path
    yield build(tmp_path)
    connection.force_debug_cursor = False


def rows() -> str:
    """Every row of every table, those of the search index too, as the database has them."""
    with connection.cursor() as cursor:
        # The full-text table of SQLite keeps no texts; what it keeps stands in its shadow tables, which are read.
        tables = set(connection.introspection.table_names(cursor)) - {"index_text" * (connection.vendor == "sqlite")}
        found = []
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                found.append(" ".join(_text(value) for value in row))
    assert len(found) > 20
    return "\n".join(found)


def _text(value: Any) -> str:
    return bytes(value).decode("utf-8", "replace") if isinstance(value, bytes | memoryview) else str(value)


def written(folder: Path) -> list[Path]:
    """The files that the city has written: its data folder, and its database with what belongs to it."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    if connection.vendor == "sqlite":
        name = Path(connection.settings_dict["NAME"])
        beside = sorted(name.parent.glob(f"{name.name}*"))
        assert len(beside) > 1, "the write-ahead log is there"
        files += beside
    return files


def test_name_and_contact_are_nowhere_in_plain_words(world, caplog, tmp_path):
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, logger="django")
    connection.force_debug_cursor = True  # every statement with its values is in the log
    said = {"name": NAME, "contact": CONTACT, "language": "en", "how": "on_site", "wait_for": "any", "do": "wait"}
    seen: list[str] = []

    def send(client: Client, where: str, **values: str) -> Any:
        answer = client.post(where, values)
        seen.extend([answer.headers.get("Location", ""), str(answer.cookies), str(answer.request.get("PATH_INFO"))])
        return answer

    visitor, door, table = (world.clients[role] for role in ("visitor", "door", "employer"))
    slots = [str(one.public_id) for one in world.stand.resource.slots.all()]
    page = reverse("fairs:book", args=[world.fair.slug, world.post.public_id])
    assert send(visitor, page, **{**said, "slot": "no-time", "do": "book"}).status_code == 422
    assert send(visitor, page, **{**said, "slot": slots[1], "do": "book"}).status_code == 302
    booking = Booking.objects.latest("pk")
    send(visitor, page, **{**said, "wait_for": slots[2]})
    send(visitor, "/find", code=booking.code, contact=CONTACT)
    slug = [world.fair.slug]
    assert send(door, reverse("fairs:door-look-up", args=slug), text=NAME[:3]).status_code == 302
    connection.force_debug_cursor = False  # six letters are tried as a code too
    send(door, reverse("fairs:door-look-up", args=slug), text="canary")
    connection.force_debug_cursor = True
    assert send(door, reverse("fairs:door-check-in", args=slug), booking=str(booking.public_id)).status_code == 302
    step = reverse("fairs:table-step", args=[*slug, booking.public_id])
    for one in ("call", "start", "interested"):
        assert send(table, step, step=one).status_code == 302
    shown = table.get(reverse("fairs:table", args=slug)).content.decode()
    assert NAME in shown, "the employer sees who it talks to, so the canary did sing"
    send(world.clients["office"], reverse("fairs:office-fair-cancel", args=slug), why="Rain")
    call_command("worker", "--once")
    assert Person.objects.filter(pk=booking.person_id).exists()
    assert not TRACES.search(rows())
    assert not TRACES.search("\n".join(seen))
    assert "INSERT INTO" in caplog.text
    assert not TRACES.search(caplog.text)
    for file in written(tmp_path):
        assert not TRACES.search(file.read_bytes().decode("utf-8", "ignore")), file


def test_traces_are_noticed_in_every_guise():
    for text in ("卡娜丽", "canary", "+8613977778888", "7777 8888", "\\u5361\\u5a1c\\u4e3d", "%E5%8D%A1%E5%A8%9C"):
        assert TRACES.search(text), text
