"""What the worker does for the policies."""

from __future__ import annotations

from duikou.base.registry import Job, jobs
from duikou.plans.actions.policies import end_due

JOBS = (Job("plans.end_policies", 300, end_due),)


def declare() -> None:
    """Put them into the registry of base."""
    for job in JOBS:
        jobs.add(job.name, job)
