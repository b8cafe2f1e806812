"""Letting go of people when their event is over: the counts stay, the persons leave."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q

from duikou.base import clock
from duikou.base.actor import SYSTEM, Actor
from duikou.booking.actions.ledger import Ledger
from duikou.booking.models import Booking, Chance, DrawEntry, Offer, Standing, Ticket, WaitingEntry
from duikou.booking.rules import NOT_COUNTED
from duikou.directory.erasure import let_go
from duikou.journal.actions import record

PIECE = 200
NOT_CAME = Q(state__in=(Booking.State.CANCELLED, Booking.State.EXPIRED)) | Q(attendance=Booking.Attendance.NO_SHOW)


def forget_persons(offer: Offer, *, by: Actor = SYSTEM, everyone: bool = False) -> int:
    """Detach from the ended `offer` the people who cancelled, waited or did not come (`everyone`: those who came,
    too), and let those go to whom nothing else is tied. Gives the number of bookings and entries detached. Raises
    ValueError while a slot of the offer is still to end."""
    if offer.slots.filter(ends_at__gt=clock.now()).exists() and offer.state != Offer.State.CANCELLED:
        raise ValueError("the offer is not over yet")
    detached = 0
    Chance.objects.filter(offer=offer).delete()
    bookings = Booking.objects.filter(offer=offer, person__isnull=False)
    waiting = WaitingEntry.objects.filter(offer=offer, person__isnull=False).exclude(state=WaitingEntry.State.WAITING)
    entries = DrawEntry.objects.filter(draw__offer=offer, person__isnull=False)
    tickets = Ticket.objects.filter(offer=offer, person__isnull=False)
    # What made the claim once is nobody's business any more, and a random key in an index costs its page.
    gone, nobody = {"person": None, "claim_key": None}, {"person": None}
    hours = {"person": None, "there_from": None, "there_until": None}
    bookings = bookings if everyone else bookings.filter(NOT_CAME)
    for rows, nothing in ((bookings, gone), (waiting, nobody), (entries, hours), (tickets, nobody)):
        while piece := list(rows.order_by("pk").values_list("pk", "person_id")[:PIECE]):
            with transaction.atomic():
                people = {person_id for _pk, person_id in piece if person_id is not None}
                Ledger({}, people)  # nobody of them books while we look whether something is tied to them
                rows.filter(pk__in=[pk for pk, _person in piece]).update(**nothing)
                Standing.objects.filter(offer=offer, person__in=people - _tied(people, offer)).delete()
                _count_again(offer, people)
                let_go(people)
                record(what="offer.forgotten", which=f"offer:{offer.public_id}", by=by, number=len(piece))
            detached += len(piece)
    return detached + _forget_unused_passes(offer, by)


def _forget_unused_passes(offer: Offer, by: Actor) -> int:
    """Let those go who had a pass and booked nothing: their standing ends, and they too when nothing else is tied to
    them. Gives their number."""
    forgotten, after = 0, 0
    while piece := list(
        Standing.objects.filter(offer=offer, live=0, pk__gt=after).order_by("pk").values_list("pk", "person_id")[:PIECE]
    ):
        after = piece[-1][0]
        with transaction.atomic():
            people = {person_id for _pk, person_id in piece}
            Ledger({}, people)
            idle = people - _tied(people, offer)
            Standing.objects.filter(offer=offer, live=0, person__in=idle).delete()
            let_go(idle)
            if idle:
                record(what="offer.forgotten", which=f"offer:{offer.public_id}", by=by, number=len(idle))
        forgotten += len(idle)
    return forgotten


def _count_again(offer: Offer, people: set[int]) -> None:
    """Let the standings that stay count the live bookings that still have their person: no-shows lost it."""
    for standing in Standing.objects.filter(offer=offer, person__in=people):
        live = Booking.objects.filter(offer=offer, person=standing.person_id, state__in=Booking.LIVE)
        Standing.objects.filter(pk=standing.pk).update(live=live.exclude(channel__in=NOT_COUNTED).count())


def _tied(people: set[int], offer: Offer) -> set[int]:
    """Those of `people` who still have a booking, a waiting entry, a number or an entry in a draw of this offer."""
    booked = Booking.objects.filter(person__in=people, offer=offer).values_list("person_id", flat=True)
    waits = WaitingEntry.objects.filter(person__in=people, offer=offer).values_list("person_id", flat=True)
    entered = DrawEntry.objects.filter(person__in=people, draw__offer=offer).values_list("person_id", flat=True)
    numbered = Ticket.objects.filter(person__in=people, offer=offer).values_list("person_id", flat=True)
    return {pk for pk in (*booked, *waits, *entered, *numbered) if pk is not None}
