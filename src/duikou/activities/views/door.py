"""The door of an activity on its day: a ticket, a code or a name, one tap, and a count of who just comes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from duikou.activities import rules
from duikou.activities.actions import attendance
from duikou.activities.forms.activities import WalkInsForm
from duikou.activities.models import Activity
from duikou.activities.queries.door import Found, coming_to, look_up
from duikou.activities.views.staff import for_keepers, kept_activity, say_refused
from duikou.base import clock
from duikou.booking.models import CheckIn
from duikou.booking.refusals import Refusal
from duikou.directory.access import acting

MOST_LETTERS = 2000


def _page(request: HttpRequest, activity: Activity, **more: Any) -> HttpResponse:
    context = {
        "activity": activity,
        "coming": coming_to(activity),
        "open": rules.door_is_open(activity, now=clock.now()),
        "walk_ins": WalkInsForm(),
        **more,
    }
    return render(request, "activities/keep/door.html", context)


@for_keepers
@require_GET
def door(request: HttpRequest, activity: UUID) -> HttpResponse:
    """How many are in, and the field for a ticket, a code or a name."""
    return _page(request, kept_activity(request, activity))


@for_keepers
@require_POST
def find(request: HttpRequest, activity: UUID) -> HttpResponse:
    """Who that is, on the day alone; whoever is shown can read that they were. A POST: a name stands in no address."""
    kept = kept_activity(request, activity)
    if not rules.door_is_open(kept, now=clock.now()):
        return _page(request, kept)
    text = request.POST.get("text", "")[:MOST_LETTERS]
    found = look_up(kept, text)
    if found.what == Found.SOMEBODY:
        attendance.note_reading(bookings=list(found.bookings), by=acting(request))
    return _page(request, kept, found=found, text="" if found.scanned else text)


@for_keepers
@require_POST
def check_in(request: HttpRequest, activity: UUID, booked: UUID) -> HttpResponse:
    """Let somebody in, or take it back within five minutes."""
    kept = kept_activity(request, activity)
    if request.POST.get("do") == "undo":
        undone = attendance.take_back(activity=kept, booking_id=booked, by=acting(request))
        messages.info(request, _("Taken back.") if undone else _("This can be taken back for five minutes only."))
        return redirect("activities:door", kept.public_id)
    method = CheckIn.Method.SCAN if request.POST.get("scanned") else CheckIn.Method.CODE
    answer = attendance.check_in(activity=kept, booking_id=booked, method=method, by=acting(request))
    if isinstance(answer, Refusal):
        messages.error(request, str(answer))
    elif answer.first:
        said = ngettext("%(n)s person is in.", "%(n)s people are in.", answer.booking.seats)
        messages.success(request, said % {"n": answer.booking.seats})
    else:
        messages.info(request, _("They were checked in before."))
    return redirect("activities:door", kept.public_id)


@for_keepers
@require_POST
def walk_ins(request: HttpRequest, activity: UUID) -> HttpResponse:
    """Count who came without having signed up."""
    kept = kept_activity(request, activity)
    form = WalkInsForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Write a number from -50 to 50."))
        return redirect("activities:door", kept.public_id)
    try:
        now = attendance.note_walk_ins(activity=kept, heads=form.cleaned_data["heads"], by=acting(request))
    except rules.Refused as refused:
        say_refused(request, refused)
    else:
        said = ngettext("%(n)s person has come without signing up.", "%(n)s people have come without signing up.", now)
        messages.success(request, said % {"n": now})
    return redirect("activities:door", kept.public_id)
