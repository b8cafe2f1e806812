"""A booking in the making: what a batch needs of it, without the cost of a model object for every one of a crowd."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from duikou.base.columns import Each, insert
from duikou.base.ids import new_codes, new_ids
from duikou.base.statements import Question, Rows, ask
from duikou.booking.models import Booking, Offer, Slot

NOT_YET = UUID(int=0)
TAKEN_CODES = "SELECT code FROM booking_booking WHERE code IN {}"
NUMBERS = "SELECT nextval(pg_get_serial_sequence('booking_booking', 'id')) FROM unnest(%s::text[])"


@dataclass(slots=True, eq=False)
class Placed:
    """A place taken in memory, to be written with the others of its batch. `pk`, `public_id` and `code` are there once
    it is written. Reads like the `Booking` it becomes."""

    slot: Slot
    person_id: int | None
    created_at: datetime
    seats: int = 1
    online: bool = False
    channel: str = Booking.Channel.WEB
    state: str = Booking.State.CONFIRMED
    held_until: datetime | None = None
    claim_key: str | None = None
    pk: int = 0
    public_id: UUID = NOT_YET
    code: str = ""
    sequence: int = 0

    @property
    def offer(self) -> Offer:
        return self.slot.offer

    @property
    def offer_id(self) -> int:
        return self.slot.offer_id

    @property
    def slot_id(self) -> int:
        return self.slot.pk

    def booking(self) -> Booking:
        """The row as a model object, with `slot` and `offer` loaded."""
        values: dict[str, Any] = {name: getattr(self, name) for name in WRITTEN}
        return Booking(
            id=self.pk,
            offer=self.slot.offer,
            slot=self.slot,
            person_id=self.person_id,
            created_at=self.created_at,
            changed_at=self.created_at,
            **values,
        )


class Receipt(NamedTuple):
    """What whoever asked for a place needs to know of the booking."""

    pk: int
    public_id: UUID
    code: str
    state: str
    online: bool
    slot_public_id: UUID


# What differs from row to row comes first.
COLUMNS = (
    "public_id", "code", "slot_id", "person_id", "claim_key", "offer_id", "seats", "online", "channel", "state",
    "held_until", "created_at",
)  # fmt: skip
WRITTEN = ("public_id", "code", "seats", "online", "channel", "state", "held_until", "claim_key")


class Spare:
    """What new bookings need and nobody else may have: codes that no booking has (among millions every thirtieth drawn
    is taken), and on PostgreSQL numbers, so that all that hangs on a booking travels in one message with it. Asked
    for together with other things, for so many bookings."""

    def __init__(self, count: int = 0) -> None:
        self._drawn = dict.fromkeys(new_codes(count)) if count else {}
        self._codes: list[str] = []
        self._numbers: list[int] = []

    def questions(self) -> tuple[Question, Question]:
        """What has to be asked; the answers go to `told`."""
        numbered = self._drawn if connection.vendor == "postgresql" else ()
        return Question(TAKEN_CODES, self._drawn), Question(NUMBERS, numbered)

    def told(self, answers: Sequence[Rows]) -> Spare:
        """The same, ready for use."""
        taken, numbers = answers
        for (code,) in taken:
            self._drawn.pop(code)
        self._codes += self._drawn
        self._numbers += [row[0] for row in numbers]
        return self

    def take(self, count: int) -> tuple[list[str], list[int]]:
        """So many codes and numbers (none on SQLite), which this no longer has."""
        while len(self._codes) < count:
            more = Spare(count - len(self._codes))
            more.told(ask(*more.questions()))
            self._codes += more._codes
            self._numbers += more._numbers
        codes, self._codes = self._codes[:count], self._codes[count:]
        numbers, self._numbers = self._numbers[:count], self._numbers[count:]
        return codes, numbers


def write(new: Sequence[Placed], spare: Spare) -> None:
    """Insert the bookings in their order; each gets its `pk`, `public_id` and `code`. Raises IntegrityError."""
    count = len(new)
    if not count:
        return
    codes, numbers = spare.take(count)
    for one, public_id, code in zip(new, new_ids(count), codes, strict=True):
        one.public_id, one.code = public_id, code
    columns: dict[str, Any] = {name: Each(getattr(one, name) for one in new) for name in COLUMNS}
    if numbers:
        columns["id"] = Each(numbers)
    ids = insert(Booking, count, **columns, changed_at=columns["created_at"])
    for one, pk in zip(new, numbers or ids, strict=True):
        one.pk = pk
