"""Talks at a stand."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from duikou.booking.models import Booking, WaitingEntry, Wish
from duikou.fairs.models.fairs import Fair, Stand
from duikou.fairs.models.posts import Post


class Interview(models.Model):
    """The talk that a booking is for: about which post, at which stand, and what came of it: `outcome` as the employer
    noted it, `said` as the person did. `outcome_at` is also the moment at which an outcome was taken back, so that an
    older note that arrives later changes nothing."""

    class Outcome(models.TextChoices):
        UNKNOWN = "unknown"
        INTERESTED = "interested"
        SECOND = "second"
        OFFERED = "offered"
        HIRED = "hired"
        NOT_NOW = "not_now"

    class Said(models.TextChoices):
        NOTHING = ""
        INTERESTED = "interested"
        SECOND = "second"
        OFFERED = "offered"
        HIRED = "hired"
        NOT_NOW = "not_now"
        NO_TALK = "no_talk"
        WITHHELD = "withheld"

    booking = models.OneToOneField(Booking, models.CASCADE, related_name="interview")
    # A copy of the stand's fair, for indexes; the stand's key is checked.
    fair = models.ForeignKey(Fair, models.CASCADE, related_name="interviews", db_index=False, db_constraint=False)
    stand = models.ForeignKey(Stand, models.CASCADE, related_name="interviews", db_index=False)
    post = models.ForeignKey(Post, models.SET_NULL, null=True, blank=True, related_name="interviews")
    called_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, default=Outcome.UNKNOWN)
    outcome_at = models.DateTimeField(null=True, blank=True)
    said = models.CharField(max_length=12, choices=Said.choices, default=Said.NOTHING, blank=True)
    said_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(said="") | Q(said_at__isnull=False), name="interview_said_at_a_moment"),
        )
        indexes = (models.Index(fields=("stand", "outcome")), models.Index(fields=("fair", "outcome")))


class WaitedPost(models.Model):
    """Which post somebody on an employer's waiting list wants to talk about; `key` is the form's, used once."""

    key = models.CharField(max_length=64, unique=True)
    entry = models.OneToOneField(WaitingEntry, models.CASCADE, related_name="waited_post")
    post = models.ForeignKey(Post, models.CASCADE, related_name="waited_for")


class WishedPost(models.Model):
    """Which post somebody who wishes for an employer's places wants to talk about."""

    wish = models.OneToOneField(Wish, models.CASCADE, related_name="wished_post")
    post = models.ForeignKey(Post, models.CASCADE, related_name="wished_for")
