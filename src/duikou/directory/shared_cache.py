"""A cache in the database, for what all processes count together."""

from __future__ import annotations

from typing import Any

from django.core.cache.backends.db import DatabaseCache
from django.db import connections, router, transaction


class SharedCache(DatabaseCache):
    """Django's, but that two who count at once are both counted."""

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        """Add `delta` to a number that is kept; gives the sum. Raises ValueError when none is kept."""
        using = router.db_for_write(self.cache_model_class)
        with transaction.atomic(using=using):
            if connections[using].vendor == "postgresql":  # SQLite lets one write at a time
                with connections[using].cursor() as cursor:
                    kept = self.make_and_validate_key(key, version=version)
                    cursor.execute(
                        f"SELECT 1 FROM {self.cache_model_class._meta.db_table} WHERE cache_key = %s FOR UPDATE", [kept]
                    )
            counted: Any = super().incr(key, delta, version)
        return int(counted)
