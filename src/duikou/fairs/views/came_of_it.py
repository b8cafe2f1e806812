"""What came of a talk, said by its person: by the link of their ticket, or on a slip that staff type in beside them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from duikou.base import clock
from duikou.base.actor import Actor
from duikou.booking import own_links
from duikou.booking.models import Booking
from duikou.booking.tickets import manage_token
from duikou.directory.recipients import reaches
from duikou.fairs import rules
from duikou.fairs.actions import following, outcomes
from duikou.fairs.figures import OUTCOME_NAMES
from duikou.fairs.follow_up_links import follow_up_path
from duikou.fairs.forms.came_of_it import (
    AGREE,
    ANSWERS,
    ASK,
    MAY_ASK,
    STOP,
    WHAT_IS_KEPT,
    WITHHOLD,
    CameOfItForm,
    pressed,
)
from duikou.fairs.how_it_goes import NOTED_YES, YES, next_day
from duikou.fairs.models import Interview
from duikou.fairs.queries import door as read
from duikou.fairs.queries.following import follow_up_at
from duikou.fairs.views.at_door import AtDoor, for_door_staff
from duikou.fairs.views.manage import themselves
from duikou.fairs.views.own import by_link
from duikou.fairs.views.staff import refusal_text


@by_link
@require_http_methods(["GET", "POST"])
def own(request: HttpRequest, booking: Booking) -> HttpResponse:
    """The person reads what the employer noted, and agrees, says otherwise, or would rather not say."""
    asked = follow_up_at(booking)
    offered = asked is None and booking.person is not None and reaches(booking.person)
    sent = pressed(request.POST) if request.method == "POST" else ""
    noted_yes = booking.interview.outcome in NOTED_YES  # then the tick stands beside what the employer noted
    form = CameOfItForm(
        request.POST if request.method == "POST" and not sent else None, offered=offered and not noted_yes
    )
    refused = rules.may_say(booking, booking.interview, now=clock.now())
    status = 200
    if sent == STOP:
        if asked and following.stop(follow_up=asked, which=f"booking:{booking.public_id}", by=themselves(booking)):
            messages.success(request, _("You are not asked any more. What was kept for it is deleted."))
        return redirect("fairs:came-of-it", manage_token(booking))
    if request.method == "POST":
        if sent != ASK:
            refused = refused or _say(request, booking, form, by=themselves(booking), agreeing=True)
        if refused is None and not form.errors and (sent == ASK or (offered and request.POST.get("ask"))):
            refused = _may_ask(request, booking, only=sent == ASK)
        elif refused is None and not form.errors:
            messages.success(request, _("Thank you. You can change your answer here until your name is deleted."))
        if refused is None and not form.errors:
            return redirect("fairs:came-of-it", manage_token(booking))
        status = 422
    interview = Interview.objects.filter(booking=booking).first() or booking.interview
    context = {
        "booking": booking,
        "interview": interview,
        "fair": interview.fair,
        "stand": interview.stand,
        "noted": OUTCOME_NAMES.get(interview.outcome),
        "said": ANSWERS.get(interview.said),
        "agrees": rules.agreement(interview.outcome, interview.said) == rules.Agreement.CONFIRMED,
        "refused": refusal_text(refused) if refused else "",
        "may_say": rules.may_say(booking, interview, now=clock.now()) is None,
        "form": form,
        "asked": asked,
        "asked_path": follow_up_path(asked) if asked else "",
        "next_day": next_day(asked.since, today=timezone.localdate(clock.now())) if asked else None,
        "offered": offered,
        "said_yes": interview.said in YES,
        "noted_yes": interview.outcome in NOTED_YES,
        "may_ask": MAY_ASK,
        "what_is_kept": WHAT_IS_KEPT,
        "path": own_links.manage_path(booking),
    }
    return render(request, "fairs/came_of_it.html", context, status=status)


def _may_ask(request: HttpRequest, booking: Booking, *, only: bool) -> rules.Refusal | None:
    """Keep that they may be asked how it goes, for whoever said yes; a tick beside another answer says nothing."""
    try:
        following.agree(booking=booking, by=themselves(booking))
    except rules.Refused as refused:
        if only:
            return refused.refusal
        messages.success(request, _("Thank you. You can change your answer here until your name is deleted."))
        return None
    messages.success(request, _("Thank you. You will be asked how it goes; you can stop that here at any time."))
    return None


@for_door_staff
@require_http_methods(["GET", "POST"])
def at_exit(request: HttpRequest, at: AtDoor, booking: UUID) -> HttpResponse:
    """Staff type in the slip of somebody who stands beside them. What the employer noted is not shown here."""
    one = read.booking_at_door(at.fair, booking)
    stand = getattr(one.slot.resource, "stand", None) if one else None
    if one is None or stand is None:
        raise Http404
    form = CameOfItForm(request.POST if request.method == "POST" and pressed(request.POST) != WITHHOLD else None)
    interview = getattr(one, "interview", None) or Interview(booking=one, stand=stand)
    refused = rules.may_say(one, interview, now=clock.now())
    if request.method == "POST" and refused is None:
        refused = _say(request, one, form, by=at.by)
        if refused is None and not form.errors:
            messages.success(request, _("It is kept. Give the slip back, or tear it up."))
            return redirect(reverse("fairs:door", args=[at.fair.slug]))
    context = {
        "fair": at.fair,
        "booking": one,
        "stand": stand,
        "form": form,
        "refused": refusal_text(refused) if refused else "",
        "back": f"{reverse('fairs:door', args=[at.fair.slug])}?booking={one.public_id}",
    }
    return render(request, "fairs/door/came_of_it.html", context, status=422 if request.method == "POST" else 200)


def _say(
    request: HttpRequest, booking: Booking, form: CameOfItForm, *, by: Actor, agreeing: bool = False
) -> rules.Refusal | None:
    """Keep what was sent, unless the form says what is wrong with it; gives why it was refused."""
    said: dict[str, Any] = {}
    if pressed(request.POST) == WITHHOLD:
        said = {"said": Interview.Said.WITHHELD}
    elif pressed(request.POST) == AGREE and agreeing:
        noted = request.POST.get("noted", "")
        if noted not in OUTCOME_NAMES:
            return rules.Refusal.NOTED_ANEW
        said = {"said": noted, "noted": noted}
    elif form.is_valid():
        said = {"said": form.answer()}
    else:
        return None
    try:
        stand = booking.slot.resource.stand
        outcomes.say_outcome(interview=outcomes.interview_of(booking=booking, stand=stand), by=by, **said)
    except rules.Refused as refused:
        return refused.refusal
    return None
