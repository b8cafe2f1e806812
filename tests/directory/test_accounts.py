"""The administrators' page of accounts."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from duikou.base.actor import COMMAND
from duikou.directory import actions
from duikou.directory.models import Account, Grant
from duikou.journal.models import Entry
from tests.directory.conftest import PASSWORD


def test_accounts_lists_roles_and_leads_to_an_invitation(client, administrator, clerk):
    client.force_login(administrator)
    page = client.get("/accounts").text
    assert "示例：河西冶金制造" in page
    assert "/invitations/new" in page


def test_accounts_signed_out_leads_to_sign_in(client, db):
    assert client.get("/accounts").status_code == 302


def test_accounts_for_a_wrong_role_is_forbidden(client, clerk):
    client.force_login(clerk)
    assert client.get("/accounts").status_code == 403
    assert client.post(f"/accounts/{clerk.public_id}/switch", {"active": "no"}).status_code == 403


def test_nobody_types_a_password_for_another(client, administrator):
    client.force_login(administrator)
    page = client.get("/accounts")
    assert 'type="password"' not in page.text
    assert client.post("/accounts", {"username": "door", "password": PASSWORD}).status_code == 405
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
        actions.add_account_with_role(
            username=f"door-{number}", display_name="Door", password=None, role=Grant.Role.DOOR, by=COMMAND
        )
    client.get("/accounts")
    with django_assert_num_queries(count):
        client.get("/accounts")
