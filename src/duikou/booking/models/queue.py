"""Who stands in line now: numbers, what they wait for, and where they were called to (ADR 0027)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from duikou.base.ids import new_id
from duikou.booking.models.bookings import Booking
from duikou.booking.models.offers import Offer, Resource
from duikou.directory.models import Person


class NumberSeries(models.Model):
    """The last number given out in a series (a letter) of an offer on a day of the city. Numbers only go up."""

    offer = models.ForeignKey(Offer, models.CASCADE, related_name="number_series", db_index=False)
    day = models.DateField()
    letter = models.CharField(max_length=1)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("offer", "day", "letter"), name="one_series_per_offer_day_and_letter"),
        )


class Ticket(models.Model):
    """Somebody's place in a queue: a number that is called, and no name. A ticket given at check-in has its `booking`
    and is due at that time; of one taken at the door a `person` is known only where they want to be told something.
    `resource` is where it was called to last, `called_at` when; it waits for those in `wishes`, or for any when there
    are none. `tell` is whether its person asked for a message when it is called. `key` makes a form that is sent twice
    find the first."""

    class State(models.TextChoices):
        WAITING = "waiting"
        CALLED = "called"
        SERVING = "serving"
        DONE = "done"
        SKIPPED = "skipped"
        LEFT = "left"
        HELD = "held"

    class Tell(models.TextChoices):
        NOTHING = ""
        CALLED = "called"
        SOON = "soon"

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    offer = models.ForeignKey(Offer, models.CASCADE, related_name="tickets", db_index=False)
    day = models.DateField()
    series = models.CharField(max_length=1)
    number = models.PositiveIntegerField()
    person = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="tickets", db_index=False)
    booking = models.OneToOneField(Booking, models.SET_NULL, null=True, blank=True, related_name="ticket")
    due_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    resource = models.ForeignKey(Resource, models.SET_NULL, null=True, blank=True, related_name="called")
    first_called_at = models.DateTimeField(null=True, blank=True)
    called_at = models.DateTimeField(null=True, blank=True)
    recalls = models.PositiveSmallIntegerField(default=0)
    served_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    tell = models.CharField(max_length=6, choices=Tell.choices, default=Tell.NOTHING, blank=True)
    key = models.CharField(max_length=64, null=True, blank=True)
    taken_at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("offer", "day", "series", "number"), name="one_ticket_per_number"),
            models.UniqueConstraint(fields=("key",), name="one_ticket_per_key"),
            models.CheckConstraint(
                condition=~Q(state__in=("called", "serving")) | Q(called_at__isnull=False), name="ticket_called_once"
            ),
        )
        indexes = (
            models.Index(fields=("offer", "day", "state")),
            models.Index(fields=("person",), condition=Q(person__isnull=False), name="tickets_of_a_person"),
        )

    def __str__(self) -> str:
        return f"{self.series}{self.number:03d}"


class TicketWish(models.Model):
    """One of the resources that a ticket waits for."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="wishes", db_index=False)
    resource = models.ForeignKey(Resource, models.CASCADE, related_name="ticket_wishes")

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("ticket", "resource"), name="one_wish_per_ticket_and_resource"),)
