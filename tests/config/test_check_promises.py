"""`duikou check --promises`: each promise in plain English with its result, which is kept; 1 unless all are kept."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from django.core.management import call_command
from django.db import connection

from duikou.base.keeping import in_order, proofs
from duikou.base.promises import Findings
from duikou.journal.models import Proven
from duikou.journal.retention import erase_due
from tests.config.test_settings import duikou
from tests.fairs.factories import make_person
from tests.made import made_folder

pytestmark = pytest.mark.django_db


def plant() -> int:
    """Somebody whose contact stands in the database in plain text."""
    person = make_person("张三")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE directory_person SET contact = '13812345678' WHERE id = %s", [person.pk])
    return person.pk


def test_all_are_kept_and_the_results_are(capsys: pytest.CaptureFixture[str]) -> None:
    erase_due()
    call_command("check", promises=True)
    said = capsys.readouterr().out
    for one in in_order():
        assert f"kept     {one.promise}" in said
    assert f"All {len(in_order())} promises are kept." in said
    assert set(Proven.objects.values_list("name", "result")) == {(one.name, "kept") for one in in_order()}


def test_broken_one_is_said_with_what_to_do_and_without_the_value(capsys: pytest.CaptureFixture[str]) -> None:
    erase_due()
    number = plant()
    with pytest.raises(SystemExit) as leaving:
        call_command("check", promises=True)
    told = capsys.readouterr()
    assert leaving.value.code == 1
    assert "broken   Names and contacts stand in the database only encrypted" in told.out
    assert f"- directory.Person.contact of row {number}: is not encrypted" in told.out
    assert "1 of " in told.err
    assert "138" not in told.out + told.err
    assert Proven.objects.get(pk="sealed").result == "broken"


def test_one_that_could_not_be_checked_is_not_kept(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> Findings:
        raise RuntimeError

    erase_due()
    monkeypatch.setitem(proofs._things, "sealed", replace(proofs._things["sealed"], look=fail))
    with pytest.raises(SystemExit):
        call_command("check", promises=True)
    assert "unknown  Names and contacts stand" in capsys.readouterr().out


def test_machines_get_it_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    plant()
    with pytest.raises(SystemExit):
        call_command("check", promises=True, json=True)
    told = {one["name"]: one for one in json.loads(capsys.readouterr().out)["promises"]}
    assert set(told) == {one.name for one in in_order()}
    assert told["sealed"]["result"] == "broken"
    assert told["erasing"]["faults"][0].startswith("nothing that is due has been erased yet")
    assert told["forms"] == {**told["forms"], "result": "kept", "faults": []}


@pytest.mark.slow
def test_command_says_to_migrate_first_then_looks(tmp_path) -> None:
    empty = duikou("check", "--promises", DUIKOU_DATA=str(tmp_path), DUIKOU_DATABASE="")
    assert (empty.returncode, "duikou migrate" in empty.stderr) == (1, True)
    made_folder(tmp_path)
    assert duikou("worker", "--once", DUIKOU_DATA=str(tmp_path), DUIKOU_DATABASE="").returncode == 0
    looked = duikou("check", "--promises", DUIKOU_DATA=str(tmp_path), DUIKOU_DATABASE="")
    assert (looked.returncode, looked.stderr) == (0, "")
    assert "promises are kept." in looked.stdout
