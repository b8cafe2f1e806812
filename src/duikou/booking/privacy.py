"""The engine's rows that point at a person, and when they let go."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Max, Q
from django.utils.translation import gettext_noop as _

from duikou.base import clock
from duikou.base.registry import LookUp, PersonalField, look_ups, personal_fields
from duikou.base.sealed import look_up_hash
from duikou.booking.actions import forget_persons
from duikou.booking.models import ContactCode, Offer

NOT_CAME_KEPT, CAME_KEPT = timedelta(days=1), timedelta(days=30)

FIELDS = [
    PersonalField(
        model=f"booking.{model}",
        field="person",
        label=label,
        whose="person",
        purpose=purpose,
        legal_basis=_("asked for by the person"),
        seen_by=_("the door of the event, the employer booked with"),
        kept_for=kept_for,
        erased_by=_("detachment of the person; the row stays as a number"),
    )
    for model, label, purpose, kept_for in (
        (
            "Booking",
            _("whose a booking is"),
            _("to keep the place for the person"),
            _("1 day after the event if not used, else 30 days"),
        ),
        (
            "WaitingEntry",
            _("whose a place on a waiting list is"),
            _("to give a freed place to the person"),
            _("1 day after the event"),
        ),
        (
            "Standing",
            _("how many bookings somebody has"),
            _("to hold the person to the limits of the offer"),
            _("as long as the bookings"),
        ),
    )
] + [
    PersonalField(
        model="booking.ContactCode",
        field=field,
        label=label,
        whose="person",
        purpose=_("to send a code that shows that the contact is the person’s own, where an offer asks for it"),
        legal_basis=_("asked for by the person"),
        seen_by=_("nobody; whoever carries the message"),
        kept_for=_("10 minutes, or until the code is used"),
        erased_by=_("deletion of the row"),
    )
    for field, label in (
        ("contact", _("the contact a code is sent to")),
        ("contact_language", _("the language of that message")),
    )
]


def declare() -> None:
    """Put the fields into the registry that privacy pages and tests walk."""
    for field in FIELDS:
        personal_fields.add(f"{field.model}.{field.field}", field)
    look_ups.add("booking.ContactCode", LookUp("booking.ContactCode", _hashes))


def _hashes(code: ContactCode) -> dict[str, bytes]:
    return {"contact_hash": look_up_hash(code.contact)}


def let_go() -> int:
    """Detach the people of events that are over for long enough; gives the number of rows detached."""
    now, detached = clock.now(), 0
    for everyone, kept in ((False, NOT_CAME_KEPT), (True, CAME_KEPT)):
        over = Offer.objects.annotate(ended=Max("slots__ends_at")).filter(ended__lte=now - kept)
        for offer in over.filter(bookings__person__isnull=False).distinct():
            detached += forget_persons(offer, everyone=everyone)
        for offer in over.filter(Q(waiting__person__isnull=False) | Q(standings__live=0)).distinct():
            detached += forget_persons(offer, everyone=everyone)
    return detached
