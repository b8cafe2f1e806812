"""Conditions found in the postings of a fair."""

from __future__ import annotations

from django.db.models import Case, Count, QuerySet, When

from duikou.fairs.models import Condition, Fair, PostCondition


def conditions(fair: Fair) -> QuerySet[Condition]:
    """The conditions of `fair` with `posts`, how many posts hold them: open ones first, the most frequent first."""
    counted = Condition.objects.filter(fair=fair).annotate(posts=Count("marks__post", distinct=True))
    first = Case(When(decision=Condition.Decision.OPEN, then=0), default=1)
    return counted.order_by(first, "-posts", "kind", "text")


def undecided(fair: Fair) -> int:
    """How many conditions of `fair` wait for a decision."""
    return Condition.objects.filter(fair=fair, decision=Condition.Decision.OPEN, marks__isnull=False).distinct().count()


def examples(condition: Condition, limit: int = 20) -> list[PostCondition]:
    """Places where the condition stands, with their posts and employers."""
    marks = PostCondition.objects.filter(condition=condition).select_related("post__employer", "post__fair")
    return list(marks.order_by("post_id")[:limit])
