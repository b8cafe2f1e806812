"""Decisions about conditions on sex, ethnicity, religion or household registration: one for all equal wordings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import TextChoices

from duikou.base import clock
from duikou.base.actor import Actor
from duikou.fairs import rules, signals
from duikou.fairs.models import Condition, Post, PostCondition
from duikou.fairs.postings import conditions
from duikou.fairs.postings.values import without
from duikou.journal import actions as journal

PIECE = 200


class Fault(TextChoices):
    """Why a decision cannot be made like this."""

    NO_LAW = "no_law"
    NO_WORDS = "no_words"
    STILL_A_CONDITION = "still_a_condition"
    DECIDED = "decided"


class BadDecision(ValueError):
    """The decision lacks something; `fault` says what."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault


def fault_of(condition: Condition, decision: str, reworded_to: str, law: str) -> Fault | None:
    """Why this decision cannot be made, or None."""
    if condition.decision in (Condition.Decision.REMOVED, Condition.Decision.REWORDED):
        return Fault.DECIDED
    if decision == Condition.Decision.KEPT and len(law.strip()) < 4:
        return Fault.NO_LAW
    if decision == Condition.Decision.REWORDED:
        if not reworded_to.strip():
            return Fault.NO_WORDS
        if conditions.in_text(reworded_to, True):
            return Fault.STILL_A_CONDITION
    return None


def decide(*, condition: Condition, decision: str, by: Actor, reworded_to: str = "", law: str = "") -> int:
    """Decide about a condition in every post of its fair that holds it: removed, reworded, or kept with the law cited
    in public. Returns how many posts were touched. Later files are read with the decision applied.

    Raises BadDecision, rules.Refused when the fair is over. Works in pieces; calling
    it again finishes what was cut off.
    """
    if not rules.may_change(condition.fair):
        raise rules.Refused(rules.Refusal.FAIR_OVER)
    fault = fault_of(condition, decision, reworded_to, law)
    if fault is not None:
        raise BadDecision(fault)
    with transaction.atomic():
        condition.decision = decision
        condition.reworded_to, condition.law = reworded_to.strip()[:200], law.strip()[:300]
        condition.decided_by, condition.decided_at = str(by)[:80], clock.now()
        condition.save()
        journal.record(
            what=f"condition.{decision}",
            which=f"condition:{condition.pk}",
            by=by,
            fair=condition.fair.slug,
            kind=condition.kind,
            wording=condition.text,
            law=condition.law,
            reworded_to=condition.reworded_to,
        )
    if decision == Condition.Decision.KEPT:
        return condition.marks.values("post_id").distinct().count()
    return rewrite_posts(condition)


def rewrite_posts(condition: Condition) -> int:
    """Take the condition's words out of every post that holds them, or put the new words in their place."""
    touched: set[int] = set()
    while marks := list(condition.marks.order_by("id")[:PIECE]):
        with transaction.atomic():
            rewrite(marks, condition.reworded_to)
            PostCondition.objects.filter(id__in=[mark.pk for mark in marks]).delete()
            posts = sorted({mark.post_id for mark in marks})
            signals.posts_changed.send(Post, post_ids=posts)
        touched.update(posts)
    return len(touched)


def rewrite(marks: Sequence[PostCondition], instead: str) -> None:
    """Change the texts of one piece of posts."""
    posts = Post.objects.in_bulk([mark.post_id for mark in marks])
    fields = {"changed_at"}
    for mark in marks:
        post = posts[mark.post_id]
        post.changed_at = clock.now()
        if mark.field.startswith("other."):
            name = mark.field.removeprefix("other.")
            post.other[name] = changed(post.other.get(name, ""), mark.words, instead)
            fields.add("other")
        else:
            text = changed(getattr(post, mark.field), mark.words, instead)
            if text or mark.field != "title":
                setattr(post, mark.field, text)
                fields.add(mark.field)
    Post.objects.bulk_update(posts.values(), sorted(fields), batch_size=100)


def changed(text: Any, words: str, instead: str) -> Any:
    """A text, or texts by label, with the words replaced."""
    if isinstance(text, dict):
        return {label: without(inner, words, instead) for label, inner in text.items()}
    return without(text, words, instead)
