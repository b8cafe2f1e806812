"""Choosing a time for an interview and booking it, or waiting for one."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from duikou.base import clock, pending, same_forms
from duikou.base.actor import SOMEBODY
from duikou.base.private import private
from duikou.base.recent import MISSING
from duikou.booking import combiner, own_links
from duikou.booking.actions import Claim, Confirmed
from duikou.booking.forms.booking import BookForm, WaitForm, new_key
from duikou.booking.models import Booking, Invitation, Offer
from duikou.booking.queries.choosing import Times
from duikou.booking.refusals import Reason, Refusal, refusal
from duikou.booking.rules import may_accept
from duikou.booking.views import browser, proving
from duikou.fairs.actions import interviews
from duikou.fairs.models import Post
from duikou.fairs.opening import booking_refused
from duikou.fairs.queries import draws, seeker
from duikou.fairs.queries.tickets import time_to_book
from duikou.fairs.queries.times import times_of
from duikou.fairs.views import express, invited
from duikou.fairs.views.ready import card_for


@private
@require_http_methods(["GET", "POST"])
def book(request: HttpRequest, slug: str, post_id: uuid.UUID) -> HttpResponse:
    """The free times of a post's employer; name and contact; one POST that books or waits."""
    if request.method == "GET" and same_forms.is_for(request):
        return same_forms.answer(request, lambda: _book_or_wait(request, slug, post_id), keys={"key": new_key})
    if proving.is_asked(request):
        request, answer = proving.answered(request, _offer(slug, post_id))
        if answer is not None:
            return answer
    if request.method != "POST" or request.POST.get("do") == "wait":
        return _book_or_wait(request, slug, post_id)
    tried = _try(request, slug, post_id)
    return tried if isinstance(tried, HttpResponse) else _book_or_wait(request, slug, post_id, tried)


def _offer(slug: str, post_id: uuid.UUID) -> Offer:
    post = seeker.post_to_book(slug, post_id)
    if post is None:
        raise Http404
    return post.fair.offer


class Tried(NamedTuple):
    """A good form and what became of it."""

    form: BookForm
    answer: Confirmed | Refusal


def _try(request: HttpRequest, slug: str, post_id: uuid.UUID) -> HttpResponse | Tried | None:
    """Book what a form asks for when nothing stands in its way, with one short look at the database: a crowd sends
    nothing else. None when something does, which the long look then says."""
    form, answer = BookForm(request.POST), pending.outcome(request)
    if not form.is_valid():
        return None
    if answer is MISSING:
        wanted = _wish(form, slug, post_id)
        if wanted is None:
            return None
        if pending.waits(request):
            return _pending(wanted)
        answer = combiner.claim(wanted, by=SOMEBODY)
    if isinstance(answer, BaseException):
        raise answer
    return _booked(answer) if isinstance(answer, Confirmed) else Tried(form, answer)


def _wish(form: BookForm, slug: str, post_id: uuid.UUID) -> Claim | None:
    time = time_to_book(slug, post_id, form.cleaned_data["slot"])
    if time is None or time.opening.refused(now=clock.now()):
        return None
    who = form.somebody()
    known = who.newcomer()
    return interviews.wish(
        about=interviews.AboutPost(time.fair_id, time.stand_id, time.post_id),
        slot_id=time.slot_id,
        who=known,
        online=form.online,
        key=form.cleaned_data["key"],
        proven_for=who.proven_for(known),
    )


def _pending(wanted: Claim) -> HttpResponse:
    """The answer to a form that books, but for where its ticket is."""

    def finish(answer: Confirmed | Refusal | BaseException) -> pending.Headers | None:
        if not isinstance(answer, Confirmed):
            return None
        return [("Location", own_links.just_booked_path(answer.receipt))]

    rest = pending.Rest(start=lambda done: combiner.submit(wanted, by=SOMEBODY, done=done), finish=finish)
    return pending.Pending(rest, status=302)


def _book_or_wait(request: HttpRequest, slug: str, post_id: uuid.UUID, tried: Tried | None = None) -> HttpResponse:
    post = seeker.post_to_book(slug, post_id)
    if post is None:
        raise Http404
    if request.method == "GET" and draws.is_drawn(post.fair):
        return redirect(f"{reverse('fairs:wishes', args=[slug])}?post={post.public_id}")
    mine = seeker.live(seeker.bookings_of(browser.booking_ids(request)))
    now = clock.now()
    closed, invitation = booking_refused(post, now=now), None
    if not closed and post.fair.offer.mode == Offer.Mode.NOMINATION:
        invitation = invited.invitation_for(request, post.fair.offer)
        closed = refusal(Reason.NOT_INVITED) if invitation is None else None
        if invitation is not None and request.method == "GET":
            closed = may_accept(invitation, now=now)
    if post.stand is None or not seeker.takes_bookings(post) or closed:
        return _page(request, post, mine, status=409 if request.method == "POST" else 200, closed=closed)
    if request.method == "POST":
        if request.POST.get("do") == "wait":
            return _wait(request, post, mine)
        return _book(request, post, mine, tried, invitation)
    times = times_of(post.stand, now=now, mine=mine)
    form = BookForm(initial={"slot": request.GET.get("slot", ""), "key": new_key()})
    return _page(request, post, mine, times=times, form=form, refused=said_why(request.GET), invitation=invitation)


def _book(
    request: HttpRequest, post: Post, mine: Sequence[Booking], tried: Tried | None, invitation: Invitation | None
) -> HttpResponse:
    form = tried.form if tried else BookForm(request.POST)
    if not form.is_valid():
        return _again(request, post, mine, form)
    key = form.cleaned_data["key"]
    answer = (
        tried.answer
        if tried
        else interviews.book(
            post=post,
            slot=form.cleaned_data["slot"],
            who=form.somebody(),
            online=form.online,
            key=key,
            by=SOMEBODY,
        )
    )
    if isinstance(answer, Refusal) and answer.reason == Reason.NOT_INVITED and invitation is not None:
        answer = interviews.book_invited(
            invitation=invitation,
            post=post,
            slot=form.cleaned_data["slot"],
            who=form.somebody(),
            online=form.online,
            by=SOMEBODY,
        )
    if isinstance(answer, Refusal):
        if answer.reason == Reason.CONTACT_UNPROVEN:
            return proving.send(request, post.fair.offer, then="book")
        known = seeker.booking_by_key(key) if answer.reason == Reason.KEY_REUSED else None
        if known:
            messages.info(request, _("You sent this form before. This is what you booked with it."))
            return browser.remember(request, redirect(own_links.manage_path(known)), known)
        return _again(request, post, mine, form, answer)
    return _booked(answer)


def _booked(answer: Confirmed) -> HttpResponse:
    return redirect(own_links.just_booked_path(answer.receipt))


def _wait(request: HttpRequest, post: Post, mine: Sequence[Booking]) -> HttpResponse:
    form = WaitForm(request.POST)
    if not form.is_valid():
        return _again(request, post, mine, form)
    entry = interviews.wait(
        post=post,
        slot=form.cleaned_data["wait_for"],
        who=form.somebody(),
        online=form.online,
        key=form.cleaned_data["key"],
        by=SOMEBODY,
    )
    if isinstance(entry, Refusal):
        if entry.reason == Reason.CONTACT_UNPROVEN:
            return proving.send(request, post.fair.offer, then="wait")
        return _again(request, post, mine, form, entry)
    messages.success(request, _("You are on the waiting list."))
    return browser.remember(request, redirect(own_links.waiting_path(entry)), entry)


def said_why(said: Mapping[str, str]) -> Refusal | None:
    """The refusal with which the express lane sent somebody back here, from the address; its facts are only shown."""
    no = said.get("no", "")
    if no not in Reason._value2member_map_:
        return None
    facts: dict[str, Any] = {name: int(said[name]) for name in ("limit", "left") if said.get(name, "").isdecimal()}
    facts |= {name: moment for name in ("from", "until", "opens_at") if (moment := _moment(said.get(name, "")))}
    return refusal(Reason(no), **facts)


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text[:40])
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _again(
    request: HttpRequest, post: Post, mine: Sequence[Booking], form: BookForm, no: Refusal | None = None
) -> HttpResponse:
    """The form again with everything that was typed, and the nearest free times when the chosen one is gone."""
    assert post.stand is not None
    times = times_of(post.stand, now=clock.now(), mine=mine)
    if no:
        form.add_error(None, str(no))
    chosen = times.find(form.chosen())
    gone = bool(chosen and chosen.full and not isinstance(form, WaitForm))
    nearest = times.nearest(chosen.starts_at) if gone and chosen else []
    return _page(
        request,
        post,
        mine,
        times=times,
        form=form,
        chosen=chosen,
        nearest=nearest,
        waiting_open=gone or isinstance(form, WaitForm),
        status=409 if no else 422,
    )


def _page(
    request: HttpRequest,
    post: Post,
    mine: Sequence[Booking],
    *,
    times: Times | None = None,
    form: BookForm | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    here = [booking for booking in mine if booking.offer_id == post.fair.offer_id]
    context = {
        "back": reverse("fairs:post", args=[post.fair.slug, post.public_id]),
        "post": post,
        "fair": post.fair,
        "stand": post.stand,
        "times": times,
        "form": form,
        "mine": here,
        "at_stand": next((one for one in here if one.interview.stand_id == post.stand_id), None),
        "limit": post.fair.offer.limit_per_person,
        "limit_here": post.fair.offer.limit_per_resource,
        "card": card_for(request, post.fair) if "other" not in request.GET and request.method == "GET" else "",
        "express": express.PATH,
        "by_invitation": post.fair.offer.mode == Offer.Mode.NOMINATION,
        "left_to_book": max(0, post.fair.offer.limit_per_person - len(here)),
        **more,
    }
    return render(request, "fairs/book.html", context, status=status)
