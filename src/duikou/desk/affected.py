"""What hangs on opening hours: other parts of the desk say how much of theirs lies on days that change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from duikou.base.registry import Registry


@dataclass(frozen=True, slots=True)
class Days:
    """Days that change: of the whole city, of a centre, or of one window of it (primary keys)."""

    first: date
    last: date
    centre: int | None = None
    window: int | None = None


@dataclass(frozen=True, slots=True)
class Affected:
    """So many of something are on days that change; `says` is a sentence for the reader, `address` where they are."""

    count: int
    says: Any
    address: str = ""


ways: Registry[Callable[[Days], Affected | None]] = Registry()


def affected_by(days: Days) -> list[Affected]:
    """What lies on these days, as every part says it; what there is nothing of is left out."""
    return [found for way in ways if (found := way(days)) is not None and found.count]
