"""An entry in a draw, reached by its signed link: the wishes, what came of each and why, changing, taking back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from duikou.base import clock
from duikou.base.actor import Actor
from duikou.booking import actions as engine
from duikou.booking import own_links
from duikou.booking.models import Draw, DrawEntry
from duikou.booking.rules import may_say_hours, may_wish
from duikou.booking.ticket_qr import svg
from duikou.booking.tickets import entry_token
from duikou.booking.views import browser
from duikou.directory.recipients import reaches
from duikou.fairs import links
from duikou.fairs.models import Fair
from duikou.fairs.queries import draws as read
from duikou.fairs.queries.withdrawn import chances_of
from duikou.fairs.views import wish_lists
from duikou.fairs.views.own import by_entry_link
from duikou.fairs.views.standby import held_out


def _fair(entry: DrawEntry) -> Fair:
    return entry.draw.offer.fair


@by_entry_link
@require_GET
def entry(request: HttpRequest, entry: DrawEntry) -> HttpResponse:
    """The receipt while wishes are taken, then the hash of the list, then what came of each wish."""
    assert entry.person is not None
    wishes = read.wishes_of(entry)
    booked = [one for one in wishes if one.is_live]
    lost = any(one.won and one.is_withdrawn for one in wishes)
    context = {
        "entry": entry,
        "draw": entry.draw,
        "fair": _fair(entry),
        "wishes": [(one, own_links.manage_path(one.booking) if one.booking else "") for one in wishes],
        "booked": booked,
        "day_path": next((links.day_path(one.booking) for one in booked if one.booking), ""),
        "closed": may_wish(entry.draw, now=clock.now()),
        "told": reaches(entry.person),
        "token": entry_token(entry),
        "resume_path": reverse("fairs:entry-resume", args=[entry_token(entry)]) if _orders_ahead(entry) else "",
        **held_out(wish__entry=entry.pk),
        "left_path": links.zone_left_path(_fair(entry)),
        "won": any(one.won for one in wishes),
        "lost": lost,
        "chances": chances_of(entry, now=clock.now()) if lost and entry.draw.settled_at else (),
        "hours_open": _hours_open(entry, wishes),
    }
    return render(request, "fairs/entry.html", context)


def _hours_open(entry: DrawEntry, wishes: list[read.WishShown]) -> bool:
    """Whether it matters still when the person can be there: before the day, and with a place to come or one won."""
    begins, ends = _fair(entry).starts_at, _fair(entry).ends_at
    if may_say_hours(entry.draw, None, None, begins=begins, ends=ends, now=clock.now()):
        return False
    return entry.draw.state != Draw.State.DRAWN or any(one.won for one in wishes)


def _orders_ahead(entry: DrawEntry) -> bool:
    """Whether employers may still name an order that takes this entry in."""
    until = entry.draw.ranks_until
    return until is not None and entry.draw.state == Draw.State.WISHING and clock.now() < until


@by_entry_link
@require_GET
def slip(request: HttpRequest, entry: DrawEntry) -> HttpResponse:
    """The receipt to print, for somebody without a telephone."""
    return slip_page(request, entry, back=links.entry_path(entry))


def slip_page(request: HttpRequest, entry: DrawEntry, *, back: str) -> HttpResponse:
    """The printed receipt: the wishes, the code, until when they change and where the result is seen. No name."""
    link = request.build_absolute_uri(links.entry_path(entry))
    context = {
        "entry": entry,
        "draw": entry.draw,
        "fair": _fair(entry),
        "wishes": read.wishes_of(entry),
        "link": link,
        "qr": mark_safe(svg(link)),
        "page": request.build_absolute_uri(reverse("fairs:draw", args=[_fair(entry).slug])),
        "back": back,
    }
    return render(request, "fairs/entry_slip.html", context)


@by_entry_link
@require_POST
def change(request: HttpRequest, entry: DrawEntry) -> HttpResponse:
    """Take the wishes into this browser's list, where their order is changed and kept again."""
    response = redirect("fairs:wishes", _fair(entry).slug)
    browser.remember(request, response, entry)
    return wish_lists.keep(request, response, _fair(entry), read.posts_of_entry(entry))


@by_entry_link
@require_POST
def drop(request: HttpRequest, entry: DrawEntry) -> HttpResponse:
    """Take the entry back: wishes, code, name and contact are deleted."""
    no = engine.drop_entry(entry=entry, by=Actor("person", ref=str(entry.public_id)))
    if no:
        messages.error(request, str(no))
        return redirect(links.entry_path(entry))
    messages.success(request, _("You take part no more. Your wishes, and your name with them, are deleted."))
    return redirect("fairs:zone", _fair(entry).slug)
