"""An e-mail address counts once six digits that were sent there are typed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail

from duikou.base import clock
from duikou.base.actor import COMMAND
from duikou.directory.actions import addresses as actions
from duikou.directory.models import Account, AddressChange
from duikou.directory.sessions import SINCE
from duikou.journal.actions import queue
from duikou.journal.models import Entry, Message
from duikou.journal.outbox import deliver_due
from tests.directory.conftest import PASSWORD

pytestmark = pytest.mark.usefixtures("mails")


def give(client, email="new@example.org"):
    return client.post("/account/email", {"give": "1", "email": email})


def confirm(client, code):
    return client.post("/account/email", {"confirm": "1", "code": code})


def code_now() -> str:
    return actions.code_of(AddressChange.objects.first())


def test_code_that_was_sent_confirms_the_address(client, clerk):
    client.force_login(clerk)
    assert give(client, " New@Example.org")["Location"] == "/account/email"
    clerk.refresh_from_db()
    assert clerk.email == ""
    deliver_due()
    (sent,) = mail.outbox
    assert sent.to == ["new@example.org"]
    assert code_now() in sent.body
    assert confirm(client, f" {code_now()[:3]} {code_now()[3:]}")["Location"] == "/account"
    clerk.refresh_from_db()
    assert (clerk.email, bool(clerk.email_verified_at)) == ("new@example.org", True)
    assert "new@example.org" in client.get("/account").text
    assert not [entry for entry in Entry.objects.all() if "example.org" in f"{entry.which}{entry.details}"]


def test_old_address_stays_until_then_and_is_told_even_when_that_was_quick(client, confirmed):
    client.force_login(confirmed)
    give(client)
    confirmed.refresh_from_db()
    assert confirmed.email == "table@example.org"
    confirm(client, code_now())
    deliver_due()
    told = {one.to[0]: one.body for one in mail.outbox}
    assert "table@example.org" in told
    assert "new@example.org" not in told["table@example.org"]


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "０"])
def test_wrong_code_confirms_nothing(client, clerk, code):
    client.force_login(clerk)
    give(client)
    assert confirm(client, code).status_code == 422
    clerk.refresh_from_db()
    assert clerk.email_verified_at is None


def test_five_wrong_tries_make_the_code_void(client, clerk):
    client.force_login(clerk)
    give(client)
    wrong = f"{(int(code_now()) + 1) % 1_000_000:06}"
    for left in (4, 3, 2, 1, 0):
        with pytest.raises(actions.WrongCode) as said:
            actions.confirm_address(account=clerk, code=wrong, by=COMMAND)
        assert said.value.left == left
    assert confirm(client, code_now()).status_code == 422
    clerk.refresh_from_db()
    assert clerk.email_verified_at is None


def test_code_is_over_after_an_hour(client, clerk, clock_at):
    client.force_login(clerk)
    give(client)
    code, begun = code_now(), AddressChange.objects.get().created_at
    assert Message.objects.get(template="address_code").expires_at == begun + timedelta(hours=1)
    clock_at(begun + timedelta(hours=1))
    assert confirm(client, code).status_code == 422


def test_code_fits_its_account_and_address_only(client, clerk, administrator):
    give_one = actions.ask_for_address(account=clerk, email="one@example.org", by=COMMAND)
    first = actions.code_of(give_one)
    with pytest.raises(actions.WrongCode):
        actions.confirm_address(account=administrator, code=first, by=COMMAND)
    second = actions.code_of(actions.ask_for_address(account=clerk, email="two@example.org", by=COMMAND))
    if first != second:
        with pytest.raises(actions.WrongCode):
            actions.confirm_address(account=clerk, code=first, by=COMMAND)
    assert actions.confirm_address(account=clerk, code=second, by=COMMAND).email == "two@example.org"
    with pytest.raises(actions.WrongCode):
        actions.confirm_address(account=clerk, code=second, by=COMMAND)


def test_mailbox_cannot_be_filled_by_one_account_or_by_many(client, clerk, administrator):
    for _time in range(actions.MOST_A_DAY):
        actions.ask_for_address(account=clerk, email="victim@example.org", by=COMMAND)
    for account, email in ((clerk, "other@example.org"), (administrator, "Victim@example.org")):
        with pytest.raises(actions.TooOften):
            actions.ask_for_address(account=account, email=email, by=COMMAND)
    client.force_login(clerk)
    assert give(client).status_code == 422


@pytest.mark.parametrize(
    "email", ["", "x", "13800001111", "a@b\r\nBcc: c@example.org", "a@example.org,b@example.org c"]
)
def test_no_address_is_refused(client, clerk, email):
    client.force_login(clerk)
    assert give(client, email).status_code == 422
    assert not AddressChange.objects.exists()


def test_page_signed_out_leads_to_sign_in(client, db):
    assert client.get("/account/email")["Location"] == "/sign-in?next=/account/email"


def test_messages_for_accounts_go_to_confirmed_addresses_only(confirmed, administrator):
    Account.objects.filter(pk=administrator.pk).update(email="never@example.org")
    for account in (confirmed, administrator):
        which = f"account:{account.public_id}"
        end = clock.now() + timedelta(days=1)
        queue(template="password_renewed", recipient=which, about=which, dedupe_key=which, expires_at=end, urgent=True)
    deliver_due()
    assert [one.to for one in mail.outbox] == [["table@example.org"]]


def test_deleted_address_gets_nothing_more(client, confirmed):
    client.force_login(confirmed)
    assert client.post("/account/email", {"delete": "1"}).status_code == 302
    confirmed.refresh_from_db()
    assert (confirmed.email, confirmed.email_hash, confirmed.email_verified_at) == ("", None, None)


def test_what_was_asked_is_forgotten_after_two_days(client, clerk, clock_at):
    actions.ask_for_address(account=clerk, email="one@example.org", by=COMMAND)
    assert actions.forget_address_changes() == 0
    clock_at(clock.now() + timedelta(days=2))
    assert actions.forget_address_changes() == 1


def test_browser_left_signed_in_gives_no_address_without_the_password(client, clerk):
    client.force_login(clerk)
    session = client.session
    session[SINCE] -= 3600
    session.save()
    asked = give(client)
    assert asked["Location"].startswith("/account/again/password?next=")
    assert not AddressChange.objects.exists()
    wrong = client.post(asked["Location"], {"password": "wrong", "next": "/account/email"})
    assert wrong.status_code == 422
    assert not AddressChange.objects.exists()
    goes_on = client.post(asked["Location"], {"password": PASSWORD, "next": "/account/email"})
    assert goes_on["Location"] == "/account/email"
    assert AddressChange.objects.exists()
