"""Letting only some join a shift: who must be asked, the invitations that a body hands on, and opening it again."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from duikou.activities import shift_rules
from duikou.activities.actions.restricting import open_to_all, restrict_shift
from duikou.activities.forms.teams import RestrictForm, SlipsForm
from duikou.activities.models import Shift
from duikou.activities.queries.teams import enrolled
from duikou.activities.shift_words import REFUSALS
from duikou.activities.views.team_staff import for_leaders, kept_shift, say_no
from duikou.base import clock
from duikou.booking import actions as engine
from duikou.booking import secret_codes, ticket_qr
from duikou.booking.models import Allotment
from duikou.booking.queries import invitations as read
from duikou.directory.access import acting

GROUP = 4


@for_leaders
@require_http_methods(["GET", "POST"])
def restrict(request: HttpRequest, shift: UUID) -> HttpResponse:
    """For whom a shift is from now on, with how many have joined and must be asked; then its invitations."""
    kept = kept_shift(request, shift)
    if kept.restricted_to:
        return _invitations(request, kept)
    form = RestrictForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            asked = restrict_shift(shift=kept, **form.values(), by=acting(request))
        except shift_rules.Refused as refused:
            form.add_error(None, str(REFUSALS[refused.refusal]))
        else:
            said = ngettext(
                "Restricted. %(n)s helper is asked to confirm. Now print invitations for the body that confirms.",
                "Restricted. %(n)s helpers are asked to confirm. Now print invitations for the body that confirms.",
                asked,
            )
            messages.success(request, said % {"n": asked})
            return redirect("activities:restrict", kept.public_id)
    context = {"form": form, "shift": kept, "enrolled": enrolled(kept)}
    return render(request, "activities/volunteers/keep/restrict.html", context, status=422 if form.errors else 200)


def _invitations(request: HttpRequest, shift: Shift) -> HttpResponse:
    allotment = read.allotments_of(shift.offer)[0]
    form = SlipsForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        codes = engine.make_slips(allotment, count=form.cleaned_data["count"], by=acting(request))
        if codes:
            return _slips(request, shift, allotment, codes)
        form.add_error("count", _("Twice as many invitations as places are printed already. Take unused ones back."))
    context = {
        "form": form,
        "shift": shift,
        "allotment": allotment,
        "handed": read.handed(allotment, now=clock.now()),
        "enrolled": enrolled(shift),
    }
    return render(request, "activities/volunteers/keep/invitations.html", context, status=422 if form.errors else 200)


def _slips(request: HttpRequest, shift: Shift, allotment: Allotment, codes: list[str]) -> HttpResponse:
    path = reverse("activities:invited")
    page = f"{settings.ADDRESS}{path}" if settings.ADDRESS else request.build_absolute_uri(path)
    slips = []
    for code in codes:
        link = secret_codes.with_secret(page, code)
        qr = mark_safe(ticket_qr.svg(link))  # drawn here, letters of codes only
        slips.append({"code": secret_codes.shown(code, group=GROUP), "link": link, "qr": qr})
    context = {"shift": shift, "allotment": allotment, "slips": slips, "page": page}
    return render(request, "activities/volunteers/keep/slips.html", context)


@for_leaders
@require_POST
def unrestrict(request: HttpRequest, shift: UUID) -> HttpResponse:
    """Let everybody join a shift again, or take the unused invitations back (`do=take-back`)."""
    kept = kept_shift(request, shift)
    if request.POST.get("do") == "take-back":
        for allotment in read.allotments_of(kept.offer):
            engine.take_back_invitations(allotment, by=acting(request))
        messages.success(request, _("What was still unused of that opens nothing any more."))
        return redirect("activities:restrict", kept.public_id)
    try:
        open_to_all(shift=kept, by=acting(request))
    except shift_rules.Refused as refused:
        say_no(request, refused)
    else:
        messages.success(request, _("Everybody can join this shift now."))
    return redirect("activities:keep-shift", kept.public_id)
