"""A résumé for one fair, and with whom it is shared (ADR 0030)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from duikou.base.ids import new_id
from duikou.base.sealed import SealedText
from duikou.booking.models import Booking, DrawEntry
from duikou.fairs.models.fairs import Stand


class Resume(models.Model):
    """What somebody writes about themselves for the employers of one fair, in four texts. It hangs on the booking, or
    on the entry in a ranked draw, whose link it was written by, so that a name and a contact alone open it to nobody,
    and goes a day after the fair."""

    TEXTS = ("looking_for", "work", "education", "skills")

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    booking = models.OneToOneField(Booking, models.CASCADE, null=True, blank=True, related_name="resume")
    entry = models.OneToOneField(DrawEntry, models.CASCADE, null=True, blank=True, related_name="resume")
    looking_for = SealedText(blank=True, default="")
    work = SealedText(blank=True, default="")
    education = SealedText(blank=True, default="")
    skills = SealedText(blank=True, default="")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(booking=None, entry__isnull=False) | Q(booking__isnull=False, entry=None),
                name="resume_of_a_booking_or_an_entry",
            ),
        )


class ResumeShare(models.Model):
    """That the employer of a stand may read a résumé, while its person holds a place there; in a ranked draw, while its
    people name their order. Taking it back deletes the row."""

    resume = models.ForeignKey(Resume, models.CASCADE, related_name="shares", db_index=False)
    stand = models.ForeignKey(Stand, models.CASCADE, related_name="resumes")
    shared_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("resume", "stand"), name="one_share_per_resume_and_stand"),)
