"""What jurors say of works, and what comes of it: sheets with marks, recusals, editions of the results."""

from __future__ import annotations

from django.db import models

from duikou.activities.models.contest_entries import ContestEntry
from duikou.activities.models.contest_parts import Juror, WorkCriterion
from duikou.activities.models.contests import Contest
from duikou.base.translated import TranslatedText


class Recusal(models.Model):
    """That a juror does not judge an entry: they said so, or the office did. That a body of theirs entered it is
    worked out from their roles and needs no row."""

    juror = models.ForeignKey(Juror, models.CASCADE, related_name="recusals")
    entry = models.ForeignKey(ContestEntry, models.CASCADE, related_name="recusals")
    by_office = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("juror", "entry"), name="one_recusal_each"),)


class WorkSheet(models.Model):
    """What one juror says of one work: marks by criterion, and a short remark on the work."""

    juror = models.ForeignKey(Juror, models.CASCADE, related_name="sheets")
    entry = models.ForeignKey(ContestEntry, models.CASCADE, related_name="sheets")
    remark = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("juror", "entry"), name="one_sheet_each_juror_and_work"),)


class WorkMark(models.Model):
    """The marks of a work for one criterion, on one juror's sheet."""

    sheet = models.ForeignKey(WorkSheet, models.CASCADE, related_name="marks")
    criterion = models.ForeignKey(WorkCriterion, models.PROTECT, related_name="marks")
    value = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("sheet", "criterion"), name="one_mark_each_criterion"),)


class ResultEdition(models.Model):
    """The results of a contest as they were published, never changed: `content` is their protocol (JSON, UTF-8),
    `digest` its SHA-256. A later edition says for what `reason` it replaces the one before."""

    contest = models.ForeignKey(Contest, models.CASCADE, related_name="editions")
    number = models.PositiveSmallIntegerField()
    content = models.TextField()
    digest = models.CharField(max_length=64)
    reason = TranslatedText()
    at = models.DateTimeField()

    class Meta:
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=("contest", "number"), name="one_edition_each_number"),)
