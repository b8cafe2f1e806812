"""Somebody with an invitation to a shift: joins by it, or confirms the place they have.

The browser keeps the hash of the invitation's code in a signed cookie that no script can read; whether it still opens
anything is asked of the database when it matters.
"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from duikou.activities.forms.teams import InvitationForm
from duikou.activities.models import Shift
from duikou.activities.shift_letters import restricted_lines
from duikou.base import clock
from duikou.base.actor import Actor
from duikou.base.paced import paced
from duikou.base.private import private
from duikou.base.signed_cookies import SignedCookie
from duikou.booking import actions as engine
from duikou.booking import own_links
from duikou.booking.models import Booking, Invitation, Offer
from duikou.booking.queries.invitations import invitation_by_hash, invitation_with
from duikou.booking.refusals import Refusal
from duikou.booking.rules import may_accept
from duikou.booking.views.opened import by_link

INVITED = SignedCookie("duikou_invited_shift", "activities.invited", 30 * 24 * 3600, path="/volunteers/")


def opens_nothing() -> str:
    """What is said of a code that opens nothing, whatever the reason."""
    return _(
        "This code opens nothing: it may be mistyped, used, taken back or over. Ask whoever gave it to you. If you"
        " joined already, your ticket is in the message we sent you."
    )


def invitation_to(request: HttpRequest, offer: Offer) -> Invitation | None:
    """The invitation to `offer` that this browser has opened, used or not."""
    text = INVITED.read(request)
    try:
        found = invitation_by_hash(bytes.fromhex(text)) if text else None
    except ValueError:
        return None
    return found if found and found.allotment.offer_id == offer.pk else None


@private
@require_http_methods(["GET", "POST"])
@paced(per_minute=30, burst=20)
def invited(request: HttpRequest) -> HttpResponse:
    """The page that the link of an invitation to a shift leads to. Reading it uses nothing; its button sends the code.
    A wrong code, one that was used and one that is over are answered alike."""
    form = InvitationForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        invitation = invitation_with(form.cleaned_data["secret"])
        shift = Shift.objects.filter(offer=invitation.allotment.offer_id).first() if invitation else None
        if invitation is None or shift is None or may_accept(invitation, now=clock.now()):
            form.add_error("secret", opens_nothing())
        elif request.POST.get("do") == "decline":
            engine.decline_invitation(invitation)
            messages.success(request, _("The invitation opens nothing any more. Nobody is told why."))
            return INVITED.drop(redirect("activities:invited"))
        else:
            context = {"shift": shift, "body": invitation.allotment.body, "secret": form.cleaned_data["secret"]}
            response = render(request, "activities/volunteers/invitation.html", context)
            return INVITED.keep(response, bytes(invitation.code_hash).hex())
    context = {"form": form}
    return render(request, "activities/volunteers/invited.html", context, status=422 if form.errors else 200)


@by_link
@require_http_methods(["GET", "POST"])
@paced(per_minute=30, burst=20)
def confirm(request: HttpRequest, booking: Booking) -> HttpResponse:
    """Confirm the place of a booking by an invitation, where its shift is only for some from now on."""
    shift = Shift.objects.filter(offer=booking.offer_id).select_related("team", "place").first()
    if shift is None or not shift.restricted_to or booking.channel == Booking.Channel.INVITED:
        return redirect(own_links.manage_path(booking))
    form = InvitationForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        invitation = invitation_with(form.cleaned_data["secret"])
        answer = None
        if invitation is not None:
            by = Actor("person", ref=str(booking.public_id))
            answer = engine.confirm_place(booking, invitation=invitation, by=by)
        if answer is not None and not isinstance(answer, Refusal):
            messages.success(request, _("Your place is confirmed. Thank you."))
            return redirect(own_links.manage_path(booking))
        form.add_error("secret", opens_nothing())
    context = {
        "form": form,
        "shift": shift,
        "booking": booking,
        "lines": restricted_lines(shift),
        "back": own_links.manage_path(booking),
    }
    return render(request, "activities/volunteers/confirm.html", context, status=422 if form.errors else 200)
