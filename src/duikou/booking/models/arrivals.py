"""Check-ins that telephones at the door kept while they had no network."""

from __future__ import annotations

from django.db import models

from duikou.booking.models.bookings import Booking, CheckIn
from duikou.booking.models.offers import Offer


class SentArrival(models.Model):
    """Somebody was let in by a telephone without a network, as it was told later: once for each `sent_id`, which the
    telephone made. `named` is the booking that it named, whether that exists or not; `at` is its moment of arrival,
    bounded by when the telephone's list was given out and when it was heard of. What is not simply `checked_in` is
    listed until somebody has looked at it. `met_at` and `met_by` are those of the check-in that was there before."""

    class Result(models.TextChoices):
        CHECKED_IN = "checked_in"
        MOVED = "moved"
        TWICE = "twice"
        GIVEN_UP = "given_up"
        OTHER_DAY = "other_day"
        ELSEWHERE = "elsewhere"
        UNKNOWN = "unknown"
        SHUT = "shut"

    sent_id = models.UUIDField(unique=True)
    offer = models.ForeignKey(Offer, models.CASCADE, related_name="sent_arrivals")
    booking = models.ForeignKey(Booking, models.SET_NULL, null=True, related_name="sent_arrivals")
    named = models.UUIDField()
    at = models.DateTimeField()
    received_at = models.DateTimeField()
    by = models.CharField(max_length=80)
    method = models.CharField(max_length=8, choices=CheckIn.Method.choices)
    result = models.CharField(max_length=10, choices=Result.choices)
    met_at = models.DateTimeField(null=True, blank=True)
    met_by = models.CharField(max_length=80, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ("id",)
