"""Accounts with the roles that the directory's tests need."""

from __future__ import annotations

import pytest

from duikou.base.actor import COMMAND
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
