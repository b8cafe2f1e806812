"""What the worker does for activities and volunteers."""

from __future__ import annotations

from duikou.activities.actions.restricting import settle_confirmations
from duikou.base.registry import Job, jobs

JOBS = (Job("activities.settle_confirmations", 60, settle_confirmations),)


def declare() -> None:
    """Put the jobs into the registry of base."""
    for job in JOBS:
        jobs.add(job.name, job)
