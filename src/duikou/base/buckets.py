"""Rates: how often somebody may ask. Token buckets, in the memory of this process only, under keys that say nothing
about who it is.

A bucket holds `burst` requests and fills again at a steady pace. Counted for each server process by itself.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Hashable

MOST_BUCKETS = 20_000
SWEEP_SECONDS = 60.0


class Buckets:
    """Buckets by key. The ones that are full again are forgotten once a minute, at the next request; when there are too
    many all the same, the tenth that is fullest."""

    def __init__(self, *, most: int = MOST_BUCKETS) -> None:
        self._filled: dict[Hashable, float] = {}  # when each will be full again, by this process's clock
        self._lock = threading.Lock()
        self._most, self._swept = most, time.monotonic()

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
            self._filled[key] = full_at
            self._sweep(now)
        return 0.0

    def debt(self, key: Hashable, *, per_minute: float, burst: float) -> float:
        """Take one request whether there is one or not; gives the seconds by which whoever asks is ahead of the pace,
        to be made to wait so long. Never more than the time the bucket takes to fill."""
        pace = 60.0 / per_minute
        now = time.monotonic()
        with self._lock:
            full_at = min(max(now, self._filled.get(key, now)) + pace, now + 2 * burst * pace)
            self._filled[key] = full_at
            self._sweep(now)
        return max(0.0, full_at - now - burst * pace)

    def turn(self, key: Hashable, *, per_minute: float, burst: float, longest: float) -> float | None:
        """Take one request out of the bucket, ahead of time if need be; gives the seconds after which its turn comes, 0
        for at once. None when that would be more than `longest` seconds (then none was taken)."""
        pace = 60.0 / per_minute
        now = time.monotonic()
        with self._lock:
            full_at = max(now, self._filled.get(key, now)) + pace
            wait = full_at - now - burst * pace
            if wait > longest:
                return None
            self._filled[key] = full_at
            self._sweep(now)
        return max(0.0, wait)

    def empty(self) -> None:
        """Forget everybody."""
        with self._lock:
            self._filled.clear()

    def __len__(self) -> int:
        return len(self._filled)

    def _sweep(self, now: float) -> None:
        if now - self._swept < SWEEP_SECONDS and len(self._filled) <= self._most:
            return
        self._swept = now
        kept = [pair for pair in self._filled.items() if pair[1] > now]
        if len(kept) > self._most:
            kept = sorted(kept, key=lambda pair: pair[1])[-(self._most * 9 // 10) :]
        self._filled = dict(kept)
