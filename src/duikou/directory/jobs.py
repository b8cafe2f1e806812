"""What the worker does for the directory: telling other systems what happened, forgetting what is no longer needed."""

from __future__ import annotations

from duikou.base import clock
from duikou.base.registry import Job, jobs
from duikou.directory.actions.addresses import forget_address_changes
from duikou.directory.actions.decisions import lapse_old
from duikou.directory.actions.invitations import forget_invitations
from duikou.directory.actions.lost_passwords import forget_password_requests
from duikou.directory.erasure import forget_their_messages
from duikou.directory.erasure_list import complete
from duikou.directory.models import Counted, Session
from duikou.directory.traces import overwrite_traces
from duikou.directory.webhooks import deliver, fan_out, forget_deliveries


def forget_sessions() -> None:
    """Delete the sessions and the counts of failures that are over."""
    Session.objects.filter(expire_date__lt=clock.real()).delete()
    Counted.objects.filter(expires__lt=clock.real()).delete()


JOBS = (
    Job("directory.lapse_decisions", 3600, lapse_old),
    Job("directory.fan_out", 2, fan_out),
    Job("directory.deliver", 2, deliver, aside=True),
    Job("directory.forget_deliveries", 3600, forget_deliveries),
    Job("directory.forget_sessions", 3600, forget_sessions),
    Job("directory.overwrite_traces", 300, overwrite_traces),
    Job("directory.complete_erasures", 600, complete),
    Job("directory.forget_their_messages", 3600, forget_their_messages, aside=True),
    Job("directory.forget_invitations", 600, forget_invitations),
    Job("directory.forget_address_changes", 600, forget_address_changes),
    Job("directory.forget_password_requests", 600, forget_password_requests),
)


def declare() -> None:
    """Put the jobs into the registry of base."""
    for job in JOBS:
        jobs.add(job.name, job)
