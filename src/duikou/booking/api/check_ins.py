"""Check-ins: somebody is at the door with a ticket, a code, or a booking that was found."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_noop as N_
from ninja import Router
from ninja.responses import Status

from duikou.base.api_shapes import answers
from duikou.base.problem_details import Problem
from duikou.booking import actions as engine
from duikou.booking.api.callers import Called, Caller, bearer
from duikou.booking.api.claiming import key_of, needed
from duikou.booking.api.offers import offer_or_404
from duikou.booking.api.schemas.check_ins import CheckInIn, CheckInOut
from duikou.booking.models import Booking, CheckIn
from duikou.booking.problems import BAD_TICKET, as_problem
from duikou.booking.queries import booking_of, find_by_code
from duikou.booking.refusals import Refusal
from duikou.booking.tickets import BadTicket, read_ticket
from duikou.directory.models import ApiToken
from duikou.journal.once import once

router = Router(tags=[N_("Check-ins")])
Method = CheckIn.Method


@router.post(
    "",
    auth=bearer,
    response=answers({201: CheckInOut}, 401, 403, 409, 415),
    summary=N_("Check somebody in"),
    url_name="check-ins",
    openapi_extra={"x-idempotent": True},
)
def check_in(request: Called, body: CheckInIn) -> Status[dict[str, Any]]:
    """Say that somebody is there (scope check-ins:create). A second time is harmless: it gives the first check-in with
    “first” false."""
    who = request.auth
    booking, method = _found(who, body)

    def do() -> dict[str, Any] | Refusal:
        answer = engine.check_in(booking, by=who.actor, method=method)
        return answer if isinstance(answer, Refusal) else {"first": answer.first}

    key = key_of(request.headers.get("Idempotency-Key", ""), who)
    given = once(key=key, asked=body.model_dump_json(), do=do)
    if isinstance(given, Refusal):
        raise as_problem(given)
    present = booking_of(booking.public_id)
    if present is None or not hasattr(present, "check_in"):
        raise Problem("not_found")  # it was taken back at the door meanwhile
    return Status(
        201,
        {
            "booking": present.public_id,
            "at": present.check_in.at,
            "first": given["first"],
            "slot": present.slot.public_id,
            "starts_at": present.slot.starts_at,
            "resource": present.slot.resource.label,
            "seats": present.seats,
        },
    )


def _found(who: Caller, body: CheckInIn) -> tuple[Booking, str]:
    if body.ticket is not None:
        return _opened(who, _of_ticket(body.ticket)), Method.SCAN
    if body.code is not None:
        if body.offer is None:
            raise needed("body.offer")
        offer = offer_or_404(body.offer)
        who.may(ApiToken.Scope.CHECK_IN, organisation=offer.by_id)
        return _opened(who, find_by_code(body.code, offer=offer)), Method.CODE
    if body.booking is None:
        raise needed("body.ticket")
    return _opened(who, booking_of(body.booking)), Method.NAME


def _of_ticket(text: str) -> Booking | None:
    try:
        public_id: UUID = read_ticket(text).public_id
    except BadTicket:
        raise Problem(BAD_TICKET.name) from None
    return booking_of(public_id)


def _opened(who: Caller, booking: Booking | None) -> Booking:
    if booking is None:
        if who.token is None or ApiToken.Scope.CHECK_IN not in who.token.scopes:
            raise Problem("not_allowed", more={"scope": ApiToken.Scope.CHECK_IN})
        raise Problem("not_found")
    who.may(ApiToken.Scope.CHECK_IN, organisation=booking.offer.by_id)
    return booking
