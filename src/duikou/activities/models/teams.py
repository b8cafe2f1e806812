"""Teams of volunteers and their shifts."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from duikou.base.ids import new_id
from duikou.base.translated import TranslatedText
from duikou.booking.models import Offer
from duikou.directory.models import Organisation, Place


class VolunteerTeam(models.Model):
    """A team of volunteers of a body: what it does and what helpers need. Who helps is known by bookings alone, each
    for its shift; there is no list of members."""

    class State(models.TextChoices):
        DRAFT = "draft"
        SHOWN = "shown"
        ENDED = "ended"

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    name = TranslatedText()
    about = TranslatedText()
    what_helpers_need = TranslatedText()
    body = models.ForeignKey(Organisation, models.PROTECT, related_name="volunteer_teams")
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="volunteer_teams")
    state = models.CharField(max_length=6, choices=State.choices, default=State.DRAFT)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return str(self.name)


class Shift(models.Model):
    """A shift of a team: its places are the one slot of its `offer`. Where it is `restricted_to` somebody, one joins
    with an invitation of the body that confirms it; who had joined before hands it in until `confirm_until`, and
    whether who has not keeps the place is said by `unconfirmed`. `walked_in`: helpers who came without having joined.
    `sequence` grows with every change that a calendar should show."""

    class State(models.TextChoices):
        OPEN = "open"
        CANCELLED = "cancelled"

    class Unconfirmed(models.TextChoices):
        KEEP = "keep"
        END = "end"

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    team = models.ForeignKey(VolunteerTeam, models.PROTECT, related_name="shifts")
    title = TranslatedText()
    what_to_do = TranslatedText()
    what_to_bring = TranslatedText()
    place = models.ForeignKey(Place, models.PROTECT, related_name="shifts")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    offer = models.OneToOneField(Offer, models.PROTECT, related_name="shift")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    restricted_to = TranslatedText()
    confirm_until = models.DateTimeField(null=True, blank=True)
    unconfirmed = models.CharField(max_length=4, choices=Unconfirmed.choices, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    walked_in = models.PositiveIntegerField(default=0)
    why_cancelled = TranslatedText()
    thanked_at = models.DateTimeField(null=True, blank=True)
    sequence = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("starts_at", "id")
        constraints = (
            models.CheckConstraint(condition=Q(starts_at__lt=F("ends_at")), name="shift_starts_first"),
            models.CheckConstraint(
                condition=Q(confirm_until=None, unconfirmed="") | (Q(confirm_until__isnull=False) & ~Q(unconfirmed="")),
                name="shift_restricted_with_its_rule",
            ),
        )
        indexes = (models.Index(fields=("team", "starts_at")),)

    def __str__(self) -> str:
        return str(self.title)
