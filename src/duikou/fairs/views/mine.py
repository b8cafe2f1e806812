"""What this browser booked, and finding a booking again by its code."""

from __future__ import annotations

from django.contrib import messages
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from duikou.base import clock
from duikou.base.ids import read_code
from duikou.base.paced import paced
from duikou.base.private import private
from duikou.booking.forms.booking import FindForm
from duikou.booking.queries.draws import entries_with, entry_by_code
from duikou.booking.views import browser
from duikou.fairs import links
from duikou.fairs.queries import seeker

TRIES = 10
TRIES_SECONDS = 600


@private
@require_GET
def my(request: HttpRequest) -> HttpResponse:
    """The bookings and waiting lists that this browser knows."""
    bookings = [one for one in seeker.bookings_of(browser.booking_ids(request)) if one.person_id]
    waiting = [one for one in seeker.waiting_entries(browser.waiting_ids(request)) if one.person_id]
    entries = entries_with(browser.entry_ids(request))
    by_fair = {one.offer_id: one for one in seeker.live(bookings)}
    context = {
        "entries": [(one, links.entry_path(one)) for one in entries if getattr(one.draw.offer, "fair", None)],
        "bookings": [(one, links.manage_path(one)) for one in bookings],
        "days": [(one.interview.fair, links.day_path(one)) for one in by_fair.values()],
        "waiting": [(one, links.waiting_path(one)) for one in waiting],
        "now": clock.now(),
    }
    return render(request, "fairs/my.html", context)


@private
@require_POST
def forget(request: HttpRequest) -> HttpResponse:
    """Let this browser forget its bookings; the bookings themselves stay."""
    messages.success(request, _("This browser has forgotten your bookings. They are still valid."))
    return browser.forget(redirect("fairs:my"))


@private
@require_http_methods(["GET", "POST"])
@paced(per_minute=60, burst=30)
def find(request: HttpRequest) -> HttpResponse:
    """The booking with a typed code and the contact it was made with. Guessing is slowed by a counter for each start of
    a code, which says nothing about who asks."""
    form = FindForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data["code"]
        if _too_many(code):
            form.add_error(None, _("There were too many tries. Wait ten minutes, or ask at the door of the fair."))
            return render(request, "fairs/find.html", {"form": form}, status=429)
        booking = seeker.booking_by_code(code, form.cleaned_data["contact"])
        if booking:
            return browser.remember(request, redirect(links.manage_path(booking)), booking)
        entry = entry_by_code(code, form.cleaned_data["contact"])
        if entry:
            return browser.remember(request, redirect(links.entry_path(entry)), entry)
        form.add_error(
            None, _("No booking has this code and this contact. Look at both again, or ask at the door of the fair.")
        )
    return render(request, "fairs/find.html", {"form": form}, status=422 if form.errors else 200)


def _too_many(code: str) -> bool:
    keys = [f"find:{read_code(code)[:2]}", "find:all"]
    tries = []
    for key in keys:
        caches["process"].add(key, 0, TRIES_SECONDS)
        try:
            tries.append(caches["process"].incr(key))
        except ValueError:  # it ran out between the two calls
            tries.append(1)
    return tries[0] > TRIES or tries[1] > TRIES * 30
