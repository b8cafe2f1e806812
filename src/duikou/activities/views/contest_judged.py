"""The results for who keeps a contest: looked at, then published."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from duikou.activities import contest_rules as rules
from duikou.activities.actions import contest_results as acts
from duikou.activities.contest_words import REFUSALS
from duikou.activities.forms.judging import ReasonForm
from duikou.activities.placings import ENOUGH_TO_DROP
from duikou.activities.protocol import digest_of
from duikou.activities.queries import contest_results as outcome
from duikou.activities.queries import judged as verdict
from duikou.activities.views.keep_contests import for_contests, kept_contest
from duikou.directory.access import acting


@for_contests
@require_http_methods(["GET", "POST"])
def results(request: HttpRequest, contest: UUID) -> HttpResponse:
    """The results as the marks give them, once everybody has handed in; a POST freezes and publishes them."""
    kept = kept_contest(request, contest)
    before = outcome.latest_edition(kept)
    refused = acts.may_publish_results(kept)
    form = ReasonForm(request.POST if request.method == "POST" else None) if before else None
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            acts.publish_results(
                contest=kept,
                digest=request.POST.get("digest", ""),
                reason=form.texts()["reason"] if form else "",
                by=acting(request),
            )
        except rules.Refused as no:
            messages.error(request, str(REFUSALS[no.refusal]))
            return redirect("activities:contest-judged", kept.public_id)
        messages.success(request, _("The results are published. Whoever has won is told and asked about their name."))
        return redirect("activities:keep-contest", kept.public_id)
    context: dict[str, Any] = {"contest": kept, "before": before, "form": form, "enough": ENOUGH_TO_DROP}
    if refused:
        context |= {"refused": REFUSALS[refused], "unjudged": verdict.unjudged(kept) if kept.state != "draft" else []}
    else:
        places, content = verdict.computed(kept)
        prizes, digest = [str(one) for one in kept.prizes.all()], digest_of(content)
        context |= {
            "criteria": kept.criteria.all(),
            "places": [
                (name, [(one, prizes[one.prize] if one.prize is not None else "") for one in works])
                for name, works in places
            ],
            "digest": digest,
            "same": before is not None and before.digest == digest,
        }
    return render(request, "activities/keep/results.html", context, status=422 if form and form.errors else 200)
