"""What the worker does for the directory: telling other systems what happened, forgetting what is no longer needed."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from duikou.base import clock
from duikou.base.keeping import Retention, retentions
from duikou.base.registry import Job, jobs
from duikou.directory.actions.addresses import forget_address_changes
from duikou.directory.actions.decisions import lapse_old
from duikou.directory.actions.invitations import forget_invitations
from duikou.directory.actions.lost_passwords import forget_password_requests
from duikou.directory.erasure import erase_strays, forget_their_messages
from duikou.directory.erasure_list import complete
from duikou.directory.models import Counted, Session
from duikou.directory.traces import overwrite_traces
from duikou.directory.webhooks import deliver, fan_out, forget_deliveries


def forget_sessions() -> int:
    """Delete the sessions and the counts of failures that are over; gives their number."""
    sessions, _each = Session.objects.filter(expire_date__lt=clock.real()).delete()
    counts, _each = Counted.objects.filter(expires__lt=clock.real()).delete()
    return sessions + counts


JOBS = (
    Job("directory.lapse_decisions", 3600, lapse_old),
    Job("directory.fan_out", 2, fan_out),
    Job("directory.deliver", 2, deliver, aside=True),
    Job("directory.overwrite_traces", 300, overwrite_traces),
    Job("directory.complete_erasures", 600, complete),
)
RETENTIONS = (
    Retention("directory.deliveries", _("what other systems were told, after 30 days"), forget_deliveries),
    Retention("directory.strays", _("people to whom nothing is tied, after a day"), erase_strays),
    Retention("directory.their_messages", _("messages to people who were erased"), forget_their_messages),
    Retention("directory.sessions", _("sign-ins that are over"), forget_sessions),
    Retention("directory.invitations", _("addresses of invitations that are over"), forget_invitations),
    Retention("directory.address_changes", _("changes of addresses, two days old"), forget_address_changes),
    Retention("directory.password_requests", _("requests for lost passwords, two days old"), forget_password_requests),
)


def declare() -> None:
    """Put the jobs, and what goes by itself, into the registries of base."""
    for job in JOBS:
        jobs.add(job.name, job)
    for one in RETENTIONS:
        retentions.add(one.name, one)
