"""The database knows its keys: with wrong, lost or damaged ones nothing is opened, made or overwritten."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from duikou.base import keyring, sealed
from duikou.base.keys import KeyFault
from duikou.directory import key_checks
from duikou.directory.actions import keep_person
from duikou.directory.models import KeyCheck, Person
from tests.config.test_settings import duikou
from tests.made import made_folder

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(settings, tmp_path) -> Path:
    """The keys of a city that keeps a person and has proved its keys."""
    settings.KEYS_FOLDER = tmp_path / "keys"
    keyring.look_again()
    key_checks.begin()
    keep_person(name="王小明", contact="13912345678", language="en")
    return tmp_path / "keys"


@pytest.fixture(autouse=True)
def _own_ring():
    yield
    keyring.look_again()


def contents(folder: Path) -> dict[str, bytes]:
    """Every file among the keys with what it holds."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_new_city_makes_its_keys_once_and_keeps_what_they_prove_themselves_by(folder):
    names = {"field-1", "look-up", "names", "tickets.pem", "secret"}
    assert set(KeyCheck.objects.values_list("name", flat=True)) == names
    assert set(contents(folder)) == names - {"secret"}, "the tests' own secret stands elsewhere"
    before = contents(folder)
    key_checks.begin()
    assert contents(folder) == before
    assert key_checks.faults() == []


def another_key(path: Path) -> None:
    path.write_bytes(keyring.new_key())


def a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


WRONGS: dict[str, tuple[Callable[[Path], object], str]] = {
    "missing": (Path.unlink, "is missing"),
    "empty": (lambda path: path.write_bytes(b""), "is empty"),
    "truncated": (lambda path: path.write_bytes(path.read_bytes()[:20]), "damaged"),
    "not a key": (lambda path: path.write_bytes(b"\x00\xff" * 30), "damaged"),
    "another city's": (another_key, "another city's"),
    "unreadable": (a_folder, "cannot be read"),
}


@pytest.mark.parametrize("name", ["field-1", "look-up", "names"])
@pytest.mark.parametrize("wrong", WRONGS)
def test_a_wrong_key_is_refused_by_name_and_nothing_is_written(folder, name, wrong):
    spoil, words = WRONGS[wrong]
    spoil(folder / name)
    keyring.look_again()
    before, rows = contents(folder), list(Person.objects.values_list("pk", "person_hash"))
    for _twice in range(2):
        with pytest.raises(KeyFault) as refused:
            key_checks.begin()
        assert f"{folder / name} " in str(refused.value)
        assert words in str(refused.value)
        assert str(folder) in str(refused.value)
    assert contents(folder) == before
    assert list(Person.objects.values_list("pk", "person_hash")) == rows


def test_a_lost_folder_is_refused_and_not_made_anew(folder):
    shutil.rmtree(folder)
    keyring.look_again()
    with pytest.raises(KeyFault, match="field-1 is missing"):
        key_checks.begin()
    with pytest.raises(KeyFault, match="is missing"):
        sealed.seal("somebody")
    with pytest.raises(KeyFault, match="is missing"):
        sealed.look_up_hash("somebody")
    assert not folder.exists()


def test_without_the_guard_a_lost_key_would_be_made_anew(folder, monkeypatch):
    from duikou.base import keys

    monkeypatch.setattr(keys, "_guards", [])
    shutil.rmtree(folder)
    keyring.look_again()
    sealed.seal("somebody")
    assert list(contents(folder)) == ["field-1"]


def test_values_of_an_unknown_key_open_nothing_and_make_nothing(folder):
    box = sealed.seal("somebody").replace("s1:1:", "s1:7:")
    before = contents(folder)
    with pytest.raises(sealed.Unsealable):
        sealed.unseal(box)
    assert contents(folder) == before


def test_a_new_database_takes_the_keys_that_are_there(folder):
    before = contents(folder)
    Person.objects.all().delete()
    KeyCheck.objects.all().delete()
    keyring.look_again()
    key_checks.begin()
    assert contents(folder) == before


def test_values_of_an_earlier_version_prove_the_keys_that_open_them(folder):
    KeyCheck.objects.all().delete()
    key_checks.begin()
    assert KeyCheck.objects.filter(name="field-1").exists()


@pytest.mark.parametrize("name", ["field-1", "look-up"])
def test_values_of_an_earlier_version_refuse_other_and_lost_keys(folder, name):
    KeyCheck.objects.all().delete()
    another_key(folder / name)
    keyring.look_again()
    with pytest.raises(KeyFault, match=r"opened with the keys|made with another key"):
        key_checks.begin()
    (folder / name).unlink()
    keyring.look_again()
    with pytest.raises(KeyFault, match=r"opened with the keys|is missing"):
        key_checks.begin()
    assert not (folder / name).exists()
    assert not KeyCheck.objects.exists()


def test_another_secret_of_links_is_refused_until_it_is_accepted(folder, settings):
    from duikou.base.actor import COMMAND
    from duikou.directory.actions.keys import accept_secret

    settings.SECRET_KEY = "changed on purpose"
    with pytest.raises(KeyFault, match="accept-secret"):
        key_checks.begin()
    accept_secret(by=COMMAND)
    key_checks.begin()


def test_check_finds_wrong_keys(folder):
    another_key(folder / "field-1")
    keyring.look_again()
    assert "another city's" in key_checks.look().faults[0]


@pytest.fixture(scope="module")
def begun(tmp_path_factory):
    """A data folder in which a worker has been: its keys belong to its database."""
    made = made_folder(tmp_path_factory.mktemp("begun"))
    assert duikou("worker", "--once", DUIKOU_DATA=str(made), DUIKOU_DATABASE="").returncode == 0
    return made


@pytest.mark.slow
@pytest.mark.parametrize("command", ["serve", "worker", "migrate", "demo", "import-postings", "shell", "booker"])
def test_commands_refuse_to_start_without_their_keys(tmp_path, begun, command):
    data = tmp_path / "data"
    shutil.copytree(begun, data)
    where = {"DUIKOU_DATA": str(data), "DUIKOU_DATABASE": "", "DUIKOU_DEMO": "1" if command == "demo" else "0"}
    assert "field-1" in os.listdir(data / "keys")
    shutil.rmtree(data / "keys")
    database = (data / "duikou.sqlite3").read_bytes()
    words = {"import-postings": ["x.xlsx", "--fair", "x"], "booker": ["--address", "x"], "shell": ["-c", "1"]}
    answer = duikou(command, *words.get(command, []), **where)
    assert answer.returncode == 1, answer.stderr
    assert "do not fit the database" in answer.stderr
    assert f"{data / 'keys' / 'field-1'} is missing" in answer.stderr
    assert "Traceback" not in answer.stderr
    assert not (data / "keys").exists(), "no new key beside the data"
    assert (data / "duikou.sqlite3").read_bytes() == database
