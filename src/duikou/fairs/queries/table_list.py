"""What a device at a table keeps for when the network is gone: today's people of this stand, without their names."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from duikou.booking.rules import DOOR_LINK_OUTLIVES
from duikou.fairs.models import Stand
from duikou.fairs.queries.queue import queue_at
from duikou.fairs.queries.table import day_at_table


def table_list(stand: Stand, *, now: datetime) -> dict[str, Any]:
    """The talks of today and the numbers called here, as `rows` that the device keeps; `names` by their ids are for the
    page that is open alone. Moments are milliseconds since 1970. A row's `where` is a queries.table.Where."""
    day = day_at_table(stand, timezone.localtime(now).date(), now=now)
    rows = [
        {
            "id": str(one.booking.public_id),
            "ticket": str(one.booking.ticket.public_id) if one.number else "",
            "number": one.number,
            "code": one.booking.code,
            "starts": _ms(one.booking.slot.starts_at),
            "post": one.post,
            "where": one.where,
            "outcome": one.outcome,
            "booked": True,
        }
        for one in day.talks
    ]
    queue = queue_at(stand, now=now)
    there = [*queue.called, *queue.walk_ins] if queue else []
    rows += [
        {
            "id": str(one.ticket.public_id),
            "ticket": str(one.ticket.public_id),
            "number": one.number,
            "code": "",
            "starts": _ms(one.ticket.called_at or now),
            "post": "",
            "where": "called" if one.ticket.state == one.ticket.State.CALLED else "talking",
            "outcome": "",
            "booked": False,
        }
        for one in there
        if one.ticket.booking is None
    ]
    return {
        "stand": stand.pk,
        "table": stand.number or 0,
        "employer": str(stand.employer),
        "made": _ms(now),
        "over": _ms(stand.fair.ends_at + DOOR_LINK_OUTLIVES),
        "rows": rows,
        "names": {str(one.booking.public_id): one.name for one in day.talks if one.name},
    }


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
