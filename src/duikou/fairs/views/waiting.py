"""A place on a waiting list, reached by a signed link: where it stands, why, leaving it, and being forgotten."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from duikou.booking import own_links
from duikou.booking.models import WaitingEntry
from duikou.booking.queries import waiting_shown
from duikou.booking.tickets import waiting_token
from duikou.directory.contacts import masked_contact, masked_name
from duikou.directory.recipients import reaches
from duikou.fairs.views.standby import held_out


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
        "booked": own_links.manage_path(entry.booking) if entry.booking else "",
        "token": waiting_token(entry),
        **held_out(entry=entry.pk),
    }
    return render(request, "fairs/waiting.html", context)
