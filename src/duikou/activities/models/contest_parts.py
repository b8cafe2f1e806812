"""The parts of a contest: categories, prizes, criteria, and who judges."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from duikou.activities.models.contests import Contest
from duikou.base.ids import new_id
from duikou.base.translated import TranslatedText
from duikou.directory.models import Account


class ContestCategory(models.Model):
    """A category in which works are judged beside each other."""

    contest = models.ForeignKey(Contest, models.CASCADE, related_name="categories")
    name = TranslatedText()

    class Meta:
        ordering = ("id",)
        verbose_name_plural = "contest categories"

    def __str__(self) -> str:
        return str(self.name)


class Prize(models.Model):
    """A prize, of which each category gives `count`; prizes are given in the order of their ids."""

    contest = models.ForeignKey(Contest, models.CASCADE, related_name="prizes")
    name = TranslatedText()
    count = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("id",)
        constraints = (models.CheckConstraint(condition=Q(count__gte=1), name="prize_is_given"),)

    def __str__(self) -> str:
        return str(self.name)


class WorkCriterion(models.Model):
    """What a work is judged by: whole marks from 0 to `most`, which count `weight` times."""

    contest = models.ForeignKey(Contest, models.CASCADE, related_name="criteria")
    name = TranslatedText()
    most = models.PositiveSmallIntegerField(default=10)
    weight = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ("id",)
        verbose_name_plural = "work criteria"
        constraints = (
            models.CheckConstraint(
                condition=Q(most__gte=1, most__lte=1000, weight__gte=1, weight__lte=100), name="criterion_can_be_marked"
            ),
        )

    def __str__(self) -> str:
        return str(self.name)


class Juror(models.Model):
    """That an account judges the works of a contest, and when it handed its marks in. It is shown works by their
    numbers, never whose they are."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    contest = models.ForeignKey(Contest, models.CASCADE, related_name="jurors")
    account = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="juries")
    added_at = models.DateTimeField()
    handed_in_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("contest", "account"), name="one_juror_each_account"),)
