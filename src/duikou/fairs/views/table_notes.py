"""What devices at tables send once the network is back, and those of it that somebody has to look at."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from duikou.base import clock
from duikou.base.sending_tokens import BadSendingToken, SendingToken, read_sending_token
from duikou.directory.access import acting
from duikou.fairs.actions import notes
from duikou.fairs.models import SentStep, Stand
from duikou.fairs.queries.door_list import SENDS_FOR
from duikou.fairs.queries.notes import note_listed, notes_listed, notes_listed_of
from duikou.fairs.queries.stands import stand_at, still_acts_at
from duikou.fairs.views.door_arrivals import names_of
from duikou.fairs.views.sent_later import UNREADABLE, Parcel, answered, opened, refused
from duikou.fairs.views.staff import fair_of_office, for_employers, for_office, own_stand
from duikou.fairs.views.table_device import SALT
from duikou.fairs.views.table_words import results, steps

MOST_SHOWN = 200


@csrf_exempt
@require_POST
def merge(request: HttpRequest, slug: str) -> HttpResponse:
    """Take notes that were kept without a network: JSON {token, now, notes: [{id, source, named, step, at}]}, moments
    as milliseconds by the device's own clock. Whoever sends is signed in; the token, which no other site has, says who
    noted it at which stand. Gives {results: [{id, result}]}; a note that cannot be read is `unreadable`, and what of
    the request itself is wrong is 400, 403 (`sign_in`, or no token of this fair) or 410 (a week after the fair)."""
    if not request.user.is_authenticated:
        return refused("sign_in", 403)
    parcel = opened(request, "notes")
    if isinstance(parcel, JsonResponse):
        return parcel
    try:
        token = read_sending_token(SALT, parcel.token)
        stand = stand_at(slug, int(token.about))
    except BadSendingToken:
        return refused("token", 403)
    if stand is None:
        return refused("token", 403)
    now = clock.now()
    if now >= stand.fair.ends_at + SENDS_FOR:
        return refused("over", 410)
    trusted = still_acts_at(token.by, stand) and still_acts_at(acting(request), stand)
    read = [_read(one, parcel, token, trusted, now) for one in parcel.items]
    merged = iter(notes.merge_notes(stand=stand, notes=[one for one in read if one], by=token.by))
    return answered(parcel, [next(merged).result if fits else UNREADABLE for fits in read], now=now)


def _read(one: Any, parcel: Parcel, token: SendingToken, trusted: bool, now: datetime) -> notes.Note | None:
    """What the device says of a tap; None when it cannot be read."""
    try:
        return notes.Note(
            sent_id=UUID(str(one["id"])),
            source=UUID(str(one["source"])),
            named=UUID(str(one["named"])),
            step=SentStep.Step(one["step"]),
            at=parcel.moment(one, since=token.since, now=now),
            seen_at=token.since,
            trusted=trusted,
        )
    except (ValueError, KeyError, TypeError, OverflowError):
        return None


@for_employers
@require_http_methods(["GET", "POST"])
def odd(request: HttpRequest, slug: str) -> HttpResponse:
    """Notes that did not fit when they came in, for the table to look at; a POST says that one was looked at."""
    stand = own_stand(request, slug)
    if request.method == "POST":
        note = _named(stand, request.POST.get("note", ""))
        if note is None:
            messages.error(request, _("This note is not on the list any more. Look at the list again."))
        elif notes.settle_note(note=note, by=acting(request)):
            messages.success(request, _("Noted: somebody has looked at it."))
        return redirect(f"{reverse('fairs:table-odd', args=[slug])}?stand={stand.pk}")
    return _page(request, notes_listed(stand), {"fair": stand.fair, "stand": stand})


@for_office
@require_GET
def office(request: HttpRequest, slug: str) -> HttpResponse:
    """The same of all tables for the office, which is not shown what was noted of whom."""
    fair = fair_of_office(request, slug)
    return _page(request, notes_listed_of(fair), {"fair": fair, "stand": None})


def _page(request: HttpRequest, listed: Any, context: dict[str, Any]) -> HttpResponse:
    rows = list(listed[:MOST_SHOWN])
    known = names_of({row.by for row in rows})
    told, said = results(), steps()
    shown = [
        {
            "note": row,
            "told": told[row.result],
            "said": said[row.step],
            "met": said.get(row.met, ""),
            "by": known.get(row.by, ""),
        }
        for row in rows
    ]
    return render(request, "fairs/table/odd.html", {**context, "rows": shown})


def _named(stand: Stand, text: str) -> SentStep | None:
    try:
        return note_listed(stand, UUID(text))
    except ValueError:
        return None
