"""Asking people after a fair what came of their talks: each once, however many talks they had."""

from __future__ import annotations

from django.db import transaction

from duikou.base import clock
from duikou.fairs.models import Fair
from duikou.fairs.queries.after import OF_USE, just_over, unanswered
from duikou.journal.actions import queue_each

PIECE = 200


def ask_what_came_of_it() -> int:
    """Queue a message for everybody who came to a fair that is just over and has said nothing yet; gives the number of
    people looked at. Done again it asks nobody twice."""
    return sum(_ask(fair) for fair in just_over(clock.now()))


def _ask(fair: Fair) -> int:
    latest: dict[int, str] = {}
    for person, public_id in unanswered(fair).values_list("person_id", "public_id"):
        if person is not None:
            latest.setdefault(person, f"booking:{public_id}")
    people = sorted(latest)
    for start in range(0, len(people), PIECE):
        piece = people[start : start + PIECE]
        with transaction.atomic():
            queue_each(
                template="came_of_it",
                recipients=[f"person:{person}" for person in piece],
                about=[latest[person] for person in piece],
                dedupe_keys=[f"came_of_it:{fair.pk}:{person}" for person in piece],
                expire_at=[fair.ends_at + OF_USE] * len(piece),
            )
    return len(people)
