"""The sessions of a class, and who was at which."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from duikou.activities.models.courses import Course
from duikou.base.ids import new_id
from duikou.base.translated import TranslatedText
from duikou.booking.models import Booking
from duikou.directory.models import Place


class Session(models.Model):
    """One session of a class, in the class's place unless `place` names another. `moved_from` is when it was announced
    for, if it was moved after that; `came` how many were there, once that was written down."""

    class State(models.TextChoices):
        PLANNED = "planned"
        HELD = "held"
        CALLED_OFF = "called_off"

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    course = models.ForeignKey(Course, models.CASCADE, related_name="sessions")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="course_sessions")
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    moved_from = models.DateTimeField(null=True, blank=True)
    why_called_off = TranslatedText()
    came = models.PositiveIntegerField(null=True, blank=True)
    by_register = models.BooleanField(default=False)
    sequence = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("starts_at", "id")
        constraints = (
            models.CheckConstraint(condition=Q(starts_at__lt=F("ends_at")), name="session_starts_first"),
            models.UniqueConstraint(
                fields=("course", "starts_at"), condition=~Q(state="called_off"), name="one_session_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(state="held", came__isnull=False) | (~Q(state="held") & Q(came=None, by_register=False)),
                name="session_counted_when_held",
            ),
        )

    def __str__(self) -> str:
        return f"{self.course} {self.starts_at:%Y-%m-%d}"


class Presence(models.Model):
    """That somebody with a seat was at a session: kept to decide on a certificate, and gone with the person of the
    booking."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="presences")
    booking = models.ForeignKey(Booking, models.CASCADE, related_name="presences")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("session", "booking"), name="once_present_at_a_session"),)
