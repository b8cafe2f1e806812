"""The works of a contest for who keeps it: left out, chosen for the exhibition, and who entered, each look kept."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from duikou.activities import contest_rules as rules
from duikou.activities.actions import choosing_works as acts
from duikou.activities.actions.contest_entries import note_reading
from duikou.activities.forms.judging import ExcludeForm
from duikou.activities.models import Contest, ContestEntry
from duikou.activities.views.keep_contests import for_contests, kept_contest, say_refused
from duikou.activities.views.my_entry import small_picture
from duikou.directory.access import acting

A_PAGE = 50
Entered = ContestEntry.State


def _entry(contest: Contest, work: UUID) -> ContestEntry:
    rows = contest.entries.exclude(state=Entered.WITHDRAWN).select_related("category", "body", "person")
    found: ContestEntry = get_object_or_404(rows, public_id=work)
    return found


@for_contests
@require_GET
def works(request: HttpRequest, contest: UUID) -> HttpResponse:
    """The works by number."""
    kept = kept_contest(request, contest)
    rows = kept.entries.exclude(state=Entered.WITHDRAWN).select_related("category", "body")
    pages = Paginator(rows.order_by("number"), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "activities/keep/works.html", {"contest": kept, "pages": pages})


def _page(
    request: HttpRequest, contest: Contest, entry: ContestEntry, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = {
        "contest": contest,
        "entry": entry,
        "pictures": [one.photo for one in entry.pictures.select_related("photo") if one.photo.taken_down_at is None],
        "form": ExcludeForm(),
        "shown": False,
        **more,
    }
    return render(request, "activities/keep/entry.html", context, status=status)


@for_contests
@require_GET
def entry(request: HttpRequest, contest: UUID, work: UUID) -> HttpResponse:
    """One work, without the name of a person."""
    kept = kept_contest(request, contest)
    return _page(request, kept, _entry(kept, work))


@for_contests
@require_GET
def picture(request: HttpRequest, contest: UUID, work: UUID, image: UUID) -> HttpResponse:
    """A picture of a work, large."""
    return small_picture(_entry(kept_contest(request, contest), work), image, size="large")


@for_contests
@require_POST
def who(request: HttpRequest, contest: UUID, work: UUID) -> HttpResponse:
    """The work with who entered it; that it was shown is kept, and the person can see it."""
    kept = kept_contest(request, contest)
    found = _entry(kept, work)
    if found.person is not None:
        note_reading(entry=found, by=acting(request))
    return _page(request, kept, found, shown=True)


@for_contests
@require_POST
def step(request: HttpRequest, contest: UUID, work: UUID) -> HttpResponse:
    """Choose it for the exhibition or not, leave it out of the contest with a reason, or take it in again."""
    kept = kept_contest(request, contest)
    found, do, by = _entry(kept, work), request.POST.get("do"), acting(request)
    try:
        if do in ("choose", "leave"):
            acts.choose(entry=found, accepted=do == "choose", by=by)
        elif do == "again":
            acts.take_in_again(entry=found, by=by)
        elif do == "exclude":
            form = ExcludeForm(request.POST)
            if not form.is_valid():
                return _page(request, kept, found, form=form, status=422)
            acts.exclude(entry=found, why=form.cleaned_data["why"], by=by)
        else:
            messages.error(request, _("Choose one of the buttons shown."))
            return redirect("activities:kept-entry", kept.public_id, found.public_id)
    except rules.Refused as refused:
        say_refused(request, refused)
    else:
        messages.success(request, _("Kept."))
    return redirect("activities:kept-entry", kept.public_id, found.public_id)
