"""A refusal as HTTP says it: problem details (RFC 9457) with a type that never changes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from duikou.base.problem_details import Kind, Problem, kinds, members
from duikou.booking.refusals import MESSAGES, Reason, Refusal

STATUS = {
    Reason.UNKNOWN_SLOT: 404,
    Reason.UNKNOWN_PERSON: 404,
    Reason.UNKNOWN_SUBJECT: 404,
    Reason.KEY_REUSED: 422,
    Reason.BAD_SEATS: 422,
    Reason.ONLINE_NOT_OFFERED: 422,
    Reason.ON_SITE_NOT_OFFERED: 422,
    Reason.PASS_INVALID: 403,
    Reason.PASS_EXPIRED: 403,
    Reason.PASS_ELSEWHERE: 403,
    Reason.CONTACT_UNPROVEN: 403,
    Reason.CODE_WRONG: 422,
    Reason.NOT_INVITED: 403,
    Reason.CODES_TOO_MANY: 429,
    Reason.NO_WISH: 422,
    Reason.WISHES_TOO_MANY: 422,
    Reason.SOURCE_UNNAMED: 422,
    Reason.SOURCE_PAST: 422,
    Reason.SEED_BAD: 422,
    Reason.CODES_TODAY: 429,
    Reason.RANK_GONE: 422,
    Reason.FAILED: 500,
    Reason.BUSY: 503,
}
BAD_TICKET = Kind(
    "bad_ticket",
    422,
    _("This is not a ticket of this city."),
    _("Ask for the code of six letters and digits, or look the person up by name at the door’s page."),
)
STILL_NEEDED = Kind(
    "still_needed",
    409,
    _("More bookings are kept under this name and contact, which were not made with this key."),
    _("Do the same with their keys first, or let the person ask at the desk."),
)


def status_of(no: Refusal) -> int:
    """The HTTP status of a refusal: 409 where nothing is wrong with the request but the place is not to be had."""
    return STATUS.get(no.reason, 409)


def problem_of(no: Refusal) -> dict[str, Any]:
    """The members of the problem; `detail` in the active language, the facts as they are, times in RFC 3339, UTC."""
    return members(no.reason, status_of(no), str(no), **_facts(no))


def later(no: Refusal) -> dict[str, str]:
    """The header that says when to come back, for a refusal that is over soon."""
    return {"Retry-After": str(no.facts["seconds"])} if no.reason == Reason.BUSY else {}


def as_problem(no: Refusal) -> Problem:
    """The refusal, to be raised by an operation of the API."""
    return Problem(no.reason, str(no), _facts(no), later(no))


def declare() -> None:
    """Declare every reason of the engine as a kind of problem."""
    for kind in (BAD_TICKET, STILL_NEEDED):
        kinds.add(kind.name, kind)
    for reason in Reason:
        kinds.add(reason.value, Kind(reason.value, STATUS.get(reason, 409), MESSAGES[reason]))


def _facts(no: Refusal) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in no.facts.items()}
