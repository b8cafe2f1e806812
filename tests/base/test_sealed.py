"""Sealed text leaves no trace of itself, opens only with its key, and cannot be searched."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import FieldError

from duikou.base import keyring, keys, sealed
from duikou.base.keys import kept


def test_a_sealed_text_opens_again_and_shows_nothing():
    box = sealed.seal("王小明")
    assert sealed.unseal(box) == "王小明"
    assert "王" not in box
    assert box != sealed.seal("王小明")


def test_an_altered_or_foreign_box_is_refused():
    box = sealed.seal("secret")
    for broken in (box[:-4] + "AAA=", "plain text", "s1:1:AAAA", box.replace("s1:1", "s2:1")):
        with pytest.raises(sealed.Unsealable):
            sealed.unseal(broken)


def test_an_empty_text_stays_empty():
    assert sealed.seal("") == ""
    assert sealed.unseal("") == ""


def test_look_up_hashes_keep_their_parts_apart():
    assert sealed.look_up_hash("ab", "c") == sealed.look_up_hash("ab", "c")
    assert sealed.look_up_hash("ab", "c") != sealed.look_up_hash("a", "bc")


@pytest.mark.django_db
def test_the_column_holds_no_plain_text_and_cannot_be_searched(client_with):
    from django.db import connection

    from duikou.directory.models import Account

    account = client_with("office").account
    with connection.cursor() as cursor:
        cursor.execute("SELECT display_name FROM directory_account WHERE id = %s", [account.pk])
        stored = cursor.fetchone()[0]
    assert account.display_name not in stored
    assert stored.startswith("s1:")
    with pytest.raises(FieldError):
        Account.objects.filter(display_name="Office 1").exists()


def test_makers_of_a_key_at_one_moment_get_the_same_one(tmp_path, monkeypatch):
    monkeypatch.setattr(keys, "_guards", [])

    def make(_nth: int) -> bytes:  # as separate processes do, without each other's memory
        return kept(tmp_path / "keys" / "field-9", keyring.new_key)

    with ThreadPoolExecutor(16) as many:
        made = set(many.map(make, range(64)))
    assert [len(key) for key in made] == [44]
    assert [one.name for one in (tmp_path / "keys").iterdir()] == ["field-9"]
