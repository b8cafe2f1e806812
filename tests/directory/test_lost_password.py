"""A lost password: a link that tells nobody who has an account, works once, and asks for the second step too."""

from __future__ import annotations

import re
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from duikou.base import clock
from duikou.base.actor import COMMAND
from duikou.base.registry import look_ups
from duikou.base.sealed import look_up_hash
from duikou.directory import second_steps
from duikou.directory.actions import add_account_with_role, grant_role, set_active
from duikou.directory.actions import lost_passwords as actions
from duikou.directory.actions.addresses import ask_for_address
from duikou.directory.actions.invitations import invite
from duikou.directory.lost_passwords import token_of
from duikou.directory.models import Account, Grant, PasswordRequest
from duikou.journal.models import Entry, Message
from duikou.journal.outbox import deliver_due

pytestmark = pytest.mark.usefixtures("mails")
OTHER = "quite another secret"
NEW = {"password": OTHER, "again": OTHER}


def ask(client, who):
    return client.post("/lost-password", {"who": who})


def link() -> str:
    deliver_due()
    return re.search(r"/lost-password/\S+", mail.outbox[-1].body)[0]


@pytest.mark.parametrize("who", ["TABLE", "Table@Example.org", " table "])
def test_link_by_user_name_or_address_leads_to_a_new_password(client, confirmed, who):
    ask(client, who)
    where = link()
    assert mail.outbox[-1].to == ["table@example.org"]
    assert client.get(where).status_code == 200
    confirmed.refresh_from_db()
    assert not confirmed.check_password(OTHER)
    assert client.post(where, NEW)["Location"] == "/sign-in"
    confirmed.refresh_from_db()
    assert confirmed.check_password(OTHER)
    assert "_auth_user_id" not in client.session
    deliver_due()
    assert "changed" in mail.outbox[-1].subject or "更改" in mail.outbox[-1].subject


def test_answer_is_the_same_and_nothing_is_looked_up_whether_there_is_such_an_account(client, confirmed):
    answers, queries = [], []
    for who in ("table", "nobody at all", "nobody@example.org", "table@example.org"):
        with CaptureQueriesContext(connection) as seen:
            answer = ask(client, who)
        page = client.get(answer["Location"])
        answers.append((answer.status_code, answer["Location"], re.sub(r"csrf\S+ value=\S+", "", page.text)))
        queries.append([re.sub(r"'[^']*'|x'[^']*'", "?", one["sql"])[:60] for one in seen])
    assert len(set(answers)) == 1
    assert all(one == queries[0] for one in queries)
    assert not [one for one in queries[0] if "directory_account" in one]


def test_nobody_gets_a_mail_for_an_unknown_name_an_unconfirmed_address_or_a_closed_account(
    client, clerk, administrator, confirmed
):
    Account.objects.filter(pk=administrator.pk).update(email="never@example.org")
    set_active(account=confirmed, active=False, by=COMMAND)
    for who in ("nobody", "admin", "never@example.org", "table", "table@example.org"):
        ask(client, who)
    deliver_due()
    assert mail.outbox == []
    assert set(Message.objects.values_list("state", flat=True)) == {"expired"}


def test_used_link_is_void(client, confirmed):
    ask(client, "table")
    where = link()
    client.post(where, NEW)
    assert client.get(where).status_code == 410
    assert client.post(where, {"password": "a third secret", "again": "a third secret"}).status_code == 410


def test_link_is_void_once_the_password_was_changed_otherwise(client, confirmed):
    ask(client, "table")
    where = link()
    confirmed.set_password(OTHER)
    confirmed.save()
    assert client.get(where).status_code == 410


def test_link_is_over_after_an_hour_and_so_is_its_message(client, confirmed, clock_at):
    ask(client, "table")
    where, begun = link(), PasswordRequest.objects.get().created_at
    assert Message.objects.get().expires_at == begun + timedelta(hours=1)
    clock_at(begun + timedelta(hours=1))
    assert client.get(where).status_code == 410
    assert client.post(where, NEW).status_code == 410


@pytest.mark.parametrize("token", ["x", "0" * 64, "g" * 64, "é" * 64, "0" * 32])
def test_guessed_link_is_over(client, confirmed, token):
    ask(client, "table")
    assert client.get(f"/lost-password/{token}").status_code == 410


def test_link_with_another_accounts_name_in_it_opens_nothing(client, confirmed, administrator):
    ask(client, "table")
    request = PasswordRequest.objects.get()
    assert client.get(f"/lost-password/{token_of(request, administrator)}").status_code == 410


def test_every_session_ends(client, confirmed):
    elsewhere = Client()
    elsewhere.force_login(confirmed)
    assert elsewhere.get("/account").status_code == 200
    ask(client, "table")
    client.post(link(), NEW)
    assert elsewhere.get("/account").status_code == 302


@pytest.mark.parametrize(
    "wrong",
    [{"password": "short", "again": "short"}, {"password": "password123", "again": "password123"}, {"again": "x"}],
)
def test_bad_password_changes_nothing_and_the_link_stays_good(client, confirmed, wrong):
    ask(client, "table")
    where = link()
    assert client.post(where, {**NEW, **wrong}).status_code == 422
    assert client.post(where, NEW).status_code == 302


@pytest.mark.parametrize("who", ["", "   ", "\u200b", "x" * 255])
def test_asking_for_nobody_is_refused(client, db, who):
    assert ask(client, who).status_code == 422
    assert not PasswordRequest.objects.exists()


def test_mailbox_cannot_be_filled(confirmed, clock_at):
    now = clock.now()
    for hour in range(6):
        clock_at(now + timedelta(hours=hour, seconds=1))
        for who in ("table", "TABLE", "table", "Table"):
            actions.ask_new_password(asked=who)
    assert PasswordRequest.objects.count() == actions.MOST_A_DAY
    clock_at(now + timedelta(days=2))
    actions.ask_new_password(asked="table")
    assert PasswordRequest.objects.count() == actions.MOST_A_DAY + 1


def test_accounts_that_share_an_address_get_a_link_each(client, confirmed, administrator):
    Account.objects.filter(pk=administrator.pk).update(
        email="table@example.org", email_hash=look_up_hash("table@example.org"), email_verified_at=clock.now()
    )
    ask(client, "table@example.org")
    deliver_due()
    assert len(set(re.findall(r"/lost-password/\S+", mail.outbox[0].body))) == 2


@pytest.fixture
def with_code(confirmed, monkeypatch):
    """The clerk's account asks for a code; `424242` is right."""
    steps = type(second_steps.second_steps)()
    monkeypatch.setattr(second_steps, "second_steps", steps)
    steps.add(
        "test", second_steps.SecondStep(lambda one: one.pk == confirmed.pk, lambda _one, typed: typed == "424242")
    )
    return confirmed


def test_second_step_is_asked_for_too(client, with_code):
    ask(client, "table")
    where = link()
    assert 'name="second"' in client.get(where).text
    assert client.post(where, NEW).status_code == 422
    assert client.post(where, {**NEW, "second": "000000"}).status_code == 422
    with_code.refresh_from_db()
    assert not with_code.check_password(OTHER)
    assert client.post(where, {**NEW, "second": "424242"}).status_code == 302


def test_second_step_cannot_be_guessed(client, with_code):
    ask(client, "table")
    where = link()
    for _time in range(5):
        client.post(where, {**NEW, "second": "000000"})
    assert client.post(where, {**NEW, "second": "424242"}).status_code == 410


def test_account_without_second_step_is_asked_for_none(client, administrator, with_code):
    request = actions.hand_out_password_link(account=administrator, by=COMMAND)
    assert 'name="second"' not in client.get(f"/lost-password/{token_of(request, administrator)}").text


def test_administrator_hands_out_a_link_that_is_shown_once_and_journalled(client, administrator, clerk):
    client.force_login(administrator)
    page = client.post(f"/accounts/{clerk.public_id}/new-password")
    where = re.search(r"/lost-password/[\w-]+", page.text)[0]
    assert "<svg" in page.text
    assert Entry.objects.filter(what="account.password_link", which=f"account:{clerk.public_id}").count() == 1
    visitor = Client()
    assert visitor.post(where, NEW).status_code == 302
    clerk.refresh_from_db()
    assert clerk.check_password(OTHER)


def test_link_handed_out_anew_makes_the_one_before_void(client, clerk):
    first, second = (actions.hand_out_password_link(account=clerk, by=COMMAND) for _twice in range(2))
    assert client.get(f"/lost-password/{token_of(first, clerk)}").status_code == 410
    assert client.get(f"/lost-password/{token_of(second, clerk)}").status_code == 200


def test_link_handed_out_is_refused_to_others_and_for_closed_accounts(client, administrator, clerk):
    where = f"/accounts/{clerk.public_id}/new-password"
    assert client.post(where)["Location"].startswith("/sign-in")
    client.force_login(clerk)
    assert client.post(where).status_code == 403
    client.force_login(administrator)
    set_active(account=clerk, active=False, by=COMMAND)
    assert client.post(where)["Location"] == "/accounts"
    assert client.post(f"/accounts/{administrator.public_id}/new-password")["Location"] == "/account"
    assert client.get(where).status_code == 405
    assert not PasswordRequest.objects.exists()


def test_what_was_asked_is_forgotten_after_two_days(client, confirmed, clock_at):
    ask(client, "table")
    assert actions.forget_password_requests() == 0
    clock_at(clock.now() + timedelta(days=2))
    assert actions.forget_password_requests() == 1


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_one_link_used_twice_at_once_sets_one_password(confirmed):
    for _round in range(5):
        confirmed.refresh_from_db()
        request = actions.hand_out_password_link(account=confirmed, by=COMMAND)
        token, start, ends = token_of(request, confirmed), Barrier(3), []
        racers = [Thread(target=_renew, args=(token, f"{OTHER} {number}", start, ends)) for number in range(3)]
        for one in racers:
            one.start()
        for one in racers:
            one.join()
        assert sorted(ends) == ["over", "over", "set"]


def _renew(token: str, password: str, start: Barrier, ends: list[str]) -> None:
    start.wait()
    try:
        actions.set_lost_password(token=token, password=password)
        ends.append("set")
    except actions.LinkOver:
        ends.append("over")
    finally:
        connection.close()


def test_check_numbers_of_addresses_follow_a_new_key(client, confirmed, administrator):
    ask(client, "table@example.org")
    invited = invite(role="door", email="door@example.org", inviter=administrator, by=COMMAND)
    change = ask_for_address(account=administrator, email="new@example.org", by=COMMAND)
    rows = [confirmed, PasswordRequest.objects.get(), invited, change]
    for row in rows:
        found = look_ups.get(row._meta.label)
        assert found
        for column, value in found.hashes(row).items():
            assert bytes(getattr(row, column)) == value, row
        assert found.hashes(row)
    assert look_ups.get("directory.Account").hashes(Account(username="x")) == {}


def test_code_of_the_app_and_spare_code_are_second_steps_and_each_is_good_once(client, confirmed):
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(confirmed, secret)
    spare = RecoveryCodes.activate(confirmed).get_unused_codes()
    code = totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time())))
    for second, password in ((code, OTHER), (spare[0], "a third secret")):
        ask(client, "table")
        where = link()
        assert client.post(where, {"password": password, "again": password, "second": "000000"}).status_code == 422
        assert client.post(where, {"password": password, "again": password, "second": second}).status_code == 302
        ask(client, "table")
        again = {"password": f"{password} again", "again": f"{password} again", "second": second}
        assert client.post(link(), again).status_code == 422
        PasswordRequest.objects.all().delete()
        Message.objects.all().delete()


def test_no_more_is_sent_to_an_address_however_it_is_spelled(client, confirmed):
    for who in (
        "table@example.org",
        "TABLE@example.org",
        "ｔable@example.org",
        "tａble@example.org",
        "ｔａble@example.org",
    ):
        ask(client, who)
    deliver_due()
    assert len(mail.outbox) == actions.MOST_AN_HOUR


def test_administrator_gets_no_link_with_which_to_be_the_second_person(client, administrator, clerk):
    second = add_account_with_role(
        username="second", display_name="", password=OTHER, role=Grant.Role.ADMINISTRATOR, by=COMMAND
    )
    client.force_login(administrator)
    for nobody_yet in (second, approver_without_factor(clerk)):
        answer = client.post(f"/accounts/{nobody_yet.public_id}/new-password")
        assert answer.status_code == 302
    assert not PasswordRequest.objects.exists()
    RecoveryCodes.activate(second)
    totp.TOTP.activate(second, totp.generate_totp_secret())
    assert client.post(f"/accounts/{second.public_id}/new-password").status_code == 200


def approver_without_factor(account: Account) -> Account:
    grant_role(account=account, role=Grant.Role.APPROVER, by=COMMAND)
    return account
