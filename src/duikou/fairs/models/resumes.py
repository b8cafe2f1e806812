"""A résumé for one fair, and with whom it is shared (ADR 0030)."""

from __future__ import annotations

from django.db import models

from duikou.base.ids import new_id
from duikou.base.sealed import SealedText
from duikou.booking.models import Booking
from duikou.fairs.models.fairs import Stand


class Resume(models.Model):
    """What somebody writes about themselves for the employers of one fair, in four texts. It hangs on the booking whose
    link it was written by, so that a name and a contact alone open it to nobody, and goes a day after the fair."""

    TEXTS = ("looking_for", "work", "education", "skills")

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    booking = models.OneToOneField(Booking, models.CASCADE, related_name="resume")
    looking_for = SealedText(blank=True, default="")
    work = SealedText(blank=True, default="")
    education = SealedText(blank=True, default="")
    skills = SealedText(blank=True, default="")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()


class ResumeShare(models.Model):
    """That the employer of a stand may read a résumé, while its person holds a place there. Taking it back deletes the
    row."""

    resume = models.ForeignKey(Resume, models.CASCADE, related_name="shares", db_index=False)
    stand = models.ForeignKey(Stand, models.CASCADE, related_name="resumes")
    shared_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("resume", "stand"), name="one_share_per_resume_and_stand"),)
