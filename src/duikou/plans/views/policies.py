"""The policies that everybody can read."""

from __future__ import annotations

from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from duikou.base import clock
from duikou.base.everybody import for_everybody
from duikou.plans import queries, rules
from duikou.plans.views.words import STATES, WHY

A_PAGE = 30


@for_everybody(seconds=5)
@require_safe
def policies(request: HttpRequest) -> HttpResponse:
    """The policies in force, or those that ended."""
    ended = request.GET.get("ended") == "1"
    pages = Paginator(queries.public_policies(ended=ended), A_PAGE).get_page(request.GET.get("page"))
    context = {"pages": pages, "ended": ended, "states": STATES, "today": timezone.localdate(clock.now())}
    return render(request, "plans/policies.html", context)


@for_everybody(seconds=5)
@require_safe
def policy(request: HttpRequest, policy: UUID) -> HttpResponse:
    """One policy with its clauses, what it took the place of and what takes its place."""
    one = queries.public_policy(policy)
    if one is None:
        raise Http404
    today = timezone.localdate(clock.now())
    context = {
        "policy": one,
        "state": STATES[one.state],
        "why": WHY.get(one.why_ended),
        "holds": rules.holds(one, today=today),
        "today": today,
        "clauses": queries.clauses_of(one),
        "chain": queries.chain_of(one),
    }
    return render(request, "plans/policy.html", context)
