"""Notes from devices without a network that did not fit."""

from __future__ import annotations

from uuid import UUID

from django.db.models import F, QuerySet

from duikou.fairs.models import Fair, SentStep, Stand


def notes_listed(stand: Stand) -> QuerySet[SentStep]:
    """What the table has to look at, those still to be looked at first, then the newest first."""
    return _listed().filter(stand=stand)


def notes_listed_of(fair: Fair) -> QuerySet[SentStep]:
    """The same for all tables of a fair."""
    return _listed().filter(stand__fair=fair)


def notes_to_settle(stand: Stand) -> int:
    """How many of a table's nobody has looked at."""
    return notes_listed(stand).filter(settled_at=None).count()


def note_listed(stand: Stand, sent_id: UUID) -> SentStep | None:
    """One of them, by the id that the device gave it."""
    return notes_listed(stand).filter(sent_id=sent_id).first()


def _listed() -> QuerySet[SentStep]:
    odd = SentStep.objects.exclude(result=SentStep.Result.NOTED)
    rows = odd.select_related("stand__employer", "booking__slot", "booking__ticket", "ticket")
    return rows.order_by(F("settled_at").asc(nulls_first=True), "-received_at", "-pk")
