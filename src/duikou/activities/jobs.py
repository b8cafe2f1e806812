"""What the worker does for activities, volunteers and contests."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from duikou.activities.actions.restricting import settle_confirmations
from duikou.activities.actions.withdrawing_works import let_people_go
from duikou.base.keeping import Retention, retentions
from duikou.base.registry import Job, jobs

JOBS = (Job("activities.settle_confirmations", 60, settle_confirmations),)
CONTESTS = Retention(
    "activities.contests",
    _("who entered a contest, and works that are not exhibited, 90 days after the results"),
    let_people_go,
)


def declare() -> None:
    """Put the jobs and what goes by itself into the registries of base."""
    retentions.add(CONTESTS.name, CONTESTS)
    for job in JOBS:
        jobs.add(job.name, job)
