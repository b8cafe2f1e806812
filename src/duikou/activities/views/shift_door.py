"""A shift on its day: who is there, by ticket, code or name, and how many came without having joined."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from duikou.activities import shift_rules
from duikou.activities.actions import attendance
from duikou.activities.actions.shifts import note_walk_ins
from duikou.activities.forms.activities import WalkInsForm
from duikou.activities.models import Shift
from duikou.activities.queries.door import Found, coming_to, look_up
from duikou.activities.shift_words import READING
from duikou.activities.views.door import MOST_LETTERS
from duikou.activities.views.team_staff import for_leaders, kept_shift, say_no
from duikou.base import clock
from duikou.booking.models import CheckIn
from duikou.booking.refusals import Refusal
from duikou.directory.access import acting


def _page(request: HttpRequest, shift: Shift, **more: Any) -> HttpResponse:
    context = {
        "shift": shift,
        "coming": coming_to(shift),
        "open": shift_rules.door_is_open(shift, now=clock.now()),
        "walk_ins": WalkInsForm(),
        **more,
    }
    return render(request, "activities/volunteers/keep/door.html", context)


@for_leaders
@require_GET
def door(request: HttpRequest, shift: UUID) -> HttpResponse:
    """How many are there, and the field for a ticket, a code or a name."""
    return _page(request, kept_shift(request, shift))


@for_leaders
@require_POST
def find(request: HttpRequest, shift: UUID) -> HttpResponse:
    """Who that is, on the day alone; whoever is shown can read that they were. A POST: a name stands in no address."""
    kept = kept_shift(request, shift)
    if not shift_rules.door_is_open(kept, now=clock.now()):
        return _page(request, kept)
    text = request.POST.get("text", "")[:MOST_LETTERS]
    found = look_up(kept, text)
    if found.what == Found.SOMEBODY:
        attendance.note_reading(bookings=list(found.bookings), by=acting(request), where=READING)
    return _page(request, kept, found=found, text="" if found.scanned else text)


@for_leaders
@require_POST
def check_in(request: HttpRequest, shift: UUID, booked: UUID) -> HttpResponse:
    """Note that a helper is there, or take it back within five minutes."""
    kept = kept_shift(request, shift)
    if request.POST.get("do") == "undo":
        undone = attendance.take_back(activity=kept, booking_id=booked, by=acting(request))
        messages.info(request, _("Taken back.") if undone else _("This can be taken back for five minutes only."))
        return redirect("activities:shift-door", kept.public_id)
    method = CheckIn.Method.SCAN if request.POST.get("scanned") else CheckIn.Method.CODE
    answer = attendance.check_in(activity=kept, booking_id=booked, method=method, by=acting(request))
    if isinstance(answer, Refusal):
        messages.error(request, str(answer))
    elif answer.first:
        messages.success(request, _("The helper is there."))
    else:
        messages.info(request, _("They were checked in before."))
    return redirect("activities:shift-door", kept.public_id)


@for_leaders
@require_POST
def walk_ins(request: HttpRequest, shift: UUID) -> HttpResponse:
    """Count helpers who came without having joined."""
    kept = kept_shift(request, shift)
    form = WalkInsForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Write a number from -50 to 50."))
        return redirect("activities:shift-door", kept.public_id)
    try:
        now = note_walk_ins(shift=kept, heads=form.cleaned_data["heads"], by=acting(request))
    except shift_rules.Refused as refused:
        say_no(request, refused)
    else:
        said = ngettext("%(n)s helper came without having joined.", "%(n)s helpers came without having joined.", now)
        messages.success(request, said % {"n": now})
    return redirect("activities:shift-door", kept.public_id)
