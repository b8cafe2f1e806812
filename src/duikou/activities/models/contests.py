"""A contest (比赛、征集): what is called for and until when, and where its works are shown."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from duikou.activities.models.activities import Activity
from duikou.activities.models.campaigns import Campaign
from duikou.base.ids import new_id
from duikou.base.translated import TranslatedText
from duikou.directory.models import Organisation, Place


class Contest(models.Model):
    """A call for works, with a jury or only to be shown. Works come in from `opens_at` until before `closes_at`: a text
    of up to `most_letters` (0: none), up to `most_pictures` of the work. `last_number` was the last one given to an
    entry. With `drop_extremes` the highest and the lowest of five jurors or more are left out. The exhibition is on the
    portal since `exhibited_at`, and at `place` between two days of the city, both inclusive. `ended_at` is when results
    were first published or it was called off: people are kept for a while after that."""

    class State(models.TextChoices):
        DRAFT = "draft"
        PUBLISHED = "published"
        RESULTS = "results"
        CANCELLED = "cancelled"

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    title = TranslatedText()
    about = TranslatedText()
    conditions = TranslatedText()
    organiser = models.ForeignKey(Organisation, models.PROTECT, related_name="contests")
    activity = models.ForeignKey(Activity, models.SET_NULL, null=True, blank=True, related_name="contests")
    campaign = models.ForeignKey(Campaign, models.SET_NULL, null=True, blank=True, related_name="contests")
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    by_persons = models.BooleanField(default=True)
    by_bodies = models.BooleanField(default=True)
    most_each = models.PositiveSmallIntegerField(default=1)
    most_letters = models.PositiveSmallIntegerField(default=0)
    most_pictures = models.PositiveSmallIntegerField(default=3)
    drop_extremes = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    last_number = models.PositiveIntegerField(default=0)
    why_cancelled = TranslatedText()
    exhibited_at = models.DateTimeField(null=True, blank=True)
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="contests")
    shown_from = models.DateField(null=True, blank=True)
    shown_until = models.DateField(null=True, blank=True)
    visiting = TranslatedText()
    ended_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("-opens_at", "id")
        constraints = (
            models.CheckConstraint(condition=Q(opens_at__lt=F("closes_at")), name="contest_opens_first"),
            models.CheckConstraint(condition=Q(by_persons=True) | Q(by_bodies=True), name="contest_for_somebody"),
            models.CheckConstraint(
                condition=Q(most_letters__gt=0) | Q(most_pictures__gt=0), name="contest_calls_for_something"
            ),
            models.CheckConstraint(condition=Q(most_each__gte=1), name="contest_takes_one_each"),
            models.CheckConstraint(
                condition=Q(shown_from=None, shown_until=None)
                | Q(shown_from__isnull=False, shown_until__isnull=False, shown_from__lte=F("shown_until")),
                name="contest_shown_first_day_first",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("results", "cancelled"), ended_at__isnull=False)
                | (Q(state__in=("draft", "published"), ended_at=None)),
                name="contest_ended_with_a_moment",
            ),
        )
        indexes = (models.Index(fields=("state", "closes_at")),)

    def __str__(self) -> str:
        return str(self.title)
