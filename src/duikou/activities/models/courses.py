"""A class: several sessions over weeks in one place, and a limited number of seats, each for all sessions."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from duikou.activities.models.kinds import Channel, Kind
from duikou.base.ids import new_id
from duikou.base.translated import TranslatedText
from duikou.booking.models import Offer
from duikou.directory.models import Organisation, Place


class Course(models.Model):
    """A class that people sign up for as a whole; its seats are the one slot of its `offer`. Who teaches it are words
    on the programme (`taught_by`). `joins_until`: it can be joined until the session with this number begins. Whoever
    was at `certificate_from` sessions or more gets a certificate; without it there is none, and nobody is ticked. When
    it is `finished`, `completed` is how many earned one, a number that outlives the people."""

    class State(models.TextChoices):
        DRAFT = "draft"
        PUBLISHED = "published"
        FINISHED = "finished"
        CANCELLED = "cancelled"

    class Level(models.TextChoices):
        EVERYBODY = "everybody"
        BEGINNERS = "beginners"
        SOME = "some"
        ADVANCED = "advanced"

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    title = TranslatedText()
    about = TranslatedText()
    for_whom = TranslatedText()
    known_before = TranslatedText()
    what_to_bring = TranslatedText()
    taught_by = TranslatedText()
    taught_in = TranslatedText()
    level = models.CharField(max_length=10, choices=Level.choices, default=Level.EVERYBODY)
    kind = models.ForeignKey(Kind, models.PROTECT, related_name="courses")
    channel = models.ForeignKey(Channel, models.PROTECT, related_name="courses")
    organiser = models.ForeignKey(Organisation, models.PROTECT, related_name="courses")
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="courses")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    offer = models.OneToOneField(Offer, models.PROTECT, related_name="course")
    joins_until = models.PositiveSmallIntegerField(default=1)
    certificate_from = models.PositiveSmallIntegerField(null=True, blank=True)
    completed = models.PositiveIntegerField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    why_cancelled = TranslatedText()
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(condition=Q(joins_until__gte=1), name="course_joined_at_a_session"),
            models.CheckConstraint(
                condition=Q(certificate_from=None) | Q(certificate_from__gte=1), name="course_certifies_attendance"
            ),
            models.CheckConstraint(
                condition=Q(state="finished", finished_at__isnull=False)
                | (~Q(state="finished") & Q(finished_at=None, completed=None)),
                name="course_completed_when_finished",
            ),
        )
        indexes = (models.Index(fields=("state", "id")),)

    def __str__(self) -> str:
        return str(self.title)
