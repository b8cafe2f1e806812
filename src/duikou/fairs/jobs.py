"""What the worker does for the fairs, and what `duikou check` asks them."""

from __future__ import annotations

from duikou.base.registry import Job, checks, jobs
from duikou.fairs.actions.interviews import complete_all
from duikou.fairs.queries import faults

COMPLETE = Job("fairs.complete_interviews", 60, complete_all)


def declare() -> None:
    """Put the job and the check into the registries of base."""
    jobs.add(COMPLETE.name, COMPLETE)
    checks.add("fairs", faults.look)
