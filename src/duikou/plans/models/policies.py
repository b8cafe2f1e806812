"""Policies: what a body has issued, from when until when it holds, its clauses, and what has come in its place."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from duikou.base.ids import new_id
from duikou.base.translated import TranslatedText
from duikou.directory.models import Organisation


class Policy(models.Model):
    """A document that a body has issued (政策文件). `keeper` is the body whose staff keep it here and which has issued
    it, unless `issuer` says who has. `number` is its document number (文号). It holds from `valid_from` to
    `valid_until`, both included; `ended_on` is the city's day on which it ended here."""

    class State(models.TextChoices):
        DRAFT = "draft"
        IN_FORCE = "in_force"
        LAPSED = "lapsed"
        WITHDRAWN = "withdrawn"

    class Why(models.TextChoices):
        EXPIRED = "expired"
        SUPERSEDED = "superseded"
        WITHDRAWN = "withdrawn"

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    title = TranslatedText()
    keeper = models.ForeignKey(Organisation, models.PROTECT, related_name="policies")
    issuer = models.CharField(max_length=200, blank=True)
    number = models.CharField(max_length=60, blank=True)
    issued_on = models.DateField(null=True, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    why_ended = models.CharField(max_length=10, choices=Why.choices, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "policies"
        constraints = (
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_from=None) | Q(valid_until__gte=F("valid_from")),
                name="policy_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(valid_from__isnull=False), name="policy_published_with_a_day"
            ),
            models.CheckConstraint(
                condition=Q(state__in=("draft", "in_force"), ended_on=None, why_ended="")
                | (Q(state__in=("lapsed", "withdrawn"), ended_on__isnull=False) & ~Q(why_ended="")),
                name="policy_ended_with_day_and_reason",
            ),
        )
        indexes = (models.Index(fields=("state", "valid_until")),)

    def __str__(self) -> str:
        return str(self.title)

    @property
    def issued_by(self) -> str:
        """Who has issued it, in words."""
        return self.issuer or str(self.keeper)


class Clause(models.Model):
    """A clause of a policy as it is printed: its `number` (第十二条; empty for what stands before the first one), a
    heading if it has one, and its text."""

    policy = models.ForeignKey(Policy, models.CASCADE, related_name="clauses")
    order = models.PositiveSmallIntegerField()
    number = models.CharField(max_length=30, blank=True)
    heading = models.CharField(max_length=200, blank=True)
    text = models.TextField()

    class Meta:
        ordering = ("policy", "order")
        constraints = (models.UniqueConstraint(fields=("policy", "order"), name="one_clause_each_place"),)

    def __str__(self) -> str:
        return self.number or self.heading or self.text[:20]


class Supersession(models.Model):
    """That `newer` takes the place of `older` from `day` on. A policy can give way to several, and several to one."""

    older = models.ForeignKey(Policy, models.CASCADE, related_name="superseded_by")
    newer = models.ForeignKey(Policy, models.CASCADE, related_name="supersedes")
    day = models.DateField()

    class Meta:
        ordering = ("day", "pk")
        constraints = (
            models.UniqueConstraint(fields=("older", "newer"), name="one_supersession_each"),
            models.CheckConstraint(condition=~Q(older=F("newer")), name="no_policy_supersedes_itself"),
        )
