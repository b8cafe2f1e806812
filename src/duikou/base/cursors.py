"""Cursors: where a list goes on. Opaque to whoever pages; a place in an order, so that what is added meanwhile neither
repeats an entry nor leaves one out."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Generic, TypeVar

LONGEST = 400
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Row = TypeVar("Row")


class BadCursor(ValueError):
    """The cursor was not given out by this list."""


@dataclass(frozen=True, slots=True)
class Slice(Generic[Row]):
    """A piece of a list and the cursor of the next piece; None at the end."""

    rows: Sequence[Row]
    next: str | None


def write(*place: int | str) -> str:
    """The cursor of a place in an order: the values the order goes by, of the last entry seen."""
    return base64.urlsafe_b64encode(json.dumps(place, separators=(",", ":")).encode()).rstrip(b"=").decode()


def read(cursor: str, *kinds: type) -> list[Any]:
    """The values of a cursor, of these types. Raises BadCursor."""
    try:
        if len(cursor) > LONGEST:
            raise BadCursor(cursor[:20])
        place = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
    except (ValueError, binascii.Error, RecursionError) as error:
        raise BadCursor(cursor[:20]) from error
    if not isinstance(place, list) or [type(value) for value in place] != list(kinds) or not all(map(_storable, place)):
        raise BadCursor(cursor[:20])
    return place


def _storable(value: Any) -> bool:
    """Whether a database may be asked for it: no number beyond 64 bits, no text with a NUL or half a character."""
    if isinstance(value, str):
        return "\0" not in value and not any("\ud800" <= sign <= "\udfff" for sign in value)
    return not isinstance(value, int) or 0 <= value < 2**63


def number(moment: datetime) -> int:
    """A moment as a value of a cursor: microseconds since 1970."""
    return (moment - EPOCH) // timedelta(microseconds=1)


def moment(value: int) -> datetime:
    """The moment (UTC) of a cursor's value. Raises BadCursor."""
    try:
        return EPOCH + timedelta(microseconds=value)
    except OverflowError as error:
        raise BadCursor(str(value)) from error


def cut(rows: Sequence[Row], limit: int, place: Callable[[Row], Sequence[int | str]]) -> Slice[Row]:
    """A piece of `limit` rows out of `limit + 1` that were read; `place` gives a row's values in the order."""
    more = len(rows) > limit
    shown = rows[:limit]
    return Slice(shown, write(*place(shown[-1])) if more and shown else None)
