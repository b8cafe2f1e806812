"""A refusal as HTTP says it: problem details (RFC 9457) with a type that never changes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from duikou.booking.refusals import Reason, Refusal

TYPE = "/api/v1/problems/{}"
MEDIA_TYPE = "application/problem+json"

STATUS = {
    Reason.UNKNOWN_SLOT: 404,
    Reason.UNKNOWN_PERSON: 404,
    Reason.KEY_REUSED: 422,
    Reason.BAD_SEATS: 422,
    Reason.ONLINE_NOT_OFFERED: 422,
    Reason.ON_SITE_NOT_OFFERED: 422,
    Reason.PASS_INVALID: 403,
    Reason.PASS_EXPIRED: 403,
    Reason.PASS_ELSEWHERE: 403,
    Reason.FAILED: 500,
    Reason.BUSY: 503,
}


def status_of(no: Refusal) -> int:
    """The HTTP status of a refusal: 409 where nothing is wrong with the request but the place is not to be had."""
    return STATUS.get(no.reason, 409)


def problem_of(no: Refusal) -> dict[str, Any]:
    """The members of the problem; `detail` in the active language, the facts as they are, times in RFC 3339, UTC."""
    facts = {name: value.isoformat() if isinstance(value, datetime) else value for name, value in no.facts.items()}
    return problem(no.reason, status_of(no), str(no), **facts)


def problem(kind: str, status: int, detail: str, **more: Any) -> dict[str, Any]:
    """The members of a problem of this kind."""
    return {"type": TYPE.format(kind), "status": status, "reason": str(kind), "detail": detail, **more}
