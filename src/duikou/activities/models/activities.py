"""One activity: what, when, where, by whom, how one joins, and how many came."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from duikou.activities.models.campaigns import Campaign, Series
from duikou.activities.models.kinds import Channel, Kind
from duikou.base.ids import new_id
from duikou.base.translated import TranslatedText
from duikou.booking.models import Offer
from duikou.directory.models import Organisation, Place


class Activity(models.Model):
    """An activity with its time and place. Where people sign up, its places are the slot of its `offer`, and whoever
    comes shows a ticket if there is a `check_in`. `heads` is how many came, by the count of `counted`; `walked_in` how
    many of them were let in without having signed up, of whom nothing else is known. `sequence` grows with every change
    that a calendar should show."""

    class State(models.TextChoices):
        DRAFT = "draft"
        PUBLISHED = "published"
        HELD = "held"
        CANCELLED = "cancelled"

    class Joining(models.TextChoices):
        JUST_COME = "just_come"
        SIGN_UP = "sign_up"

    class Counted(models.TextChoices):
        BY_HEADS = "heads"
        BY_CHECK_IN = "check_in"

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    title = TranslatedText()
    about = TranslatedText()
    for_whom = TranslatedText()
    what_to_bring = TranslatedText()
    kind = models.ForeignKey(Kind, models.PROTECT, related_name="activities")
    channel = models.ForeignKey(Channel, models.PROTECT, related_name="activities")
    organiser = models.ForeignKey(Organisation, models.PROTECT, related_name="activities")
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="activities")
    campaign = models.ForeignKey(Campaign, models.SET_NULL, null=True, blank=True, related_name="activities")
    series = models.ForeignKey(Series, models.SET_NULL, null=True, blank=True, related_name="activities")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    joining = models.CharField(max_length=10, choices=Joining.choices, default=Joining.JUST_COME)
    # The channel's, kept here so that the database itself refuses signing up where heads are only counted.
    heads_only = models.BooleanField(default=False)
    offer = models.OneToOneField(Offer, models.PROTECT, null=True, blank=True, related_name="activity")
    check_in = models.BooleanField(default=False)
    walked_in = models.PositiveIntegerField(default=0)
    heads = models.PositiveIntegerField(null=True, blank=True)
    counted = models.CharField(max_length=10, choices=Counted.choices, blank=True)
    counted_at = models.DateTimeField(null=True, blank=True)
    why_cancelled = TranslatedText()
    sequence = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("starts_at", "id")
        constraints = (
            models.CheckConstraint(condition=Q(starts_at__lt=F("ends_at")), name="activity_starts_first"),
            models.CheckConstraint(
                condition=Q(heads_only=False) | Q(joining="just_come", offer=None), name="activity_of_heads_only"
            ),
            models.CheckConstraint(
                condition=Q(joining="just_come", offer=None) | Q(joining="sign_up", offer__isnull=False),
                name="activity_signed_up_for_has_places",
            ),
            models.CheckConstraint(
                condition=Q(heads=None, counted="", counted_at=None)
                | (Q(heads__isnull=False, counted_at__isnull=False) & ~Q(counted="")),
                name="activity_heads_with_their_count",
            ),
            models.CheckConstraint(
                condition=Q(heads_only=False) | (~Q(counted="check_in") & Q(check_in=False)),
                name="activity_of_heads_only_counts_heads",
            ),
            models.CheckConstraint(
                condition=Q(check_in=False) | Q(joining="sign_up"), name="activity_checks_in_who_signed_up"
            ),
        )
        indexes = (models.Index(fields=("state", "starts_at")),)

    def __str__(self) -> str:
        return str(self.title)
