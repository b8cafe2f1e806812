"""Limited places: what is offered, when, to whom it is promised, who came. Knows no fair, window or class."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from duikou.base.ids import new_code, new_id
from duikou.base.sealed import SealedText
from duikou.base.translated import TranslatedText
from duikou.directory.models import Organisation, Person, Place


class Offer(models.Model):
    """Something with limited places, its rules and its time: how many a person may hold, when it can be booked."""

    class Mode(models.TextChoices):
        FIRST_COME = "first_come"
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
    verified_contact = models.BooleanField(default=False)

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(opens_at__lt=F("closes_at")), name="offer_opens_first"),)
        # Asked at every claim: there are few.
        indexes = (models.Index(fields=("id",), condition=Q(mode="nomination"), name="offers_by_nomination"),)


class Resource(models.Model):
    """What a slot is held at, seen from outside: a table, a room, a counter. Rooms above point here."""

    offer = models.ForeignKey(Offer, models.CASCADE, related_name="resources")
    label = models.CharField(max_length=40)

    def __str__(self) -> str:
        return self.label


class Slot(models.Model):
    """A time at a resource with a number of places. `kept` of them are for people who come without a booking."""

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

    class Meta:
        ordering = ("starts_at", "id")
        constraints = (
            models.CheckConstraint(condition=Q(taken__lte=F("capacity")), name="slot_never_over_capacity"),
            models.CheckConstraint(condition=Q(starts_at__lt=F("ends_at")), name="slot_starts_first"),
            models.UniqueConstraint(fields=("resource", "starts_at"), name="one_slot_per_resource_and_time"),
        )
        indexes = (models.Index(fields=("offer", "starts_at")),)


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
    when the event is over. `claim_key` makes a repeated claim find the first one."""

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


class DoorLink(models.Model):
    """What opens the door of one offer without an account, for whoever was given its secret, of which a keyed hash is
    kept. `label` names the post at the door ("East gate"), never a person. Without `valid_until` it goes with the
    event."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    offer = models.ForeignKey(Offer, models.CASCADE, related_name="door_links")
    label = models.CharField(max_length=40)
    secret_hash = models.BinaryField(max_length=32, unique=True)
    valid_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    opened = models.PositiveIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return self.label


class ContactCode(models.Model):
    """Six digits on their way to a contact, to be typed into the form that asked for them. The digits themselves are
    worked out anew from `public_id` where they are needed; the row goes when they are used or over."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    offer = models.ForeignKey(Offer, models.CASCADE, related_name="contact_codes")
    contact = SealedText()
    contact_language = SealedText()
    contact_hash = models.BinaryField(max_length=32, db_index=True)
    tries = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)


class Allotment(models.Model):
    """So many invitations to one offer (`given`), which a body may hand on until `valid_until`."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    offer = models.ForeignKey(Offer, models.CASCADE, related_name="allotments")
    body = models.ForeignKey(Organisation, models.PROTECT, related_name="allotments")
    given = models.PositiveIntegerField()
    valid_until = models.DateTimeField()
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("offer", "body"), name="one_allotment_per_offer_and_body"),)


class Invitation(models.Model):
    """A single-use invitation, of whose code a keyed hash is kept. It says neither to whom it was handed nor who
    accepted. Declining replaces the hash by noise: it then looks like one that nobody has answered."""

    class State(models.TextChoices):
        OPEN = "open"
        ACCEPTED = "accepted"
        TAKEN_BACK = "taken_back"

    allotment = models.ForeignKey(Allotment, models.CASCADE, related_name="invitations", db_index=False)
    code_hash = models.BinaryField(max_length=32, unique=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("allotment", "state")),)
