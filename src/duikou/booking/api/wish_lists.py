"""Lists of wishes in draws: put, read, replaced, taken back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from ninja import Router
from ninja.responses import Status

from duikou.base.api_shapes import answers
from duikou.base.problem_details import Problem
from duikou.base.wrong_fields import wrong_field
from duikou.booking import actions as engine
from duikou.booking import subjects
from duikou.booking.api.callers import Called, Caller, bearer
from duikou.booking.api.claiming import for_whom, key_of, proven_for
from duikou.booking.api.draws import draw_or_404
from duikou.booking.api.schemas.draws import WishesIn, WishListIn, WishListOut
from duikou.booking.models import Draw, DrawEntry, Resource, Wish
from duikou.booking.problems import as_problem
from duikou.booking.queries.draws import entry_of
from duikou.booking.refusals import Reason, Refusal, refusal
from duikou.booking.subjects import Subject
from duikou.booking.tickets import entry_token
from duikou.directory.actions import Newcomer
from duikou.directory.models import ApiToken, Person
from duikou.journal.once import once

Scope = ApiToken.Scope
router = Router(tags=[N_("Draws and wishes")])
About = Sequence[tuple[Resource, Subject]]


@router.post(
    "",
    auth=bearer,
    response=answers({201: WishListOut}, 401, 403, 409, 415),
    summary=N_("Wish for places that are drawn"),
    url_name="wish-lists",
    openapi_extra={"x-idempotent": True},
)
def put(request: Called, body: WishListIn) -> Status[dict[str, Any]]:
    """Take part in the draw of an offer with a token (scope bookings:create), for the person named; with a pass for its
    holder. Nobody gains by being early. Whoever takes part already is refused (409): their list is changed with its
    own key."""
    who, draw = request.auth, draw_or_404(body.offer)
    person_id, newcomer = for_whom(who, body.person, offer=draw.offer_id, organisation=draw.offer.by_id)
    about = _about(draw, body.wishes)
    if str(draw.conditions) and not body.meets_conditions:
        raise wrong_field(
            "body.meets_conditions", _("Show the draw’s conditions to the person; only who meets them takes part.")
        )
    shown = proven_for(who, newcomer, body.proof)

    def do() -> dict[str, Any] | Refusal:
        wisher = newcomer or Person.objects.filter(pk=person_id).first()
        if wisher is None:
            return refusal(Reason.UNKNOWN_PERSON)
        answer = _keep(draw, wisher, about, who, proven=shown)
        return answer if isinstance(answer, Refusal) else {"entry": str(answer.public_id)}

    key = key_of(request.headers.get("Idempotency-Key", ""), who)
    given = once(key=key, asked=body.model_dump_json(), do=do)
    if isinstance(given, Refusal):
        raise as_problem(given)
    entry = entry_of(given["entry"])
    if entry is None:
        raise Problem("not_found")
    subject = about[0][1]
    page = subject.wish_page(entry) if subject.wish_page else None
    return Status(201, {**list_out(entry), "key": entry_token(entry), "page": page})


@router.get(
    "/{uuid:wishes}",
    auth=bearer,
    response=answers({200: WishListOut}, 401, 403),
    summary=N_("Read a list of wishes"),
    url_name="wish-list",
)
def read(request: Called, wishes: UUID) -> dict[str, Any]:
    """The wishes in their order, and after the draw what came of each and why: with the list’s own key, with a pass for
    a contact that was proven, or with a token (scope bookings:read)."""
    return list_out(_entry(request.auth, wishes, Scope.READ))


@router.put(
    "/{uuid:wishes}",
    auth=bearer,
    response=answers({200: WishListOut}, 401, 403, 409, 415),
    summary=N_("Replace a list of wishes"),
    url_name="wish-list",
)
def replace(request: Called, wishes: UUID, body: WishesIn) -> dict[str, Any]:
    """Wish for these in place of what was wished for before, until “wishes_until”: with the list’s own key, or with a
    token (scope bookings:change). Sent again it changes nothing more."""
    who = request.auth
    entry = _entry(who, wishes, Scope.CHANGE)
    if entry.person is None:
        raise Problem("not_found")
    with transaction.atomic():
        answer = _keep(entry.draw, entry.person, _about(entry.draw, body.wishes), who, own=True)
    if isinstance(answer, Refusal):
        raise as_problem(answer)
    return list_out(_entry(who, wishes, Scope.CHANGE))


@router.delete(
    "/{uuid:wishes}",
    auth=bearer,
    response=answers({204: None}, 401, 403, 409),
    summary=N_("Take a list of wishes back"),
    url_name="wish-list",
)
def drop(request: Called, wishes: UUID) -> Status[None]:
    """Take part no more: the wishes are deleted, and name and contact with them unless something else needs them. With
    the list’s own key, or with a token (scope bookings:change); refused (409) once wishes are taken no more."""
    who = request.auth
    if who.wishes == wishes and entry_of(wishes) is None:
        return Status(204, None)  # done before
    no = engine.drop_entry(entry=_entry(who, wishes, Scope.CHANGE), by=who.actor)
    if no:
        raise as_problem(no)
    return Status(204, None)


def list_out(entry: DrawEntry) -> dict[str, Any]:
    """The shape of WishListOut, without key and page."""
    rows = list(Wish.objects.filter(entry=entry).select_related("resource", "booking").order_by("rank"))
    about = subjects.wished([one.pk for one in rows])
    frozen = entry.draw.state != Draw.State.WISHING
    return {
        "id": entry.public_id,
        "code": entry.code,
        "offer": entry.draw.offer.public_id,
        "state": entry.draw.state,
        "changed_at": entry.changed_at,
        "wishes": [
            {
                "about": about.get(one.pk),
                "resource": one.resource.label,
                "outcome": one.outcome or None,
                "round": one.round,
                "stood": one.stood,
                "among": one.among,
                "places": one.places,
                "named": one.named if frozen else None,
                "booking": one.booking.public_id if one.booking else None,
            }
            for one in rows
        ],
    }


def _about(draw: Draw, wanted: Sequence[UUID]) -> About:
    """The resource and subject of each wish. Raises unknown_subject, and invalid for two at one resource."""
    found: dict[int, Subject] = {}
    for one in wanted:
        resource = subjects.resource_of(str(one))
        subject = subjects.subject_of(resource, str(one), at_once=False) if resource else None
        if resource is None or not isinstance(subject, Subject):
            raise as_problem(refusal(Reason.UNKNOWN_SUBJECT))
        if resource in found:
            raise wrong_field("body.wishes", _("Two of these are at the same resource: name one."))
        found[resource] = subject
    resources = Resource.objects.filter(offer=draw.offer_id).in_bulk(list(found))
    if len(resources) < len(found):
        raise as_problem(refusal(Reason.UNKNOWN_SUBJECT))
    return [(resources[pk], subject) for pk, subject in found.items()]


def _keep(
    draw: Draw, wisher: Person | Newcomer, about: About, who: Caller, *, proven: int = 0, own: bool = False
) -> DrawEntry | Refusal:
    """Put the wishes, each with what it is about; within a transaction."""
    answer = engine.put_wishes(
        draw=draw,
        person=wisher,
        resources=[resource for resource, _subject in about],
        by=who.actor,
        own=own,
        proven_for=proven,
    )
    if isinstance(answer, DrawEntry):
        rows = dict(Wish.objects.filter(entry=answer).values_list("resource", "pk"))
        for resource, subject in about:
            if subject.wishes:
                subject.wishes(rows[resource.pk])
    return answer


def _entry(who: Caller, public_id: UUID, scope: str) -> DrawEntry:
    found = entry_of(public_id)
    if found is None:
        raise Problem("not_found" if who.token else "not_allowed")
    who.may_see(found, scope=scope)
    return found
