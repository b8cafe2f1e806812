"""How the tables of a fair stand."""

from __future__ import annotations

from django.db import models

from duikou.fairs.models.fairs import Fair


class HallPlan(models.Model):
    """How the office laid the hall out: `rows` from the entrance on, each a list of stands' numbers, null where there
    is no table. Without it the tables stand by their numbers."""

    class Entrance(models.TextChoices):
        LEFT = "left"
        MIDDLE = "middle"
        RIGHT = "right"

    fair = models.OneToOneField(Fair, models.CASCADE, related_name="hall_plan")
    rows = models.JSONField(default=list)
    entrance = models.CharField(max_length=6, choices=Entrance.choices, default=Entrance.MIDDLE)
    changed_at = models.DateTimeField()
