"""A place held out to somebody: its page, reached by a signed link, and the same for those who ask at the door."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from duikou.base import clock
from duikou.base.actor import Actor
from duikou.base.private import private
from duikou.booking import actions as engine
from duikou.booking import own_links
from duikou.booking.models import Chance
from duikou.booking.queries.standby import chance_of, open_chance_of
from duikou.booking.refusals import Refusal
from duikou.booking.standby import may_take
from duikou.booking.tickets import BadToken, chance_token, read_chance_token
from duikou.booking.views.opened import gone
from duikou.fairs import links
from duikou.fairs.actions import standby
from duikou.fairs.models import Stand
from duikou.fairs.views.at_door import AtDoor, for_door


def _by_chance(view: Callable[[HttpRequest, Chance, Stand], HttpResponse]) -> Callable[..., HttpResponse]:
    @private
    @wraps(view)
    def opened(request: HttpRequest, token: str) -> HttpResponse:
        try:
            chance = chance_of(read_chance_token(token))
        except BadToken:
            return gone(request, why="unknown", status=404)
        if chance is None:
            return gone(request, why="erased", status=410)
        stand = Stand.objects.select_related("fair", "employer").filter(resource=chance.slot.resource_id).first()
        return view(request, chance, stand) if stand else gone(request, why="unknown", status=404)

    return opened


@_by_chance
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, chance: Chance, stand: Stand) -> HttpResponse:
    """What is held out and until when; the person says yes or no."""
    if request.method == "POST":
        answer = _answer(request, chance, by=Actor("person", ref=str(chance.public_id)))
        if isinstance(answer, engine.Confirmed):
            messages.success(request, _("The place is yours. Go to the table now: your number is called there next."))
        elif answer is None:
            messages.success(request, _("Thank you for saying so. The place goes to the next."))
        else:
            messages.info(request, str(answer))
        return redirect("fairs:chance", chance_token(chance))
    no = may_take(chance, now=clock.now())
    booking = chance.booking
    context = {
        "fair": stand.fair,
        "stand": stand,
        "chance": chance,
        "token": chance_token(chance),
        "open": no is None,
        "why_not": str(no) if no and chance.state != Chance.State.TAKEN else "",
        "ticket_path": own_links.manage_path(booking) if booking and booking.person_id else "",
        "number_path": own_links.number_path(chance.ticket) if chance.ticket else "",
    }
    return render(request, "fairs/chance.html", context)


def held_out(**by: int) -> dict[str, Any]:
    """What a page says of a place that is held out now for what its link is for: `ticket`, `entry` or `wish__entry`
    (primary keys). Never what is held out to the same person for something else: whoever books under a name and a
    number does not learn what else is kept under them."""
    chance = open_chance_of(now=clock.now(), **by)
    return {"chance": chance, "chance_path": links.chance_path(chance) if chance else ""}


@for_door
@require_POST
def at_door(request: HttpRequest, at: AtDoor, chance: UUID) -> HttpResponse:
    """The same, said at the door by somebody who stands there."""
    one = chance_of(chance)
    if one is None or one.offer_id != at.fair.offer_id:
        raise Http404
    answer = _answer(request, one, by=at.by)
    if isinstance(answer, engine.Confirmed):
        messages.success(request, _("The place is theirs: send them to table {n}.").format(n=one.slot.resource.label))
    elif answer is None:
        messages.success(request, _("The place goes to the next."))
    else:
        messages.info(request, str(answer))
    return redirect("fairs:door-queue", at.fair.slug)


def _answer(request: HttpRequest, chance: Chance, *, by: Actor) -> engine.Confirmed | Refusal | str | None:
    """Do what was pressed: the place, a refusal or what is wrong with the button; None once it was declined."""
    wanted = request.POST.get("do", "")
    if wanted == "take":
        return standby.take(chance=chance, by=by)
    if wanted == "decline":
        answer = engine.decline_chance(chance, by=by)
        return answer if isinstance(answer, Refusal) else None
    return _("This step does not exist. Choose one of the buttons.")
