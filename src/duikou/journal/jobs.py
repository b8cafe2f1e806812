"""What the worker does for the journal, and what is looked up in it."""

from __future__ import annotations

from duikou.base.registry import Job, checks, jobs
from duikou.journal import seals
from duikou.journal.once import forget_answers

JOBS = (
    Job("journal.seal", 30, seals.seal_settled, aside=True),
    Job("journal.forget_answers", 600, forget_answers),
)


def declare() -> None:
    """Put the jobs and the check into the registries of base."""
    for job in JOBS:
        jobs.add(job.name, job)
    checks.add("journal", seals.look)
