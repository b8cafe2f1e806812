"""Invitations as the office gives them to bodies, and as a body hands them on."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from duikou.base import clock
from duikou.booking import actions as engine
from duikou.booking import secret_codes, ticket_qr
from duikou.booking.models import Allotment
from duikou.booking.queries import invitations as read
from duikou.directory.access import acting, needs
from duikou.directory.actions.organisations import add_organisation
from duikou.directory.models import Organisation
from duikou.fairs import permissions
from duikou.fairs.forms.invitations import GiveForm, SlipsForm
from duikou.fairs.views.cards import absolute
from duikou.fairs.views.staff import fair_of_office, for_office

GROUP = 4


@for_office
@require_http_methods(["GET", "POST"])
def given(request: HttpRequest, slug: str) -> HttpResponse:
    """Which bodies may hand on invitations to a fair, and giving some to one."""
    fair = fair_of_office(request, slug)
    form = GiveForm(request.POST if request.method == "POST" else None, fair=fair)
    if request.method == "POST" and form.is_valid():
        said, by = form.cleaned_data, acting(request)
        body, _new = add_organisation(name=said["body"], kind=Organisation.Kind.OFFICE, by=by)
        allotment = engine.give_invitations(
            fair.offer, body=body, count=said["count"], valid_until=said["valid_until"], by=by
        )
        messages.success(request, _("Given. Now make slips for the body, or let its own people make them."))
        return redirect("fairs:invitations", allotment.public_id)
    rows = [(one, read.handed(one, now=clock.now())) for one in read.allotments_of(fair.offer)]
    context = {"fair": fair, "tab": "invitations", "form": form, "rows": rows}
    return render(request, "fairs/office/invitations.html", context, status=422 if form.errors else 200)


@needs(permissions.HAND_ON, permissions.RUN)
@require_http_methods(["GET", "POST"])
def hand_on(request: HttpRequest, allotment: UUID) -> HttpResponse:
    """A body's invitations: how many are accepted and unused, never whose; slips to hand on; unused ones taken back."""
    one = get_object_or_404(permissions.allotments_of(request.user), public_id=allotment)
    taking_back = request.POST.get("do") == "take-back"
    form = SlipsForm(request.POST if request.method == "POST" and not taking_back else None)
    if taking_back:
        engine.take_back_invitations(one, by=acting(request), code=request.POST.get("secret", "")[:400])
        messages.success(request, _("What was still unused of that opens nothing any more."))
        return redirect("fairs:invitations", one.public_id)
    if form.is_bound and form.is_valid():
        codes = engine.make_slips(one, count=form.cleaned_data["count"], by=acting(request))
        if codes:
            return _slips(request, one, codes)
        form.add_error("count", _("All invitations that were given are made into slips. Ask the office for more."))
    context = {
        "allotment": one,
        "fair": one.offer.fair,
        "handed": read.handed(one, now=clock.now()),
        "form": form,
        "runs": permissions.may_run(request.user, one.offer.fair),
    }
    return render(request, "fairs/hand_on.html", context, status=422 if form.errors else 200)


def _slips(request: HttpRequest, allotment: Allotment, codes: list[str]) -> HttpResponse:
    page = absolute(request, reverse("fairs:invited"))
    slips = [
        {
            "code": secret_codes.shown(code, group=GROUP),
            "link": (link := secret_codes.with_secret(page, code)),
            "qr": mark_safe(ticket_qr.svg(link)),  # drawn here, letters of codes only
        }
        for code in codes
    ]
    context = {"allotment": allotment, "fair": allotment.offer.fair, "slips": slips, "page": page}
    return render(request, "fairs/slips.html", context)
