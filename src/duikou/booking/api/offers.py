"""Offers and their times, with the places left at this moment. For everybody."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext_noop as N_
from ninja import Router
from ninja.decorators import decorate_view
from ninja.params.functions import Query as query
from pydantic import AwareDatetime

from duikou.base import clock
from duikou.base.api_shapes import Cursor, Limit, answers
from duikou.base.everybody import for_everybody
from duikou.base.problem_details import Problem
from duikou.booking import subjects
from duikou.booking.api.schemas.offers import OfferOut, OffersOut, SlotOut, SlotsOut
from duikou.booking.models import Offer, Slot
from duikou.booking.queries import listed
from duikou.booking.rules import places_left

About = Annotated[UUID | None, query(None, description=N_("Only times for this: a post of a job fair, for example."))]
Since = Annotated[AwareDatetime | None, query(None, description=N_("Only times that begin after this moment."))]
Online = Annotated[bool | None, query(None, description=N_("Only times held online, or only those held on site."))]
Free = Annotated[bool, query(False, description=N_("Only times with a place left."))]
router = Router(tags=[N_("Offers and times")])
slots_router = Router(tags=[N_("Offers and times")])


@router.get("", response=answers({200: OffersOut}), summary=N_("List offers"), url_name="offers")
@decorate_view(for_everybody(1))
def offers(request: HttpRequest, cursor: Cursor, limit: Limit) -> dict[str, Any]:
    """Everything with limited places that the public may know of, the newest first."""
    page = listed.offers_listed(cursor=cursor, limit=limit)
    return {"items": [offer_out(offer) for offer in page.rows], "next": page.next}


@router.get("/{uuid:offer}", response=answers({200: OfferOut}), summary=N_("Read an offer"), url_name="offer")
@decorate_view(for_everybody(1))
def offer(request: HttpRequest, offer: UUID) -> dict[str, Any]:
    """What is offered, when it can be booked, and how much one person may book."""
    return offer_out(offer_or_404(offer))


@router.get(
    "/{uuid:offer}/slots", response=answers({200: SlotsOut}), summary=N_("List the times of an offer"), url_name="slots"
)
@decorate_view(for_everybody(1))
def slots(
    request: HttpRequest,
    offer: UUID,
    cursor: Cursor,
    limit: Limit,
    about: About,
    since: Since,
    online: Online,
    free: Free,
) -> dict[str, Any]:
    """The times that have not begun, in order. What is left is at most a second old; whether a place can still be had
    is decided when it is booked."""
    shown = offer_or_404(offer)
    resource = subjects.resource_of(str(about)) if about else None
    if about and resource is None:
        raise Problem("unknown_subject")
    page = listed.slots_listed(
        shown,
        now=clock.now(),
        resource=resource,
        since=since,
        online=online,
        free=free,
        cursor=cursor,
        limit=limit,
    )
    return {"items": [slot_out(slot) for slot in page.rows], "next": page.next}


@slots_router.get("/{uuid:slot}", response=answers({200: SlotOut}), summary=N_("Read a time"), url_name="slot")
@decorate_view(for_everybody(1))
def slot(request: HttpRequest, slot: UUID) -> dict[str, Any]:
    """One time with the places left."""
    found = listed.slots_with_waiters().filter(public_id=slot, withdrawn=False, offer__state__in=listed.SHOWN).first()
    if found is None:
        raise Problem("not_found")
    return slot_out(found)


def offer_or_404(public_id: UUID) -> Offer:
    """The offer, when the public may know of it. Raises not_found."""
    found = listed.offer_shown(public_id)
    if found is None:
        raise Problem("not_found")
    return found


def offer_out(offer: Offer) -> dict[str, Any]:
    """The shape of OfferOut."""
    return {
        "id": offer.public_id,
        "title": str(offer.title),
        "by": offer.by.public_id,
        "mode": offer.mode,
        "state": offer.state,
        "opens_at": offer.opens_at,
        "closes_at": offer.closes_at,
        "limit_per_person": offer.limit_per_person,
        "limit_per_resource": offer.limit_per_resource,
        "seats_max": offer.seats_max,
        "verified_contact": offer.verified_contact,
        "cancel_until_minutes": offer.cancel_until_minutes,
    }


def slot_out(slot: Slot) -> dict[str, Any]:
    """The shape of SlotOut; the slot has `waiters`."""
    waiters: int = slot.waiters  # type: ignore[attr-defined]  # annotated by slots_with_waiters
    times: dict[str, datetime] = {"starts_at": slot.starts_at, "ends_at": slot.ends_at}
    return {
        "id": slot.public_id,
        "offer": slot.offer.public_id,
        "resource": slot.resource.label,
        **times,
        "left": places_left(slot),
        "waiting": waiters,
        "on_site": slot.on_site,
        "online": slot.online,
    }
