"""A connection of the pool that died while nobody used it meets nobody."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.db.backends.postgresql import base as plain

from duikou.base import postgresql
from duikou.config.settings import postgresql_database
from tests.made import SERVER

assert postgresql


@pytest.fixture
def settings_dict() -> dict[str, Any]:
    """Those of the tests' server."""
    known = {**connection.settings_dict, **postgresql_database(f"{SERVER.rpartition('/')[0]}/postgres")}
    return {
        **known,
        "CONN_HEALTH_CHECKS": False,
        "OPTIONS": {**known["OPTIONS"], "pool": {"min_size": 1, "timeout": 5}},
    }


@pytest.fixture(params=[True, False], ids=["ours", "control: Django's own"])
def wrapper(request: pytest.FixtureRequest, settings_dict: dict[str, Any], django_db_blocker: Any) -> Iterator[Any]:
    from duikou.base.postgresql.base import DatabaseWrapper

    kind = DatabaseWrapper if request.param else plain.DatabaseWrapper
    one = kind(settings_dict, alias=f"pool-{request.param}")
    with django_db_blocker.unblock():
        try:
            one.ensure_connection()
        except OperationalError:
            pytest.skip(f"no PostgreSQL at {SERVER}; name one in DUIKOU_TEST_DATABASE_URL")
        yield one
        one.close()
        one.close_pool()


@pytest.mark.filterwarnings("ignore")
def test_next_who_asks_after_the_server_ended_its_connections_is_answered(
    wrapper: Any, settings_dict: dict[str, Any]
) -> None:
    with wrapper.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        first = cursor.fetchone()[0]
    wrapper.close()  # back into the pool
    other = plain.DatabaseWrapper({**settings_dict, "OPTIONS": {}}, alias="other")
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [first])
        assert cursor.fetchone()[0]
    other.close()

    def ask() -> int:
        with wrapper.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            return int(cursor.fetchone()[0])

    if type(wrapper) is plain.DatabaseWrapper:
        with pytest.raises(OperationalError):
            ask()
    else:
        assert ask() not in (0, first)
