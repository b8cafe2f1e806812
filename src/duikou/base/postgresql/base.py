"""Django's PostgreSQL, whose pool gives out no connection that has died while nobody used it: after the database was
started anew, each of them would have met somebody with an error. It asks nothing of a session, so that a pooler may
stand before it that gives each transaction another (PgBouncer's `pool_mode = transaction`)."""

from __future__ import annotations

import select
from typing import Any

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """Looks at the connection's socket before it is used, which takes two microseconds and no way to the server."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """A connection on which nothing has come that nobody asked for: its end, mostly."""
        while True:
            connection = super().get_new_connection(conn_params)
            if not self.pool or not _has_something_come(connection):
                return connection
            connection.close()
            self.pool.putconn(connection)  # which makes another in its place

    def chunked_cursor(self) -> Any:
        """A cursor in the server, for what is read piece by piece, within a transaction only. Outside of one Django's
        would be the session's, and not be found where each transaction is given whatever session is free."""
        return super().chunked_cursor() if self.in_atomic_block else self.cursor()


def _has_something_come(connection: Any) -> bool:
    if not hasattr(select, "poll"):  # Windows, whose select takes sockets of any number
        return bool(select.select([connection.fileno()], [], [], 0)[0])
    looking = select.poll()
    looking.register(connection.fileno(), select.POLLIN)
    return bool(looking.poll(0))
