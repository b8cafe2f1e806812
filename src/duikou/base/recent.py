"""Answers that may be a moment old: kept in this process so that a crowd that asks the same is answered once.

The bound is the promise: nothing older than `seconds` is ever given. Whoever changes what an answer was made of drops
it, so that in the process of the change the next answer is new.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable
from enum import Enum
from typing import Final, Generic, TypeVar
from weakref import WeakSet

Answer = TypeVar("Answer")


class Missing(Enum):
    """Says that no answer is at hand; None may be one."""

    MISSING = 0


MISSING: Final = Missing.MISSING
_all: WeakSet[Recent[object]] = WeakSet()


class Recent(Generic[Answer]):
    """Answers by key, each for at most `seconds`; at most `most` of them. Several threads that ask for the same make it
    once: the others wait for it."""

    def __init__(self, seconds: float, most: int = 500) -> None:
        self.seconds, self.most = seconds, most
        self._kept: dict[Hashable, tuple[float, Answer]] = {}
        self._making: dict[Hashable, threading.Lock] = {}
        self._lock = threading.Lock()
        self._drops = 0
        _all.add(self)  # type: ignore[arg-type]

    def get(self, key: Hashable, make: Callable[[], Answer]) -> Answer:
        """The answer for `key`, made by `make()` when there is none that is recent enough."""
        kept = self._kept.get(key)
        if kept and time.monotonic() - kept[0] <= self.seconds:
            return kept[1]
        with self._lock:
            making = self._making.setdefault(key, threading.Lock())
        with making:
            kept = self._kept.get(key)
            if kept and time.monotonic() - kept[0] <= self.seconds:
                return kept[1]
            begun, drops = time.monotonic(), self._drops
            try:
                answer = make()
            finally:
                with self._lock:
                    self._making.pop(key, None)
            with self._lock:
                if drops == self._drops:  # else it may have been made of what was there before the change
                    while len(self._kept) >= self.most:
                        self._kept.pop(next(iter(self._kept)))
                    self._kept[key] = (begun, answer)
            return answer

    def peek(self, key: Hashable) -> Answer | Missing:
        """The answer that is recent enough, or MISSING: whoever must not wait asks so."""
        kept = self._kept.get(key)
        return kept[1] if kept is not None and time.monotonic() - kept[0] <= self.seconds else MISSING

    def drop(self, *keys: Hashable) -> None:
        """Forget the answers for these keys; without any, all."""
        with self._lock:
            self._drops += 1
            for key in keys or list(self._kept):
                self._kept.pop(key, None)


def drop_everything() -> None:
    """Forget every answer of this process."""
    for one in list(_all):
        one.drop()
