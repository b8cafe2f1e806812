"""What is kept about the person of a booking: given to them, put right, erased; with the booking's own key or pass,
never with a token, which is another system's."""

from __future__ import annotations

import hmac
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from ninja import Router
from ninja.responses import Status

from duikou.base.api_shapes import answers
from duikou.base.problem_details import Problem
from duikou.base.wrong_fields import wrong_field
from duikou.booking import actions as engine
from duikou.booking.api.callers import Called, bearer
from duikou.booking.api.claiming import language_of
from duikou.booking.api.schemas.people import ContactIn, PersonIn
from duikou.booking.models import Booking
from duikou.booking.problems import STILL_NEEDED
from duikou.booking.queries import booking_of
from duikou.directory.actions import BadContact, BadName
from duikou.directory.contacts import normal_contact
from duikou.directory.export import everything_about
from duikou.directory.models import Person

OWN = "of the booking itself"  # no token has this scope
router = Router(tags=[N_("About me")])


@router.post(
    "/{uuid:booking}/person/copy",
    auth=bearer,
    response=answers({200: dict[str, Any]}, 401, 403, 415),
    summary=N_("Get all that is kept about me"),
    url_name="person-copy",
)
def copy(request: Called, booking: UUID, body: ContactIn) -> dict[str, Any]:
    """All that is kept about whoever made the booking, in words, with the booking’s key or pass and the contact it was
    made with. Bookings made with other keys are only counted."""
    found, person = _own(request, booking)
    given = normal_contact(body.contact) or ""
    if not hmac.compare_digest(given.encode(), person.contact.encode()):
        raise wrong_field("body.contact", _("The booking was not made with this contact."))
    engine.note_export(which=f"booking:{found.public_id}", by=request.auth.actor)
    return everything_about(person, known={found.public_id})


@router.put(
    "/{uuid:booking}/person",
    auth=bearer,
    response=answers({204: None}, 401, 403, 409, 415),
    summary=N_("Put my name or contact right"),
    url_name="person",
)
def put_right(request: Called, booking: UUID, body: PersonIn) -> Status[None]:
    """Write name, contact and language of whoever made the booking as they are. Refused (409) while bookings made with
    other keys are kept under the old ones."""
    found, person = _own(request, booking)
    try:
        done = engine.put_right(
            person=person,
            name=body.name,
            contact=body.contact,
            language=language_of(body),
            which=f"booking:{found.public_id}",
            by=request.auth.actor,
            known={found.public_id},
        )
    except BadName:
        raise wrong_field("body.name", _("Write a name of at most 80 letters.")) from None
    except BadContact:
        raise wrong_field("body.contact", _("This is neither a telephone number nor an e-mail address.")) from None
    if not done:
        raise Problem(STILL_NEEDED.name)
    return Status(204, None)


@router.delete(
    "/{uuid:booking}/person",
    auth=bearer,
    response=answers({204: None}, 401, 403, 409),
    summary=N_("Erase me"),
    url_name="person",
)
def erase(request: Called, booking: UUID) -> Status[None]:
    """Cancel the booking if it is still to come, and erase name and contact of whoever made it. Refused (409) when
    other bookings, made with other keys, need them still; this one is cancelled all the same."""
    found, person = _own(request, booking)
    which = f"booking:{found.public_id}"
    if not engine.erase_person(person_id=person.pk, which=which, by=request.auth.actor, known={found.public_id}):
        raise Problem(STILL_NEEDED.name)
    return Status(204, None)


def _own(request: Called, public_id: UUID) -> tuple[Booking, Person]:
    found = booking_of(public_id)
    if found is None or request.auth.token is not None:
        raise Problem("not_allowed", more={"scope": OWN})
    found.slot.offer = found.offer
    request.auth.may_see(found, scope=OWN)
    if found.person is None:
        raise Problem("not_found")
    return found, found.person
