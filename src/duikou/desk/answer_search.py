"""What the desk puts into the search index: the published answers, which are about nobody."""

from __future__ import annotations

from collections.abc import Iterable

from duikou.desk.models import Answer
from duikou.desk.queries.answers import KIND, SCOPE, topic_label
from duikou.index import actions as index
from duikou.index.entries import Entry

PIECE = 1000


def index_answers(answer_ids: Iterable[int]) -> int:
    """Bring the entries of these answers up to date: published ones are written, others dropped. Returns how many were
    written. Call it inside the writer's transaction."""
    ids, written = list(answer_ids), 0
    for start in range(0, len(ids), PIECE):
        piece = ids[start : start + PIECE]
        shown = list(Answer.objects.filter(pk__in=piece, state=Answer.State.PUBLISHED).order_by("pk"))
        hidden = set(piece) - {one.pk for one in shown}
        if hidden:
            index.drop_many(hidden, kind=KIND)
        written += index.put_many((entry_of(one) for one in shown), kind=KIND, scope=SCOPE)
    return written


def rebuild() -> int:
    """Build the index of all answers anew; returns how many are in it."""
    index.empty(kind=KIND, scope=SCOPE)
    ids = Answer.objects.filter(state=Answer.State.PUBLISHED).order_by("pk").values_list("pk", flat=True)
    return index_answers(list(ids))


def entry_of(answer: Answer) -> Entry:
    """The entry of one answer: the question's words count as its title, in the city's language."""
    return Entry(
        ref=answer.pk,
        title=answer.question.text("zh-hans"),
        texts=(*(text for code, text in answer.question.items() if code != "zh-hans"), *answer.text.values()),
        labels=frozenset({topic_label(answer.topic_id)}),
    )
