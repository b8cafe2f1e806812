"""Somebody with an invitation: sees what it is and from whom, then chooses a time or declines.

The browser keeps the hash of the invitation's code in a signed cookie that no script can read, so that the pages where
times are booked know of it. Whether it still opens anything is asked of the database when it matters.
"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from duikou.base import clock
from duikou.base.paced import paced
from duikou.base.private import private
from duikou.base.signed_cookies import SignedCookie
from duikou.booking import actions as engine
from duikou.booking.models import Invitation, Offer
from duikou.booking.queries.invitations import invitation_by_hash, invitation_with
from duikou.booking.rules import may_accept
from duikou.fairs.forms.secrets import invitation_form
from duikou.fairs.queries.doors import fair_of_offer

INVITED = SignedCookie("duikou_invited", "fairs.invited", 30 * 24 * 3600, path="/fairs/")


def invitation_for(request: HttpRequest, offer: Offer) -> Invitation | None:
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
    """The page that an invitation's link leads to. Reading it says and uses nothing; its button sends the code. A wrong
    code, one that was used and one that is over are answered alike."""
    form = invitation_form(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "fairs/invited.html", {"form": form}, status=422 if form.errors else 200)
    invitation = invitation_with(form.cleaned_data["secret"])
    if invitation is None or may_accept(invitation, now=clock.now()):
        form.add_error(
            "secret",
            _(
                "This code opens nothing: it may be mistyped, used, taken back or over. Ask whoever gave it to you. If"
                " you accepted already, your ticket is in the message we sent you."
            ),
        )
        return render(request, "fairs/invited.html", {"form": form}, status=422)
    if request.POST.get("do") == "decline":
        engine.decline_invitation(invitation)
        messages.success(request, _("The invitation opens nothing any more. Nobody is told why."))
        return INVITED.drop(redirect("fairs:invited"))
    return _opened(request, invitation, form.cleaned_data["secret"])


def _opened(request: HttpRequest, invitation: Invitation, secret: str) -> HttpResponse:
    context = {
        "fair": fair_of_offer(invitation.allotment.offer),
        "body": invitation.allotment.body,
        "until": invitation.allotment.valid_until,
        "secret": secret,
    }
    response = render(request, "fairs/invitation.html", context)
    return INVITED.keep(response, bytes(invitation.code_hash).hex())
