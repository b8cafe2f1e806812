"""How many of those who asked for a talk got one: counts alone, kept when the people have left."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from duikou.fairs.models.fairs import Fair


class FairShare(models.Model):
    """Of the people who first asked for `fair` in one way: how many they were, how many of them had a place, and how
    many of these a talk. Counted from the end of the fair until people begin to leave it, and never again."""

    class Way(models.TextChoices):
        WEB = "web"
        STAFF = "staff"
        WALK_IN = "walk_in"
        INVITED = "invited"

    fair = models.ForeignKey(Fair, models.CASCADE, related_name="shares", db_index=False)
    way = models.CharField(max_length=8, choices=Way.choices)
    asked = models.PositiveIntegerField()
    placed = models.PositiveIntegerField()
    talked = models.PositiveIntegerField()
    counted_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("fair", "way"), name="one_share_per_fair_and_way"),
            models.CheckConstraint(
                condition=Q(talked__lte=F("placed")) & Q(placed__lte=F("asked")), name="share_within_those_who_asked"
            ),
        )
