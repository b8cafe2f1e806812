"""Who assists whom, with which fund, and what for."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from duikou.base.ids import new_id
from duikou.base.translated import TranslatedText
from duikou.directory.models import Organisation


class Partnership(models.Model):
    """A partnership (对口支援) of two sides: the `donor` city office and the `partner` county's, from `starts_on`
    until `ends_on`, both included. One that ends half-way has `ended_on`, the last day on which anything was agreed."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    title = TranslatedText()
    donor = models.ForeignKey(Organisation, models.PROTECT, related_name="partnerships_given")
    partner = models.ForeignKey(Organisation, models.PROTECT, related_name="partnerships_received")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~Q(donor=F("partner")), name="partnership_of_two"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="partnership_ends_after_it_begins"
            ),
        )

    def __str__(self) -> str:
        return str(self.title)


class Fund(models.Model):
    """Money for one purpose in one `currency` (ISO 4217), kept by a `body`: that of a partnership, or one of its own,
    as for the support of model communities."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    title = TranslatedText()
    body = models.ForeignKey(Organisation, models.PROTECT, related_name="funds")
    partnership = models.OneToOneField(Partnership, models.PROTECT, null=True, blank=True, related_name="fund")
    currency = models.CharField(max_length=3, default="CNY")
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.title)


class YearTask(models.Model):
    """What a fund is set for a year (资金任务), and who sets it. The sum stands in the ledger alone."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    fund = models.ForeignKey(Fund, models.PROTECT, related_name="year_tasks")
    year = models.PositiveSmallIntegerField()
    set_by = TranslatedText()
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("year", "id")
        constraints = (models.UniqueConstraint(fields=("fund", "year"), name="year_task_once"),)

    def __str__(self) -> str:
        return f"{self.fund} {self.year}"


class Project(models.Model):
    """What money of a fund is spent on."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    fund = models.ForeignKey(Fund, models.PROTECT, related_name="projects")
    title = TranslatedText()
    purpose = TranslatedText()
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return str(self.title)
