"""The first run of a real city."""

import io

import pytest
from django.core.management import CommandError, call_command

from duikou.base.actor import COMMAND
from duikou.directory import actions, setting_up
from duikou.directory.models import Account, City, Grant
from duikou.directory.queries import has_role
from tests.directory.conftest import PASSWORD

SAID = {
    "city_zh": "示例市",
    "city_en": "Example City",
    "office_zh": "示例市人社局",
    "languages": ["zh-hans", "en"],
    "username": "chief",
    "password": PASSWORD,
    "again": PASSWORD,
}


@pytest.fixture
def code(settings, tmp_path):
    settings.DATA = tmp_path
    yield setting_up.new_code()
    setting_up.forget_code()


def test_every_page_leads_to_set_up_while_the_code_waits(client, db, code):
    assert client.get("/account")["Location"] == "/setup"
    assert client.get("/setup").status_code == 200


def test_set_up_makes_the_city_and_signs_its_administrator_in(client, db, code):
    answer = client.post("/setup", {**SAID, "code": code.lower().replace("-", " ")})
    assert (answer.status_code, answer["Location"]) == (302, "/accounts")
    assert str(City.objects.get().name) == "示例市"
    assert has_role(Account.objects.get(), Grant.Role.ADMINISTRATOR)
    assert client.get("/accounts").status_code == 200
    assert not setting_up.awaited()


@pytest.mark.parametrize(
    "wrong", [{"code": "AAAA-AAAA-AAAA"}, {"code": ""}, {"password": "short"}, {"mail_server": "mail"}, {"city_zh": ""}]
)
def test_set_up_with_bad_input_keeps_nothing(client, db, code, wrong):
    assert client.post("/setup", {**SAID, "code": code, **wrong}).status_code == 422
    assert not City.objects.exists()
    assert not Account.objects.exists()


def test_set_up_says_when_the_test_message_cannot_be_sent(client, db, code):
    mail = {"mail_server": "smtp://127.0.0.1:9", "test_to": "a@example.org"}
    answer = client.post("/setup", {**SAID, **mail, "code": code})
    assert "test_to" in answer.context["form"].errors
    assert not City.objects.exists()


def test_set_up_a_second_time_changes_nothing(client, db, code):
    client.post("/setup", {**SAID, "code": code})
    again = setting_up.new_code()
    assert client.post("/setup", {**SAID, "code": again, "city_zh": "另一个市"})["Location"] == "/"
    assert str(City.objects.get().name) == "示例市"
    with pytest.raises(actions.AlreadySetUp):
        actions.set_up_city(name="x", office="y", languages=[], username="z", password="p", by=COMMAND)


def test_code_is_kept_only_as_a_hash(code):
    kept = (setting_up._file()).read_text()
    assert code.replace("-", "") not in kept
    assert setting_up.code_fits(code)
    assert not setting_up.code_fits(setting_up.new_code()[:-1])


def test_set_up_command_with_all_options(db, tmp_path, capsys):
    secret = tmp_path / "password"
    secret.write_text(PASSWORD + "\n")
    options = {"city_zh": "示例市", "office_zh": "示例市人社局", "username": "chief", "password_file": secret}
    call_command("setup", **options)
    assert "示例市" in capsys.readouterr().out
    assert Account.objects.get().check_password(PASSWORD)
    with pytest.raises(CommandError, match="already"):
        call_command("setup", **options)


def test_set_up_command_names_what_is_missing_when_nobody_can_answer(db, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO())
    with pytest.raises(CommandError, match="--city-zh, --office-zh, --username") as refusal:
        call_command("setup")
    assert refusal.value.returncode == 2


def test_set_up_command_refuses_a_weak_password(db, tmp_path):
    secret = tmp_path / "password"
    secret.write_text("short\n")
    with pytest.raises(CommandError):
        call_command("setup", city_zh="示例市", office_zh="局", username="chief", password_file=secret)
    assert not City.objects.exists()
