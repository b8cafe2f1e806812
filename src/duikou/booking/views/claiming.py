"""Choosing a time of whatever a room above offers, and booking it or waiting for it: the whole form, for all rooms.

A room says what is booked (`Bookable`) and gives the request on (`book`). Its view is marked `private`; what is in the
way of everybody, as a window that is shut, it says as `closed`.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from duikou.base import clock, pending, same_forms
from duikou.base.actor import SOMEBODY
from duikou.base.recent import MISSING
from duikou.booking import actions as engine
from duikou.booking import combiner, own_links
from duikou.booking.actions.claims import Companion
from duikou.booking.forms.booking import new_key
from duikou.booking.forms.places import PlaceForm, PlaceWaitForm
from duikou.booking.models import Booking, Invitation, Offer, Resource, Slot, WaitingEntry
from duikou.booking.queries import booking_by_key, bookings_of, waiting_entries
from duikou.booking.queries.choosing import Times, times_at
from duikou.booking.refusals import Reason, Refusal, refusal
from duikou.booking.rules import may_open
from duikou.booking.views import browser, proving

BUTTON = gettext_lazy("Book")
CONSENT = gettext_lazy(
    "We use this only for messages about this booking, and for the staff there to call you. It is kept encrypted"
    " until 30 days after the event at the latest; you can delete it yourself at any time. No account, no identity"
    " number."
    " For people aged 14 and over: we keep nothing about younger children."
)


@dataclass(frozen=True, slots=True)
class Bookable:
    """What is booked: times of `resources` (all of `offer`), as somebody chooses one. Words of the page: `title`,
    `lines` beneath it, `button`, `consent` under name and contact, and `back`, the path of the page of what is booked.
    `closed`: why nobody can book now, beside what the offer itself says. `companion` and `about` go with the claim,
    `waits` is called with a new entry of the waiting list, in the transaction of each (`duikou.booking.subjects`).
    `only`: there is one time, which nobody need choose. `invitation`: the one by which it is booked, used up by it."""

    offer: Offer
    resources: Sequence[Resource]
    title: Any
    back: str
    lines: Sequence[Any] = ()
    button: Any = BUTTON
    consent: Any = CONSENT
    closed: Refusal | None = None
    companion: Companion | None = None
    about: Any = None
    waits: Callable[[WaitingEntry], object] | None = None
    only: bool = False
    invitation: Invitation | None = None
    template: str = "booking/book.html"
    more: dict[str, Any] = field(default_factory=dict)

    def slot(self, public_id: uuid.UUID | None) -> Slot | None:
        """The time with this public id, if it is one of these."""
        return Slot.objects.filter(public_id=public_id, resource__in=self.resources).first() if public_id else None


def book(request: HttpRequest, what: Bookable) -> HttpResponse:
    """The free times, name and contact; one POST that books or waits, and leads to the page of what was booked. For
    GET and POST."""
    if request.method == "GET" and same_forms.is_for(request):
        return same_forms.answer(request, lambda: _fresh(request, what), keys={"key": new_key})
    if proving.is_asked(request):
        request, answer = proving.answered(request, what.offer)
        if answer is not None:
            return answer
    if request.method == "GET":
        return _fresh(request, what)
    if _closed(what):
        return _page(request, what, _mine(request), status=409)
    return _wait(request, what) if request.POST.get("do") == "wait" else _book(request, what)


def _closed(what: Bookable) -> Refusal | None:
    return what.closed or may_open(what.offer, now=clock.now())


def _fresh(request: HttpRequest, what: Bookable) -> HttpResponse:
    initial = {"slot": request.GET.get("slot", ""), "key": new_key()}
    form = PlaceForm(initial=initial, seats_max=what.offer.seats_max)
    mine = _mine(request)
    return _page(request, what, mine, form=form, times=_times(what, mine))


def _mine(request: HttpRequest) -> list[Booking]:
    """The live bookings that this browser knows."""
    ids = browser.booking_ids(request)
    return [one for one in bookings_of(ids) if one.state in Booking.LIVE] if ids else []


def _times(what: Bookable, mine: Sequence[Booking], seats: int = 1) -> Times:
    return times_at([one.pk for one in what.resources], now=clock.now(), mine=mine, seats=seats)


def _book(request: HttpRequest, what: Bookable) -> HttpResponse:
    form = PlaceForm(request.POST, seats_max=what.offer.seats_max)
    answer = pending.outcome(request)
    if not form.is_valid():
        return _again(request, what, form)
    if answer is MISSING:
        slot = what.slot(form.cleaned_data["slot"])
        if slot is None:
            return _again(request, what, form, refusal(Reason.UNKNOWN_SLOT))
        who = form.somebody()
        known = who.newcomer()
        wanted = engine.Claim(
            slot.pk,
            seats=form.seats_wanted,
            online=form.online,
            key=form.cleaned_data["key"],
            who=known,
            companion=what.companion,
            about=what.about,
            proven_for=who.proven_for(known),
        )
        if what.invitation is not None:
            answer = engine.accept_invitation(what.invitation, wanted=wanted, by=SOMEBODY)
        elif pending.waits(request):
            return _pending(wanted)
        else:
            answer = combiner.claim(wanted, by=SOMEBODY)
    if isinstance(answer, BaseException):
        raise answer
    if isinstance(answer, engine.Confirmed):
        return redirect(own_links.just_booked_path(answer.receipt))
    if answer.reason == Reason.CONTACT_UNPROVEN:
        return proving.send(request, what.offer, then="book")
    known_one = booking_by_key(form.cleaned_data["key"]) if answer.reason == Reason.KEY_REUSED else None
    if known_one:
        messages.info(request, _("You sent this form before. This is what you booked with it."))
        return browser.remember(request, redirect(own_links.manage_path(known_one)), known_one)
    return _again(request, what, form, answer)


def _pending(wanted: engine.Claim) -> HttpResponse:
    """The answer to a form that books, but for where its ticket is; no thread waits for it (ADR 0011)."""

    def finish(answer: engine.Confirmed | Refusal | BaseException) -> pending.Headers | None:
        if not isinstance(answer, engine.Confirmed):
            return None
        return [("Location", own_links.just_booked_path(answer.receipt))]

    rest = pending.Rest(start=lambda done: combiner.submit(wanted, by=SOMEBODY, done=done), finish=finish)
    return pending.Pending(rest, status=302)


def _wait(request: HttpRequest, what: Bookable) -> HttpResponse:
    form = PlaceWaitForm(request.POST, seats_max=what.offer.seats_max)
    if not form.is_valid():
        return _again(request, what, form)
    wanted = form.cleaned_data["wait_for"]
    slot = what.slot(wanted)
    if (wanted and slot is None) or (wanted is None and len(what.resources) != 1):
        return _again(request, what, form, refusal(Reason.UNKNOWN_SLOT))
    who = form.somebody()
    known = who.newcomer()
    resource = what.resources[0] if slot is None else next(one for one in what.resources if one.pk == slot.resource_id)
    entry = engine.wait(
        known,
        resource=resource,
        slot=slot,
        seats=form.seats_wanted,
        online=form.online,
        proven_for=who.proven_for(known),
        also=what.waits,
        by=SOMEBODY,
    )
    if isinstance(entry, Refusal):
        if entry.reason == Reason.CONTACT_UNPROVEN:
            return proving.send(request, what.offer, then="wait")
        before = _waits_here(request, resource) if entry.reason == Reason.ALREADY_WAITING else None
        if before is None:
            return _again(request, what, form, entry)
        entry = before
    messages.success(request, _("You are on the waiting list."))
    return browser.remember(request, redirect(own_links.waiting_path(entry)), entry)


def _waits_here(request: HttpRequest, resource: Resource) -> WaitingEntry | None:
    """The place on the waiting list of `resource` that this browser knows."""
    mine = waiting_entries(browser.waiting_ids(request))
    here = (one for one in mine if one.resource_id == resource.pk and one.state == WaitingEntry.State.WAITING)
    return next(here, None)


def _again(
    request: HttpRequest, what: Bookable, form: PlaceForm | PlaceWaitForm, no: Refusal | None = None
) -> HttpResponse:
    """The form again with everything that was typed, and the nearest free times when the chosen one is gone."""
    mine, waits = _mine(request), isinstance(form, PlaceWaitForm)
    times = _times(what, mine, seats=form.seats_wanted)
    if no:
        form.add_error(None, str(no))
    chosen = times.find(form.chosen())
    gone = bool(chosen and chosen.full and not waits)
    return _page(
        request,
        what,
        mine,
        times=times,
        form=form,
        chosen=chosen,
        nearest=times.nearest(chosen.starts_at) if gone and chosen else [],
        waiting_open=gone or waits,
        status=409 if no else 422,
    )


def _page(
    request: HttpRequest,
    what: Bookable,
    mine: Sequence[Booking],
    *,
    times: Times | None = None,
    form: PlaceForm | PlaceWaitForm | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    here = [one for one in mine if one.offer_id == what.offer.pk]
    context = {
        "what": what,
        "offer": what.offer,
        "closed": _closed(what),
        "times": times,
        "form": form,
        "mine": here,
        "several": len(what.resources) > 1,
        "left_to_book": max(0, what.offer.limit_per_person - len(here)),
        **what.more,
        **more,
    }
    return render(request, what.template, context, status=status)
