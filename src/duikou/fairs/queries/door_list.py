"""The list that a telephone at the door keeps for when the network is gone: bookings without their names."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime, timedelta

from django.conf import settings

from duikou.base.macs import mac
from duikou.booking import tickets
from duikou.booking.models import Booking
from duikou.booking.rules import DOOR_LINK_OUTLIVES
from duikou.directory.spellings import folded, spellings
from duikou.fairs.models import Fair

FORMAT = 1
NAME_BITS = 7
SENDS_FOR = timedelta(days=7)


def door_over(fair: Fair, *, now: datetime) -> bool:
    """Whether the door of this fair is no longer kept, so that telephones forget its list."""
    return now >= fair.ends_at + DOOR_LINK_OUTLIVES or fair.state == Fair.State.CANCELLED


def signed_list(fair: Fair, *, now: datetime) -> dict[str, str]:
    """`list`, a JSON text, and its `signature` (tickets.sign_list). Moments are milliseconds since 1970.

    `rows` are [public id, code, sequence, state, begin, end, table, arrived, name's mark, mark of its sound] of every
    booking of the fair: those that were given up too, whose tickets are out there. A mark is NAME_BITS bits of a hash:
    enough to find the few bookings that a whole name may have, too little to read a name out of it."""
    salt = name_salt(fair)
    rows = (
        Booking.objects.filter(offer=fair.offer_id)
        .order_by("slot__starts_at", "pk")
        .values_list(
            "public_id", "code", "sequence", "state", "slot__starts_at", "slot__ends_at",
            "slot__resource__stand__number", "attendance", "person__name",
        )
    )  # fmt: skip
    listed = [
        [
            public_id.hex, code, sequence, state, _ms(starts), _ms(ends), table or 0,
            int(attendance == Booking.Attendance.ARRIVED), *name_marks(name or "", salt),
        ]
        for public_id, code, sequence, state, starts, ends, table, attendance, name in rows.iterator(chunk_size=2000)
    ]  # fmt: skip
    stands = fair.stands.exclude(number=None).select_related("employer")
    text = json.dumps(
        {
            "format": FORMAT,
            "fair": fair.slug,
            "made": _ms(now),
            "over": _ms(fair.ends_at + DOOR_LINK_OUTLIVES),
            "salt": salt,
            "bits": NAME_BITS,
            "tables": {one.number: str(one.employer) for one in stands},
            "rows": listed,
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )
    return {"list": text, "signature": tickets.sign_list(text)}


def name_salt(fair: Fair) -> str:
    """What the marks of this fair's names are salted with, so that those of two fairs cannot be laid side by side."""
    return mac(settings.SECRET_KEY.encode(), f"door names {fair.slug}".encode())[:8].hex()


def name_marks(name: str, salt: str) -> tuple[int, int]:
    """The marks of a name as it is written and as it sounds (pinyin without tones); -1 for no name."""
    if not name:
        return -1, -1
    return _mark(folded(name), salt), _mark(spellings(name)[0], salt)


def _mark(text: str, salt: str) -> int:
    return hashlib.sha256(f"{salt}:{text}".encode()).digest()[0] >> (8 - NAME_BITS)


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
