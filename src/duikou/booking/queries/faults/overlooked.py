"""Who waits although a place that they may have has been free for a while."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import F, Q

from duikou.base import clock
from duikou.base.promises import SHOWN, told
from duikou.booking.models import Booking, Slot, WaitingEntry
from duikou.booking.queries.faults.places import WORKER
from duikou.booking.queries.faults.unfinished import last_told
from duikou.booking.queries.holdings import engagements_of, standings_of
from duikou.booking.rules import PersonStanding, may_book

# The worker looks twice a minute.
GRACE = timedelta(minutes=2)
PIECE = 500


def overlooked() -> list[str]:
    """Those who could have had a place for longer than the worker leaves it free."""
    found = []
    for entries, slots in _pieces():
        found += _could(entries, slots)
        if len(found) > SHOWN:
            break
    return told("waiting entry {}: waits, and a place in slot {} is free", WORKER, found)


def _pieces() -> Iterator[tuple[list[WaitingEntry], dict[int, list[Slot]]]]:
    """Who waits at a resource where something is free, with what is free there."""
    free: defaultdict[int, list[Slot]] = defaultdict(list)
    rows = Slot.objects.filter(
        Q(resource__waiting__state=WaitingEntry.State.WAITING),
        withdrawn=False,
        starts_at__gt=clock.now(),
        taken__lt=F("capacity") - F("kept"),
    )
    for slot in rows.select_related("offer").distinct():
        free[slot.resource_id].append(slot)
    waits = WaitingEntry.objects.filter(
        state=WaitingEntry.State.WAITING, person__isnull=False, resource__in=list(free), created_at__lt=_since()
    ).order_by("pk")
    after = 0
    while piece := list(waits.filter(pk__gt=after)[:PIECE]):
        after = piece[-1].pk
        yield piece, free


def _could(entries: list[WaitingEntry], free: dict[int, list[Slot]]) -> list[tuple[int, int]]:
    now, people = clock.now(), {one.person_id for one in entries if one.person_id is not None}
    standings = standings_of(people, {one.offer_id for one in entries})
    engagements = engagements_of(people)
    able = []
    for entry in entries:
        assert entry.person_id is not None
        live = standings.get((entry.person_id, entry.offer_id), (0, 0, 0))[1]
        for slot in free[entry.resource_id]:
            standing = PersonStanding(live, slot.offer.limit_per_person, engagements[entry.person_id])
            mine = entry.slot_id in (None, slot.pk)
            if mine and not may_book(
                slot, standing, now=now, seats=entry.seats, online=entry.online, channel=Booking.Channel.WAITING_LIST
            ):
                able.append((entry, slot))
                break
    quiet = _quiet({slot.pk: slot for _entry, slot in able}, {entry.person_id for entry, _slot in able})
    return [(entry.pk, slot.pk) for entry, slot in able if slot.pk in quiet[0] and entry.person_id in quiet[1]]


def _quiet(slots: dict[int, Slot], people: set[int | None]) -> tuple[set[int], set[int | None]]:
    """Those of the slots and people about which nothing has changed lately."""
    lately = Booking.objects.filter(changed_at__gte=_since())
    moved = set(lately.filter(slot__in=slots).values_list("slot_id", flat=True))
    busy = set(lately.filter(person__in=[one for one in people if one]).values_list("person_id", flat=True))
    about = {pk: (f"slot:{slot.public_id}", f"offer:{slot.offer.public_id}") for pk, slot in slots.items()}
    spoken = last_told(one for both in about.values() for one in both)
    told_of = {pk for pk, both in about.items() if any(one in spoken and spoken[one] >= _since() for one in both)}
    return slots.keys() - moved - told_of, people - busy


def _since() -> datetime:
    return clock.now() - GRACE
