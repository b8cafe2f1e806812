"""Fixtures about who asks and when: clients signed in with a role, and a clock that stands."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client


@pytest.fixture
def clock_at(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """`clock_at(moment)` lets base.clock.now() answer `moment` (aware) until called again or the test ends."""
    from duikou.base import clock

    def stand(moment: datetime) -> None:
        assert moment.tzinfo is not None, "the city's clock is aware"
        monkeypatch.setattr(clock, "now", lambda: moment)

    return stand


@pytest.fixture
def client_with(db: None) -> Callable[..., Client]:
    """`client_with("office", organisation=…)` is a client signed in to an account with that one grant; without a role
    the account has none. The account is `client.account`."""
    from duikou.base import clock
    from duikou.directory.models import Account, Grant

    def make(role: str = "", organisation: Any = None, language: str = "en") -> Client:
        number = Account.objects.count() + 1
        account = Account.objects.create(
            username=f"{role or 'nobody'}-{number}",
            display_name=f"{role or 'nobody'} {number}".capitalize(),
            created_at=clock.now(),
        )
        if role:
            Grant.objects.create(account=account, role=role, organisation=organisation, granted_at=clock.now())
        client = Client(headers={"accept-language": language})
        client.force_login(account)
        client.account = account  # type: ignore[attr-defined]
        return client

    return make


@pytest.fixture
def organisation(db: None) -> Callable[..., Any]:
    """`organisation("Name", kind="employer")` makes one."""
    from duikou.base import clock
    from duikou.directory.models import Organisation

    def make(name: str = "祁连机械", kind: str = "employer", **fields: Any) -> Any:
        return Organisation.objects.create(
            name={"zh-hans": name}, name_key=name.casefold(), kind=kind, created_at=clock.now(), **fields
        )

    return make


@pytest.fixture
def visitor() -> Client:
    """A client of somebody who is not signed in and reads English."""
    return Client(headers={"accept-language": "en"})


@pytest.fixture
def administrator_client(client_with: Callable[..., Client]) -> Client:
    """A client of the city's administrator."""
    return client_with("administrator")


@pytest.fixture
def office_client(client_with: Callable[..., Client]) -> Client:
    """A client of the programme office."""
    return client_with("office")


@pytest.fixture
def door_client(client_with: Callable[..., Client]) -> Client:
    """A client of the door staff."""
    return client_with("door")


@pytest.fixture
def employer_client(client_with: Callable[..., Client], organisation: Callable[..., Any]) -> Client:
    """A client of an employer; the employer is `client.organisation`."""
    employer = organisation()
    client = client_with("employer", organisation=employer)
    client.organisation = employer  # type: ignore[attr-defined]
    return client
