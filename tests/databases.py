"""What tests have to do with databases: which of them are worth a second run on another one, and how the tables are
emptied between those that commit."""

from __future__ import annotations

from functools import cache

import pytest
from django.db import connection, transaction
from django.test import TransactionTestCase

ASKING = frozenset({"db", "transactional_db", "live_server"})


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--data`: only what asks the database of the settings."""
    parser.addoption("--data", action="store_true", help="only tests that ask the database of the settings")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With `--data` leave out what a run on another database has proved: tests that ask none, and those that bring
    both databases themselves."""
    if not config.getoption("--data"):
        return
    kept, left = [], []
    for item in items:
        (kept if _asks(item) else left).append(item)
    config.hook.pytest_deselected(items=left)
    items[:] = kept


def _asks(item: pytest.Item) -> bool:
    return item.get_closest_marker("django_db") is not None or not ASKING.isdisjoint(getattr(item, "fixturenames", ()))


@cache
def _tables() -> list[str]:
    return connection.introspection.django_table_names(only_existing=True, include_views=False)


def _empty(case: TransactionTestCase) -> None:
    """Delete the rows that a test has committed. Django would truncate every table, which takes PostgreSQL a second and
    more, and look anew for permissions that nobody here has."""
    with transaction.atomic(), connection.cursor() as cursor:
        looks = (
            f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {connection.ops.quote_name(name)})" for name in _tables()
        )
        cursor.execute(" UNION ALL ".join(looks))
        for (name,) in cursor.fetchall():
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(name)}")


TransactionTestCase._fixture_teardown = _empty  # type: ignore[attr-defined]
