"""Places about to be lost, held out to people who are there (ADR 0036)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from duikou.base.ids import new_id
from duikou.booking.models.bookings import Booking
from duikou.booking.models.draws import Wish
from duikou.booking.models.offers import Offer, Slot
from duikou.booking.models.queue import Ticket
from duikou.booking.models.waiting import WaitingEntry
from duikou.directory.models import Person


class Chance(models.Model):
    """A place held out to one person, or to one number in the queue, until a moment: that of a booking whose person has
    not come (`missed`), or one that is free. Why they are asked: their place on a waiting list (`entry`), a `wish` in
    the draw that was not fulfilled, or what their `ticket` waits for. Once taken, `booking` is the new place."""

    class State(models.TextChoices):
        OPEN = "open"
        TAKEN = "taken"
        DECLINED = "declined"
        LAPSED = "lapsed"
        GONE = "gone"

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    offer = models.ForeignKey(Offer, models.CASCADE, related_name="chances", db_index=False)
    slot = models.ForeignKey(Slot, models.CASCADE, related_name="chances")
    missed = models.ForeignKey(Booking, models.CASCADE, null=True, blank=True, related_name="held_out")
    person = models.ForeignKey(Person, models.CASCADE, null=True, blank=True, related_name="chances", db_index=False)
    ticket = models.ForeignKey(Ticket, models.CASCADE, null=True, blank=True, related_name="chances")
    entry = models.ForeignKey(WaitingEntry, models.SET_NULL, null=True, blank=True, related_name="chances")
    wish = models.ForeignKey(Wish, models.SET_NULL, null=True, blank=True, related_name="chances")
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    made_at = models.DateTimeField()
    until = models.DateTimeField()
    booking = models.OneToOneField(Booking, models.SET_NULL, null=True, blank=True, related_name="chance")

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(person__isnull=False) | Q(ticket__isnull=False), name="chance_is_somebodys"
            ),
            models.UniqueConstraint(
                fields=("missed",), condition=Q(state="open", missed__isnull=False), name="one_chance_per_missed_place"
            ),
            models.UniqueConstraint(
                fields=("person",), condition=Q(state="open", person__isnull=False), name="one_chance_at_a_time"
            ),
            models.UniqueConstraint(
                fields=("ticket",), condition=Q(state="open", ticket__isnull=False), name="one_chance_per_number"
            ),
        )
        indexes = (
            models.Index(fields=("offer", "state")),
            models.Index(fields=("person",), condition=Q(person__isnull=False), name="chances_of_a_person"),
        )
