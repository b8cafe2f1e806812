"""What the worker does for the fairs, and what `duikou check` asks them."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from duikou.base.keeping import Retention, retentions
from duikou.base.registry import Job, checks, jobs
from duikou.fairs.actions.interviews import complete_all
from duikou.fairs.actions.resumes import drop_resumes
from duikou.fairs.queries import faults

COMPLETE = Job("fairs.complete_interviews", 60, complete_all)


RESUMES = Retention("fairs.resumes", _("résumés, a day after their fair"), drop_resumes)


def declare() -> None:
    """Put the job, what goes by itself and the check into the registries of base."""
    retentions.add(RESUMES.name, RESUMES)
    jobs.add(COMPLETE.name, COMPLETE)
    checks.add("fairs", faults.look)
