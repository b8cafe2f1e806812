"""Which programme, body, review or visit a signed-in request is about, and whether it may be."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from duikou.activities import title_permissions as permissions
from duikou.activities import title_rules as rules
from duikou.activities.models import Candidacy, Finding, Programme, Review, Ruling, Visit
from duikou.activities.queries.titles import listed
from duikou.activities.title_words import TITLE_REFUSALS
from duikou.directory.access import needs

for_running = needs(permissions.RUN_PROGRAMMES)
for_bodies = needs(permissions.ASSESS)
for_both = needs(permissions.RUN_PROGRAMMES, permissions.ASSESS)
for_visiting = needs(permissions.RUN_PROGRAMMES, permissions.VISIT)
for_all = needs(permissions.RUN_PROGRAMMES, permissions.ASSESS, permissions.VISIT)
REVIEWS = ("edition", "candidacy__programme__organiser", "candidacy__body")
VISITS = tuple(f"review__{one}" for one in REVIEWS)


def run_programme(request: HttpRequest, slug: str) -> Programme:
    """The programme, when the request's account runs it; else 404."""
    return get_object_or_404(permissions.RUN_PROGRAMMES.things(request.user).select_related("organiser"), slug=slug)


def run_candidacy(request: HttpRequest, public_id: UUID) -> Candidacy:
    """The body on its way to a title, when the request's account runs the programme; else 404."""
    return get_object_or_404(listed(permissions.LOOK_AT.things(request.user)), public_id=public_id)


def seen_candidacies(request: HttpRequest) -> Q:
    """The bodies that the account runs the programme of, or writes for, as a condition."""
    return permissions.LOOK_AT.rows(request.user) | permissions.ASSESS.rows(request.user)


def run_review(request: HttpRequest, public_id: UUID) -> Review:
    """The review, when the request's account runs the programme; else 404."""
    mine = permissions.LOOK_AT.things(request.user).values("pk")
    return get_object_or_404(Review.objects.filter(candidacy__in=mine).select_related(*REVIEWS), public_id=public_id)


def read_review(request: HttpRequest, public_id: UUID) -> Review:
    """The review, when the request's account runs the programme, writes for the body or visits it; else 404."""
    mine = Candidacy.objects.filter(seen_candidacies(request)).values("pk")
    visited = permissions.visits_of(request.user).values("review")
    seen = Review.objects.filter(Q(candidacy__in=mine) | Q(pk__in=visited))
    return get_object_or_404(seen.select_related(*REVIEWS), public_id=public_id)


def writes_for(request: HttpRequest, candidacy: Candidacy) -> bool:
    """Whether the account writes for the body."""
    return permissions.ASSESS.allows(request.user, candidacy)


def runs(request: HttpRequest, candidacy: Candidacy) -> bool:
    """Whether the account runs the programme that the body is looked at by."""
    return permissions.LOOK_AT.allows(request.user, candidacy)


def visiting(request: HttpRequest, public_id: UUID) -> Visit:
    """The visit, when the request's account may write what was found; else 404."""
    mine = permissions.visits_of(request.user).values("pk")
    return get_object_or_404(Visit.objects.filter(pk__in=mine).select_related(*VISITS), public_id=public_id)


def findings(request: HttpRequest, *, own: bool) -> Any:
    """The findings about bodies that the account writes for (`own`), or whose programme it runs."""
    question = permissions.ASSESS if own else permissions.LOOK_AT
    mine = question.things(request.user).values("pk")
    related = ("criterion", *(f"visit__{one}" for one in VISITS))
    return Finding.objects.filter(visit__review__candidacy__in=mine).select_related(*related)


def rulings(request: HttpRequest, *, own: bool) -> Any:
    """The rulings about bodies that the account writes for (`own`), or whose programme it runs."""
    question = permissions.ASSESS if own else permissions.LOOK_AT
    mine = question.things(request.user).values("pk")
    return Ruling.objects.filter(review__candidacy__in=mine).select_related(*VISITS)


def back_to(candidacy: Candidacy) -> HttpResponse:
    """To the page of a body."""
    return redirect("activities:candidacy", candidacy.public_id)


def done_or_told(request: HttpRequest, act: Callable[[], object], said: str) -> bool:
    """Do it and say so, or tell the reader why it was refused and what to do. Whether it was done."""
    try:
        act()
    except rules.Refused as refused:
        messages.error(request, str(TITLE_REFUSALS[refused.refusal]))
        return False
    messages.success(request, said)
    return True
