"""Keeping contests: the list, the call, the page of one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from duikou.activities import contest_rules as rules
from duikou.activities import permissions
from duikou.activities.actions import contests as acts
from duikou.activities.contest_words import PARTS, PHASES, REFUSALS
from duikou.activities.forms.contest_parts import PART_FORMS
from duikou.activities.forms.contests import ContestForm
from duikou.activities.models import Contest
from duikou.activities.queries import contest_results as outcome
from duikou.activities.queries import contests as queries
from duikou.activities.queries import jury as jury
from duikou.base import clock
from duikou.base.small_numbers import K_INSIDE
from duikou.directory.access import acting, needs
from duikou.directory.models import Organisation

A_PAGE = 40
for_contests = needs(permissions.KEEP_CONTESTS)


def kept_contest(request: HttpRequest, public_id: UUID) -> Contest:
    """The contest, when the request's account keeps it; else 404."""
    rows = permissions.KEEP_CONTESTS.things(request.user).select_related("organiser", "place")
    found: Contest = get_object_or_404(rows, public_id=public_id)
    return found


def say_refused(request: HttpRequest, refused: rules.Refused) -> None:
    """Tell the reader why an action was refused and what to do."""
    messages.error(request, str(REFUSALS[refused.refusal]))


@for_contests
@require_GET
def contests(request: HttpRequest) -> HttpResponse:
    """The contests that the account keeps."""
    rows, now = queries.listed(permissions.KEEP_CONTESTS.things(request.user)), clock.now()
    pages = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    context = {"pages": pages, "lines": [(one, PHASES[rules.phase(one, now=now)]) for one in pages]}
    return render(request, "activities/keep/contests.html", context)


@for_contests
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new contest, which nobody sees yet."""
    bodies = permissions.bodies_of(request.user)
    form = ContestForm(request.POST if request.method == "POST" else None, bodies=bodies)
    if form.is_bound and form.is_valid():
        made = acts.create_contest(organiser=form.cleaned_data["organiser"], **form.facts(), by=acting(request))
        messages.success(request, _("Kept as a draft. Add categories, prizes and criteria, then publish it."))
        return redirect("activities:keep-contest", made.public_id)
    context = {"form": form, "title": _("New contest")}
    return render(request, "activities/keep/contest_form.html", context, status=422 if form.errors else 200)


def page(request: HttpRequest, contest: Contest, *, status: int = 200, **more: Any) -> HttpResponse:
    """All about a contest for who keeps it: what is to be done next, its parts, its works and its jury as numbers."""
    now = clock.now()
    stands = rules.phase(contest, now=now)
    progress, jurors = jury.progress(contest)
    forms = {name: made() for name, made in PART_FORMS.items()} | more.pop("forms", {})
    can_change = contest.state in (Contest.State.DRAFT, Contest.State.PUBLISHED)
    rows: dict[str, Any] = {"categories": contest.categories, "prizes": contest.prizes, "criteria": contest.criteria}
    marked = queries.marks_exist(contest)
    context = {
        "contest": contest,
        "stands": stands,
        "phase": PHASES[stands],
        "parts": [
            (name, PARTS[name], rows[name].all(), forms[name], can_change and not (name == "criteria" and marked))
            for name in PART_FORMS
        ],
        "lacks": rules.may_publish(contest, categories=contest.categories.count(), now=now),
        "lacks_words": REFUSALS.get(
            rules.may_publish(contest, categories=contest.categories.count(), now=now) or rules.Refusal.WRONG_STATE
        ),
        "progress": progress,
        "jurors": jurors,
        "marked": marked,
        "edition": outcome.latest_edition(contest),
        "counts": outcome.counts_by_category(contest, k=K_INSIDE),
        "can_exhibit": rules.may_exhibit(contest, judged=contest.criteria.exists(), now=now) is None,
        **more,
    }
    return render(request, "activities/keep/contest.html", context, status=status)


@for_contests
@require_GET
def keep(request: HttpRequest, contest: UUID) -> HttpResponse:
    """The page of a contest for who keeps it."""
    return page(request, kept_contest(request, contest))


@for_contests
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, contest: UUID) -> HttpResponse:
    """Change the call."""
    kept = kept_contest(request, contest)
    bodies = Organisation.objects.filter(pk=kept.organiser_id)
    form = ContestForm(request.POST if request.method == "POST" else None, bodies=bodies, contest=kept)
    if form.is_bound and form.is_valid():
        try:
            acts.change_contest(contest=kept, values=form.facts(), by=acting(request))
        except rules.Refused as refused:
            form.add_error(None, str(REFUSALS[refused.refusal]))
        else:
            messages.success(request, _("Kept."))
            return redirect("activities:keep-contest", kept.public_id)
    context = {"form": form, "title": _("Change the contest"), "contest": kept}
    return render(request, "activities/keep/contest_form.html", context, status=422 if form.errors else 200)
