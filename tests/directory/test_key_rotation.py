"""Keys are changed while the city serves: every sealed value once, none lost, wherever it is killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection

from duikou.base import keyring, sealed
from duikou.base.actor import COMMAND
from duikou.base.keys import KeyFault
from duikou.directory import key_checks
from duikou.directory.actions import keep_person, keys
from duikou.directory.actions.keys import check_numbers, inside, sealing
from duikou.directory.key_proofs import value_of
from duikou.directory.models import City, KeyCheck, Person, Webhook
from duikou.journal.models import Entry
from tests.config.test_settings import ROOT
from tests.made import made_folder

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(settings, tmp_path, monkeypatch) -> Path:
    """The keys of a city with thirty people, a webhook and a mail server."""
    settings.KEYS_FOLDER = tmp_path / "keys"
    monkeypatch.setattr(keyring, "LOOKED_FOR_SECONDS", 0.05)
    keyring.look_again()
    key_checks.begin()
    for number in range(30):
        keep_person(name=f"人{number}", contact=f"139000000{number:02}", language="en")
    now = Person.objects.latest("pk").created_at
    City.objects.create(name={}, office={}, mail='{"server": "smtps://u:p@h:465"}', set_up_at=now)
    Webhook.objects.create(url="https://example.org/", secret="whsec", created_at=now)
    return tmp_path / "keys"


@pytest.fixture(autouse=True)
def _own_ring():
    yield
    keyring.look_again()


def stored() -> list[str]:
    """Every sealed value, as the database has it."""
    found = []
    with connection.cursor() as cursor:
        for model, field in sealed.sealed_columns():
            cursor.execute(f'SELECT "{field.column}" FROM "{model._meta.db_table}"')
            found += [row[0] for row in cursor.fetchall() if row[0]]
    return found


def people() -> list[tuple[str, str, str]]:
    """What is kept of everybody, opened."""
    return list(Person.objects.order_by("pk").values_list("name", "contact", "contact_language"))


def test_every_sealed_value_is_sealed_with_the_new_key_and_says_the_same(folder):
    before = people()
    assert keys.use_new_key(by=COMMAND) == "field-2"
    assert sealed.seal("new").startswith("s1:2:")
    assert sum(keys.seal_anew("field-2")) == len(stored())
    assert {value[:5] for value in stored()} == {"s1:2:"}
    assert people() == before
    assert (City.objects.get().mail, Webhook.objects.get().secret) == ('{"server": "smtps://u:p@h:465"}', "whsec")
    assert keys.retire_keys(by=COMMAND) == ["field-1"]
    assert (sorted(os.listdir(folder)), os.listdir(folder / "retired")) == (
        ["field-2", "look-up", "names", "retired", "tickets.pem"],
        ["field-1"],
    )
    key_checks.begin()
    assert list(Entry.objects.order_by("pk").values_list("what", "which")) == [
        ("key.used", "key:field-2"),
        ("key.retired", "key:field-1"),
    ]


def test_the_secrets_of_second_factors_are_sealed_anew_inside_their_rows(folder, client_with):
    account = client_with("office").account
    data = {"secret": sealed.seal("totp"), "used_mask": 3, "more": [{"seed": sealed.seal("codes")}, "plain"]}
    row = Authenticator.objects.create(user=account, type=Authenticator.Type.TOTP, data=data)
    keys.use_new_key(by=COMMAND)
    with pytest.raises(KeyFault, match="still needed"):
        keys.retire_keys(by=COMMAND)
    sum(keys.seal_anew("field-2"))
    assert keys.retire_keys(by=COMMAND) == ["field-1"]
    row.refresh_from_db()
    assert row.data["secret"].startswith("s1:2:")
    assert sealed.unseal(row.data["secret"]) == "totp"
    assert sealed.unseal(row.data["more"][0]["seed"]) == "codes"
    assert (row.data["used_mask"], row.data["more"][1]) == (3, "plain")


def test_a_second_factor_that_changes_meanwhile_is_not_overwritten(folder, client_with):
    account = client_with("office").account
    first = {"secret": sealed.seal("first")}
    row = Authenticator.objects.create(user=account, type=Authenticator.Type.TOTP, data=first)
    keys.use_new_key(by=COMMAND)

    def anew(old: str) -> str:
        Authenticator.objects.filter(pk=row.pk).update(data={"secret": sealed.seal("second")})
        return sealed.seal(sealed.unseal(old))

    assert sum(inside.inside_anew("s1:2:", anew)) == 0
    row.refresh_from_db()
    assert sealed.unseal(row.data["secret"]) == "second"


def test_a_key_that_something_is_sealed_with_is_not_retired(folder):
    keys.use_new_key(by=COMMAND)
    with pytest.raises(KeyFault, match=r"directory\.Person\.name"):
        keys.retire_keys(by=COMMAND)
    assert (folder / "field-1").exists()


def test_another_process_uses_a_new_key_within_a_second_and_opens_what_it_sealed(folder, settings, monkeypatch):
    monkeypatch.setattr(keyring, "LOOKED_FOR_SECONDS", 1.0)
    look = (
        "import django, sys, time; django.setup(); from django.conf import settings; from duikou.base import sealed;"
        "from pathlib import Path; settings.KEYS_FOLDER = Path(sys.argv[1]);"
        "print(sealed.seal('x')[:5], flush=True); box = sys.stdin.readline().strip(); print(sealed.unseal(box));"
        "time.sleep(1.1); print(sealed.seal('x')[:5], flush=True)"
    )
    environment = {
        **os.environ, "DJANGO_SETTINGS_MODULE": "duikou.config.settings", "PYTHONPATH": str(ROOT / "src"),
        "PYTHONIOENCODING": "utf-8",
    }  # fmt: skip
    command = [sys.executable, "-c", look, str(folder)]
    with subprocess.Popen(
        command, env=environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
    ) as other:
        assert other.stdout is not None
        assert other.stdin is not None
        assert other.stdout.readline() == "s1:1:\n"
        keys.use_new_key(by=COMMAND)
        other.stdin.write(sealed.seal("新") + "\n")
        other.stdin.flush()
        assert other.stdout.readline() == "新\n"
        assert other.stdout.readline() == "s1:2:\n"


def test_a_change_meanwhile_is_not_overwritten(folder, monkeypatch):
    person = Person.objects.order_by("pk")[5]
    usual, changed = sealing._anew, []

    def anew(old: str) -> str:
        if not changed and sealed.unseal(old) == person.name:  # it was read, and is not written yet
            changed.append(Person.objects.filter(pk=person.pk).update(name="改名"))
        return usual(old)

    monkeypatch.setattr(sealing, "_anew", anew)
    keys.use_new_key(by=COMMAND)
    sum(keys.seal_anew("field-2"))
    assert Person.objects.get(pk=person.pk).name == "改名"
    assert {value[:5] for value in stored()} == {"s1:2:"}


def test_without_looking_at_the_old_value_a_change_would_be_lost(folder, monkeypatch):
    class Careless:
        """The connection, whose updates do not ask for the value that was read."""

        def __init__(self) -> None:
            self.ops = connection.ops

        def cursor(self):
            cursor = connection.cursor()
            usual = cursor.execute

            def execute(sql, params=None):
                if sql.startswith("UPDATE"):
                    return usual(sql.rpartition(" AND ")[0], params[:2])
                return usual(sql, params)

            cursor.execute = execute
            return cursor

    person = Person.objects.order_by("pk")[5]
    usual, changed = sealing._anew, []

    def anew(old: str) -> str:
        if not changed and sealed.unseal(old) == person.name:  # it was read, and is not written yet
            changed.append(Person.objects.filter(pk=person.pk).update(name="改名"))
        return usual(old)

    monkeypatch.setattr(sealing, "_anew", anew)
    monkeypatch.setattr(sealing, "connection", Careless())
    keys.use_new_key(by=COMMAND)
    sum(keys.seal_anew("field-2"))
    assert Person.objects.get(pk=person.pk).name != "改名"


def test_a_value_that_cannot_be_opened_is_left_and_ends_nothing(folder):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE directory_webhook SET secret = 's1:1:AAAA'")
    keys.use_new_key(by=COMMAND)
    sum(keys.seal_anew("field-2"))
    assert [value for value in stored() if not value.startswith("s1:2:")] == ["s1:1:AAAA"]
    with pytest.raises(KeyFault, match=r"Webhook\.secret"):
        keys.retire_keys(by=COMMAND)


def test_a_staged_key_opens_but_seals_nothing_until_it_is_used(folder):
    assert keys.stage_key() == "field-2"
    assert sealed.seal("x").startswith("s1:1:")
    elsewhere = folder / "field-2"
    (folder / "next-field-2").rename(elsewhere)  # as on the machine where it is used already
    keyring.look_again()
    box = sealed.seal("x")
    elsewhere.rename(folder / "next-field-2")
    keyring.look_again()
    assert (sealed.unseal(box), sealed.seal("x")[:5]) == ("x", "s1:1:")
    assert keys.use_new_key(by=COMMAND) == "field-2"


def test_an_old_backup_is_opened_by_the_retired_key_and_refused_without_it(folder):
    old = dict(Person.objects.values_list("pk", "name"))
    rows = stored()
    keys.use_new_key(by=COMMAND)
    sum(keys.seal_anew("field-2"))
    keys.retire_keys(by=COMMAND)
    KeyCheck.objects.filter(name="field-2").update(name="field-1")  # the rows of the backup
    retired = folder / "retired" / "field-1"
    KeyCheck.objects.filter(name="field-1").update(value=value_of("field-1"))
    key_checks.begin()
    assert sealed.unseal(next(row for row in rows if row.startswith("s1:1:")))
    assert dict(Person.objects.values_list("pk", "name")) == old
    retired.unlink()
    keyring.look_again()
    with pytest.raises(KeyFault, match="field-1 is missing"):
        key_checks.begin()


def test_check_numbers_follow_a_new_key_and_people_are_known_again(folder):
    person = Person.objects.order_by("pk")[3]
    room = sealed.lasting_hash("meeting", "x")
    before = bytes(person.person_hash)
    assert sum(keys.change_look_up_key(by=COMMAND)) == 30
    person.refresh_from_db()
    assert bytes(person.person_hash) != before
    assert keep_person(name=person.name, contact=person.contact, language="en").pk == person.pk
    assert sealed.lasting_hash("meeting", "x") == room
    assert sorted(path.name for path in folder.glob("look-up*")) == ["look-up-2"]
    key_checks.begin()


def test_an_unfinished_change_of_check_numbers_is_refused_at_start_and_finished(folder, monkeypatch):
    work = keys.change_look_up_key(by=COMMAND)
    monkeypatch.setattr(check_numbers, "PIECE", 10)
    assert next(work) == 10
    work.close()
    with pytest.raises(KeyFault, match="was not finished"):
        key_checks.begin()
    assert sum(keys.change_look_up_key(by=COMMAND)) == 20
    key_checks.begin()
    assert sorted(path.name for path in folder.glob("look-up*")) == ["look-up-2"]


def test_a_lost_look_up_key_is_replaced_by_one_worked_out_anew(folder):
    (folder / "look-up").unlink()
    keyring.look_again()
    with pytest.raises(KeyFault):
        key_checks.begin()
    assert sum(keys.change_look_up_key(by=COMMAND)) == 30
    key_checks.begin()
    person = Person.objects.order_by("pk")[0]
    assert keep_person(name=person.name, contact=person.contact, language="en").pk == person.pk


FILL = """
import django; django.setup()
from duikou.base.actor import COMMAND
from duikou.directory import key_checks
from duikou.directory.actions import insert_people, newcomer
key_checks.begin()
insert_people([newcomer(name=f"人{n}", contact=f"1390000{n:04}", language="en") for n in range(3000)])
"""
READ = """
import django, json; django.setup()
from duikou.base import sealed
from duikou.directory.models import Person
from django.db import connection
cursor = connection.cursor(); cursor.execute("SELECT name FROM directory_person ORDER BY id")
names = [row[0] for row in cursor.fetchall()]
print(json.dumps({"under": sorted({n[:5] for n in names}), "old": sum(n.startswith("s1:1:") for n in names),
    "right": [p.name for p in Person.objects.order_by("pk")] == [f"人{n}" for n in range(3000)]}))
"""


@pytest.mark.slow
def test_killed_at_any_moment_a_rotation_is_finished_by_the_next(tmp_path):
    where = {
        **os.environ, "DUIKOU_DATA": str(tmp_path), "DUIKOU_DATABASE": "", "DUIKOU_DEMO": "0",
        "DJANGO_SETTINGS_MODULE": "duikou.config.settings", "PYTHONPATH": str(ROOT / "src"),
    }  # fmt: skip

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([sys.executable, *words], env=where, text=True, capture_output=True, timeout=120)

    made_folder(tmp_path)
    filled = run("-c", FILL)
    assert filled.returncode == 0, filled.stderr
    seen_half_done = False
    for wait in (0.0, 0.05, 0.15, 0.3, 0.6):
        with subprocess.Popen(
            [sys.executable, "-m", "duikou", "keys", "rotate"], env=where, stdout=subprocess.PIPE, text=True
        ) as rotating:
            assert rotating.stdout is not None
            if wait:
                assert "in use" in rotating.stdout.readline() or True
                time.sleep(wait)
            else:
                while not (tmp_path / "keys" / "field-2").exists() and rotating.poll() is None:
                    time.sleep(0.001)
            rotating.send_signal(signal.SIGKILL)
        found = json.loads(run("-c", READ).stdout)
        assert found["right"], found
        seen_half_done = seen_half_done or 0 < found["old"] < 3000
    assert seen_half_done
    done = run("-m", "duikou", "keys", "rotate")
    assert done.returncode == 0, done.stderr
    assert "Nothing is sealed with an older key" in done.stdout
    assert json.loads(run("-c", READ).stdout) == {"under": ["s1:2:"], "old": 0, "right": True}
    assert not (tmp_path / "keys" / "field-3").exists()
    assert run("-m", "duikou", "keys", "retire").returncode == 0
    listed = run("-m", "duikou", "keys", "list")
    assert "field-1" not in listed.stdout
    assert "in use  9,000 values" in listed.stdout
    assert run("-m", "duikou", "check").returncode == 0


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_others_write_while_values_are_sealed_anew_and_wait_for_no_piece_long(folder):
    keep = [f"138{n:08}" for n in range(1500)]
    for contact in keep:
        keep_person(name="众人", contact=contact, language="en")
    longest, stop = [0.0], threading.Event()

    def write() -> None:
        number = 0
        while not stop.is_set():
            begun = time.monotonic()
            keep_person(name="同时", contact=f"137{number:08}", language="en")
            longest[0] = max(longest[0], time.monotonic() - begun)
            number += 1
            time.sleep(0.005)
        connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        keys.use_new_key(by=COMMAND)
        sum(keys.seal_anew("field-2"))
    finally:
        stop.set()
        writer.join()
    assert Person.objects.count() > 1530
    sum(keys.seal_anew("field-2"))
    assert {value[:5] for value in stored()} == {"s1:2:"}
    assert longest[0] < 1.0, "a busy machine is slow, but nobody waits for the whole"
