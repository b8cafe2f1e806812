"""The city's page for administrators."""

import json

import pytest

from duikou.base.actor import COMMAND
from duikou.directory import actions, mail
from duikou.directory.models import City
from duikou.journal.models import Message

SAID = {"city_zh": "新名市", "office_zh": "新名市人社局", "languages": ["zh-hans"], "mail_sender": "a@example.org"}


@pytest.fixture
def city(db):
    return actions.set_up_city(
        name={"zh-hans": "示例市", "en": "Example"},
        office="局",
        languages=["zh-hans", "en"],
        username="chief",
        password=None,
        mail_server="smtps://u:secret-word@mail.example.org",
        by=COMMAND,
    )


def test_city_is_changed_and_its_mail_password_is_never_shown(city, client_with):
    client = client_with("administrator")
    page = client.get("/city")
    assert page.status_code == 200
    assert "Example" in page.text
    assert "secret-word" not in page.text
    assert client.post("/city", SAID)["Location"] == "/city"
    kept = City.objects.get()
    assert (kept.name["zh-hans"], kept.languages) == ("新名市", ["zh-hans"])
    assert json.loads(kept.mail) == {"server": "smtps://u:secret-word@mail.example.org", "sender": "a@example.org"}
    assert mail.server_and_sender()[1] == "a@example.org"


def test_city_forgets_its_mail_server_when_asked(city, client_with):
    client_with("administrator").post("/city", {**SAID, "no_mail": "on"})
    assert mail.server_and_sender()[0] == ""


def test_messages_that_waited_are_tried_again_when_a_mail_server_is_given(city, client_with):
    from duikou.base import clock
    from duikou.journal.actions import queue

    queue(template="x", recipient="person:1", about="x", dedupe_key="x")
    Message.objects.update(problem="no mail server", due_at=clock.now().replace(year=2100))
    client_with("administrator").post("/city", {**SAID, "mail_server": "smtps://mail.example.org"})
    assert Message.objects.get().due_at <= clock.now()


@pytest.mark.parametrize(
    "wrong", [{"city_zh": ""}, {"mail_server": "http://x"}, {"languages": ["fr"]}, {"languages": []}]
)
def test_city_with_bad_input_stays_as_it_is(city, client_with, wrong):
    assert client_with("administrator").post("/city", {**SAID, **wrong}).status_code == 422
    assert City.objects.get().name["zh-hans"] == "示例市"


def test_city_page_signed_out_and_with_a_wrong_role(city, client, client_with):
    assert client.get("/city").status_code == 302
    assert client_with("office").get("/city").status_code == 403
    assert client_with("office").post("/city", SAID).status_code == 403
    assert City.objects.get().name["zh-hans"] == "示例市"


@pytest.mark.parametrize(
    ("address", "port", "tls", "ssl"),
    [
        ("smtps://u:p%40ss@mail.example.org", 465, False, True),
        ("smtp+tls://u:p%40ss@mail.example.org:2587", 2587, True, False),
        ("smtp://u:p%40ss@mail.example.org", 25, False, False),
    ],
)
def test_mail_server_is_read_from_its_address(address, port, tls, ssl):
    options = mail.smtp_options(address)
    assert (options["host"], options["port"], options["password"]) == ("mail.example.org", port, "p@ss")
    assert (options["use_tls"], options["use_ssl"]) == (tls, ssl)


@pytest.mark.parametrize("address", ["", "mail.example.org", "http://mail.example.org", "smtp://", "smtp://h:port"])
def test_mail_server_that_is_none_is_refused(address):
    with pytest.raises(ValueError):  # noqa: PT011
        mail.smtp_options(address)
