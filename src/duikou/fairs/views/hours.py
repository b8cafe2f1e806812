"""From when until when somebody with wishes, or with places that they won, can be there on the day."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from duikou.base import clock
from duikou.base.actor import Actor
from duikou.base.private import private
from duikou.booking import actions as engine
from duikou.booking.models import DrawEntry
from duikou.booking.refusals import Refusal
from duikou.booking.rules import may_say_hours
from duikou.booking.tickets import entry_token
from duikou.directory.access import acting
from duikou.fairs import links
from duikou.fairs.forms.hours import Hours, HoursForm, StaffHoursForm
from duikou.fairs.models import Fair
from duikou.fairs.queries.draws import draw_of_fair
from duikou.fairs.views.own import by_entry_link
from duikou.fairs.views.staff import fair_of_office, for_office


@by_entry_link
@require_http_methods(["GET", "POST"])
def own(request: HttpRequest, entry: DrawEntry) -> HttpResponse:
    """The form on a page of its own, and keeping what it says."""
    fair: Fair = entry.draw.offer.fair
    form = HoursForm(request.POST if request.method == "POST" else None, fair=fair, entry=entry)
    status = 422 if form.errors else 200
    if form.is_bound and form.is_valid():
        kept = _keep(entry, fair, form.hours(), by=Actor("person", ref=str(entry.public_id)))
        if not isinstance(kept, Refusal):
            messages.success(request, _said(kept))
            return redirect(links.entry_path(entry))
        form.add_error(None, str(kept))
        status = 409
    context = {
        "entry": entry,
        "fair": fair,
        "form": form,
        "no": _closed(entry, fair) if not form.is_bound else None,
        "token": entry_token(entry),
        "back": links.entry_path(entry),
    }
    return render(request, "fairs/hours.html", context, status=status)


@for_office
@private
@require_http_methods(["GET", "POST"])
def at_counter(request: HttpRequest, slug: str) -> HttpResponse:
    """The same for somebody without a telephone, by the code on their slip."""
    fair = fair_of_office(request, slug)
    draw = draw_of_fair(fair)
    if draw is None:
        raise Http404
    form = StaffHoursForm(request.POST if request.method == "POST" else None, fair=fair)
    status = 422 if form.errors else 200
    if form.is_bound and form.is_valid():
        codes = form.cleaned_data["code"]
        entry = draw.entries.filter(code__in=codes, person__isnull=False).select_related("draw__offer").first()
        if entry is None:
            form.add_error("code", _("No entry has this code. Look at the slip again."))
            return render(request, "fairs/office/hours.html", _counter(fair, form), status=422)
        kept = _keep(entry, fair, form.hours(), by=acting(request))
        if not isinstance(kept, Refusal):
            messages.success(request, _said(kept))
            return redirect("fairs:office-draw-hours", slug)
        form.add_error(None, str(kept))
        status = 409
    return render(request, "fairs/office/hours.html", _counter(fair, form), status=status)


def _counter(fair: Fair, form: StaffHoursForm) -> dict[str, object]:
    return {"fair": fair, "form": form, "tab": "draw"}


def _keep(entry: DrawEntry, fair: Fair, hours: Hours, *, by: Actor) -> DrawEntry | Refusal:
    earliest, latest = hours
    return engine.say_hours(
        entry=entry, earliest=earliest, latest=latest, begins=fair.starts_at, ends=fair.ends_at, by=by
    )


def _closed(entry: DrawEntry, fair: Fair) -> Refusal | None:
    begins, ends = fair.starts_at, fair.ends_at
    return may_say_hours(entry.draw, None, None, begins=begins, ends=ends, now=clock.now())


def _said(entry: DrawEntry) -> str:
    if entry.there_from is None and entry.there_until is None:
        return _("Kept: all the day.")
    return _("Kept. It counts when times are given, and when the day is planned anew.")
