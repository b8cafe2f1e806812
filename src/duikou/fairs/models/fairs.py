"""A job fair and the stands at it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from duikou.base.translated import TranslatedText
from duikou.booking.models import Offer, Resource
from duikou.directory.models import Organisation, Place


class Fair(models.Model):
    """A job fair. Its interviews are the slots of one `offer`, so that a person's limit holds over the whole fair."""

    class State(models.TextChoices):
        DRAFT = "draft"
        PUBLISHED = "published"
        RUNNING = "running"
        CLOSED = "closed"
        CANCELLED = "cancelled"

    slug = models.SlugField(max_length=60, unique=True)
    title = TranslatedText()
    summary = TranslatedText()
    what_to_bring = TranslatedText()
    organiser = models.ForeignKey(Organisation, models.PROTECT, related_name="fairs")
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    on_site = models.BooleanField(default=True)
    online = models.BooleanField(default=False)
    zone_opens_at = models.DateTimeField()
    offer = models.OneToOneField(Offer, models.PROTECT, related_name="fair")
    why_cancelled = TranslatedText()
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("-starts_at",)
        constraints = (models.CheckConstraint(condition=Q(starts_at__lt=F("ends_at")), name="fair_starts_first"),)

    def __str__(self) -> str:
        return str(self.title)


class Stand(models.Model):
    """An employer at a fair: asked for, approved by the office, with tables, interview length and a number."""

    class State(models.TextChoices):
        REQUESTED = "requested"
        APPROVED = "approved"
        DECLINED = "declined"
        WITHDRAWN = "withdrawn"

    fair = models.ForeignKey(Fair, models.CASCADE, related_name="stands")
    employer = models.ForeignKey(Organisation, models.PROTECT, related_name="stands")
    number = models.PositiveSmallIntegerField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.REQUESTED)
    on_site = models.BooleanField(default=True)
    online = models.BooleanField(default=False)
    tables = models.PositiveSmallIntegerField(default=1)
    interview_minutes = models.PositiveSmallIntegerField(default=10)
    break_minutes = models.PositiveSmallIntegerField(default=0)
    stagger_minutes = models.PositiveSmallIntegerField(default=0)
    lunch_from = models.TimeField(null=True, blank=True)
    lunch_until = models.TimeField(null=True, blank=True)
    kept = models.PositiveSmallIntegerField(default=0)
    meeting_link = models.URLField(blank=True)
    why_declined = models.CharField(max_length=200, blank=True)
    here_at = models.DateTimeField(null=True, blank=True)
    resource = models.OneToOneField(Resource, models.SET_NULL, null=True, blank=True, related_name="stand")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("number", "id")
        constraints = (
            models.UniqueConstraint(fields=("fair", "employer"), name="one_stand_per_employer_and_fair"),
            models.UniqueConstraint(
                fields=("fair", "number"), condition=Q(number__isnull=False), name="one_stand_per_number"
            ),
        )
