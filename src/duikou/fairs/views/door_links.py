"""Links that open a fair's door: made, shown once, and taken back by the office; opened by whoever stands there."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from duikou.base import clock
from duikou.booking import actions as engine
from duikou.booking import secret_codes, ticket_qr
from duikou.booking.models import DoorLink
from duikou.booking.queries import door_links_of
from duikou.booking.rules import door_link_ends
from duikou.directory.access import acting
from duikou.fairs.forms.door_links import DoorLinkForm
from duikou.fairs.models import Fair
from duikou.fairs.permissions import may_open_door
from duikou.fairs.views.cards import absolute
from duikou.fairs.views.staff import fair_of_office, for_office

GROUP = 5


@for_office
@require_http_methods(["GET", "POST"])
def links(request: HttpRequest, slug: str) -> HttpResponse:
    """The links of a fair's door, and the form of a new one, which is shown once with its secret."""
    fair = fair_of_office(request, slug)
    form = DoorLinkForm(request.POST if request.method == "POST" else None, fair=fair)
    if request.method == "POST" and form.is_valid():
        link, secret = engine.make_door_link(fair.offer, by=acting(request), **form.cleaned_data)
        return _made(request, fair, link, secret)
    rows = [_row(fair, link) for link in door_links_of(fair.offer)]
    any_opens = any(row["opens"] for row in rows)
    context = {"fair": fair, "tab": "door-links", "form": form, "rows": rows, "any_opens": any_opens}
    return render(request, "fairs/office/door_links.html", context, status=422 if form.errors else 200)


@for_office
@require_POST
def take_back(request: HttpRequest, slug: str) -> HttpResponse:
    """Let one link open nothing any more, or all of them when none is named."""
    fair = fair_of_office(request, slug)
    named = request.POST.get("link", "")
    only = _link(fair, named) if named else None
    taken = engine.take_back_door_links(fair.offer, by=acting(request), only=only)
    said = ngettext("%(count)s link opens nothing any more.", "%(count)s links open nothing any more.", taken)
    messages.success(request, said % {"count": taken})
    return redirect("fairs:office-door-links", slug)


def _made(request: HttpRequest, fair: Fair, link: DoorLink, secret: str) -> HttpResponse:
    address = secret_codes.with_secret(absolute(request, reverse("fairs:open-door")), secret)
    context = {
        "fair": fair,
        "link": link,
        "address": address,
        "page": absolute(request, reverse("fairs:open-door")),
        "qr": mark_safe(ticket_qr.svg(address)),
        "secret": secret_codes.shown(secret, group=GROUP),
        "ends": door_link_ends(link, event_ends_at=fair.ends_at),
    }
    return render(request, "fairs/office/door_link_made.html", context)


def _row(fair: Fair, link: DoorLink) -> dict[str, Any]:
    return {
        "link": link,
        "ends": door_link_ends(link, event_ends_at=fair.ends_at),
        "opens": may_open_door(link, fair, now=clock.now()),
    }


def _link(fair: Fair, named: str) -> DoorLink:
    try:
        found = door_links_of(fair.offer).filter(public_id=UUID(named)).first()
    except ValueError:
        found = None
    if found is None:
        raise Http404
    return found
