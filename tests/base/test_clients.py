"""The fixtures that other tests stand on do what they say."""

from datetime import UTC, datetime

import pytest

from duikou.base import clock

pytestmark = pytest.mark.django_db


def test_the_clock_stands_where_it_was_put(clock_at):
    moment = datetime(2026, 11, 28, 1, 20, tzinfo=UTC)
    clock_at(moment)
    assert clock.now() == moment


def test_clients_hold_the_grant_of_their_role(office_client, door_client, employer_client):
    for client, role in ((office_client, "office"), (door_client, "door"), (employer_client, "employer")):
        assert [grant.role for grant in client.account.grants.all()] == [role]
    assert employer_client.account.grants.get().organisation == employer_client.organisation
