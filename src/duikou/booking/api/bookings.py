"""Bookings: made, read, moved, cancelled."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_noop as N_
from ninja import Router
from ninja.openapi.schema import REF_TEMPLATE
from ninja.params.functions import Query as query

from duikou.base.api_shapes import Cursor, Limit, answers
from duikou.base.lean import answer_of, asked_of, response_of
from duikou.base.problem_details import Problem
from duikou.booking import actions as engine
from duikou.booking.api import claiming
from duikou.booking.api.callers import Called, Caller, bearer
from duikou.booking.api.offers import offer_or_404
from duikou.booking.api.schemas.bookings import BookedOut, BookingIn, BookingOut, BookingsOut, MoveIn
from duikou.booking.models import Booking, Offer, Slot
from duikou.booking.problems import as_problem
from duikou.booking.queries import booking_of, listed
from duikou.booking.refusals import Reason, Refusal, refusal
from duikou.booking.rules import cancel_until
from duikou.directory.models import ApiToken

Scope = ApiToken.Scope
Of = Annotated[UUID | None, query(None, description=N_("With a token: whose bookings. A pass says so already."))]
router = Router(tags=[N_("Booking")])


@router.post(
    "",
    response=answers({201: BookedOut}, 401, 403, 409, 415),
    summary=N_("Book a place"),
    url_name="bookings",
    openapi_extra={
        "security": [{"Bearer": []}],
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": BookingIn.model_json_schema(ref_template=REF_TEMPLATE)}},
        },
        "x-idempotent": True,
    },
)
def book(request: HttpRequest) -> HttpResponse:
    """Book a time: with a pass for its holder, with a token (scope bookings:create) for the person named. Sent again
    with the same Idempotency-Key, it gives the same answer and books nothing more."""
    return response_of(answer_of(claiming.book, asked_of(request)))


@router.get("", auth=bearer, response=answers({200: BookingsOut}, 401, 403), summary=N_("List bookings"))
def bookings(
    request: Called,
    cursor: Cursor,
    limit: Limit,
    offer: Of,
) -> dict[str, Any]:
    """With a pass for a contact that was proven: its holder’s bookings in its offer. With a token (scope
    bookings:read): all of an offer."""
    who = request.auth
    of, person = _own(who) if who.card else _offer(who, offer)
    page = listed.bookings_listed(of, person=person, cursor=cursor, limit=limit)
    return {"items": [booking_out(one) for one in page.rows], "next": page.next}


@router.get(
    "/{uuid:booking}",
    auth=bearer,
    response=answers({200: BookingOut}, 401, 403),
    summary=N_("Read a booking"),
    url_name="booking",
)
def read(request: Called, booking: UUID) -> dict[str, Any]:
    """A booking as it is now: with its own key, with a pass for a contact that was proven, or with a token (scope
    bookings:read)."""
    return booking_out(_booking(request.auth, booking, Scope.READ))


@router.post(
    "/{uuid:booking}/cancel",
    auth=bearer,
    response=answers({200: BookingOut}, 401, 403, 409),
    summary=N_("Cancel a booking"),
    url_name="cancel-booking",
)
def cancel(request: Called, booking: UUID) -> dict[str, Any]:
    """Give a place up: it goes to whoever waits for it. Done again it changes nothing. With the booking’s key or pass
    until “cancel_until”; with a token (scope bookings:change) until it is over."""
    who = request.auth
    answer = engine.cancel(_booking(who, booking, Scope.CHANGE), by=who.actor)
    if isinstance(answer, Refusal):
        raise as_problem(answer)
    return booking_out(_booking(who, booking, Scope.CHANGE))


@router.post(
    "/{uuid:booking}/move",
    auth=bearer,
    response=answers({200: BookingOut}, 401, 403, 409, 415),
    summary=N_("Move a booking"),
    url_name="move-booking",
)
def move(request: Called, booking: UUID, body: MoveIn) -> dict[str, Any]:
    """Take another time of the same resource, or keep the present one if that cannot be had. Id, code and key stay;
    “sequence” grows. Moving to where it already is changes nothing."""
    who = request.auth
    present = _booking(who, booking, Scope.CHANGE)
    to = Slot.objects.filter(public_id=body.slot, resource=present.slot.resource_id).first()
    answer = engine.rebook(present, to=to, by=who.actor) if to else refusal(Reason.UNKNOWN_SLOT)
    if isinstance(answer, Refusal):
        raise as_problem(answer)
    return booking_out(_booking(who, booking, Scope.CHANGE))


def booking_out(booking: Booking) -> dict[str, Any]:
    """The shape of BookingOut; the booking has slot, resource, offer and check-in loaded."""
    check_in = getattr(booking, "check_in", None)
    return {
        "id": booking.public_id,
        "code": booking.code,
        "offer": booking.offer.public_id,
        "slot": booking.slot.public_id,
        "resource": booking.slot.resource.label,
        "starts_at": booking.slot.starts_at,
        "ends_at": booking.slot.ends_at,
        "state": booking.state,
        "attendance": booking.attendance,
        "online": booking.online,
        "seats": booking.seats,
        "sequence": booking.sequence,
        "cancel_until": cancel_until(booking.slot),
        "created_at": booking.created_at,
        "changed_at": booking.changed_at,
        "checked_in_at": check_in.at if check_in else None,
    }


def _booking(who: Caller, public_id: UUID, scope: str) -> Booking:
    found = booking_of(public_id)
    if found is None:
        raise Problem("not_found" if who.token else "not_allowed")  # a person learns of no ids but their own
    found.slot.offer = found.offer
    who.may_see(found, scope=scope)
    return found


def _own(who: Caller) -> tuple[Offer, int]:
    assert who.card is not None
    if not who.card.proven:  # as in Caller.may_see
        raise Problem("not_allowed", more={"scope": Scope.READ})
    found = Offer.objects.filter(pk=who.card.offer_id).first()
    if found is None:
        raise Problem("not_found")
    return found, who.card.person_id


def _offer(who: Caller, public_id: UUID | None) -> tuple[Offer, None]:
    if who.token is None:
        raise Problem("not_allowed", more={"scope": Scope.READ})
    if public_id is None:
        raise claiming.needed("query.offer")
    found = offer_or_404(public_id)
    who.may(Scope.READ, organisation=found.by_id)
    return found, None
