"""Reading the journal on inside a test's own transaction, which never ends and would be waited for in vain."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from duikou.journal import settled


@pytest.fixture
def own_writes_are_settled(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """On PostgreSQL, what this connection wrote itself counts as settled."""
    settled.forget()
    monkeypatch.setattr(settled, "WRITERS", f"{settled.WRITERS} AND pid <> pg_backend_pid()")
    yield
    settled.forget()
