"""What the worker does for the directory: telling other systems what happened."""

from __future__ import annotations

from duikou.base.registry import Job, jobs
from duikou.directory.webhooks import deliver, fan_out, forget_deliveries

JOBS = (
    Job("directory.fan_out", 2, fan_out),
    Job("directory.deliver", 2, deliver, aside=True),
    Job("directory.forget_deliveries", 3600, forget_deliveries),
)


def declare() -> None:
    """Put the jobs into the registry of base."""
    for job in JOBS:
        jobs.add(job.name, job)
