"""The demo's screens: another role, another moment, the outbox; and that no real city has them."""

from __future__ import annotations

import importlib
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import clear_url_caches, include, path

from duikou.base import clock
from duikou.base.actor import COMMAND
from duikou.directory import actions
from duikou.directory.models import City
from duikou.journal.actions import record

urlpatterns = [
    path("demo/", include("duikou.demo.urls")),
    path("", include("duikou.config.urls")),
]


@pytest.fixture
def demo(db: None, settings, tmp_path) -> Client:
    """A sample city with the demo's room built in, as `duikou demo` has it."""
    from django.apps import apps

    settings.DEMO, settings.DATA = True, tmp_path
    if not apps.is_installed("duikou.demo"):
        settings.INSTALLED_APPS = [*settings.INSTALLED_APPS, "duikou.demo"]
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "duikou.demo.middleware.DemoMiddleware"]
    settings.ROOT_URLCONF = __name__
    clear_url_caches()
    actions.set_up_city(
        name="示例市", office="局", languages=[], username="admin", password=None, sample=True, by=COMMAND
    )
    yield Client(headers={"accept-language": "en"})
    clear_url_caches()
    from duikou.base import shell

    shell.bars._things.pop("demo", None)


def test_role_is_taken_with_one_click_and_given_back(demo):
    answer = demo.post("/demo/role", {"role": "administrator"})
    assert answer["Location"] == "/accounts"
    page = demo.get("/accounts")
    assert page.status_code == 200
    assert 'value="administrator" aria-pressed="true"' in page.text
    demo.post("/demo/role", {"role": "visitor"})
    assert demo.get("/accounts").status_code == 302


@pytest.mark.parametrize("role", ["king", "", "admin"])
def test_role_that_does_not_exist_is_not_found(demo, role):
    assert demo.post("/demo/role", {"role": role}).status_code == 404


def test_role_never_changes_by_get(demo):
    assert demo.get("/demo/role?role=administrator").status_code == 405
    assert "_auth_user_id" not in demo.session


def test_clock_moves_and_is_put_right(demo):
    assert demo.get("/demo/clock").status_code == 200
    demo.post("/demo/clock", {"to": "hour"})
    assert timedelta(minutes=59) < clock.offset() < timedelta(minutes=61)
    demo.post("/demo/clock", {"to": "moment", "moment": "2031-05-01T09:05"})
    assert clock.now().isoformat()[:16] == "2031-05-01T01:05"
    demo.post("/demo/clock", {"to": "real"})
    assert clock.offset() == timedelta()


def test_clock_with_a_bad_moment_says_so_and_stays(demo):
    assert demo.post("/demo/clock", {"to": "moment", "moment": "tomorrow"}).status_code == 422
    for far in ("0001-01-01T00:00", "9999-12-31T23:59"):  # beyond them no calendar can count
        assert demo.post("/demo/clock", {"to": "moment", "moment": far}).status_code == 422
    assert demo.post("/demo/clock", {"to": "nowhere"}).status_code == 200
    assert clock.offset() == timedelta()


def test_outbox_and_journal_are_shown(demo):
    record(what="city.tried", which="city:1", by=COMMAND)
    assert "No message yet" in demo.get("/demo/outbox").text
    assert "city.tried" in demo.get("/demo/journal").text


def test_real_city_has_no_role_switcher_even_with_the_room_built_in(demo):
    City.objects.update(sample=False)
    for page in ("/demo/clock", "/demo/outbox", "/demo/journal"):
        assert demo.get(page).status_code == 404
    assert demo.post("/demo/role", {"role": "administrator"}).status_code == 404
    assert "_auth_user_id" not in demo.session


def test_real_city_has_no_demo_addresses_at_all(client, db):
    assert client.get("/demo/clock").status_code == 404
    assert client.post("/demo/role", {"role": "administrator"}).status_code == 404


def test_demo_refuses_the_database_of_a_real_city(db, settings, tmp_path, monkeypatch):
    settings.DEMO, settings.DATA = True, tmp_path
    actions.set_up_city(name="某市", office="局", languages=[], username="a", password=None, by=COMMAND)
    command = importlib.import_module("duikou.demo.management.commands.demo").Command()
    with pytest.raises(CommandError, match="real city"):
        call_command(command, port=1)


def test_demo_reset_refuses_a_folder_without_a_sample_city(db, settings, tmp_path):
    settings.DEMO, settings.DATA = True, tmp_path
    (tmp_path / "precious.txt").write_text("x")
    command = importlib.import_module("duikou.demo.management.commands.demo").Command()
    if settings.DATABASE:
        pytest.skip("on PostgreSQL there is no folder to empty")
    with pytest.raises(CommandError, match="nothing was deleted"):
        command.clear(tmp_path / "sample-city")
    assert (tmp_path / "precious.txt").exists()
