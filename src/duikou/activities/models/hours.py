"""Hours that volunteers gave: totals of each shift, and a book of one's own for whoever wants one."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from duikou.activities.models.teams import Shift
from duikou.base.ids import new_code, new_id
from duikou.base.sealed import SealedText
from duikou.booking.models import Booking
from duikou.directory.models import Organisation


class ShiftHours(models.Model):
    """How many helpers came to a shift and how many minutes they gave together, as the team confirmed it, once."""

    shift = models.OneToOneField(Shift, models.PROTECT, related_name="hours")
    helpers = models.PositiveIntegerField()
    minutes = models.PositiveIntegerField()
    confirmed_at = models.DateTimeField()


class HoursBook(models.Model):
    """The hours of somebody who wants them kept, under a code that they alone have. It is tied to no contact and to no
    person of the directory; who leaves erases it."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    code = models.CharField(max_length=8, default=new_code, unique=True)
    name = SealedText()
    created_at = models.DateTimeField()


class KeptShift(models.Model):
    """That the hours of this booking go into that book; it goes when the booking loses its person."""

    booking = models.OneToOneField(Booking, models.CASCADE, related_name="kept_shift")
    book = models.ForeignKey(HoursBook, models.CASCADE, related_name="kept_shifts")


class HoursEntry(models.Model):
    """Minutes in a book, confirmed by a body. Entries are only added: a wrong one is taken back by one of as many
    minutes below zero that `reverses` it, and written again as the next `revision`."""

    book = models.ForeignKey(HoursBook, models.CASCADE, related_name="entries")
    shift = models.ForeignKey(Shift, models.PROTECT, related_name="entries")
    body = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    day = models.DateField()
    minutes = models.IntegerField()
    revision = models.PositiveSmallIntegerField(default=0)
    reverses = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="reversed_by")
    confirmed_at = models.DateTimeField()

    class Meta:
        ordering = ("day", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("book", "shift", "revision"), condition=Q(reverses=None), name="hours_of_a_shift_entered_once"
            ),
            models.CheckConstraint(
                condition=Q(reverses=None, minutes__gte=0) | Q(reverses__isnull=False, minutes__lte=0),
                name="hours_are_reversed_below_zero",
            ),
        )
