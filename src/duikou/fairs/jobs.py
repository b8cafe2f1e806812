"""What the worker does for the fairs, and what `duikou check` asks them."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from duikou.base.keeping import Retention, retentions
from duikou.base.registry import Job, checks, jobs
from duikou.fairs.actions.asking import ask_what_came_of_it
from duikou.fairs.actions.interviews import complete_all
from duikou.fairs.actions.resumes import drop_resumes
from duikou.fairs.actions.shares import count_shares
from duikou.fairs.actions.warnings import warn_before_fairs
from duikou.fairs.queries import faults

JOBS = (
    Job("fairs.complete_interviews", 60, complete_all),
    Job("fairs.warn_before_fairs", 1800, warn_before_fairs),
    Job("fairs.count_shares", 1800, count_shares),
    Job("fairs.ask_what_came_of_it", 1800, ask_what_came_of_it),
)


RESUMES = Retention("fairs.resumes", _("résumés, a day after their fair"), drop_resumes)


def declare() -> None:
    """Put the jobs, what goes by itself and the check into the registries of base."""
    retentions.add(RESUMES.name, RESUMES)
    for job in JOBS:
        jobs.add(job.name, job)
    checks.add("fairs", faults.look)
