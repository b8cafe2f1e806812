"""The figures of the desk: questions that are open, by topic, for briefings and for who gives out the topics."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from duikou.base.registry import Registry
from duikou.base.small_numbers import K_PUBLIC, hidden_with_sums
from duikou.desk.models import Topic
from duikou.desk.queries.enquiries import open_by_topic


@dataclass(frozen=True, slots=True)
class OpenQuestions:
    """How many questions are open, in all and by topic; None where fewer than ten are, or where one could be worked out
    from the others."""

    total: int | None
    by_topic: dict[Topic, int | None]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure: what it is called, what exactly it counts, in which unit, and how it is read."""

    key: str
    name: Any
    definition: Any
    unit: Any
    read: Callable[[OpenQuestions], int | None]


figures: Registry[Figure] = Registry()
figures.add(
    "open_questions",
    Figure(
        "open_questions",
        _("Open questions"),
        _("Questions that were asked and have no answer yet, those handed on to another body included."),
        pgettext_lazy("unit", "questions"),
        lambda n: n.total,
    ),
)


def open_questions() -> OpenQuestions:
    """The open questions by topic as they can be shown in public (k = 10). One query."""
    rows = open_by_topic()
    total = sum(count for _topic, count in rows)
    if total < K_PUBLIC:
        return OpenQuestions(None if total else 0, {topic: None if total else 0 for topic, _count in rows})
    hidden = hidden_with_sums([[count] for _topic, count in rows], k=K_PUBLIC)
    return OpenQuestions(
        total, {topic: None if (place, 0) in hidden else count for place, (topic, count) in enumerate(rows)}
    )
