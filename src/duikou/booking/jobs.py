"""What the worker does for the engine."""

from __future__ import annotations

from duikou.base.registry import Job, checks, jobs
from duikou.booking.actions import end_waiting, fill_from_waiting, finish_cancellations, release_expired
from duikou.booking.privacy import let_go
from duikou.booking.queries import faults

JOBS = (
    Job("booking.release_expired", 5, release_expired),
    Job("booking.fill_from_waiting", 30, fill_from_waiting),
    Job("booking.end_waiting", 60, end_waiting),
    Job("booking.finish_cancellations", 60, finish_cancellations),
    Job("booking.let_go", 3600, let_go),
)


def declare() -> None:
    """Put the jobs and the engine's check into the registries of base."""
    for job in JOBS:
        jobs.add(job.name, job)
    checks.add("booking", faults.look)
