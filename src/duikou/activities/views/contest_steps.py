"""What is done with a contest: published, called off, exhibited."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from duikou.activities import contest_rules as rules
from duikou.activities.actions import contests as acts
from duikou.activities.actions import exhibitions
from duikou.activities.contest_words import REFUSALS
from duikou.activities.forms.contests import CancelForm
from duikou.activities.forms.exhibitions import ExhibitForm
from duikou.activities.queries import jury as jury
from duikou.activities.views.keep_contests import for_contests, kept_contest, say_refused
from duikou.directory.access import acting


@for_contests
@require_POST
def publish(request: HttpRequest, contest: UUID) -> HttpResponse:
    """Show it to everybody."""
    kept = kept_contest(request, contest)
    try:
        acts.publish_contest(contest=kept, by=acting(request))
    except rules.Refused as refused:
        say_refused(request, refused)
    else:
        messages.success(request, _("It is published: everybody can read it now."))
    return redirect("activities:keep-contest", kept.public_id)


@for_contests
@require_http_methods(["GET", "POST"])
def call_off(request: HttpRequest, contest: UUID) -> HttpResponse:
    """Call it off with a reason that everybody reads."""
    kept = kept_contest(request, contest)
    form = CancelForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            acts.cancel_contest(contest=kept, why=form.texts()["why"], by=acting(request))
        except rules.Refused as refused:
            say_refused(request, refused)
        else:
            messages.success(request, _("It is called off. Its page says why."))
        return redirect("activities:keep-contest", kept.public_id)
    context = {"form": form, "title": _("Call the contest off"), "contest": kept, "danger": True}
    return render(request, "activities/keep/contest_form.html", context, status=422 if form.errors else 200)


@for_contests
@require_http_methods(["GET", "POST"])
def exhibit(request: HttpRequest, contest: UUID) -> HttpResponse:
    """Open the exhibition, or change where else it is."""
    kept = kept_contest(request, contest)
    form = ExhibitForm(request.POST if request.method == "POST" else None, contest=kept)
    if form.is_bound and form.is_valid():
        try:
            exhibitions.exhibit(contest=kept, **form.where(), by=acting(request))
        except rules.Refused as refused:
            form.add_error(None, str(REFUSALS[refused.refusal]))
        else:
            messages.success(request, _("The chosen works are shown to everybody."))
            return redirect("activities:keep-contest", kept.public_id)
    context = {"form": form, "title": _("Exhibition"), "contest": kept, "button": _("Show the chosen works")}
    return render(request, "activities/keep/contest_form.html", context, status=422 if form.errors else 200)


@for_contests
@require_POST
def close_exhibition(request: HttpRequest, contest: UUID) -> HttpResponse:
    """Show its works no more."""
    kept = kept_contest(request, contest)
    exhibitions.close_exhibition(contest=kept, by=acting(request))
    messages.success(request, _("The exhibition is closed."))
    return redirect("activities:keep-contest", kept.public_id)
