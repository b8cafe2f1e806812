"""What the worker does at the desk."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from duikou.base.keeping import Retention, retentions
from duikou.base.registry import Job, jobs
from duikou.desk.actions.answers import flag_ended
from duikou.desk.actions.enquiries import close_answered, erase_due
from duikou.desk.actions.laying import lay_days

JOBS = (
    Job("desk.lay_days", 60, lay_days),
    Job("desk.close_answered_questions", 1800, close_answered),
    # What the news of a policy's end has not reached, should a process have ended between the two.
    Job("desk.flag_answers", 300, flag_ended),
)
QUESTIONS = Retention(
    "desk.questions",
    _("what people asked and were answered, 90 days after a question is closed"),
    erase_due,
)


def declare() -> None:
    """Put the jobs and what goes by itself into the registries of base."""
    retentions.add(QUESTIONS.name, QUESTIONS)
    for job in JOBS:
        jobs.add(job.name, job)
