"""Keeping a centre: its page for its keepers, its form, its state, and that it still holds."""

from __future__ import annotations

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from duikou.base import clock
from duikou.desk import permissions, rules
from duikou.desk.actions import centres
from duikou.desk.forms.centres import CentreForm
from duikou.desk.models import Centre
from duikou.desk.queries.hours import hours_of_centre, special_days_of
from duikou.desk.queries.services import at_windows
from duikou.desk.views.staff import for_keepers, kept_centre, say_refused
from duikou.desk.words import week_lines
from duikou.directory.access import acting
from duikou.directory.actions import add_place, change_place


@for_keepers
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new centre for a body that has none."""
    bodies = permissions.bodies_without_centre(request.user)
    form = CentreForm(request.POST if request.method == "POST" else None, bodies=bodies)
    if form.is_bound and form.is_valid():
        body, (name, address, point) = form.cleaned_data["organisation"], form.place()
        try:
            with transaction.atomic():
                place = add_place(name=name, address=address, area=body.area, by=acting(request))
                change_place(place=place, name=name, address=address, area=body.area, point=point, by=acting(request))
                centre = centres.add_centre(
                    organisation=body,
                    place=place,
                    slug=form.cleaned_data["slug"],
                    by=acting(request),
                    **form.facts(),
                )
        except IntegrityError:  # somebody was quicker with this address or this body
            form.add_error("slug", _("Another centre has this address. Choose a different one."))
        else:
            messages.success(request, _("The centre is kept. Next: its windows and its opening hours."))
            return redirect("desk:keep-centre", centre.slug)
    context = {"form": form, "title": _("New service centre"), "none": not bodies.exists()}
    return render(request, "desk/keep/centre_form.html", context, status=422 if form.errors else 200)


@for_keepers
@require_GET
def page(request: HttpRequest, centre: str) -> HttpResponse:
    """All that is kept about a centre, with the way to change it."""
    kept = kept_centre(request, centre)
    today = timezone.localdate(clock.now())
    hours, windows = hours_of_centre(kept, first=today), list(kept.windows.all())
    services = at_windows([window for window in windows if window.closed_at is None])
    context = {
        "centre": kept,
        "week": week_lines(hours.week) if hours.week else [],
        "windows": [
            (window, week_lines(hours.weeks[window.pk]) if hours.has_own_week(window) else [], services.get(window.pk))
            for window in windows
        ],
        "special_days": special_days_of(kept, today=today),
        "of_city": special_days_of(None, today=today),
        "is_stale": rules.is_stale(kept.confirmed_on, today=today),
        "may_open": Centre.State.OPEN in rules.CENTRE_STATES[kept.state],
    }
    return render(request, "desk/keep/centre.html", context)


@for_keepers
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, centre: str) -> HttpResponse:
    """The form of a centre's facts and its place."""
    kept = kept_centre(request, centre)
    bodies = permissions.bodies_without_centre(request.user)
    form = CentreForm(request.POST if request.method == "POST" else None, bodies=bodies, centre=kept)
    if form.is_bound and form.is_valid():
        name, address, point = form.place()
        with transaction.atomic():
            place = kept.place
            change_place(place=place, name=name, address=address, area=place.area, point=point, by=acting(request))
            centres.change_centre(centre=kept, facts=form.facts(), by=acting(request))
        messages.success(request, _("Kept."))
        return redirect("desk:keep-centre", kept.slug)
    context = {"form": form, "title": str(kept), "centre": kept}
    return render(request, "desk/keep/centre_form.html", context, status=422 if form.errors else 200)


@for_keepers
@require_POST
def state(request: HttpRequest, centre: str, to: str) -> HttpResponse:
    """Open the centre to the public, close it, or take it back."""
    kept = kept_centre(request, centre)
    if to not in Centre.State.values:
        raise Http404
    try:
        centres.set_state(centre=kept, state=to, by=acting(request))
    except rules.Refused as refused:
        say_refused(request, refused)
    else:
        messages.success(request, _("Kept."))
    return redirect("desk:keep-centre", kept.slug)


@for_keepers
@require_POST
def confirm(request: HttpRequest, centre: str) -> HttpResponse:
    """Say with one tap that everything about the centre still holds."""
    kept = kept_centre(request, centre)
    centres.confirm_centre(centre=kept, by=acting(request))
    messages.success(request, _("Confirmed: %(what)s") % {"what": kept})
    return redirect("desk:work") if request.POST.get("back") == "work" else redirect("desk:keep-centre", kept.slug)
