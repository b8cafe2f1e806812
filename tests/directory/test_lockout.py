"""Guessing at passwords is stopped, and stops nobody else."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client

from duikou.directory.models import Account, Counted
from tests.directory.conftest import PASSWORD

LIMIT = 8


def asking(address: str) -> Client:
    """A client at this address of the network."""
    return Client(headers={"accept-language": "en"}, REMOTE_ADDR=address)


def guess(client: Client, times: int = LIMIT, name: str = "admin") -> Any:
    for _ in range(times):
        answer = client.post("/sign-in", {"login": name, "password": "wrong"})
    return answer


def is_in(client: Client, name: str = "admin") -> bool:
    client.post("/sign-in", {"login": name, "password": PASSWORD})
    return "_auth_user_id" in client.session


def test_after_eight_wrong_passwords_even_the_right_one_waits(db, administrator):
    guesser = asking("192.0.2.7")
    assert guess(guesser, LIMIT - 1).status_code == 422
    answer = guess(guesser, 1)
    assert answer.status_code == 429
    assert answer["Retry-After"] == "900"
    assert "Too many tries" in guess(guesser, 1).text
    assert not is_in(guesser)


def test_seven_wrong_passwords_and_the_right_one_begin_anew(db, administrator):
    forgetful = asking("192.0.2.7")
    for _ in range(3):
        guess(forgetful, LIMIT - 1)
        assert is_in(forgetful)
        forgetful.post("/sign-out")


def test_another_account_and_another_network_are_not_locked(db, administrator, clerk):
    guess(asking("192.0.2.7"))
    assert not is_in(asking("192.0.2.200")), "the same network"
    assert is_in(asking("192.0.2.7"), "table")
    assert is_in(asking("198.51.100.1"))


def test_a_browser_that_signed_in_before_stays_open_while_its_network_guesses(db, administrator):
    known = asking("192.0.2.7")
    assert is_in(known)
    known.post("/sign-out")
    guess(asking("192.0.2.8"))
    assert not is_in(asking("192.0.2.9"))
    assert is_in(known)


def test_a_known_browser_that_guesses_is_locked_too(db, administrator):
    known = asking("192.0.2.7")
    assert is_in(known)
    known.post("/sign-out")
    guess(known)
    assert not is_in(known)


def test_a_browser_known_to_one_account_is_not_known_to_another(db, administrator, clerk):
    own = asking("192.0.2.7")
    assert is_in(own, "table")
    own.post("/sign-out")
    guess(asking("192.0.2.8"))
    assert not is_in(own)


@pytest.mark.parametrize("cookie", ["", "x", "eyJ4IjoxfQ:1abc:zzz"])
def test_a_forged_mark_of_a_browser_counts_as_none(db, administrator, cookie):
    forger = asking("192.0.2.7")
    for _ in range(LIMIT):
        forger.cookies["duikou_known"] = cookie
        guess(forger, 1)
    assert not is_in(forger)


def test_names_that_nobody_has_are_locked_alike(db, administrator):
    guesser = asking("192.0.2.7")
    assert guess(guesser, name="nobody").status_code == 429


def test_what_is_counted_says_neither_who_nor_where(db, administrator, caplog):
    guess(asking("192.0.2.7"))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {Counted._meta.db_table}")
        kept = str(cursor.fetchall())
    assert "axes-" in kept
    assert "192.0.2" not in kept + caplog.text
    assert "admin" not in kept + caplog.text


def test_no_table_of_addresses_is_made():
    from django.conf import settings

    assert settings.MIGRATION_MODULES["axes"] is None


def test_the_right_password_is_not_told_from_the_wrong_one_while_locked(db, administrator):
    guesser = asking("192.0.2.7")
    guess(guesser)
    wrong = guess(guesser, 1)
    right = guesser.post("/sign-in", {"login": "admin", "password": PASSWORD})
    assert (wrong.status_code, right.status_code) == (429, 429)
    assert Account.objects.get(username="admin").last_login is None
