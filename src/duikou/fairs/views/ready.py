"""Getting ready before the opening: name and contact now, so that at the opening one tap books."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from duikou.base import clock
from duikou.base.actor import SOMEBODY
from duikou.base.paced import paced
from duikou.base.private import private
from duikou.booking import actions as engine
from duikou.booking import passes
from duikou.booking.forms.people import PersonForm
from duikou.booking.refusals import Reason, Refusal
from duikou.booking.rules import may_get_pass
from duikou.booking.views import browser, proving
from duikou.fairs.models import Fair
from duikou.fairs.views.zone import fair_or_404


def card_for(request: HttpRequest, fair: Fair) -> str:
    """This browser's pass for `fair`; empty when it holds none that is valid now."""
    for card in reversed(browser.passes_held(request)):
        shown = passes.read(card, now=clock.now())
        if isinstance(shown, Refusal) or shown.offer_id != fair.offer_id:
            continue
        if shown.proven or not fair.offer.verified_contact:
            return card
    return ""


@private
@require_http_methods(["GET", "POST"])
@paced(per_minute=240, burst=120)
def ready(request: HttpRequest, slug: str) -> HttpResponse:
    """A form for name and contact; afterwards what the pass is good for."""
    fair = fair_or_404(slug)
    if proving.is_asked(request):
        request, answer = proving.answered(request, fair.offer)
        if answer is not None:
            return answer
    no = may_get_pass(fair.offer, now=clock.now(), proven=True)
    form = PersonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and no is None and form.is_valid():
        card = engine.issue_pass(fair.offer, **form.cleaned_data, by=SOMEBODY, proof=request.POST.get("proof", ""))
        if isinstance(card, Refusal) and card.reason == Reason.CONTACT_UNPROVEN:
            return proving.send(request, fair.offer, then="ready")
        if not isinstance(card, Refusal):
            messages.success(request, _("You are ready."))
            return browser.hold_pass(request, redirect("fairs:ready", slug), card)
        no = card
    context = {
        "fair": fair,
        "form": form,
        "no": no,
        "card": card_for(request, fair),
        "opened": fair.zone_opens_at <= clock.now(),
        "limit": fair.offer.limit_per_person,
    }
    status = 409 if no and request.method == "POST" else 422 if form.errors else 200
    return render(request, "fairs/ready.html", context, status=status)


@private
@require_POST
def give_back(request: HttpRequest, slug: str) -> HttpResponse:
    """Erase name and contact of a pass that was not used, and forget it here."""
    fair = fair_or_404(slug)
    card = card_for(request, fair)
    shown = passes.read(card, now=clock.now())
    if isinstance(shown, Refusal) or engine.give_back_pass(shown, by=SOMEBODY):
        messages.success(request, _("Your pass is given back; your name and contact are deleted."))
    else:
        messages.info(
            request, _("This browser has forgotten the pass. Your bookings need your name and contact still.")
        )
    return browser.drop_pass(request, redirect("fairs:ready", slug), card)
