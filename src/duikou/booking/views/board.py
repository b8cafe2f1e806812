"""A call board for a big screen: public, without names, complete without scripts. Rooms give it what it shows."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from duikou.booking.board import BoardWords, calls_of, shown
from duikou.booking.models import Offer


def board(
    request: HttpRequest, offer: Offer | None, words: BoardWords, *, title: object, now: str, listen: str
) -> HttpResponse:
    """The board; it reads its news at the path `listen` as they come, asks for them at `now` where that cannot be,
    and reloads by itself without scripts."""
    calls = [shown(one, words) for one in calls_of(offer)]
    context = {"title": title, "calls": calls, "words": words, "now_path": now, "listen_path": listen}
    return render(request, "booking/board.html", context)


def calls_now(offer: Offer | None, words: BoardWords) -> HttpResponse:
    """The calls alone, for a board that cannot listen."""
    return JsonResponse([shown(one, words) for one in calls_of(offer)], safe=False)
