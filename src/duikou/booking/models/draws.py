"""Places that are drawn among everybody who wished for them in time (ADR 0025)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from duikou.base.ids import new_code, new_id
from duikou.base.translated import TranslatedText
from duikou.booking.models.bookings import Booking
from duikou.booking.models.offers import Offer, Resource
from duikou.directory.models import Person


class Draw(models.Model):
    """The one draw of an offer. Wishes are taken from `offer.opens_at` until `wishes_until`; then the list of them is
    frozen with its hash and with the name of a source of randomness that will be known at `source_at` only; then its
    `seed` is read by two people, and the places are drawn. Until that is done the offer's mode is `draw`; what is left
    is booked in the order of asking. In a `ranked` draw those at a resource may name an order of the entries that wish
    for it, from `wishes_until` until `ranks_until`; only then is the list frozen."""

    class State(models.TextChoices):
        WISHING = "wishing"
        FROZEN = "frozen"
        DRAWN = "drawn"
        CALLED_OFF = "called_off"

    class Source(models.TextChoices):
        DRAND = "drand"
        NIST = "nist"
        SPOKEN = "spoken"

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    offer = models.OneToOneField(Offer, models.CASCADE, related_name="draw")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WISHING)
    wishes_max = models.PositiveSmallIntegerField(default=8)
    wishes_until = models.DateTimeField()
    conditions = TranslatedText()
    ranked = models.BooleanField(default=False)
    ranks_until = models.DateTimeField(null=True, blank=True)
    source = models.CharField(max_length=8, choices=Source.choices, blank=True)
    source_name = models.CharField(max_length=200, blank=True)
    source_at = models.DateTimeField(null=True, blank=True)
    list_sha256 = models.CharField(max_length=64, blank=True)
    frozen_at = models.DateTimeField(null=True, blank=True)
    seed = models.CharField(max_length=600, blank=True)
    drawn_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=("wishing", "called_off")) | ~Q(list_sha256=""), name="draw_frozen_with_its_hash"
            ),
            models.CheckConstraint(condition=~Q(state="drawn") | ~Q(seed=""), name="draw_drawn_with_its_seed"),
            models.CheckConstraint(
                condition=Q(ranked=False, ranks_until=None)
                | Q(ranked=True, ranks_until__isnull=False, ranks_until__gt=F("wishes_until")),
                name="draw_ranked_until_a_moment",
            ),
        )


class DrawFile(models.Model):
    """The published bytes of a draw: the canonical list whose hash was told, and what came out. Apart from `Draw`,
    whose rows are read often."""

    draw = models.OneToOneField(Draw, models.CASCADE, related_name="file")
    frozen = models.BinaryField()
    result = models.BinaryField(default=b"")


class SeedReading(models.Model):
    """The seed as one person read it. Two who read the same make it the draw's; `by` is a reference, never a name."""

    draw = models.ForeignKey(Draw, models.CASCADE, related_name="readings")
    by = models.CharField(max_length=80)
    seed = models.CharField(max_length=600)
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("draw", "by"), name="one_reading_per_draw_and_reader"),)


class DrawEntry(models.Model):
    """Somebody's entry in a draw. `code` stands for it in everything that is published and is drawn at random, so that
    neither time nor person shows in it; `staff` when it was typed in for somebody without a telephone. `there_from` and
    `there_until` are from when until when the person says they can be there, where they say so: which time they get
    depends on it, and never whether they win."""

    class Channel(models.TextChoices):
        WEB = "web"
        STAFF = "staff"

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    draw = models.ForeignKey(Draw, models.CASCADE, related_name="entries", db_index=False)
    code = models.CharField(max_length=8, default=new_code)
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="draw_entries", db_index=False)
    channel = models.CharField(max_length=5, choices=Channel.choices, default=Channel.WEB)
    there_from = models.DateTimeField(null=True, blank=True)
    there_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ("code",)
        constraints = (
            models.CheckConstraint(
                condition=Q(there_from=None) | Q(there_until=None) | Q(there_from__lt=F("there_until")),
                name="entry_there_in_order",
            ),
            models.UniqueConstraint(fields=("draw", "code"), name="one_entry_per_draw_and_code"),
            models.UniqueConstraint(
                fields=("draw", "person"), condition=Q(person__isnull=False), name="one_entry_per_draw_and_person"
            ),
        )
        indexes = (models.Index(fields=("person",), condition=Q(person__isnull=False), name="entries_of_a_person"),)


class Wish(models.Model):
    """One wish of an entry, for a place at a resource; `rank` 1 is the dearest. `named` is its place in the order that
    those at the resource named, 1 the one they want most; None for who stands behind all named, by lot. After the draw:
    whether it was `won`, why not, and how it stood (`stood` of `among` who still wanted one of `places` then).
    `booking` is where the timetable put it, `unplaced` why it could not."""

    class Outcome(models.TextChoices):
        WON = "won"
        FULL = "full"
        CAPPED = "capped"
        GONE = "gone"

    entry = models.ForeignKey(DrawEntry, models.CASCADE, related_name="wishes", db_index=False)
    resource = models.ForeignKey(Resource, models.CASCADE, related_name="wishes")
    rank = models.PositiveSmallIntegerField()
    named = models.PositiveIntegerField(null=True, blank=True)
    outcome = models.CharField(max_length=8, choices=Outcome.choices, blank=True)
    round = models.PositiveSmallIntegerField(null=True, blank=True)
    stood = models.PositiveIntegerField(null=True, blank=True)
    among = models.PositiveIntegerField(null=True, blank=True)
    places = models.PositiveIntegerField(null=True, blank=True)
    booking = models.OneToOneField(Booking, models.SET_NULL, null=True, blank=True, related_name="won_by")
    unplaced = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ("entry", "rank")
        constraints = (
            models.UniqueConstraint(fields=("entry", "resource"), name="one_wish_per_entry_and_resource"),
            models.UniqueConstraint(fields=("entry", "rank"), name="one_wish_per_entry_and_rank"),
            models.UniqueConstraint(
                fields=("resource", "named"), condition=Q(named__isnull=False), name="one_wish_per_place_in_an_order"
            ),
        )
