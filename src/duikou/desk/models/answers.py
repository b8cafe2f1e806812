"""Answers that everybody can search (答复): dated, about no person, each resting on clauses of policies."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from duikou.base.ids import new_id
from duikou.base.translated import TranslatedText
from duikou.desk.models.services import Topic
from duikou.directory.models import Account, Organisation
from duikou.plans.models import Clause


class Answer(models.Model):
    """A question in general words and its answer, by a body, valid from a day and last confirmed on another. While it
    is flagged it is out of the search, until the body has looked at it again. `writer` is kept so that a colleague
    publishes what was marked `second` (a second pair of eyes is wanted)."""

    class State(models.TextChoices):
        DRAFT = "draft"
        PUBLISHED = "published"
        FLAGGED = "flagged"
        WITHDRAWN = "withdrawn"

    class Why(models.TextChoices):
        POLICY_ENDED = "policy_ended"
        CLAUSE_CHANGED = "clause_changed"

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    question = TranslatedText()
    text = TranslatedText()
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="answers")
    body = models.ForeignKey(Organisation, models.PROTECT, related_name="answers")
    clauses = models.ManyToManyField(Clause, through="AnswerClause", related_name="answers")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    valid_from = models.DateField(null=True, blank=True)
    confirmed_on = models.DateField(null=True, blank=True)
    why_out = models.CharField(max_length=14, choices=Why.choices, blank=True)
    out_since = models.DateField(null=True, blank=True)
    second = models.BooleanField(default=False)
    writer = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="answers_written")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=~Q(state__in=("published", "flagged"))
                | Q(valid_from__isnull=False, confirmed_on__isnull=False),
                name="answer_published_with_its_days",
            ),
            models.CheckConstraint(
                condition=(Q(state="flagged", out_since__isnull=False) & ~Q(why_out=""))
                | (~Q(state="flagged") & Q(why_out="", out_since=None)),
                name="answer_flagged_with_a_reason",
            ),
        )
        indexes = (models.Index(fields=("body", "state", "confirmed_on")),)

    def __str__(self) -> str:
        return str(self.question)


class AnswerClause(models.Model):
    """That an answer rests on a clause, which cannot be deleted as long as it does."""

    answer = models.ForeignKey(Answer, models.CASCADE, related_name="rests_on")
    clause = models.ForeignKey(Clause, models.PROTECT, related_name="rested_on")

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("answer", "clause"), name="one_rest_per_answer_and_clause"),)
