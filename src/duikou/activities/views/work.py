"""One's own activities: the list, a new one, changing, publishing, copying, calling off."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from duikou.activities import permissions, rules
from duikou.activities.actions import activities as acts
from duikou.activities.actions.campaigns import create_series
from duikou.activities.actions.changes import change_activity, change_places
from duikou.activities.forms.activities import ActivityForm, CallOffForm
from duikou.activities.models import Activity
from duikou.activities.queries.door import coming_to
from duikou.activities.queries.keeping import in_state, lacking
from duikou.activities.views.staff import for_keepers, kept_activity, say_refused
from duikou.activities.words import REFUSALS, where
from duikou.base import clock
from duikou.directory.access import acting
from duikou.directory.models import Organisation

A_PAGE, MOST_LACKING = 40, 20
TABS = ("coming", "draft", "past", "cancelled")
WEEK = timedelta(days=7)


class Outside(Exception):
    """What would be kept would lie where the account may not keep it."""


@for_keepers
@require_GET
def work(request: HttpRequest) -> HttpResponse:
    """The activities that the account keeps, by state, and what still lacks of those that are over."""
    mine, now = permissions.KEEP_ACTIVITIES.things(request.user), clock.now()
    tab = request.GET.get("state", "coming")
    if tab not in TABS:
        raise Http404
    lack = list(lacking(mine, now=now)[: MOST_LACKING + 1])
    context = {
        "tab": tab,
        "pages": Paginator(in_state(mine, tab, now=now), A_PAGE).get_page(request.GET.get("page")),
        "lacking": lack[:MOST_LACKING],
        "more_lacking": len(lack) > MOST_LACKING,
        "sees_coverage": permissions.KEEP_CAMPAIGNS.asked_of(request.user),
        "keeps_kinds": permissions.KEEP_KINDS.asked_of(request.user),
    }
    return render(request, "activities/keep/work.html", context)


@for_keepers
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new activity, from nothing or as a copy of one, a week later."""
    bodies = permissions.bodies_of(request.user)
    form = ActivityForm(request.POST if request.method == "POST" else None, bodies=bodies, **_copied(request))
    if form.is_bound and form.is_valid():
        organiser = form.cleaned_data["organiser"]
        try:
            with transaction.atomic():
                facts = {**_with_series(request, form, organiser), **form.numbers()}
                made = acts.create_activity(organiser=organiser, by=acting(request), **facts)
                _inside(request, made)
        except rules.Refused as refused:
            form.add_error(None, str(REFUSALS[refused.refusal]))
        except Outside:
            form.add_error("place", _("This place lies outside the area of your role. Choose another one."))
        else:
            messages.success(request, _("It is kept as a draft. Look at it, then publish it."))
            return redirect("activities:keep", made.public_id)
    context = {"form": form, "none": not bodies.exists()}
    return render(request, "activities/keep/form.html", context, status=422 if form.errors else 200)


def _copied(request: HttpRequest) -> dict[str, Any]:
    wanted = request.GET.get("copy", "")
    if not wanted or request.method == "POST":
        return {}
    try:
        source = kept_activity(request, UUID(wanted))
    except ValueError:
        raise Http404 from None
    # The next weekly time that is still to come.
    later = WEEK * max(1, -(-(clock.now() - source.starts_at) // WEEK))
    copy = Activity.objects.get(pk=source.pk)
    copy.pk = None
    return {
        "activity": copy,
        "initial": {"starts_at": source.starts_at + later, "ends_at": source.ends_at + later},
    }


def _with_series(request: HttpRequest, form: ActivityForm, organiser: Organisation) -> dict[str, Any]:
    facts = form.facts()
    if form.cleaned_data["new_series"] and not facts["series"]:
        facts["series"] = create_series(title=facts["title"], organiser=organiser, by=acting(request))
    return facts


def _inside(request: HttpRequest, activity: Activity) -> None:
    if not permissions.KEEP_ACTIVITIES.allows(request.user, activity):
        raise Outside


@for_keepers
@require_GET
def keep(request: HttpRequest, activity: UUID) -> HttpResponse:
    """All about an activity for its keepers: its facts, how many come, and what can be done."""
    kept, now = kept_activity(request, activity), clock.now()
    context = {
        "activity": kept,
        "where": where(kept.place),
        "coming": coming_to(kept),
        "over": kept.ends_at <= now,
        "begun": kept.starts_at <= now,
        "door": rules.door_is_open(kept, now=now),
        "lacks": rules.may_publish(kept, now=now),
        "lacks_words": REFUSALS.get(rules.may_publish(kept, now=now) or rules.Refusal.WRONG_STATE),
    }
    return render(request, "activities/keep/activity.html", context)


@for_keepers
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, activity: UUID) -> HttpResponse:
    """The form of an activity; whoever has signed up is told of another time or place."""
    kept = kept_activity(request, activity)
    bodies = Organisation.objects.filter(pk=kept.organiser_id)
    form = ActivityForm(request.POST if request.method == "POST" else None, bodies=bodies, activity=kept)
    if form.is_bound and form.is_valid():
        try:
            with transaction.atomic():
                facts, numbers = _with_series(request, form, kept.organiser), form.numbers()
                check_in = facts.pop("check_in")
                told = change_activity(activity=kept, values=facts, by=acting(request))
                change_places(activity=kept, **numbers, by=acting(request))
                change_activity(activity=kept, values={"check_in": check_in}, by=acting(request))
                _inside(request, kept)
        except rules.Refused as refused:
            form.add_error(None, str(REFUSALS[refused.refusal]))
        except Outside:
            form.add_error("place", _("This place lies outside the area of your role. Choose another one."))
        else:
            said = ngettext("Kept. %(n)s booking is told of it.", "Kept. %(n)s bookings are told of it.", told)
            messages.success(request, said % {"n": told} if told else _("Kept."))
            return redirect("activities:keep", kept.public_id)
    context = {"form": form, "activity": kept, "coming": coming_to(kept)}
    return render(request, "activities/keep/form.html", context, status=422 if form.errors else 200)


@for_keepers
@require_POST
def publish(request: HttpRequest, activity: UUID) -> HttpResponse:
    """Show it to everybody, and let people sign up."""
    kept = kept_activity(request, activity)
    try:
        acts.publish_activity(activity=kept, by=acting(request))
    except rules.Refused as refused:
        say_refused(request, refused)
    else:
        messages.success(request, _("It is published: everybody can read it now."))
    return redirect("activities:keep", kept.public_id)


@for_keepers
@require_http_methods(["GET", "POST"])
def call_off(request: HttpRequest, activity: UUID) -> HttpResponse:
    """Call it off with a reason that everybody who has signed up is told."""
    kept = kept_activity(request, activity)
    form = CallOffForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            ended = acts.cancel_activity(activity=kept, why=form.texts()["why"], by=acting(request))
        except rules.Refused as refused:
            say_refused(request, refused)
        else:
            said = ngettext("Called off, and %(n)s booking told.", "Called off, and %(n)s bookings told.", ended)
            messages.success(request, said % {"n": ended})
        return redirect("activities:keep", kept.public_id)
    context = {"form": form, "activity": kept, "coming": coming_to(kept)}
    return render(request, "activities/keep/call_off.html", context, status=422 if form.errors else 200)
