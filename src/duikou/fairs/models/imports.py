"""Spreadsheets read into a fair."""

from __future__ import annotations

from django.db import models

from duikou.base.ids import new_id
from duikou.directory.models import Organisation
from duikou.fairs.models.fairs import Fair


class ImportBatch(models.Model):
    """One spreadsheet read into a fair: its mapping, its report, and whether it was published."""

    class State(models.TextChoices):
        STAGED = "staged"
        COMMITTING = "committing"
        COMMITTED = "committed"
        DROPPED = "dropped"

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    fair = models.ForeignKey(Fair, models.CASCADE, related_name="imports")
    employer = models.ForeignKey(Organisation, models.CASCADE, null=True, blank=True, related_name="imports")
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State.choices, default=State.STAGED)
    mapping = models.JSONField(default=dict)
    defaults = models.JSONField(default=dict)
    report = models.JSONField(default=dict)
    rows_done = models.PositiveIntegerField(default=0)
    rows_total = models.PositiveIntegerField(default=0)
    by = models.CharField(max_length=80)
    created_at = models.DateTimeField()
    committed_at = models.DateTimeField(null=True, blank=True)
