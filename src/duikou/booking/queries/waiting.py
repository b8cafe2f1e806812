"""Where somebody stands on a waiting list, and why they have not moved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Max, Q, QuerySet
from django.utils.translation import gettext as _

from duikou.booking.models import Slot, WaitingEntry
from duikou.booking.refusals import Reason, refusal
from duikou.booking.rules import cancel_until


@dataclass(frozen=True, slots=True)
class WaitingShown:
    """An entry as its person sees it: `position` counts from 1 (0 once it no longer waits), `why` says in the active
    language why it has not moved, `until` is the last moment it still can (aware; None for any time of a resource)."""

    entry: WaitingEntry
    position: int
    why: str
    until: datetime | None


def waiting_of(public_id: UUID | str) -> WaitingEntry | None:
    """The waiting entry with this public id, with its offer, resource, slot and booking; None if unknown."""
    try:
        return _entries().get(public_id=UUID(str(public_id)))
    except (WaitingEntry.DoesNotExist, ValueError):
        return None


def waiting_entries(public_ids: Sequence[UUID]) -> list[WaitingEntry]:
    """Those of the places on waiting lists that exist and still have their person, oldest first."""
    return list(_entries().filter(public_id__in=public_ids, person__isnull=False)) if public_ids else []


def waiting_of_person(person_id: int) -> list[WaitingEntry]:
    """Every place on a waiting list that somebody still waits at, oldest first."""
    return list(_entries().filter(person=person_id, state=WaitingEntry.State.WAITING))


def _entries() -> QuerySet[WaitingEntry]:
    return WaitingEntry.objects.select_related("offer", "resource", "slot__offer", "person", "booking").order_by("pk")


def waiting_shown(entry: WaitingEntry) -> WaitingShown:
    """Where `entry` stands and why, in one query. Before it are those who wait for the same slot or for any time
    of its resource."""
    if entry.state != WaitingEntry.State.WAITING:
        return WaitingShown(entry, 0, "", None)
    rivals = Q(resource=entry.resource_id) & (Q(slot=entry.slot_id) | Q(slot=None) if entry.slot_id else Q())
    before = WaitingEntry.objects.filter(rivals, state=WaitingEntry.State.WAITING, pk__lt=entry.pk).count()
    return WaitingShown(entry, before + 1, _why(entry), cancel_until(entry.slot) if entry.slot else None)


def _why(entry: WaitingEntry) -> str:
    offer = entry.offer
    texts = {
        "": _("No place has become free yet."),
        Reason.FULL: _("A place became free, but not enough seats for your group at once."),
        Reason.OVERLAP: _("A place became free, but at a time when you have another booking."),
        Reason.LIMIT_REACHED: _("A place became free, but you already hold the most bookings possible."),
        Reason.LIMIT_AT_RESOURCE: _("A place became free, but you already have a booking here."),
        Reason.DUPLICATE: _("A place became free, but you already have this time."),
        Reason.ONLINE_NOT_OFFERED: _("A place became free, but only on site."),
        Reason.ON_SITE_NOT_OFFERED: _("A place became free, but only online."),
    }
    text = texts.get(entry.passed_over)
    return text or str(refusal(Reason(entry.passed_over), limit=offer.limit_per_person, seats_max=offer.seats_max))


def last_ends(entries: Sequence[WaitingEntry]) -> list[datetime]:
    """For each entry, when the last time ends that it waits or waited for."""
    slots = Slot.objects.filter(resource__in={one.resource_id for one in entries})
    last = dict(slots.order_by().values_list("resource").annotate(Max("ends_at")))
    own = dict(slots.filter(pk__in=[one.slot_id for one in entries if one.slot_id]).values_list("pk", "ends_at"))
    return [own[one.slot_id] if one.slot_id else last.get(one.resource_id, one.offer.closes_at) for one in entries]
