"""Putting wishes for the draw of a fair together, in an order, and sending them."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from duikou.base import clock
from duikou.base.actor import SOMEBODY, Actor
from duikou.base.paced import paced
from duikou.base.private import private
from duikou.booking.models import Draw, DrawEntry
from duikou.booking.queries.draws import entries_with
from duikou.booking.refusals import Reason, Refusal, refusal
from duikou.booking.rules import may_wish
from duikou.booking.views import browser, proving
from duikou.fairs import links
from duikou.fairs.actions import draws as actions
from duikou.fairs.forms.draws import EnterForm
from duikou.fairs.models import Fair, Post
from duikou.fairs.queries import draws as read
from duikou.fairs.rules import MOST_WISHES
from duikou.fairs.views import wish_lists
from duikou.fairs.views.zone import fair_or_404

SENDING = ("enter", "keep")


@private
@require_http_methods(["GET", "POST"])
@paced(per_minute=240, burst=120)
def wishes(request: HttpRequest, slug: str) -> HttpResponse:
    """The list: each wish moves up, down or out by a button; then name and contact, or only “keep” for who is known
    here. `post` in the address is one more that can be added."""
    fair = fair_or_404(slug)
    draw = read.draw_of_fair(fair)
    if draw is None:
        raise Http404
    if proving.is_asked(request):
        request, answer = proving.answered(request, fair.offer)
        if answer is not None:
            return answer
    page = _Page(request, fair, draw)
    if request.method == "GET":
        return page.shown(EnterForm(draw=draw))
    if page.closed:
        return page.shown(EnterForm(draw=draw), no=page.closed)
    what, _colon, which = request.POST.get("do", "").partition(":")
    if what in SENDING:
        return page.send()
    page.change(what, which)
    return page.shown(EnterForm(draw=draw, initial=request.POST.dict()))


class _Page:
    """The list as it stands in what was sent, else in the browser, else in the entry that the browser knows."""

    def __init__(self, request: HttpRequest, fair: Fair, draw: Draw) -> None:
        self.request, self.fair, self.draw, self.now = request, fair, draw, clock.now()
        self.closed = may_wish(draw, now=self.now)
        self.other = "other" in (request.POST if request.method == "POST" else request.GET)
        known = [one for one in entries_with(browser.entry_ids(request)) if one.draw_id == draw.pk]
        self.entry: DrawEntry | None = None if self.other or not known else known[-1]
        if request.method == "POST":
            ids = _uuids(request.POST.getlist("wish")[:MOST_WISHES])
        else:
            kept = [] if self.other else wish_lists.listed(request, fair)
            ids = kept if kept is not None else read.posts_of_entry(self.entry) if self.entry else []
        self.asked = ids
        self.posts = read.posts_wished(fair, ids, now=self.now)

    def change(self, what: str, which: str) -> None:
        """Move one up or down, take it out, or add it at the end."""
        wanted = next(iter(_uuids([which])), None)
        if what == "add" and wanted:
            added = read.posts_wished(self.fair, [*(one.public_id for one in self.posts), wanted], now=self.now)
            if len(added) > self.draw.wishes_max:
                messages.error(self.request, str(refusal(Reason.WISHES_TOO_MANY, most=self.draw.wishes_max)))
            else:
                self.posts = added
            return
        at = next((at for at, one in enumerate(self.posts) if one.public_id == wanted), None)
        if at is None:
            return
        one = self.posts.pop(at)
        if what != "drop":
            self.posts.insert(max(0, at - 1) if what == "up" else at + 1 if what == "down" else at, one)

    def send(self) -> HttpResponse:
        """Put the wishes in, or say what is missing."""
        form = EnterForm(self.request.POST, draw=self.draw)
        if self.entry is None and not form.is_valid():
            return self.shown(form, status=422)
        if len(self.posts) < len(set(self.asked)):
            messages.warning(
                self.request, _("A wish that is no longer offered was taken out. Look at your list again.")
            )
            return self.shown(form if self.entry is None else EnterForm(draw=self.draw), status=409)
        stands = [(one.stand, one) for one in self.posts if one.stand]
        if self.entry is not None and self.entry.person is not None:
            by = Actor("person", ref=str(self.entry.public_id))
            answer = actions.wish(draw=self.draw, who=self.entry.person, stands=stands, by=by, own=True)
        else:
            who = form.somebody()
            known = who.newcomer()
            proven = who.proven_for(known)
            answer = actions.wish(draw=self.draw, who=known, stands=stands, by=SOMEBODY, proven_for=proven)
        if isinstance(answer, Refusal):
            if answer.reason == Reason.CONTACT_UNPROVEN:
                return proving.send(self.request, self.fair.offer, then="enter")
            return self.shown(form if self.entry is None else EnterForm(draw=self.draw), no=answer)
        messages.success(self.request, _("Your wishes are kept and take part in the draw."))
        response = browser.remember(self.request, redirect(links.entry_path(answer)), answer)
        return wish_lists.keep(self.request, response, self.fair, [one.public_id for one in self.posts])

    def shown(self, form: EnterForm, *, no: Refusal | None = None, status: int = 200) -> HttpResponse:
        """The page; after a POST the browser keeps the list as it is now."""
        if no:
            form.add_error(None, str(no)) if form.is_bound else None
            status = 409
        context: dict[str, Any] = {
            "fair": self.fair,
            "draw": self.draw,
            "posts": self.posts,
            "new": self._new(),
            "left": self.draw.wishes_max - len(self.posts),
            "form": form,
            "entry": self.entry,
            "entry_path": links.entry_path(self.entry) if self.entry else "",
            "other": self.other,
            "closed": self.closed,
            "no": no if not form.is_bound else None,
        }
        response = render(self.request, "fairs/wishes.html", context, status=status)
        if self.request.method == "POST" and not self.other:
            wish_lists.keep(self.request, response, self.fair, [one.public_id for one in self.posts])
        return response

    def _new(self) -> Post | None:
        """The post in the address, unless it is in the list."""
        wanted = _uuids([self.request.GET.get("post", "")]) if self.request.method == "GET" else []
        here = {one.public_id for one in self.posts}
        found = read.posts_wished(self.fair, wanted, now=self.now)
        return next((one for one in found if one.public_id not in here), None)


def _uuids(words: list[str]) -> list[uuid.UUID]:
    found = []
    for word in words:
        try:
            found.append(uuid.UUID(word))
        except ValueError:
            continue
    return found
