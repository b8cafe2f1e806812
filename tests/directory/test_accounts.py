"""The administrators' page of accounts."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from duikou.directory.models import Account, Grant
from duikou.journal.models import Entry
from tests.directory.conftest import PASSWORD

NEW = {"username": "door-1", "display_name": "Door", "role": "door", "password": PASSWORD, "again": PASSWORD}


def test_accounts_lists_roles_and_adds_one(client, administrator, clerk):
    client.force_login(administrator)
    assert "示例：河西冶金制造" in client.get("/accounts").text
    assert client.post("/accounts", NEW)["Location"] == "/accounts"
    added = Account.objects.get(username="door-1")
    assert list(added.grants.values_list("role", flat=True)) == [Grant.Role.DOOR]
    assert Entry.objects.filter(what="account.granted", which=f"account:{added.public_id}").count() == 1


def test_accounts_signed_out_leads_to_sign_in(client, db):
    assert client.get("/accounts").status_code == 302
    assert client.post("/accounts", NEW).status_code == 302
    assert not Account.objects.exists()


def test_accounts_for_a_wrong_role_is_forbidden(client, clerk):
    client.force_login(clerk)
    assert client.get("/accounts").status_code == 403
    assert client.post("/accounts", NEW).status_code == 403
    assert client.post(f"/accounts/{clerk.public_id}/switch", {"active": "no"}).status_code == 403


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"username": "ADMIN"}, "username"),
        ({"role": "employer"}, "organisation"),
        ({"password": "short", "again": "short"}, "password"),
        ({"again": "something else"}, "again"),
        ({"role": "king"}, "role"),
    ],
)
def test_accounts_with_bad_input_adds_none_and_marks_the_field(client, administrator, wrong, where):
    client.force_login(administrator)
    answer = client.post("/accounts", {**NEW, **wrong})
    assert answer.status_code == 422
    assert where in answer.context["form"].errors
    assert Account.objects.count() == 1


def test_account_is_closed_and_opened_again(client, administrator, clerk):
    client.force_login(administrator)
    for word, active in (("no", False), ("no", False), ("yes", True)):
        client.post(f"/accounts/{clerk.public_id}/switch", {"active": word})
        clerk.refresh_from_db()
        assert clerk.is_active is active
    assert Entry.objects.filter(what="account.deactivated").count() == 1


def test_administrator_cannot_close_the_own_account(client, administrator):
    client.force_login(administrator)
    client.post(f"/accounts/{administrator.public_id}/switch", {"active": "no"})
    administrator.refresh_from_db()
    assert administrator.is_active


def test_closed_account_is_out_with_its_next_request(client, clerk):
    client.force_login(clerk)
    Account.objects.filter(pk=clerk.pk).update(is_active=False)
    assert client.get("/account").status_code == 302


def test_accounts_page_takes_the_same_queries_for_one_and_for_many(
    client, administrator, clerk, django_assert_num_queries
):
    client.force_login(administrator)
    with CaptureQueriesContext(connection) as captured:
        client.get("/accounts")
    count = len(captured)
    for number in range(3):
        client.post("/accounts", {**NEW, "username": f"door-{number}"})
    client.get("/accounts")
    with django_assert_num_queries(count):
        client.get("/accounts")
