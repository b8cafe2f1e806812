"""One's own work, by its link: pictures, changes until the close, showing it, withdrawing it, all that is stored."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from duikou.activities import contest_rules as rules
from duikou.activities.actions import changing_works as changing
from duikou.activities.contest_links import entry_path, entry_token, read_entry_token
from duikou.activities.contest_words import PHASES, REFUSALS
from duikou.activities.forms.entering import BodyWorkForm
from duikou.activities.forms.works import AgreeForm, WorkForm, WorkPictureForm
from duikou.activities.models import ContestEntry
from duikou.activities.queries import contests as queries
from duikou.activities.queries.judged import remarks_on
from duikou.activities.views.entering import JUST_ENTERED
from duikou.base import clock
from duikou.base.actor import Actor
from duikou.base.private import private
from duikou.booking.tickets import BadToken
from duikou.booking.views.about import pages_by
from duikou.booking.views.opened import opened_by
from duikou.directory.link_secrets import absolute
from duikou.directory.queries import photo_content

View = Callable[..., HttpResponse]
Entered = ContestEntry.State
GONE = "activities/entry_gone.html"


def by_link(view: View) -> View:
    """Give a view the entry that its signed link is for, or answer that there is none (404) or none any more (410)."""

    @private
    @wraps(view)
    def opened(request: HttpRequest, token: str, **kwargs: Any) -> HttpResponse:
        try:
            row = queries.entry_of(read_entry_token(token))
        except BadToken:
            return render(request, GONE, {"why": "unknown"}, status=404)
        if row is None or row.state == Entered.WITHDRAWN:
            return render(request, GONE, {"why": "erased"}, status=410)
        return view(request, row, **kwargs)

    return opened


about_me = pages_by(opened_by(read_entry_token, queries.entry_of, over=GONE))


def themselves(entry: ContestEntry) -> Actor:
    """Whoever entered it, as the one who acts."""
    return Actor("person", ref=str(entry.public_id))


def entry_page(request: HttpRequest, entry: ContestEntry, *, status: int = 200, **more: Any) -> HttpResponse:
    """The page of one's own work, with forms as they were sent in `more`."""
    contest, now = entry.contest, clock.now()
    stands = rules.phase(contest, now=now)
    open_still = rules.may_change_entry(entry, now=now) is None
    pictures = [one.photo for one in entry.pictures.select_related("photo")]
    out = stands == rules.Phase.RESULTS
    context = {
        "entry": entry,
        "contest": contest,
        "token": entry_token(entry),
        "link": absolute(entry_path(entry)),
        "just": request.GET.get(JUST_ENTERED) == "1",
        "phase": PHASES[stands],
        "open": open_still,
        "out": out,
        "pictures": pictures,
        "more_pictures": open_still and len(pictures) < contest.most_pictures,
        "empty": not entry.text and not pictures and entry.emptied_at is None,
        "form": _form(entry) if open_still else None,
        "picture_form": WorkPictureForm(),
        "agree_form": AgreeForm(initial={"may_show": entry.may_show, "name_shown": entry.name_shown}),
        "exhibited": bool(entry.accepted and contest.exhibited_at),
        "remarks": remarks_on(entry) if out else [],
        "about_me": entry.person is not None,
        **more,
    }
    return render(request, "activities/my_entry.html", context, status=status)


def _form(entry: ContestEntry, data: Any = None) -> WorkForm:
    made = BodyWorkForm if entry.body_id else WorkForm
    return made(data, contest=entry.contest, entry=entry)


@by_link
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, entry: ContestEntry) -> HttpResponse:
    """The work as it is; a POST changes its words."""
    if request.method == "GET":
        return entry_page(request, entry)
    form = _form(entry, request.POST)
    if not form.is_valid():
        return entry_page(request, entry, form=form, status=422)
    try:
        heads = form.cleaned_data.get("heads")
        changing.change_entry(entry=entry, **form.work(), heads=heads, by=themselves(entry))
    except rules.Refused as no:
        messages.error(request, str(REFUSALS[no.refusal]))
    else:
        messages.success(request, _("Kept."))
    return redirect(entry_path(entry))


def small_picture(entry: ContestEntry, image: UUID, size: str = "small") -> HttpResponse:
    """The bytes of a picture of this work, for those who may see it before everybody does; 404 for another work's."""
    one = entry.pictures.select_related("photo").filter(photo__public_id=image).first()
    content = photo_content(one.photo, size) if one and one.photo.taken_down_at is None else None
    if content is None:
        raise Http404
    answer = HttpResponse(content, content_type="image/jpeg")
    answer["Cache-Control"] = "private, no-store"
    return answer
