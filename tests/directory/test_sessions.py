"""One's own sessions: seen, ended, and ended by themselves."""

from __future__ import annotations

import time
from datetime import timedelta

from django.conf import settings
from django.test import Client
from django.utils import timezone

from duikou.directory.jobs import forget_sessions
from duikou.directory.models import Session
from duikou.directory.sessions import SEEN, SINCE, stored_key
from tests.directory.conftest import PASSWORD


def signed_in(name: str = "table") -> Client:
    client = Client(headers={"accept-language": "en"})
    client.post("/sign-in", {"login": name, "password": PASSWORD})
    assert "_auth_user_id" in client.session
    return client


def is_in(client: Client) -> bool:
    return client.get("/account").status_code == 200


def test_account_page_lists_every_browser_and_signs_one_out(clerk):
    here, other, third = signed_in(), signed_in(), signed_in()
    page = here.get("/account").text
    assert page.count("another browser") == 2
    here.post("/account/sign-out", {"which": stored_key(other.session.session_key)})
    assert (is_in(here), is_in(other), is_in(third)) == (True, False, True)


def test_sign_out_everywhere_leaves_this_browser_alone(clerk):
    here, other, third = signed_in(), signed_in(), signed_in()
    assert "2 browsers are signed out" in here.post("/account/sign-out", follow=True).text
    assert (is_in(here), is_in(other), is_in(third)) == (True, False, False)


def test_nobody_ends_the_sessions_of_another(clerk, administrator):
    victim, attacker = signed_in(), signed_in("admin")
    attacker.post("/account/sign-out", {"which": stored_key(victim.session.session_key)})
    attacker.post("/account/sign-out", {"which": victim.session.session_key})
    assert is_in(victim)


def test_another_password_ends_the_other_sessions(clerk):
    here, other = signed_in(), signed_in()
    new = {"change": "1", "present": PASSWORD, "password": "quite another secret", "again": "quite another secret"}
    assert here.post("/account", new).status_code == 302
    assert (is_in(here), is_in(other)) == (True, False)
    assert Session.objects.filter(account=clerk).count() == 1


def test_a_closed_account_is_out_with_its_next_request(clerk):
    here = signed_in()
    clerk.is_active = False
    clerk.save()
    assert not is_in(here)


def test_the_database_alone_lets_nobody_in(clerk):
    signed_in()
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = Session.objects.get().session_key
    assert not is_in(thief)


def test_signing_in_changes_the_key_of_the_session(client, clerk):
    client.get("/sign-in/passkey", headers={"accept": "application/json"})
    before = client.session.session_key
    client.post("/sign-in", {"login": "table", "password": PASSWORD})
    assert client.session.session_key != before
    assert not Session.objects.filter(session_key=stored_key(before)).exists()


def test_a_session_lives_twelve_hours_from_when_it_was_used(clerk):
    here = signed_in()
    session = here.session
    session[SEEN] = time.time() - 3600
    session.save()
    Session.objects.update(expire_date=timezone.now() + timedelta(minutes=5))
    assert is_in(here)
    assert Session.objects.get().expire_date > timezone.now() + timedelta(hours=11)
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert not is_in(here)


def test_a_session_ends_after_a_week_however_much_it_is_used(clerk):
    here = signed_in()
    session = here.session
    session[SINCE] = time.time() - settings.SESSION_LONGEST.total_seconds() - 1
    session.save()
    assert not is_in(here)


def test_a_session_that_no_key_opens_is_no_session(clerk):
    here = signed_in()
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("UPDATE directory_session SET session_data = 's1:1:AAAA'")
    assert here.get("/account")["Location"].startswith("/sign-in")


def test_ended_sessions_are_forgotten(clerk):
    signed_in(), signed_in()
    Session.objects.filter(pk=Session.objects.first().pk).update(expire_date=timezone.now() - timedelta(seconds=1))
    forget_sessions()
    assert Session.objects.count() == 1


def test_visitors_have_no_session(client, db):
    for page in ("/", "/sign-in"):
        client.get(page)
    assert settings.SESSION_COOKIE_NAME not in client.cookies
    assert not Session.objects.exists()


def test_a_browser_that_cannot_be_named_is_none(client, clerk):
    client.force_login(clerk)
    Client().force_login(clerk)
    for odd in ("\x00", "é" * 64, "x" * 100_000, " "):
        assert client.post("/account/sign-out", {"which": odd}).status_code == 302
    assert Session.objects.count() == 2
