"""What the worker does for the journal and for the promises, what goes by itself, and what is looked up."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from duikou.base.keeping import Retention, retentions
from duikou.base.registry import Job, checks, jobs
from duikou.journal import seals
from duikou.journal.once import forget_answers
from duikou.journal.proving import keep_promises
from duikou.journal.retention import forget_messages, forget_reports

JOBS = (
    Job("journal.seal", 30, seals.seal_settled, aside=True),
    Job("journal.keep_promises", 60, keep_promises, aside=True),
)
RETENTIONS = (
    Retention("journal.answers", _("answers to other systems, after a day"), forget_answers),
    Retention("journal.messages", _("messages that are over, after 90 days"), forget_messages),
    Retention("journal.reports", _("reports of what was erased, after 400 days"), forget_reports),
)


def declare() -> None:
    """Put the jobs, what goes by itself and the check into the registries of base."""
    for job in JOBS:
        jobs.add(job.name, job)
    for one in RETENTIONS:
        retentions.add(one.name, one)
    checks.add("journal", seals.look)
