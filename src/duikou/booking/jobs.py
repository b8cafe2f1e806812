"""What the worker does for the engine."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from duikou.base.keeping import Retention, retentions
from duikou.base.registry import Job, KeyFile, checks, jobs, key_files
from duikou.booking.actions import drop_arrivals, end_waiting, fill_from_waiting, finish_cancellations, release_expired
from duikou.booking.actions.feeds import drop_feeds
from duikou.booking.actions.proving import drop_codes
from duikou.booking.actions.reminders import reminders
from duikou.booking.privacy import let_go
from duikou.booking.queries import faults
from duikou.booking.tickets import KEY_NAME, key_content

JOBS = (
    Job("booking.release_expired", 5, release_expired),
    Job("booking.fill_from_waiting", 30, fill_from_waiting),
    Job("booking.end_waiting", 60, end_waiting),
    Job("booking.finish_cancellations", 60, finish_cancellations),
    Job("booking.remind", 300, reminders.queue),
    Job("booking.drop_codes", 60, drop_codes),
)
LET_GO = Retention(
    "booking.people", _("bookings and places on lists that lost their person, when their event is over"), let_go
)
DROP_ARRIVALS = Retention(
    "booking.sent_arrivals",
    _("what telephones at the door sent after the network was gone, 30 days after the event"),
    drop_arrivals,
)
DROP_FEEDS = Retention(
    "booking.calendar_feeds", _("calendars to subscribe to of people who have booked nothing any more"), drop_feeds
)


def declare() -> None:
    """Put the jobs, what goes by itself, the engine's check and the ticket key into the registries of base."""
    for job in JOBS:
        jobs.add(job.name, job)
    for one in (LET_GO, DROP_FEEDS, DROP_ARRIVALS):
        retentions.add(one.name, one)
    checks.add("booking", faults.look)
    key_files.add(KEY_NAME, KeyFile(KEY_NAME, key_content))
