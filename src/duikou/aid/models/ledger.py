"""The ledger: where the money of a year task stands, and every step that it has taken. It can only grow.

What may be inserted is judged by the database itself (`aid.ledger_guards`); the two entries of a posting are made by
it, too, so that no sum is ever written on one side alone."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from duikou.aid.models.partnerships import Project, YearTask
from duikou.base.ids import new_id
from duikou.base.money import Money


class LedgerAccount(models.Model):
    """Where money of a year task stands: at one stage, and, from the commitment on, for one project. Parents hold
    nothing: the money of a year or a partnership is the sum of these. `source` stands for whoever set the task, is
    below zero by what was set, and makes all accounts of a year task add up to zero."""

    class Stage(models.TextChoices):
        SOURCE = "source"
        TASK = "task"
        COMMITTED = "committed"
        SENT = "sent"
        RECEIVED = "received"
        USED = "used"

    year_task = models.ForeignKey(YearTask, models.PROTECT, related_name="accounts")
    project = models.ForeignKey(Project, models.PROTECT, null=True, blank=True, related_name="accounts")
    stage = models.CharField(max_length=9, choices=Stage.choices)
    currency = models.CharField(max_length=3)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(stage__in=("source", "task"), project=None)
                | (~Q(stage__in=("source", "task")) & Q(project__isnull=False)),
                name="ledger_account_of_its_level",
            ),
            models.UniqueConstraint(
                fields=("year_task", "stage"), condition=Q(project=None), name="ledger_account_once_a_task"
            ),
            models.UniqueConstraint(fields=("year_task", "project", "stage"), name="ledger_account_once_a_project"),
        )

    def __str__(self) -> str:
        return f"{self.year_task_id}/{self.project_id or '-'}/{self.stage}"


class Posting(models.Model):
    """A step of money: `amount` minor units of `currency` go from `source` to `target`, as of the `value_date`. It
    draws on the one posting that brought them to `source` (`draws_on`; none where the task is set), so that each yuan
    can be followed both ways. A mistake is put right by a posting that `reverses` it and goes the same way back.
    `proposed_by` and `approved_by` are two accounts (public ids). `reference` is the number of the document or of the
    bank's line; `key` makes a repetition find the first."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    source = models.ForeignKey(LedgerAccount, models.PROTECT, related_name="postings_out")
    target = models.ForeignKey(LedgerAccount, models.PROTECT, related_name="postings_in")
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    value_date = models.DateField()
    draws_on = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="drawn_by")
    reverses = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="reversed_by")
    reference = models.CharField(max_length=80, blank=True)
    proposed_by = models.UUIDField()
    approved_by = models.UUIDField()
    posted_at = models.DateTimeField()
    key = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(condition=Q(amount__gt=0), name="posting_above_zero"),
            models.CheckConstraint(condition=~Q(source=F("target")), name="posting_goes_somewhere"),
            models.CheckConstraint(condition=~Q(proposed_by=F("approved_by")), name="posting_by_two"),
            models.CheckConstraint(condition=Q(reverses=None) | Q(draws_on=None), name="posting_draws_or_reverses"),
        )

    def __str__(self) -> str:
        return f"{self.public_id}"

    @property
    def money(self) -> Money:
        """The sum that goes."""
        return Money.of_minor(self.amount, self.currency)


class Entry(models.Model):
    """One side of a posting in the book of an account: its `number` there, the `amount` that came (or went, below
    zero), and the `balance` after it, in minor units."""

    posting = models.ForeignKey(Posting, models.PROTECT, related_name="entries")
    account = models.ForeignKey(LedgerAccount, models.PROTECT, related_name="entries")
    number = models.PositiveIntegerField()
    amount = models.BigIntegerField()
    balance = models.BigIntegerField()

    class Meta:
        ordering = ("account", "number")
        constraints = (
            models.UniqueConstraint(fields=("account", "number"), name="entry_number_once"),
            models.UniqueConstraint(fields=("posting", "account"), name="entry_once_a_side"),
        )

    def __str__(self) -> str:
        return f"{self.account_id}:{self.number}"
