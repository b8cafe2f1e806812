"""Inviting: by mail or from hand to hand, seen and taken back by those who may."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from duikou.base import clock
from duikou.base.actor import COMMAND
from duikou.directory import actions as directory
from duikou.directory.actions import invitations as actions
from duikou.directory.actions.accepting import accept_as
from duikou.directory.models import Account, Grant, Invitation, Organisation
from duikou.journal.models import Entry, Message
from duikou.journal.outbox import deliver_due

STAFF = {"role": "door", "organisation": "", "email": "", "language": "en"}


def invite(client, **values):
    return client.post("/invitations/new", {**STAFF, **values})


def link_in(page: str) -> str:
    return re.search(r"/invitation/[\w-]{32}", page)[0]


def test_invitation_by_mail_reaches_its_address_with_a_link_that_opens(client, administrator, mails):
    client.force_login(administrator)
    assert invite(client, email="Door@Example.org ", language="en")["Location"] == "/invitations"
    deliver_due()
    (sent,) = mail.outbox
    assert sent.to == ["door@example.org"]
    assert "https://city.example/invitation/" in sent.body
    client.logout()
    assert client.get(link_in(sent.body)).status_code == 200


def test_invitation_without_an_address_is_shown_once_to_hand_over(client, administrator, mails):
    client.force_login(administrator)
    page = invite(client)
    assert page.status_code == 200
    assert "<svg" in page.text
    assert not Message.objects.exists()
    assert link_in(page.text) not in client.get("/invitations").text
    client.logout()
    assert client.get(link_in(page.text)).status_code == 200


def test_invitation_while_no_mail_can_be_sent_is_handed_over(client, administrator):
    client.force_login(administrator)
    assert 'name="email"' not in client.get("/invitations/new").text
    assert link_in(invite(client, email="door@example.org").text)
    assert Invitation.objects.get().email == ""


def test_only_a_hash_of_the_secret_and_no_plain_address_is_kept(client, administrator, mails):
    client.force_login(administrator)
    invite(client, email="door@example.org")
    invitation = Invitation.objects.get()
    secret = actions.secret_of(invitation)
    with connection.cursor() as cursor:
        for table in ("directory_invitation", "journal_message", "journal_entry"):
            cursor.execute(f"SELECT * FROM {table}")
            rows = repr(cursor.fetchall())
            assert secret not in rows
            assert "door@example.org" not in rows


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"role": "employer"}, "organisation"),
        ({"role": "king"}, "role"),
        ({"email": "x@"}, "email"),
        ({"email": "a@example.org\r\nBcc: b@example.org"}, "email"),
        ({"language": "xx"}, "language"),
        ({"organisation": "999999"}, "organisation"),
    ],
)
def test_bad_input_invites_nobody_and_marks_the_field(client, administrator, mails, wrong, where):
    client.force_login(administrator)
    answer = invite(client, **wrong)
    assert answer.status_code == 422
    assert where in answer.context["form"].errors
    assert not Invitation.objects.exists()


def test_signed_out_is_led_to_sign_in(client, db):
    for address in ("/invitations", "/invitations/new"):
        assert client.get(address)["Location"].startswith("/sign-in")


@pytest.mark.parametrize("role", ["door", "auditor", ""])
def test_wrong_role_is_forbidden(client_with, role):
    client = client_with(role)
    assert client.get("/invitations").status_code == 403
    assert invite(client).status_code == 403
    assert not Invitation.objects.exists()


def test_employer_invites_colleagues_to_its_own_organisation_and_nothing_else(client, clerk, employer, organisation):
    client.force_login(clerk)
    other = organisation("别的单位")
    assert invite(client, role="administrator", organisation=str(other.pk)).status_code == 422
    assert invite(client, role="administrator", organisation="").status_code == 422
    assert not Invitation.objects.exists()
    invite(client, role="administrator", organisation=str(employer.pk))
    made = Invitation.objects.get()
    assert (made.role, made.organisation) == (Grant.Role.EMPLOYER, employer)


def test_action_refuses_more_than_the_inviter_holds_whatever_the_screen_let_through(clerk, employer):
    for role in (Grant.Role.ADMINISTRATOR, Grant.Role.OFFICE, Grant.Role.DOOR):
        with pytest.raises(actions.NotYours):
            actions.invite(role=role, organisation=employer, inviter=clerk, by=COMMAND)
    assert not Invitation.objects.exists()


def test_closed_account_invites_nobody(clerk, employer):
    Account.objects.update(is_active=False)
    with pytest.raises(actions.NotYours):
        actions.invite(role=Grant.Role.EMPLOYER, organisation=employer, inviter=clerk, by=COMMAND)


def test_list_shows_open_used_taken_back_and_expired(client, administrator, clerk, employer, clock_at):
    made = [
        actions.invite(role=Grant.Role.EMPLOYER, organisation=employer, inviter=administrator, by=COMMAND)
        for _number in range(4)
    ]
    accept_as(invitation=made[1], account=clerk)
    actions.revoke_invitation(invitation=made[2], by=COMMAND)
    Invitation.objects.filter(pk=made[3].pk).update(expires_at=clock.now())
    client.force_login(administrator)
    rows = client.get("/invitations").context["rows"]
    assert [row["state"] for row in reversed(rows)] == ["open", "accepted", "revoked", "expired"]


def test_list_of_an_employer_shows_its_own_only(client, administrator, clerk, organisation):
    other = organisation("别的单位")
    actions.invite(role=Grant.Role.EMPLOYER, organisation=other, inviter=administrator, by=COMMAND)
    actions.invite(role=Grant.Role.DOOR, inviter=administrator, by=COMMAND)
    client.force_login(clerk)
    page = client.get("/invitations")
    assert page.context["rows"] == []
    theirs = Invitation.objects.first()
    assert client.post(f"/invitations/{theirs.public_id}/take-back").status_code == 404
    theirs.refresh_from_db()
    assert theirs.revoked_at is None


def test_list_takes_the_same_queries_for_one_and_for_many(client, administrator, django_assert_num_queries):
    client.force_login(administrator)
    actions.invite(role=Grant.Role.DOOR, inviter=administrator, by=COMMAND)
    with CaptureQueriesContext(connection) as one:
        client.get("/invitations")
    for _number in range(3):
        actions.invite(role=Grant.Role.DOOR, inviter=administrator, by=COMMAND)
    with django_assert_num_queries(len(one)):
        client.get("/invitations")


def test_invitation_taken_back_opens_nothing_and_its_mail_is_not_sent(client, administrator, mails):
    client.force_login(administrator)
    invite(client, email="door@example.org")
    made = Invitation.objects.get()
    for _twice in range(2):
        client.post(f"/invitations/{made.public_id}/take-back")
    made.refresh_from_db()
    assert made.email == ""
    assert Entry.objects.filter(what="account.invitation_revoked").count() == 1
    deliver_due()
    assert mail.outbox == []
    client.logout()
    assert client.get(f"/invitation/{actions.secret_of(made)}").status_code == 410


def test_mailbox_cannot_be_filled_with_invitations(client, administrator, mails):
    client.force_login(administrator)
    for _number in range(3):
        assert invite(client, email="door@example.org").status_code == 302
        Invitation.objects.update(revoked_at=clock.now(), email="")  # taking them back does not help
    assert invite(client, email="door@example.org").status_code == 422
    assert Invitation.objects.count() == 3


def test_employer_has_few_open_invitations_at_a_time(clerk, employer):
    for _number in range(actions.MOST_OPEN_OF_EMPLOYER):
        actions.invite(role=Grant.Role.EMPLOYER, organisation=employer, inviter=clerk, by=COMMAND)
    with pytest.raises(actions.TooMany):
        actions.invite(role=Grant.Role.EMPLOYER, organisation=employer, inviter=clerk, by=COMMAND)


def test_message_expires_with_its_link_and_the_address_is_forgotten_then(administrator, mails, clock_at):
    made = actions.invite(role=Grant.Role.DOOR, email="a@example.org", inviter=administrator, by=COMMAND)
    message = Message.objects.get()
    assert message.expires_at == made.expires_at == made.created_at + timedelta(days=7)
    clock_at(made.expires_at)
    deliver_due()
    message.refresh_from_db()
    assert (message.state, mail.outbox) == ("expired", [])
    actions.forget_invitations()
    made.refresh_from_db()
    assert (made.email, made.email_hash) == ("", None)


def test_city_wide_office_may_choose_among_all_approved_employers(client_with, organisation):
    organisation("甲")
    organisation("乙", state=Organisation.State.PENDING)
    client = client_with("office")
    names = [str(one) for one in client.get("/invitations/new").context["form"].fields["organisation"].queryset]
    assert names == ["甲"]


def test_office_of_one_body_without_employers_is_told_what_to_do(client_with):
    office, _new = directory.add_organisation(name="局", kind=Organisation.Kind.OFFICE, by=COMMAND)
    assert "Once an employer is approved" in client_with("office", organisation=office).get("/invitations/new").text


def test_administrator_of_a_city_without_any_organisation_invites_for_the_whole_city(client, administrator):
    Organisation.objects.all().delete()
    client.force_login(administrator)
    assert 'name="role"' in client.get("/invitations/new").text
    assert invite(client).status_code == 200
