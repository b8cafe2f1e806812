"""A place on a waiting list, reached by a signed link: where it stands, why, leaving it, and being forgotten."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from duikou.base.actor import Actor
from duikou.booking import actions as engine
from duikou.booking import own_links, own_words
from duikou.booking.models import WaitingEntry
from duikou.booking.own_things import kind_of
from duikou.booking.queries import waiting_shown
from duikou.booking.refusals import Refusal
from duikou.booking.tickets import waiting_token
from duikou.booking.views.opened import by_waiting_link, waiting_by_room
from duikou.directory.contacts import masked_contact, masked_name
from duikou.directory.recipients import reaches


@require_GET
def _page(request: HttpRequest, entry: WaitingEntry) -> HttpResponse:
    assert entry.person is not None
    context = {
        "entry": entry,
        "offer": entry.offer,
        "shown": waiting_shown(entry),
        "words": own_words.of_one_waiting(entry).words,
        "told": reaches(entry.person),
        "name": masked_name(entry.person.name),
        "contact": masked_contact(entry.person.contact),
        "booked": own_links.manage_path(entry.booking) if entry.booking else "",
        "token": waiting_token(entry),
    }
    return render(request, "booking/waiting.html", context)


waiting = waiting_by_room(_page)


@by_waiting_link
@require_POST
def leave(request: HttpRequest, entry: WaitingEntry) -> HttpResponse:
    """Leave the list."""
    answer = engine.leave(entry, by=Actor("person", ref=str(entry.public_id)))
    if isinstance(answer, Refusal):
        messages.info(request, str(answer))
    else:
        messages.success(request, _("You have left the waiting list."))
    return redirect(own_links.waiting_path(entry))


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
    return render(request, "booking/erased.html", {"erased": erased, "kind": kind_of(entry)[1]})
