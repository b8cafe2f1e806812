"""What the worker does for the fairs, and what `duikou check` asks them."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from duikou.base.keeping import Retention, retentions
from duikou.base.registry import Job, checks, jobs
from duikou.fairs.actions.asking import ask_what_came_of_it
from duikou.fairs.actions.following import ask_how_it_goes, drop_over
from duikou.fairs.actions.interviews import complete_all
from duikou.fairs.actions.notes import drop_notes
from duikou.fairs.actions.orders import ask_for_orders
from duikou.fairs.actions.resumes import drop_resumes
from duikou.fairs.actions.shares import count_shares
from duikou.fairs.actions.standby import hold_out_places
from duikou.fairs.actions.warnings import warn_before_fairs
from duikou.fairs.queries import faults

JOBS = (
    Job("fairs.complete_interviews", 60, complete_all),
    Job("fairs.hold_out_places", 15, hold_out_places),
    Job("fairs.warn_before_fairs", 1800, warn_before_fairs),
    Job("fairs.ask_for_orders", 600, ask_for_orders),
    Job("fairs.count_shares", 1800, count_shares),
    Job("fairs.ask_what_came_of_it", 1800, ask_what_came_of_it),
    Job("fairs.ask_how_it_goes", 1800, ask_how_it_goes),
)


RESUMES = Retention("fairs.resumes", _("résumés, a day after their fair"), drop_resumes)
FOLLOW_UPS = Retention(
    "fairs.follow_ups", _("what somebody agreed to be asked, when the last question is over"), drop_over
)
NOTES = Retention(
    "fairs.sent_notes",
    _("what devices at tables sent after the network was gone, 30 days after the event"),
    drop_notes,
)


def declare() -> None:
    """Put the jobs, what goes by itself and the check into the registries of base."""
    for one in (RESUMES, FOLLOW_UPS, NOTES):
        retentions.add(one.name, one)
    for job in JOBS:
        jobs.add(job.name, job)
    checks.add("fairs", faults.look)
