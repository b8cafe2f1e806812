"""Tokens of the API: only a hash is kept, what they open, and how soon they open nothing any more."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from duikou.base import recent
from duikou.base.actor import COMMAND
from duikou.base.recent import MISSING
from duikou.directory import tokens
from duikou.directory.actions.connections import give_token, take_back_token
from duikou.directory.models import ApiToken
from duikou.journal.models import Entry
from duikou.journal.once import once

START = datetime(2027, 3, 1, 9, tzinfo=UTC)
Scope = ApiToken.Scope
pytestmark = pytest.mark.django_db


def given(organisation: Any = None, *scopes: str) -> tuple[ApiToken, str]:
    return give_token(name="Portal", organisation=organisation, scopes=scopes or [Scope.BOOK], by=COMMAND)


def test_only_the_hash_is_kept() -> None:
    token, secret = given()
    assert len(secret) == tokens.LENGTH
    assert bytes(token.secret_hash) == hashlib.sha256(secret.encode()).digest()
    with connection.cursor() as cursor:
        for table in ("directory_apitoken", "journal_entry"):
            cursor.execute(f"SELECT * FROM {table}")
            stored = repr([[bytes(one) if isinstance(one, memoryview) else one for one in row] for row in cursor])
            assert secret not in stored
            assert secret.removeprefix(tokens.PREFIX) not in stored


def test_token_is_found_by_its_text_and_by_nothing_else() -> None:
    token, secret = given()
    found = tokens.token_of(secret)
    assert found is not None
    assert (found.public_id, found.organisation, found.scopes) == (token.public_id, None, {Scope.BOOK})
    assert str(found.actor) == f"token:{token.public_id}"
    for other in ("", "x", secret[:-1], secret + "x", secret.swapcase(), tokens.new_secret(), "\ud800" * tokens.LENGTH):
        assert tokens.token_of(other) is None


def test_no_two_tokens_are_alike() -> None:
    assert len({tokens.new_secret() for _ in range(100)}) == 100
    assert all(tokens.is_token(tokens.new_secret()) and len(tokens.new_secret()) == tokens.LENGTH for _ in range(100))


def test_what_a_token_opens(organisation: Callable[..., Any]) -> None:
    mine, other = organisation("A", "office"), organisation("B", "office")
    of_one = tokens.token_of(given(mine, Scope.BOOK, Scope.READ)[1])
    of_all = tokens.token_of(given(None, Scope.READ)[1])
    assert of_one is not None
    assert of_all is not None
    asked = [(one.pk, scope) for one in (mine, other) for scope in (Scope.BOOK, Scope.READ, Scope.CHECK_IN)]
    assert [pair for pair in asked if of_one.opens(*pair)] == [(mine.pk, Scope.BOOK), (mine.pk, Scope.READ)]
    assert [pair for pair in asked if of_all.opens(*pair)] == [(mine.pk, Scope.READ), (other.pk, Scope.READ)]


def test_token_that_was_taken_back_opens_nothing_at_once_here(django_capture_on_commit_callbacks: Any) -> None:
    token, secret = given()
    assert tokens.token_of(secret)
    with django_capture_on_commit_callbacks(execute=True):
        take_back_token(token=token, by=COMMAND)
    assert tokens.token_of(secret) is None


def test_token_that_another_process_took_back_opens_nothing_after_five_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    at = [1_000.0]
    monkeypatch.setattr(recent.time, "monotonic", lambda: at[0])
    token, secret = given()
    assert tokens.token_of(secret)
    ApiToken.objects.filter(pk=token.pk).update(revoked_at=START)
    at[0] += tokens.KNOWN_SECONDS
    assert tokens.token_of(secret), "what is known may be this old"
    at[0] += 0.01
    assert tokens.token_at_hand(secret) is MISSING
    assert tokens.token_of(secret) is None


def test_token_is_at_hand_only_once_it_was_read() -> None:
    _token, secret = given()
    assert tokens.token_at_hand(secret) is MISSING
    found = tokens.token_of(secret)
    assert found is not None
    assert tokens.token_at_hand(secret) == found
    assert tokens.token_at_hand("x") is None


def test_taking_back_twice_changes_and_notes_nothing_more() -> None:
    token, _secret = given()
    take_back_token(token=token, by=COMMAND)
    first = ApiToken.objects.get().revoked_at
    take_back_token(token=token, by=COMMAND)
    assert ApiToken.objects.get().revoked_at == first
    assert Entry.objects.filter(which=f"token:{token.public_id}").count() == 2


def test_day_of_last_use_is_noted_and_no_more(
    clock_at: Callable[[datetime], None], django_assert_num_queries: Any
) -> None:
    clock_at(START)
    token, secret = given()
    with django_assert_num_queries(2):
        tokens.token_of(secret)
    with django_assert_num_queries(0):
        tokens.token_of(secret)
    token.refresh_from_db()
    assert token.used_on == date(2027, 3, 1)
    recent.drop_everything()
    clock_at(START + timedelta(hours=5))
    with django_assert_num_queries(1):
        tokens.token_of(secret)


def test_token_has_its_own_keys_of_idempotency() -> None:
    """Two tokens that send the same key are two callers: the keys that `once` gets are made of the caller."""
    from duikou.booking.api.callers import Caller
    from duikou.booking.api.claiming import key_of

    first, second = (Caller(token=tokens.token_of(given()[1])) for _ in range(2))
    keys = {key_of("the same", first), key_of("the same", second)}
    assert len(keys) == 2
    assert all(len(key) <= 40 for key in keys)
    assert [once(key=key, asked="a", do=lambda k=key: {"key": k}) for key in sorted(keys)] == [
        {"key": key} for key in sorted(keys)
    ]
