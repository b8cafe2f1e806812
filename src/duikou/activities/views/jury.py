"""The jury's pages: works by number. Whose they are is on none of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from duikou.activities import contest_rules as rules
from duikou.activities.actions import jury as acts
from duikou.activities.contest_words import PHASES, REFUSALS
from duikou.activities.models import Juror
from duikou.activities.queries import jury as read
from duikou.base import clock
from duikou.directory.access import acting, needs_account, signed_in

View = Callable[..., HttpResponseBase]


def for_jurors(view: View) -> View:
    """The view for a juror of the contest in the address, given as `juror`; there is nothing (404) for others."""

    @needs_account
    @wraps(view)
    def guarded(request: HttpRequest, contest: UUID, **kwargs: Any) -> HttpResponseBase:
        juror = read.juror_of(signed_in(request), contest)
        if juror is None:
            raise Http404
        return view(request, juror, **kwargs)

    return guarded


@needs_account
@require_GET
def juries(request: HttpRequest) -> HttpResponse:
    """The contests that one judges."""
    now = clock.now()
    found = [
        (one, PHASES[rules.phase(one.contest, now=now)], rules.may_mark(one, now=now) is None, read.lacking(one))
        for one in read.juries_of(signed_in(request))
    ]
    return render(request, "activities/jury/juries.html", {"juries": found})


@for_jurors
@require_GET
def jury(request: HttpRequest, juror: Juror) -> HttpResponse:
    """The works that a juror judges, and what they have marked."""
    refused = rules.may_mark(juror, now=clock.now())
    works = [] if refused == rules.Refusal.NOT_CLOSED else list(read.for_juror(juror))
    sheets = read.sheets_of(juror) if works else {}
    categories = {one.pk: str(one) for one in juror.contest.categories.all()}
    lines = [(one, categories.get(one.category_id, ""), one.pk in sheets) for one in works]
    context = {
        "juror": juror,
        "contest": juror.contest,
        "works": lines,
        "next": next((one for one in works if one.pk not in sheets), None),
        "lacking": len(works) - len(sheets),
        "refused": REFUSALS[refused] if refused else "",
        "not_closed": refused == rules.Refusal.NOT_CLOSED,
    }
    return render(request, "activities/jury/jury.html", context)


@for_jurors
@require_POST
def hand_in(request: HttpRequest, juror: Juror) -> HttpResponse:
    """Hand one's marks in."""
    try:
        acts.hand_in(juror=juror, by=acting(request))
    except rules.Refused as no:
        messages.error(request, str(REFUSALS[no.refusal]))
    else:
        messages.success(request, _("Your marks are handed in. Thank you."))
    return redirect("activities:jury", juror.contest.public_id)
