"""Waiting lists: joined, looked at, left."""

from __future__ import annotations

import secrets
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_noop as N_
from ninja import Router
from ninja.responses import Status

from duikou.base.api_shapes import answers
from duikou.base.problem_details import Problem
from duikou.booking import actions as engine
from duikou.booking import subjects
from duikou.booking.api.callers import Called, Caller, bearer
from duikou.booking.api.claiming import for_whom, key_of, needed, proven_for
from duikou.booking.api.schemas.waiting import WaitingIn, WaitingOut
from duikou.booking.models import Resource, Slot, WaitingEntry
from duikou.booking.problems import as_problem
from duikou.booking.queries import waiting_of, waiting_shown
from duikou.booking.refusals import Reason, Refusal, refusal
from duikou.booking.subjects import Subject
from duikou.booking.tickets import waiting_token
from duikou.directory.models import ApiToken, Person
from duikou.journal.once import once

Scope = ApiToken.Scope
router = Router(tags=[N_("Waiting lists")])


@router.post(
    "",
    auth=bearer,
    response=answers({201: WaitingOut}, 401, 403, 409, 415),
    summary=N_("Join a waiting list"),
    url_name="waiting-entries",
    openapi_extra={"x-idempotent": True},
)
def join(request: Called, body: WaitingIn) -> Status[dict[str, Any]]:
    """Wait for a time that is full, or for any time of what it is about, with a pass or a token (scope
    bookings:create). Whoever is next when a place becomes free gets it, and a message."""
    who = request.auth
    slot, resource = _wanted(body)
    subject = subjects.subject_of(resource.pk, str(body.about or ""), at_once=False)
    if isinstance(subject, Refusal):
        raise as_problem(subject)
    assert isinstance(subject, Subject)
    person_id, newcomer = for_whom(who, body.person, offer=resource.offer_id, organisation=resource.offer.by_id)
    shown = proven_for(who, newcomer, body.proof)
    key = key_of(request.headers.get("Idempotency-Key", ""), who)

    def do() -> dict[str, Any] | Refusal:
        waits = newcomer or Person.objects.filter(pk=person_id).first()
        if waits is None:
            return refusal(Reason.UNKNOWN_PERSON)
        answer = engine.wait(
            waits, resource=resource, slot=slot, seats=body.seats, online=body.online, proven_for=shown, by=who.actor
        )
        if isinstance(answer, Refusal):
            return answer
        if subject.waits:
            subject.waits(answer, key or secrets.token_hex(20))
        return {"entry": str(answer.public_id)}

    given = once(key=key, asked=body.model_dump_json(), do=do)
    if isinstance(given, Refusal):
        raise as_problem(given)
    entry = waiting_of(given["entry"])
    if entry is None:
        raise Problem("not_found")
    page = subject.waiting_page(entry) if subject.waiting_page else None
    return Status(201, {**entry_out(entry), "key": waiting_token(entry), "page": page})


@router.get(
    "/{uuid:entry}",
    auth=bearer,
    response=answers({200: WaitingOut}, 401, 403),
    summary=N_("Read a place on a waiting list"),
    url_name="waiting-entry",
)
def read(request: Called, entry: UUID) -> dict[str, Any]:
    """Where somebody stands, and why they have not moved up: with the entry’s own key, with a pass for a contact that
    was proven, or with a token (scope bookings:read)."""
    return entry_out(_entry(request.auth, entry, Scope.READ))


@router.post(
    "/{uuid:entry}/leave",
    auth=bearer,
    response=answers({200: WaitingOut}, 401, 403, 409),
    summary=N_("Leave a waiting list"),
    url_name="leave-waiting-entry",
)
def leave(request: Called, entry: UUID) -> dict[str, Any]:
    """Wait no more. Done again it changes nothing; refused once the entry became a booking."""
    who = request.auth
    answer = engine.leave(_entry(who, entry, Scope.CHANGE), by=who.actor)
    if isinstance(answer, Refusal):
        raise as_problem(answer)
    return entry_out(_entry(who, entry, Scope.CHANGE))


def entry_out(entry: WaitingEntry) -> dict[str, Any]:
    """The shape of WaitingOut, without key and page."""
    shown = waiting_shown(entry)
    return {
        "id": entry.public_id,
        "offer": entry.offer.public_id,
        "resource": entry.resource.label,
        "slot": entry.slot.public_id if entry.slot else None,
        "state": entry.state,
        "position": shown.position,
        "why": shown.why,
        "until": shown.until,
        "booking": entry.booking.public_id if entry.booking else None,
    }


def _wanted(body: WaitingIn) -> tuple[Slot | None, Resource]:
    if body.slot is not None:
        slot = Slot.objects.select_related("resource__offer").filter(public_id=body.slot).first()
        if slot is None:
            raise as_problem(refusal(Reason.UNKNOWN_SLOT))
        return slot, slot.resource
    if body.about is None:
        raise needed("body.slot")
    found = Resource.objects.select_related("offer").filter(pk=subjects.resource_of(str(body.about)) or 0).first()
    if found is None:
        raise as_problem(refusal(Reason.UNKNOWN_SUBJECT))
    return None, found


def _entry(who: Caller, public_id: UUID, scope: str) -> WaitingEntry:
    found = waiting_of(public_id)
    if found is None:
        raise Problem("not_found" if who.token else "not_allowed")
    who.may_see(found, scope=scope)
    return found
