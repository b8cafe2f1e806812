"""The `duikou` command: what it offers, how it refuses."""

import json
import sqlite3

import pytest

from duikou.config import cli
from tests.config.test_settings import duikou
from tests.made import made_folder


def test_help_names_every_command(capsys):
    assert cli.main(["--help"]) == 0
    text = capsys.readouterr().out
    assert all(name in text for name in cli.COMMANDS)


def test_version_is_printed(capsys):
    assert cli.main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("duikou ")


def test_unknown_command_is_refused_with_status_2(capsys):
    assert cli.main(["dance"]) == 2
    assert "there is no command 'dance'" in capsys.readouterr().err


@pytest.mark.parametrize("words", [["--data"], ["--data="], ["--data", "--port"]])
def test_data_without_a_folder_is_refused_with_status_2(words):
    with pytest.raises(SystemExit) as leaving:
        cli.take_data_folder(words)
    assert leaving.value.code == 2


def test_data_folder_is_taken_out_of_the_words(monkeypatch):
    monkeypatch.setenv("DUIKOU_DATA", "before")
    assert cli.take_data_folder(["--port", "1", "--data", "x", "y"]) == ["--port", "1", "y"]
    assert cli.os.environ["DUIKOU_DATA"] == "x"


@pytest.mark.parametrize("name", sorted(cli.COMMANDS.keys() - {"demo"}))
def test_every_command_explains_itself_and_refuses_unknown_options(name, capsys, monkeypatch):
    monkeypatch.setattr(cli, "not_to_be_opened", lambda _name: "")  # what is refused is the option, not the city
    monkeypatch.setattr(cli, "no_city", lambda: "")
    monkeypatch.setattr(cli, "real_city", lambda: "")
    monkeypatch.setattr(cli, "speak_utf8", lambda: None)
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "duikou.config.settings")
    with pytest.raises(SystemExit) as left:
        cli.main([name, "--help"])
    explained = capsys.readouterr()
    assert (left.value.code or 0, explained.err) == (0, "")
    assert f"duikou {name}" in explained.out
    with pytest.raises(SystemExit) as left:
        cli.main([name, "--no-such-option"])
    assert left.value.code == 2
    assert f"duikou {name}: error:" in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.parametrize("name", ["demo", "serve", "verify-draw"])
def test_command_in_a_process_of_its_own_explains_itself_and_refuses_unknown_options(name, tmp_path):
    """One that needs settings of its own, one that reads them, one that reads none."""
    explained = duikou(name, "--help", cwd=tmp_path, DUIKOU_DATA=str(tmp_path / "data"))
    assert (explained.returncode, explained.stderr) == (0, "")
    assert f"duikou {name}" in explained.stdout
    refused = duikou(name, "--no-such-option", cwd=tmp_path, DUIKOU_DATA=str(tmp_path / "data"))
    assert refused.returncode == 2
    assert "Traceback" not in refused.stderr


@pytest.mark.slow
def test_serve_on_an_empty_database_says_to_migrate(tmp_path):
    answer = duikou("serve", DUIKOU_DATA=str(tmp_path))
    assert answer.returncode == 1
    assert "migrate" in answer.stderr


@pytest.mark.slow
def test_import_without_a_city_says_what_to_do_and_where_the_sample_is(tmp_path):
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "duikou.sqlite3").touch()
    ended = duikou("import-postings", "posts.xlsx", "--fair", "demo", DUIKOU_DATA=str(tmp_path), DUIKOU_DATABASE="")
    assert ended.returncode == 2
    assert "First: duikou migrate" in ended.stderr
    assert f"--data {tmp_path / 'demo'}" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_check_on_a_new_database_finds_it_sound(tmp_path):
    assert duikou("check", DUIKOU_DATA=str(tmp_path)).returncode == 1
    assert duikou("migrate", DUIKOU_DATA=str(tmp_path)).returncode == 0
    answer = duikou("check", DUIKOU_DATA=str(tmp_path))
    assert answer.returncode == 0
    assert "0 slots, 0 standings, 0 bookings" in answer.stdout
    assert "keeps its promises" in answer.stdout


@pytest.mark.slow
def test_check_names_each_fault_and_mends_none(tmp_path):
    made_folder(tmp_path)
    database = sqlite3.connect(tmp_path / "duikou.sqlite3")
    database.execute(
        "INSERT INTO booking_slot (id, public_id, starts_at, ends_at, capacity, taken, kept, on_site, online,"
        " withdrawn, offer_id, resource_id) VALUES (7, 'c', '2027-01-03', '2027-01-04', 5, 2, 0, 1, 0, 0, 1, 1)"
    )
    database.commit()
    for _twice in range(2):
        answer = duikou("check", DUIKOU_DATA=str(tmp_path), DUIKOU_DATABASE="")
        assert answer.returncode == 1
        assert "slot 7: 2 seats are taken, its live bookings have 0" in answer.stderr
        assert "1 slots" in answer.stdout
    told = json.loads(duikou("check", "--json", DUIKOU_DATA=str(tmp_path), DUIKOU_DATABASE="").stdout)
    assert (len(told["faults"]), told["looked_at"]["slots"]) == (1, 1)
    assert database.execute("SELECT taken FROM booking_slot").fetchall() == [(2,)]
    database.close()


@pytest.mark.slow
def test_serve_refuses_more_processes_in_a_demo(tmp_path):
    answer = duikou("serve", "--workers", "2", DUIKOU_DATA=str(tmp_path), DUIKOU_DEMO="1")
    assert answer.returncode == 2
    assert "clock" in answer.stderr
