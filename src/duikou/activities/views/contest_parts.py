"""The parts of a contest for who keeps it."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from duikou.activities import contest_rules as rules
from duikou.activities.actions import contest_parts as acts
from duikou.activities.forms.contest_parts import PART_FORMS
from duikou.activities.queries import jury as jury
from duikou.activities.views.keep_contests import for_contests, kept_contest, page, say_refused
from duikou.directory.access import acting


@for_contests
@require_POST
def add_part(request: HttpRequest, contest: UUID, part: str) -> HttpResponse:
    """Add a category, a prize or a criterion."""
    kept = kept_contest(request, contest)
    if part not in PART_FORMS:
        raise Http404
    form = PART_FORMS[part](request.POST)
    if not form.is_valid():
        return page(request, kept, forms={part: form}, opened=part, status=422)
    try:
        acts.add_part(contest=kept, part=part, **form.values(), by=acting(request))
    except rules.Refused as refused:
        say_refused(request, refused)
    return redirect("activities:keep-contest", kept.public_id)


@for_contests
@require_POST
def remove_part(request: HttpRequest, contest: UUID, part: str, item: int) -> HttpResponse:
    """Remove one of them."""
    kept = kept_contest(request, contest)
    if part not in PART_FORMS:
        raise Http404
    try:
        acts.remove_part(contest=kept, part=part, item=item, by=acting(request))
    except rules.Refused as refused:
        say_refused(request, refused)
    return redirect("activities:keep-contest", kept.public_id)
