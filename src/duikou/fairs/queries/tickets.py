"""What a crowd asks for again and again, each in one short statement: a time to be booked, and a booking's ticket.

Written out, because Django takes longer to put such a statement together than the database to answer it; and with
subqueries rather than joins, because PostgreSQL plans those one by one.
"""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection

from duikou.base.sealed import unseal
from duikou.base.translated import Translated, translated
from duikou.fairs.models import Post, Stand
from duikou.fairs.opening import Opening

TIME = """
SELECT post.id, post.fair_id, stand.id, slot.id,
  fair.state, fair.zone_opens_at, offer.state, offer.opens_at, offer.closes_at
FROM fairs_post post
  JOIN fairs_stand stand ON stand.id = post.stand_id
  JOIN booking_slot slot ON slot.resource_id = stand.resource_id
  JOIN fairs_fair fair ON fair.id = post.fair_id
  JOIN booking_offer offer ON offer.id = fair.offer_id
WHERE post.public_id = %s AND slot.public_id = %s AND fair.slug = %s AND post.state = %s AND stand.state = %s
"""
TICKET = """
SELECT booking.code, booking.state, booking.attendance, booking.online, booking.sequence,
  (SELECT person.contact FROM directory_person person WHERE person.id = booking.person_id),
  slot.starts_at, slot.ends_at,
  (SELECT offer.cancel_until_minutes FROM booking_offer offer WHERE offer.id = slot.offer_id),
  interview.fair_id,
  (SELECT fair.state FROM fairs_fair fair WHERE fair.id = interview.fair_id),
  (SELECT stand.number FROM fairs_stand stand WHERE stand.id = interview.stand_id),
  (SELECT employer.name FROM fairs_stand stand JOIN directory_organisation employer ON employer.id = stand.employer_id
    WHERE stand.id = interview.stand_id),
  (SELECT post.title FROM fairs_post post WHERE post.id = interview.post_id)
FROM booking_booking booking
  JOIN booking_slot slot ON slot.id = booking.slot_id
  JOIN fairs_interview interview ON interview.booking_id = booking.id
WHERE booking.public_id = %s
"""


class TimeToBook(NamedTuple):
    """A time of a published post at an approved stand, as primary keys, and the opening of its fair."""

    post_id: int
    fair_id: int
    stand_id: int
    slot_id: int
    opening: Opening


@dataclass(frozen=True, slots=True)
class Ticket:
    """A booking as its own page shows it while nothing is odd; moments are aware."""

    public_id: uuid.UUID
    code: str
    state: str
    attendance: str
    online: bool
    sequence: int
    contact: str
    starts_at: datetime
    ends_at: datetime
    cancel_until: datetime
    fair_id: int
    fair_state: str
    number: int | None
    employer: Translated
    post: str


def time_to_book(slug: str, post_id: uuid.UUID, slot: uuid.UUID) -> TimeToBook | None:
    """The time `slot` (public id) of a post, wherever its fair stands; None when there is no such time to be booked."""
    row = _row(TIME, _id(post_id), _id(slot), slug, Post.State.PUBLISHED.value, Stand.State.APPROVED.value)
    if row is None:
        return None
    post, fair, stand, time, fair_state, zone_opens_at, offer_state, opens_at, closes_at = row
    opening = Opening(fair_state, _aware(zone_opens_at), offer_state, _aware(opens_at), _aware(closes_at))
    return TimeToBook(post, fair, stand, time, opening)


def ticket_of(public_id: uuid.UUID) -> Ticket | None:
    """The ticket of a booking that has its interview and its person; None when there is none."""
    row = _row(TICKET, _id(public_id))
    if row is None or row[5] is None:
        return None
    code, state, attendance, online, sequence, contact, starts_at, ends_at, minutes, fair_id, fair_state, *rest = row
    number, employer, post = rest
    starts = _aware(starts_at)
    return Ticket(
        public_id=public_id,
        code=code,
        state=state,
        attendance=attendance,
        online=online,
        sequence=sequence,
        contact=unseal(contact),
        starts_at=starts,
        ends_at=_aware(ends_at),
        cancel_until=starts - timedelta(minutes=minutes),
        fair_id=fair_id,
        fair_state=fair_state,
        number=number,
        employer=translated(json.loads(employer)),
        post=post or "",
    )


def _row(sql: str, *values: str | uuid.UUID) -> tuple[Any, ...] | None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        found: tuple[Any, ...] | None = cursor.fetchone()
    return found


def _id(value: uuid.UUID) -> str | uuid.UUID:
    """The id as the database keeps it."""
    return value if connection.features.has_native_uuid_field else value.hex


def _aware(moment: datetime) -> datetime:
    """The moment as read; SQLite keeps it in UTC and does not say so."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
