"""Looking into values of JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def parts(value: Any) -> Iterator[Any]:
    """The value and everything in it, however deep."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        yield one
        if isinstance(one, dict):
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one


def keys_in(value: Any) -> Iterator[str]:
    """The keys of every dictionary in a value."""
    for one in parts(value):
        if isinstance(one, dict):
            yield from one
