"""For the office that runs programmes: a programme, the editions of its criteria, bodies that are proposed."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from duikou.activities import title_permissions as permissions
from duikou.activities import title_rules as rules
from duikou.activities.actions import programmes as acts
from duikou.activities.actions.proposing import propose as propose_body
from duikou.activities.forms.titles import CriterionForm, ProgrammeForm, ProposeForm
from duikou.activities.models import Criterion, Edition
from duikou.activities.queries.titles import current_edition, in_sections
from duikou.activities.title_words import TITLE_REFUSALS
from duikou.activities.views.title_staff import done_or_told, for_running, run_programme
from duikou.base import clock
from duikou.directory.access import acting


def _edition(request: HttpRequest, public_id: UUID) -> Edition:
    mine = permissions.RUN_PROGRAMMES.things(request.user).values("pk")
    return get_object_or_404(
        Edition.objects.filter(programme__in=mine).select_related("programme"), public_id=public_id
    )


def _criterion(request: HttpRequest, public_id: UUID) -> Criterion:
    mine = permissions.RUN_PROGRAMMES.things(request.user).values("pk")
    found = Criterion.objects.filter(edition__programme__in=mine).select_related("edition__programme")
    return get_object_or_404(found, public_id=public_id)


@for_running
@require_http_methods(["GET", "POST"])
def new_programme(request: HttpRequest) -> HttpResponse:
    """A new programme, which nobody sees yet."""
    bodies = permissions.bodies_run_for(request.user)
    form = ProgrammeForm(request.POST if request.method == "POST" else None, bodies=bodies)
    if form.is_bound and form.is_valid():
        made = acts.create_programme(**form.values(), by=acting(request))
        messages.success(request, _("Kept. Now write the criteria; nobody sees it before it is published."))
        return redirect("activities:programme", made.slug)
    context = {"form": form, "title": _("New programme")}
    return render(request, "activities/titles/form.html", context, status=422 if form.errors else 200)


@for_running
@require_GET
def programme(request: HttpRequest, programme: str) -> HttpResponse:
    """A programme with the editions of its criteria."""
    kept = run_programme(request, programme)
    context = {
        "programme": kept,
        "editions": kept.editions.order_by("-number"),
        "current": current_edition(kept),
        "writing": kept.editions.filter(published_at=None).exists(),
        "candidates": kept.candidacies.select_related("body").order_by("state", "-pk")[:40],
    }
    return render(request, "activities/titles/kept_programme.html", context)


@for_running
@require_http_methods(["GET", "POST"])
def edit_programme(request: HttpRequest, programme: str) -> HttpResponse:
    """Change a programme."""
    kept = run_programme(request, programme)
    bodies = permissions.bodies_run_for(request.user)
    form = ProgrammeForm(request.POST if request.method == "POST" else None, bodies=bodies, programme=kept)
    if form.is_bound and form.is_valid():
        acts.change_programme(programme=kept, values=form.values(), by=acting(request))
        messages.success(request, _("Kept."))
        return redirect("activities:programme", kept.slug)
    context = {"form": form, "title": _("Change the programme"), "programme": kept}
    return render(request, "activities/titles/form.html", context, status=422 if form.errors else 200)


@for_running
@require_POST
def publish_programme(request: HttpRequest, programme: str) -> HttpResponse:
    """Show a programme to everybody."""
    kept = run_programme(request, programme)
    acts.publish_programme(programme=kept, by=acting(request))
    messages.success(request, _("It is published: everybody can read it now."))
    return redirect("activities:programme", kept.slug)


@for_running
@require_POST
def new_edition(request: HttpRequest, programme: str) -> HttpResponse:
    """Begin a new edition as a copy of the last, or lead to the one that is being written."""
    kept = run_programme(request, programme)
    try:
        edition = acts.begin_edition(programme=kept, by=acting(request))
    except rules.Refused as refused:
        messages.info(request, str(TITLE_REFUSALS[refused.refusal]))
        edition = get_object_or_404(Edition, programme=kept, published_at=None)
    return redirect("activities:edition", edition.public_id)


@for_running
@require_GET
def edition(request: HttpRequest, edition: UUID) -> HttpResponse:
    """The criteria of an edition; they can be written until it is published."""
    kept = _edition(request, edition)
    criteria = list(kept.criteria.all())
    context = {
        "edition": kept,
        "programme": kept.programme,
        "sections": in_sections(criteria),
        "maximum": sum(one.maximum for one in criteria),
    }
    return render(request, "activities/titles/edition.html", context)


@for_running
@require_POST
def publish_edition(request: HttpRequest, edition: UUID) -> HttpResponse:
    """Publish an edition."""
    kept = _edition(request, edition)
    said = _("The criteria are published. From now on bodies are looked at by them.")
    done_or_told(request, lambda: acts.publish_edition(edition=kept, by=acting(request)), said)
    return redirect("activities:edition", kept.public_id)


@for_running
@require_http_methods(["GET", "POST"])
def new_criterion(request: HttpRequest, edition: UUID) -> HttpResponse:
    """A new criterion of an edition that is being written."""
    return _write(request, _edition(request, edition), None)


@for_running
@require_http_methods(["GET", "POST"])
def keep_criterion(request: HttpRequest, criterion: UUID) -> HttpResponse:
    """Change a criterion of an edition that is being written."""
    kept = _criterion(request, criterion)
    return _write(request, kept.edition, kept)


def _write(request: HttpRequest, edition: Edition, criterion: Criterion | None) -> HttpResponse:
    form = CriterionForm(request.POST if request.method == "POST" else None, criterion=criterion)
    if no := rules.may_write_criteria(edition):
        messages.error(request, str(TITLE_REFUSALS[no]))
        return redirect("activities:edition", edition.public_id)
    if form.is_bound and form.is_valid():
        try:
            acts.keep_criterion(edition=edition, criterion=criterion, **form.values(), by=acting(request))
        except rules.Refused as refused:
            form.add_error(None, str(TITLE_REFUSALS[refused.refusal]))
        else:
            messages.success(request, _("Kept."))
            return redirect("activities:edition", edition.public_id)
    context = {"form": form, "edition": edition, "criterion": criterion, "programme": edition.programme}
    return render(request, "activities/titles/criterion.html", context, status=422 if form.errors else 200)


@for_running
@require_POST
def drop_criterion(request: HttpRequest, criterion: UUID) -> HttpResponse:
    """Take a criterion out of an edition that is being written."""
    kept = _criterion(request, criterion)
    done_or_told(request, lambda: acts.drop_criterion(criterion=kept, by=acting(request)), _("It is taken out."))
    return redirect("activities:edition", kept.edition.public_id)


@for_running
@require_http_methods(["GET", "POST"])
def propose(request: HttpRequest, programme: str) -> HttpResponse:
    """Propose a body for the title."""
    kept = run_programme(request, programme)
    initial = {"on": timezone.localdate(clock.now()), "proposed_by": kept.organiser_id}
    form = ProposeForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            made = propose_body(programme=kept, **form.values(), by=acting(request))
        except rules.Refused as refused:
            form.add_error(None, str(TITLE_REFUSALS[refused.refusal]))
        else:
            messages.success(request, _("It is proposed. Its staff find the self-assessment under Model communities."))
            return redirect("activities:candidacy", made.public_id)
    context = {"form": form, "title": _("Propose a body"), "programme": kept}
    return render(request, "activities/titles/form.html", context, status=422 if form.errors else 200)
