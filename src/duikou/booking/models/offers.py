"""What is offered, when, at what, and how many places there are."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import models
from django.db.models import F, Q

from duikou.base.ids import new_id
from duikou.base.translated import TranslatedText
from duikou.directory.models import Organisation, Place


class Offer(models.Model):
    """Something with limited places, its rules and its time: how many a person may hold, when it can be booked. So many
    `standby_minutes` after its time a place that nobody came for is given on (ADR 0036); 0 for never."""

    class Mode(models.TextChoices):
        FIRST_COME = "first_come"
        DRAW = "draw"
        NOMINATION = "nomination"

    class State(models.TextChoices):
        DRAFT = "draft"
        OPEN = "open"
        CLOSED = "closed"
        CANCELLED = "cancelled"

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    title = TranslatedText()
    by = models.ForeignKey(Organisation, models.PROTECT, related_name="offers")
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True)
    mode = models.CharField(max_length=12, choices=Mode.choices, default=Mode.FIRST_COME)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    limit_per_person = models.PositiveSmallIntegerField(default=3)
    limit_per_resource = models.PositiveSmallIntegerField(default=1)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    cancel_until_minutes = models.PositiveIntegerField(default=60)
    hold_minutes = models.PositiveSmallIntegerField(default=10)
    seats_max = models.PositiveSmallIntegerField(default=1)
    standby_minutes = models.PositiveSmallIntegerField(default=5, db_default=5)
    verified_contact = models.BooleanField(default=False)

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(opens_at__lt=F("closes_at")), name="offer_opens_first"),)
        # Asked at every claim: there are few.
        indexes = (
            models.Index(fields=("id",), condition=Q(mode__in=("draw", "nomination")), name="offers_not_for_all"),
        )


class Resource(models.Model):
    """What a slot is held at, seen from outside: a table, a room, a counter. Rooms above point here. While it is
    paused nobody is called to it; since `withdrawn_at` it is offered no more, whatever was drawn there."""

    offer = models.ForeignKey(Offer, models.CASCADE, related_name="resources")
    label = models.CharField(max_length=40)
    paused_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.label


Span = tuple[datetime, datetime]


class Slot(models.Model):
    """A time at a resource with a number of places. `kept` of them are for people who come without a booking.

    A place may be for several `meetings`, as in a class (from and until each, in Unix seconds, in order). The slot then
    runs from the one up to whose beginning it can be booked until the end of the last, and whoever has a place is taken
    up by these times alone."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    offer = models.ForeignKey(Offer, models.CASCADE, related_name="slots")
    resource = models.ForeignKey(Resource, models.CASCADE, related_name="slots")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    capacity = models.PositiveIntegerField()
    taken = models.PositiveIntegerField(default=0)
    kept = models.PositiveIntegerField(default=0)
    on_site = models.BooleanField(default=True)
    online = models.BooleanField(default=False)
    withdrawn = models.BooleanField(default=False)
    meetings = models.JSONField(null=True, blank=True)

    class Meta:
        ordering = ("starts_at", "id")
        constraints = (
            models.CheckConstraint(condition=Q(taken__lte=F("capacity")), name="slot_never_over_capacity"),
            models.CheckConstraint(condition=Q(starts_at__lt=F("ends_at")), name="slot_starts_first"),
            models.UniqueConstraint(fields=("resource", "starts_at"), name="one_slot_per_resource_and_time"),
        )
        indexes = (models.Index(fields=("offer", "starts_at")),)

    @property
    def times(self) -> tuple[Span, ...]:
        """When it is held: its meetings in order, or its one time."""
        return spans_of(self.meetings) or ((self.starts_at, self.ends_at),)

    @property
    def begins_at(self) -> datetime:
        """When it is held first, which may be before the time up to which it can be booked."""
        return self.times[0][0]


def spans_of(meetings: list[tuple[int, int]] | None) -> tuple[Span, ...]:
    """Meetings as they are kept, as aware times."""
    if not meetings:
        return ()
    return tuple((datetime.fromtimestamp(begin, UTC), datetime.fromtimestamp(end, UTC)) for begin, end in meetings)
