"""A booking in the making: what a batch needs of it, without the cost of a model object for every one of a crowd."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from duikou.base.columns import Each, among, insert
from duikou.base.ids import new_codes, new_ids
from duikou.booking.models import Booking, Offer, Slot

NOT_YET = UUID(int=0)


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


def write(new: Sequence[Placed]) -> None:
    """Insert the bookings in their order; each gets its `pk`, `public_id` and `code`. Raises IntegrityError."""
    count = len(new)
    if not count:
        return
    for one, public_id, code in zip(new, new_ids(count), _free_codes(count), strict=True):
        one.public_id, one.code = public_id, code
    columns = {name: Each(getattr(one, name) for one in new) for name in COLUMNS}
    ids = insert(Booking, count, **columns, changed_at=columns["created_at"])  # type: ignore[arg-type]
    for one, pk in zip(new, ids, strict=True):
        one.pk = pk


def _free_codes(count: int) -> list[str]:
    """Codes that no booking has: among millions every thirtieth drawn is taken."""
    found: dict[str, None] = {}
    while len(found) < count:
        drawn = dict.fromkeys(new_codes(count - len(found)))
        for taken in among("SELECT code FROM booking_booking WHERE code IN {}", drawn):
            drawn.pop(taken[0])
        found.update(drawn)
    return list(found)
