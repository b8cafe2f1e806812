"""Being asked how it went on, weeks after a talk: who agreed to it, and how many said what (ADR 0033)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from duikou.base.ids import new_id
from duikou.directory.models import Person
from duikou.fairs.models.fairs import Fair, Stand


class FollowUp(models.Model):
    """That somebody agreed to be asked by message how it went on with the employer of a stand. Days are counted from
    `since`, the city's day on which a yes was first said. `asked` and `answered` are the last question, by its days,
    that was put and that was answered: what was answered is nowhere beside a person. The row goes when nothing more is
    to be asked."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="follow_ups", db_index=False)
    stand = models.ForeignKey(Stand, models.CASCADE, related_name="follow_ups")
    since = models.DateField()
    asked = models.PositiveSmallIntegerField(default=0)
    answered = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("person", "stand"), name="one_follow_up_per_person_and_stand"),
            models.CheckConstraint(condition=Q(answered__lte=F("asked")), name="follow_up_answered_when_asked"),
        )


class FollowUpCount(models.Model):
    """Of a fair, how many were asked after so many `days`, and how many answered what: counts, without anybody."""

    fair = models.ForeignKey(Fair, models.CASCADE, related_name="follow_up_counts", db_index=False)
    days = models.PositiveSmallIntegerField()
    asked = models.PositiveIntegerField(default=0)
    yes = models.PositiveIntegerField(default=0)
    no = models.PositiveIntegerField(default=0)
    withheld = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("fair", "days"), name="one_follow_up_count_per_fair_and_days"),
            models.CheckConstraint(
                condition=Q(asked__gte=F("yes") + F("no") + F("withheld")), name="follow_up_answers_within_asked"
            ),
        )
