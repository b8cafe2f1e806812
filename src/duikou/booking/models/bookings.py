"""Places promised to people, their limits, and who came."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from duikou.base.ids import new_code, new_id
from duikou.booking.models.offers import Offer, Slot
from duikou.directory.models import Person


class Standing(models.Model):
    """How many live bookings a person holds in an offer (walk-ins not counted). Written only while the person's row
    is locked."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="standings", db_index=False)
    offer = models.ForeignKey(Offer, models.CASCADE, related_name="standings", db_index=False)
    live = models.PositiveIntegerField(default=0)
    limit = models.PositiveIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("person", "offer"), name="one_standing_per_person_and_offer"),
            models.CheckConstraint(condition=Q(live__lte=F("limit")), name="standing_within_limit"),
        )


class Booking(models.Model):
    """A place promised to a person. `public_id` and `code` never change, a move bumps `sequence`; the person goes
    when the event is over. `claim_key` makes a repeated claim find the first one. Once `given_on`, because nobody had
    come, it holds no seats any more; whoever comes late is still welcome (ADR 0036)."""

    class State(models.TextChoices):
        HELD = "held"
        CONFIRMED = "confirmed"
        CANCELLED = "cancelled"
        EXPIRED = "expired"

    class Attendance(models.TextChoices):
        EXPECTED = "expected"
        ARRIVED = "arrived"
        NO_SHOW = "no_show"

    class Channel(models.TextChoices):
        WEB = "web"
        WAITING_LIST = "waiting_list"
        WALK_IN = "walk_in"
        STAFF = "staff"
        INVITED = "invited"
        DRAW = "draw"
        STANDBY = "standby"

    LIVE = (State.HELD, State.CONFIRMED)

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    code = models.CharField(max_length=8, default=new_code)
    # A copy of the slot's offer, for indexes; the slot's key is checked, and `find_faults` looks that both agree.
    offer = models.ForeignKey(Offer, models.PROTECT, related_name="bookings", db_index=False, db_constraint=False)
    slot = models.ForeignKey(Slot, models.PROTECT, related_name="bookings", db_index=False)
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="bookings", db_index=False)
    seats = models.PositiveSmallIntegerField(default=1)
    online = models.BooleanField(default=False)
    channel = models.CharField(max_length=12, choices=Channel.choices, default=Channel.WEB)
    state = models.CharField(max_length=10, choices=State.choices)
    attendance = models.CharField(max_length=10, choices=Attendance.choices, default=Attendance.EXPECTED)
    given_on = models.BooleanField(default=False, db_default=False)
    held_until = models.DateTimeField(null=True, blank=True)
    sequence = models.PositiveIntegerField(default=0)
    claim_key = models.CharField(max_length=64, null=True, blank=True)
    why_ended = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("person", "slot"),
                condition=Q(state__in=("held", "confirmed"), person__isnull=False),
                name="one_live_booking_per_person_and_slot",
            ),
            # Not `unique=True`: on PostgreSQL that makes a second index, for LIKE, of each.
            models.UniqueConstraint(fields=("code",), name="one_booking_per_code"),
            models.UniqueConstraint(fields=("claim_key",), name="one_booking_per_claim_key"),
            models.CheckConstraint(condition=Q(seats__gte=1), name="booking_has_a_seat"),
        )
        indexes = (
            models.Index(fields=("offer", "state")),
            models.Index(fields=("slot", "state")),
            # Most bookings have lost their person. Were they in here, SQLite's planner would take any person for one
            # with all of them, and read the whole table.
            models.Index(fields=("person",), condition=Q(person__isnull=False), name="bookings_of_a_person"),
            models.Index(fields=("held_until",), condition=Q(state="held"), name="booking_holds"),
        )


class CheckIn(models.Model):
    """The moment somebody with a booking arrived, once per booking."""

    class Method(models.TextChoices):
        SCAN = "scan"
        CODE = "code"
        NAME = "name"
        WALK_IN = "walk_in"
        ONLINE = "online"

    booking = models.OneToOneField(Booking, models.CASCADE, related_name="check_in")
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    method = models.CharField(max_length=8, choices=Method.choices)
