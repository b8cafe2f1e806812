"""The figures of the desk: questions that are open, by topic, for briefings and for who gives out the topics; and what
was done in a year, for the office."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from duikou.base.figures import Figures
from duikou.base.small_numbers import K_PUBLIC, hidden_with_sums
from duikou.desk.models import Topic
from duikou.desk.queries.counted import QUESTIONS, Counted
from duikou.desk.queries.enquiries import open_by_topic


@dataclass(frozen=True, slots=True)
class OpenQuestions:
    """How many questions are open, in all and by topic; None where fewer than ten are, or where one could be worked out
    from the others."""

    total: int | None
    by_topic: dict[Topic, int | None]


figures: Figures[OpenQuestions, int | None] = Figures()
figures.declare(
    "open_questions",
    _("Open questions"),
    _("Questions that were asked and have no answer yet, those handed on to another body included."),
    pgettext_lazy("unit", "questions"),
    lambda n: n.total,
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


of_a_year: Figures[Counted, int | None] = Figures()


def _asked(kind: str) -> Callable[[Counted], int | None]:
    def read(counted: Counted) -> int | None:
        sums = counted.questions.sums  # none where nobody has named a topic yet
        return sums[QUESTIONS.index(kind)] if sums else 0

    return read


of_a_year.declare(
    "appointments",
    _("Appointments"),
    _("Appointments at windows that were not cancelled, by the day they are on; one person can have several."),
    _("appointments"),
    lambda counted: counted.appointments.total,
)
of_a_year.declare(
    "kept",
    _("Appointments kept"),
    _("Of the appointments on days that are over, how many in a hundred people came to."),
    _("per cent"),
    lambda counted: counted.kept[-1].per_cent,
)
of_a_year.declare(
    "numbers",
    _("Numbers without an appointment"),
    _("Numbers that people took who came without an appointment, whether they were called or left."),
    _("numbers"),
    lambda counted: counted.numbers.total,
)
of_a_year.declare(
    "wait_median",
    _("Wait until the call, half of all"),
    _(
        "Half of the numbers were called within so many minutes after they were taken, or after the time of the "
        "appointment where that was later; the first call counts."
    ),
    _("minutes"),
    lambda counted: counted.waits[-1].median,
)
of_a_year.declare(
    "wait_ninth",
    _("Wait until the call, nine of ten"),
    _("Nine in ten of these numbers were called within so many minutes."),
    _("minutes"),
    lambda counted: counted.waits[-1].ninth,
)
of_a_year.declare(
    "asked",
    _("Questions asked"),
    _("Questions that people asked in the year, on the web, at a window or by telephone."),
    pgettext_lazy("unit", "questions"),
    lambda counted: counted.questions.total,
)
of_a_year.declare(
    "answered",
    _("Questions answered"),
    _("Of these, how many were answered and are not open again."),
    pgettext_lazy("unit", "questions"),
    _asked("answered"),
)
of_a_year.declare(
    "overdue",
    _("Questions overdue"),
    _("Of these, how many are open though the day has passed by which an answer was promised."),
    pgettext_lazy("unit", "questions"),
    _asked("overdue"),
)
