"""A name and a contact that cannot be overlooked, booked along every way, then looked for in all that is written:
tables, their files and write-ahead logs, the search index, the journal, the log, addresses and cookies."""

from __future__ import annotations

import logging
import os
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.core import signing
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from duikou.base.actor import COMMAND
from duikou.booking import actions as engine
from duikou.booking.models import Booking, WaitingEntry
from duikou.booking.tickets import manage_token
from duikou.booking.views.browser import MINE
from duikou.directory.models import Person
from duikou.journal import seals
from duikou.journal.models import Entry
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
    resume = reverse("fairs:resume", args=[manage_token(booking)])
    assert send(visitor, resume, do="keep", work=f"{NAME} 7777 8888", skills="canary").status_code == 302
    assert send(visitor, resume, do="share", stands=str(world.stand.pk)).status_code == 302
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
    read = table.get(reverse("fairs:table-resume", args=[*slug, booking.public_id])).content.decode()
    assert f"{NAME} 7777 8888" in read
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


def dumped(folder: Path) -> bytes:
    """The database as it is written for a backup: a copy made by VACUUM with every row, what pg_dump says."""
    if connection.vendor == "sqlite":
        copy = folder.with_name(f"{folder.name}.copy")
        copy.unlink(missing_ok=True)
        with closing(sqlite3.connect(connection.settings_dict["NAME"])) as database:
            database.execute("VACUUM INTO ?", [str(copy)])
        return copy.read_bytes() + rows().encode()
    if not shutil.which("pg_dump"):
        pytest.skip("pg_dump, a program of PostgreSQL, is missing")
    said = connection.settings_dict
    where = ["-h", said["HOST"], "-p", str(said["PORT"] or 5432), "-U", said["USER"], said["NAME"]]
    done = subprocess.run(["pg_dump", *where], env={**os.environ, "PGPASSWORD": said["PASSWORD"]}, capture_output=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def traces_of(person: Person) -> list[bytes]:
    """All by which the files could tell of somebody: what is sealed, the check numbers, the public id."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, contact, contact_language FROM directory_person WHERE id = %s", [person.pk])
        sealed = [one[8:].encode() for one in cursor.fetchone()]
    kept = bytes(person.person_hash), bytes(person.contact_hash), person.public_id.bytes
    ids = str(person.public_id), person.public_id.hex
    return [*sealed, *kept, *(one.hex().encode() for one in kept), *(one.encode() for one in ids)]


def found_in(traces: list[bytes], folder: Path) -> list[tuple[str, bytes]]:
    """Where any of the traces stands: in files, in a dump."""
    seen = [(file.name, file.read_bytes()) for file in written(folder)] + [("dump", dumped(folder))]
    return [(name, one) for name, content in seen for one in traces if one in content]


def test_an_erased_canary_leaves_nothing_not_even_what_is_sealed(world, caplog, tmp_path, settings):
    """Everywhere: the file of the database and its write-ahead log, which the worker empties, dumps, logs, files, the
    list of erasures. Free pages hold nothing since they are overwritten (secure_delete)."""
    settings.ERASURES = tmp_path / "erasures.txt"
    caplog.set_level(logging.DEBUG)
    said = {"name": NAME, "contact": CONTACT, "language": "en", "how": "on_site"}
    visitor, door = world.clients["visitor"], world.clients["door"]
    slots = [str(one.public_id) for one in world.stand.resource.slots.all()]
    page = reverse("fairs:book", args=[world.fair.slug, world.post.public_id])
    went = visitor.post(page, {**said, "slot": slots[1], "do": "book"})
    visitor.get(went["Location"])
    booking = Booking.objects.latest("pk")
    assert booking.person is not None
    engine.wait(booking.person, resource=world.stand.resource, slot=world.booking.slot, by=COMMAND)
    slug = [world.fair.slug]
    door.post(reverse("fairs:door-look-up", args=slug), {"text": NAME[:3]})
    for _twice in range(2):  # what is written anew leaves its first writing behind
        right = reverse("booking:about-me-correct", args=[manage_token(booking)])
        first = traces_of(Person.objects.get(pk=booking.person_id))
        assert visitor.post(right, {"name": NAME, "contact": CONTACT, "language": "zh-hans"}).status_code == 302
        visitor.post(right, {"name": NAME, "contact": CONTACT, "language": "en"})
    told = visitor.post(reverse("booking:about-me-file", args=[manage_token(booking)]), {"contact": CONTACT})
    assert NAME in told.content.decode(), "the canary did sing"
    call_command("worker", "--once")
    traces = [*first, *traces_of(Person.objects.get(pk=booking.person_id))]
    assert len(found_in(traces, tmp_path)) > 5, "the traces are found while they are there"
    for entry in WaitingEntry.objects.filter(person=booking.person_id):
        visitor.cookies[MINE.name] = signing.get_cookie_signer(salt=MINE.name + MINE.salt).sign(
            f"b{booking.public_id.hex}.w{entry.public_id.hex}"
        )
    gone = visitor.post(reverse("booking:about-me", args=[manage_token(booking)]))
    assert "Your name and contact are deleted" in gone.content.decode()
    call_command("worker", "--once")
    assert found_in(traces, tmp_path) == []
    assert not TRACES.search(dumped(tmp_path).decode("utf-8", "ignore"))
    assert not TRACES.search(caplog.text)
    assert not [one for one in traces if one in caplog.text.encode()]
    assert Booking.objects.filter(pk=booking.pk, person=None).exists(), "the count stays"
    leads = Entry.objects.filter(which=f"booking:{booking.public_id}")
    assert leads.filter(what="person.erased").count() == 1
    assert seals.look().faults == []


def test_without_overwriting_sealed_traces_would_stay_in_free_pages(tmp_path):
    def left(how: str) -> bool:
        path = tmp_path / f"{how}.sqlite3"
        with closing(sqlite3.connect(path)) as database:
            database.execute(f"PRAGMA secure_delete={how}")
            database.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, x TEXT)")
            database.execute("INSERT INTO t (x) VALUES ('s1:1:sealed-canary')")
            database.commit()
            database.execute("DELETE FROM t")
            database.commit()
        return b"sealed-canary" in path.read_bytes()

    assert left("OFF")
    assert not left("ON")


def test_traces_are_noticed_in_every_guise():
    for text in ("卡娜丽", "canary", "+8613977778888", "7777 8888", "\\u5361\\u5a1c\\u4e3d", "%E5%8D%A1%E5%A8%9C"):
        assert TRACES.search(text), text
