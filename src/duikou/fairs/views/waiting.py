"""A place on a waiting list, reached by a signed link: where it stands, why, leaving it, and being forgotten."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from duikou.base.actor import Actor
from duikou.booking import actions as engine
from duikou.booking.models import WaitingEntry
from duikou.booking.queries import waiting_shown
from duikou.booking.refusals import Refusal
from duikou.booking.tickets import waiting_token
from duikou.directory.contacts import masked_contact, masked_name
from duikou.fairs import links
from duikou.fairs.messages import reaches
from duikou.fairs.views.own import by_waiting_link
from duikou.fairs.views.standby import held_out


@by_waiting_link
@require_GET
def waiting(request: HttpRequest, entry: WaitingEntry) -> HttpResponse:
    """Where the person stands, why they have not moved up, and the booking once they have."""
    assert entry.person is not None
    waited = getattr(entry, "waited_post", None)
    context = {
        "entry": entry,
        "shown": waiting_shown(entry),
        "told": reaches(entry.person),
        "name": masked_name(entry.person.name),
        "contact": masked_contact(entry.person.contact),
        "fair": entry.offer.fair,
        "stand": entry.resource.stand,
        "post": waited.post if waited else None,
        "booked": links.manage_path(entry.booking) if entry.booking else "",
        "token": waiting_token(entry),
        **held_out(entry=entry.pk),
    }
    return render(request, "fairs/waiting.html", context)


@by_waiting_link
@require_POST
def leave(request: HttpRequest, entry: WaitingEntry) -> HttpResponse:
    """Leave the list."""
    answer = engine.leave(entry, by=Actor("person", ref=str(entry.public_id)))
    if isinstance(answer, Refusal):
        messages.info(request, str(answer))
    else:
        messages.success(request, _("You have left the waiting list."))
    return redirect(links.waiting_path(entry))


@by_waiting_link
@require_POST
def erase(request: HttpRequest, entry: WaitingEntry) -> HttpResponse:
    """Leave the list and have name and contact deleted now."""
    assert entry.person is not None
    erased = engine.erase_person(
        person_id=entry.person.pk,
        which=f"waiting:{entry.public_id}",
        by=Actor("person", ref=str(entry.public_id)),
        known={entry.public_id},
    )
    return render(request, "fairs/erased.html", {"erased": erased, "waited": True})
