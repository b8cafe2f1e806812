"""Places about to be lost at a fair: held out to people who are there, taken with their talk; a number's talk gets its
place (ADR 0036)."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from duikou.base import clock
from duikou.base.actor import Actor
from duikou.booking import actions as engine
from duikou.booking.models import Booking, Chance, Ticket
from duikou.booking.refusals import Refusal
from duikou.booking.standby import FREE_FROM
from duikou.fairs.actions.interviews import AboutPost, make_interviews
from duikou.fairs.models import Fair, Interview, Stand, WaitedPost, WishedPost


def hold_out_places() -> int:
    """Hold places that are about to be lost out to people who are there, at every fair that is on, at tables where the
    employer is. For the worker; gives the number held out."""
    now = clock.now()
    on = Fair.objects.filter(
        state__in=(Fair.State.PUBLISHED, Fair.State.RUNNING), starts_at__lte=now + FREE_FROM, ends_at__gt=now
    )
    made = 0
    for fair in on.select_related("offer").order_by("pk"):
        called = Interview.objects.filter(stand=OuterRef("pk"), called_at__isnull=False)
        there = Stand.objects.filter(Q(here_at__isnull=False) | Exists(called), fair=fair, resource__isnull=False)
        resources = list(there.filter(state=Stand.State.APPROVED, on_site=True).values_list("resource", flat=True))
        made += engine.hold_out(fair.offer, resources=[pk for pk in resources if pk is not None]) if resources else 0
    return made


@transaction.atomic
def take(*, chance: Chance, by: Actor) -> engine.Confirmed | Refusal:
    """Give somebody the place that is held out to them, with the talk about the post that they waited or wished for."""
    stand = Stand.objects.get(resource=chance.slot.resource_id)
    about = AboutPost(stand.fair_id, stand.pk, _post(chance))
    return engine.take_chance(chance, companion=make_interviews, about=about, by=by)


@transaction.atomic
def seat(*, ticket: Ticket, stand: Stand, by: Actor) -> Booking | None:
    """Give a number whose talk begins at `stand` a place there, so that it can be said what came of the talk. None when
    there is no place."""
    assert stand.resource is not None
    about = AboutPost(stand.fair_id, stand.pk, None)
    return engine.seat_number(ticket, resource=stand.resource, companion=make_interviews, about=about, by=by)


def _post(chance: Chance) -> int | None:
    """The post that was waited for, or wished for."""
    waited = WaitedPost.objects.filter(entry=chance.entry_id or 0).values_list("post", flat=True).first()
    return waited or WishedPost.objects.filter(wish=chance.wish_id or 0).values_list("post", flat=True).first()
