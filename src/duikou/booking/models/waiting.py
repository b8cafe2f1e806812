"""Who waits for a place."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from duikou.base.ids import new_id
from duikou.booking.models.bookings import Booking
from duikou.booking.models.offers import Offer, Resource, Slot
from duikou.directory.models import Person


class WaitingEntry(models.Model):
    """A person waiting for a place: in one slot, or at any time of a resource when `slot` is empty."""

    class State(models.TextChoices):
        WAITING = "waiting"
        PROMOTED = "promoted"
        LEFT = "left"
        EXPIRED = "expired"

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    offer = models.ForeignKey(Offer, models.CASCADE, related_name="waiting")
    resource = models.ForeignKey(Resource, models.CASCADE, related_name="waiting")
    slot = models.ForeignKey(Slot, models.CASCADE, null=True, blank=True, related_name="waiting")
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="waiting", db_index=False)
    seats = models.PositiveSmallIntegerField(default=1)
    online = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    passed_over = models.CharField(max_length=40, blank=True)
    booking = models.OneToOneField(Booking, models.SET_NULL, null=True, blank=True, related_name="waited_as")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("person", "resource"),
                condition=Q(state="waiting", person__isnull=False),
                name="waits_once_per_resource",
            ),
        )
        indexes = (
            models.Index(fields=("resource", "state")),
            models.Index(fields=("person",), condition=Q(person__isnull=False), name="waiting_of_a_person"),
        )
