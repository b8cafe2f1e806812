"""Opening an invitation: somebody new gets an account with exactly its grant, once."""

from __future__ import annotations

from datetime import timedelta
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.db import connection

from duikou.base.actor import COMMAND
from duikou.directory.actions import UsernameTaken, accepting
from duikou.directory.actions import invitations as actions
from duikou.directory.models import Account, Grant, Invitation
from duikou.journal.models import Entry
from tests.directory.conftest import PASSWORD

NEW = {"username": "door-1", "display_name": "门口", "language": "en", "password": PASSWORD, "again": PASSWORD}


@pytest.fixture
def invited(administrator, mails):
    return actions.invite(role=Grant.Role.DOOR, email="door@example.org", inviter=administrator, by=COMMAND)


def page_of(invitation: Invitation) -> str:
    return f"/invitation/{actions.secret_of(invitation)}"


def test_somebody_new_becomes_an_account_with_exactly_that_grant(client, invited):
    answer = client.post(page_of(invited), NEW)
    assert (answer.status_code, answer["Location"]) == (302, "/start")
    made = Account.objects.get(username="door-1")
    assert list(made.grants.values_list("role", "organisation", "area")) == [("door", None, None)]
    assert (made.display_name, made.language, made.check_password(PASSWORD)) == ("门口", "en", True)
    assert client.session["_auth_user_id"] == str(made.pk)
    invited.refresh_from_db()
    assert (invited.accepted_by, invited.email) == (made, "")
    entries = Entry.objects.filter(what="account.invitation_accepted", which=f"account-invitation:{invited.public_id}")
    assert [entry.who for entry in entries] == [f"account:{made.public_id}"]


def test_address_that_was_invited_by_mail_counts_as_confirmed(client, invited):
    client.post(page_of(invited), NEW)
    made = Account.objects.get(username="door-1")
    assert (made.email, bool(made.email_verified_at), bool(made.email_hash)) == ("door@example.org", True, True)


def test_invitation_handed_over_confirms_no_address(client, administrator):
    handed = actions.invite(role=Grant.Role.DOOR, inviter=administrator, by=COMMAND)
    client.post(page_of(handed), NEW)
    made = Account.objects.get(username="door-1")
    assert (made.email, made.email_verified_at) == ("", None)


def test_looking_at_it_changes_nothing(client, invited):
    for _time in range(3):
        page = client.get(page_of(invited))
        assert page.status_code == 200
        assert "no-store" in page["Cache-Control"]
    invited.refresh_from_db()
    assert invited.accepted_at is None
    assert Account.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"username": "ADMIN"}, "username"),
        ({"username": "\u200b"}, "username"),
        ({"display_name": ""}, "display_name"),
        ({"password": "short", "again": "short"}, "password"),
        ({"password": "password123", "again": "password123"}, "password"),
        ({"username": "a long user name", "password": "A long user name", "again": "A long user name"}, "password"),
        ({"again": "something else"}, "again"),
        ({"language": "xx"}, "language"),
    ],
)
def test_bad_input_makes_no_account_and_leaves_the_invitation_open(client, invited, wrong, where):
    answer = client.post(page_of(invited), {**NEW, **wrong})
    assert answer.status_code == 422
    assert where in answer.context["form"].errors
    invited.refresh_from_db()
    assert invited.accepted_at is None
    assert Account.objects.count() == 1


def test_name_taken_at_the_last_moment_leaves_the_invitation_open(invited):
    said = {"display_name": "x", "password": PASSWORD, "language": ""}
    with pytest.raises(UsernameTaken):
        accepting.accept_invitation(invitation=invited, username="admin", **said)
    assert Invitation.objects.get().accepted_at is None


def test_used_link_is_over(client, invited, client_with):
    client.post(page_of(invited), NEW)
    client.logout()
    assert client.get(page_of(invited)).status_code == 410
    assert client.post(page_of(invited), {**NEW, "username": "second"}).status_code == 410
    assert client_with("").post(page_of(invited)).status_code == 410
    assert not Account.objects.filter(username="second").exists()


def test_old_link_is_over(client, invited, clock_at):
    clock_at(invited.created_at + timedelta(days=7, seconds=-1))
    assert client.get(page_of(invited)).status_code == 200
    clock_at(invited.created_at + timedelta(days=7))
    assert client.get(page_of(invited)).status_code == 410
    assert client.post(page_of(invited), NEW).status_code == 410
    assert Account.objects.count() == 1


@pytest.mark.parametrize("secret", ["x", "a" * 32, "a" * 400, "é" * 32])
def test_guessed_link_is_over(client, invited, secret):
    assert client.get(f"/invitation/{secret}").status_code == 410


def test_invitation_of_somebody_who_was_shown_the_door_opens_nothing(client, invited, administrator):
    Account.objects.filter(pk=administrator.pk).update(is_active=False)
    assert client.get(page_of(invited)).status_code == 410
    assert client.post(page_of(invited), NEW).status_code == 410
    with pytest.raises(accepting.Over):
        accepting.accept_invitation(
            invitation=invited, username="door-1", display_name="x", password=PASSWORD, language=""
        )
    assert Account.objects.count() == 1


def test_account_that_is_signed_in_gets_the_role_besides(client, clerk, invited):
    client.force_login(clerk)
    page = client.get(page_of(invited))
    assert 'type="password"' not in page.text
    assert client.post(page_of(invited))["Location"] == "/start"
    assert sorted(clerk.grants.values_list("role", flat=True)) == ["door", "employer"]
    clerk.refresh_from_db()
    assert clerk.email == ""  # its own address stays its own affair


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_one_link_opened_twice_at_once_makes_one_account(administrator):
    for _round in range(5):
        invited = actions.invite(role=Grant.Role.DOOR, inviter=administrator, by=COMMAND)
        accounts, start, ends = Account.objects.count(), Barrier(4), []
        racers = [Thread(target=_accept, args=(invited, start, ends)) for _one in range(4)]
        for one in racers:
            one.start()
        for one in racers:
            one.join()
        assert sorted(ends) == ["in", "over", "over", "over"]
        assert Account.objects.count() == accounts + 1
        assert Grant.objects.filter(role=Grant.Role.DOOR).count() == accounts


def _accept(invitation: Invitation, start: Barrier, ends: list[str]) -> None:
    start.wait()
    try:
        accepting.accept_invitation(
            invitation=invitation, username=f"racer-{uuid4()}", display_name="x", password=PASSWORD, language=""
        )
        ends.append("in")
    except accepting.Over:
        ends.append("over")
    finally:
        connection.close()
