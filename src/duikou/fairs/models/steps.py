"""What was noted at a table without a network."""

from __future__ import annotations

from django.db import models

from duikou.booking.models import Booking, Ticket
from duikou.fairs.models.fairs import Stand


class SentStep(models.Model):
    """One tap at a table that its device kept and sent later: once for each `sent_id`, which the device made, as it did
    `source`, to tell its own notes from another's. `named` is the booking or number that it named, whether that exists
    or not. `at` is its moment, bounded by when the device's list was given out (`seen_at`) and when it was heard of.
    What is not simply `noted` is listed until somebody has looked at it; `met` is what somebody else had noted by
    `met_at`."""

    class Step(models.TextChoices):
        START = "start"
        DONE = "done"
        INTERESTED = "interested"
        SECOND = "second"
        OFFERED = "offered"
        HIRED = "hired"
        NOT_NOW = "not_now"
        BACK_OUTCOME = "back_outcome"
        BACK_START = "back_start"
        BACK_CALL = "back_call"

    class Result(models.TextChoices):
        NOTED = "noted"
        DIFFERS = "differs"
        NOT_HERE = "not_here"
        GIVEN_UP = "given_up"
        ELSEWHERE = "elsewhere"
        UNKNOWN = "unknown"
        SHUT = "shut"

    sent_id = models.UUIDField(unique=True)
    source = models.UUIDField()
    stand = models.ForeignKey(Stand, models.CASCADE, related_name="sent_steps")
    booking = models.ForeignKey(Booking, models.SET_NULL, null=True, related_name="sent_steps")
    ticket = models.ForeignKey(Ticket, models.SET_NULL, null=True, related_name="sent_steps", db_index=False)
    named = models.UUIDField()
    step = models.CharField(max_length=12, choices=Step.choices)
    at = models.DateTimeField()
    seen_at = models.DateTimeField()
    received_at = models.DateTimeField()
    by = models.CharField(max_length=80)
    result = models.CharField(max_length=10, choices=Result.choices)
    met = models.CharField(max_length=12, blank=True)
    met_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ("id",)
