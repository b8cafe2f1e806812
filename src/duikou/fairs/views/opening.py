"""Opening a fair's door by a link, and shutting it again on this telephone."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from duikou.base import clock
from duikou.base.paced import paced
from duikou.base.private import private
from duikou.booking import actions as engine
from duikou.booking.queries import door_link_with
from duikou.fairs.forms.secrets import door_form
from duikou.fairs.permissions import may_open_door
from duikou.fairs.queries.doors import fair_of_offer
from duikou.fairs.views import at_door, doors_held


@private
@require_http_methods(["GET", "POST"])
@paced(per_minute=60, burst=30)
def open_door(request: HttpRequest) -> HttpResponse:
    """A button that opens the door whose link somebody followed. Reading the page opens nothing and does not even know
    the secret, so that no preview of a link can use it; the button sends the secret in the form."""
    form = door_form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        link = door_link_with(form.cleaned_data["secret"])
        fair = fair_of_offer(link.offer) if link else None
        if link is not None and fair is not None:
            if may_open_door(link, fair, now=clock.now()):
                engine.open_door(link)
                return doors_held.hold(request, redirect("fairs:door", fair.slug), link)
            why = "taken_back" if link.revoked_at else "over"
            return render(request, "fairs/door/shut.html", {"why": why, "fair": fair}, status=410)
        form.add_error("secret", _("No door has this code. Look at it again, or ask the office for a new link."))
    return render(request, "fairs/door/open.html", {"form": form}, status=422 if form.errors else 200)


@at_door.for_door
@require_POST
def leave(request: HttpRequest, at: at_door.AtDoor) -> HttpResponse:
    """Let this browser open the door no more: somebody hands the telephone on. Others with the link go on."""
    if at.link is None:
        return redirect("fairs:door", at.fair.slug)
    messages.success(request, _("This browser no longer opens the door."))
    return doors_held.let_go(request, redirect("fairs:open-door"), at.link)
