"""Accounts with the roles that the directory's tests need."""

from __future__ import annotations

from typing import Any

import pytest

from duikou.base import clock
from duikou.base.actor import COMMAND
from duikou.base.sealed import look_up_hash
from duikou.directory import actions
from duikou.directory.models import Account, Grant, Organisation

PASSWORD = "a long enough secret"


@pytest.fixture
def employer(db: None) -> Organisation:
    return actions.add_organisation(name="示例：河西冶金制造", kind=Organisation.Kind.EMPLOYER, by=COMMAND)[0]


@pytest.fixture
def administrator(db: None) -> Account:
    return actions.add_account_with_role(
        username="admin", display_name="Admin", password=PASSWORD, role=Grant.Role.ADMINISTRATOR, by=COMMAND
    )


@pytest.fixture
def clerk(employer: Organisation) -> Account:
    return actions.add_account_with_role(
        username="table",
        display_name="Table",
        password=PASSWORD,
        role=Grant.Role.EMPLOYER,
        organisation=employer,
        by=COMMAND,
    )


@pytest.fixture
def mails(settings: Any) -> None:
    """The city can send mail: a server and its public address are set, and what is sent lands in mail.outbox."""
    settings.ADDRESS = "https://city.example"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture
def confirmed(clerk: Account) -> Account:
    """The clerk, with a confirmed e-mail address."""
    Account.objects.filter(pk=clerk.pk).update(
        email="table@example.org", email_hash=look_up_hash("table@example.org"), email_verified_at=clock.now()
    )
    clerk.refresh_from_db()
    return clerk
