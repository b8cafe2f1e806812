"""Rates: how often somebody may ask. Token buckets, in the memory of this process only, under keys that say nothing
about who it is.

A bucket holds `burst` requests and fills again at a steady pace. Counted for each server process by itself.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Hashable

MOST_BUCKETS = 20_000


class Buckets:
    """Buckets by key. The ones that are full again are forgotten when there are many."""

    def __init__(self, *, most: int = MOST_BUCKETS) -> None:
        self._filled: dict[Hashable, float] = {}  # when each will be full again, by this process's clock
        self._lock = threading.Lock()
        self._most = most

    def take(self, key: Hashable, *, per_minute: float, burst: float) -> float:
        """Take one request out of the bucket; gives 0, or the seconds after which there is one to take again (then
        none was taken)."""
        pace = 60.0 / per_minute
        now = time.monotonic()
        with self._lock:
            full_at = max(now, self._filled.get(key, now)) + pace
            wait = full_at - now - burst * pace
            if wait > 1e-9:
                return wait
            if key not in self._filled and len(self._filled) >= self._most:
                self._forget(now)
            self._filled[key] = full_at
        return 0.0

    def debt(self, key: Hashable, *, per_minute: float, burst: float) -> float:
        """Take one request whether there is one or not; gives the seconds by which whoever asks is ahead of the pace,
        to be made to wait so long. Never more than the time the bucket takes to fill."""
        pace = 60.0 / per_minute
        now = time.monotonic()
        with self._lock:
            if key not in self._filled and len(self._filled) >= self._most:
                self._forget(now)
            full_at = max(now, self._filled.get(key, now)) + pace
            self._filled[key] = min(full_at, now + 2 * burst * pace)
        return max(0.0, full_at - now - burst * pace)

    def empty(self) -> None:
        """Forget everybody."""
        with self._lock:
            self._filled.clear()

    def _forget(self, now: float) -> None:
        self._filled = {key: full for key, full in self._filled.items() if full > now}
        while len(self._filled) >= self._most:
            self._filled.pop(next(iter(self._filled)))
