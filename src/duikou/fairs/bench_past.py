"""A past for `bench crowd --existing`: bookings of earlier years, with their journal entries and sent messages, written
by the database itself."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import connection

from duikou.base import clock
from duikou.booking.models import Offer, Resource, Slot

EACH = 10_000  # bookings of a slot
# Scattered over the index as random codes are: a bijection of 32 bits (Knuth's multiplicative hash).
NUMBERS = {
    "postgresql": "SELECT n, (n * 2654435761) %% 4294967296 AS h FROM generate_series(1, %s) AS n",
    "sqlite": "WITH RECURSIVE up(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM up WHERE n < %s)"
    " SELECT n, (n * 2654435761) %% 4294967296 AS h FROM up",
}
HEX = {"postgresql": "lpad(to_hex(h), 8, '0')", "sqlite": "printf('%%08x', h)"}
LAST = {"postgresql": "lpad(to_hex(n), 12, '0')", "sqlite": "printf('%%012x', n)"}
UUID = {
    "postgresql": "('01800000-0000-7000-8000-' || {last})::uuid",
    "sqlite": "'01800000000070008000' || {last}",
}
BOOKINGS = """
    INSERT INTO booking_booking (public_id, code, offer_id, slot_id, seats, online, channel, state, attendance,
        sequence, claim_key, why_ended, created_at, changed_at)
    SELECT {uuid}, {hex}, %s, %s + (n - 1) / {each}, 1, {false}, 'web', 'confirmed', 'no_show', 0,
        NULL, '', %s, %s FROM ({numbers}) AS numbers"""
ENTRIES = """
    INSERT INTO journal_entry (at, who, door, what, which, details)
    SELECT %s, 'person', 'web', 'booking.confirmed', 'booking:01800000-0000-7000-8000-' || {last}, '{{}}'
    FROM ({numbers}) AS numbers"""
MESSAGES = """
    INSERT INTO journal_message (template, recipient, about, details, dedupe_key, state, created_at, due_at, tries,
        problem, urgent, lease)
    SELECT 'booked', 'person:0', 'booking:' || n, '{{}}', 'booked:01800000-0000-7000-8000-' || {last} || ':0', 'sent',
        %s, %s, 0, '', {false}, ''
    FROM ({numbers}) AS numbers"""


def fill(existing: int) -> dict[str, Any]:
    """So many bookings of two years ago, in an offer of their own."""
    now = clock.now()
    past = now - timedelta(days=730)
    fair = Offer.objects.order_by("pk")[0]
    offer = Offer.objects.create(
        title={"en": "Past"}, by=fair.by, opens_at=past, closes_at=past + timedelta(days=9), state=Offer.State.CLOSED
    )
    resource = Resource.objects.create(offer=offer, label="past")
    slots = Slot.objects.bulk_create(
        Slot(
            offer=offer,
            resource=resource,
            starts_at=past + timedelta(minutes=at),
            ends_at=past + timedelta(minutes=at + 1),
            capacity=EACH,
            taken=min(EACH, existing - at * EACH),
        )
        for at in range(-(-existing // EACH))
    )
    first = min(slot.pk for slot in slots)
    words = {name: one[connection.vendor] for name, one in (("numbers", NUMBERS), ("hex", HEX), ("last", LAST))}
    words["uuid"] = UUID[connection.vendor].format(last=words["last"])
    words |= {"each": str(EACH), "false": "false" if connection.vendor == "postgresql" else "0"}
    with connection.cursor() as cursor:
        cursor.execute(BOOKINGS.format(**words), [offer.pk, first, past, past, existing])
        cursor.execute(ENTRIES.format(**words), [past, existing])
        cursor.execute(MESSAGES.format(**words), [past, past, existing])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return {"bookings": existing}
