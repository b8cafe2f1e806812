"""The office's fairs: the list, the form, and the steps of a fair's life."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from duikou.directory.access import acting
from duikou.directory.models import Organisation
from duikou.fairs import permissions, rules
from duikou.fairs.actions import fairs
from duikou.fairs.forms.fairs import CancelForm, FairForm
from duikou.fairs.models import Fair
from duikou.fairs.queries import office
from duikou.fairs.queries.changes import number_told_when_changed
from duikou.fairs.views.staff import fair_of_office, for_office, say_refused

STEPS = {
    Fair.State.PUBLISHED: (
        gettext_lazy("Publish the fair"),
        fairs.publish_fair,
        gettext_lazy("The fair is published."),
    ),
    Fair.State.RUNNING: (gettext_lazy("Open the doors"), fairs.start_fair, gettext_lazy("The fair is running.")),
    Fair.State.CLOSED: (gettext_lazy("Close the fair"), fairs.close_fair, gettext_lazy("The fair is closed.")),
}
OUT_OF_REACH = gettext_lazy("Your role does not reach this place. Choose one within your area, or write a new one.")


class OutOfReach(Exception):
    """The fair would lie where whoever keeps it has no role; nothing is kept."""


@for_office
@require_GET
def fair_list(request: HttpRequest) -> HttpResponse:
    """The fairs of the account's offices, the latest first."""
    page = Paginator(office.fairs(permissions.fairs_run_by(request.user)), 20).get_page(request.GET.get("page"))
    return render(request, "fairs/office/list.html", {"page": page})


@for_office
@require_http_methods(["GET", "POST"])
def fair_new(request: HttpRequest) -> HttpResponse:
    """The form of a new fair."""
    form = FairForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                fair = fairs.create_fair(
                    slug=form.cleaned_data["slug"],
                    organiser=_organiser(request),
                    by=acting(request),
                    **form.values(area_of_new=permissions.area_of_new(request.user)),
                )
                _within_reach(request, fair)
        except IntegrityError:  # somebody took the address between our looking and our writing
            form.add_error("slug", _("Another fair has this address. Choose a different one."))
        except OutOfReach:
            form.add_error("place", OUT_OF_REACH)
        else:
            messages.success(request, _("The fair is kept as a draft. Next: its stands."))
            return redirect("fairs:office-stands", fair.slug)
    return _form(request, form, None)


@for_office
@require_http_methods(["GET", "POST"])
def fair_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """The form of a fair that exists."""
    fair = fair_of_office(request, slug)
    form = FairForm(request.POST if request.method == "POST" else None, fair=fair)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                values = form.values(area_of_new=permissions.area_of_new(request.user))
                fairs.change_fair(fair=fair, values=values, by=acting(request))
                _within_reach(request, fair)
        except OutOfReach:
            form.add_error("place", OUT_OF_REACH)
            return _form(request, form, fair_of_office(request, slug))
        except rules.Refused as refused:
            say_refused(request, refused)
        else:
            messages.success(request, _("Kept."))
            if {"starts_at", "ends_at"} & {*form.changed_data} and fair.offer.slots.exists():
                messages.warning(
                    request, _("Interview times stay as they were. Make them anew here, once the hours are settled.")
                )
                return redirect("fairs:office-stands", fair.slug)
        return redirect("fairs:office-fair", fair.slug)
    return _form(request, form, fair)


@for_office
@require_http_methods(["GET", "POST"])
def fair_step(request: HttpRequest, slug: str, state: str) -> HttpResponse:
    """Ask before a step of the fair's life, then take it."""
    fair = fair_of_office(request, slug)
    if state not in STEPS:
        raise Http404
    label, act, done = STEPS[Fair.State(state)]
    if request.method == "POST":
        try:
            act(fair=fair, by=acting(request))
        except rules.Refused as refused:
            say_refused(request, refused)
        else:
            messages.success(request, str(done))
        return redirect("fairs:office-fair", fair.slug)
    context = {"fair": fair, "state": state, "label": label, "possible": rules.may_become(fair, state)}
    return render(request, "fairs/office/step.html", context)


@for_office
@require_http_methods(["GET", "POST"])
def fair_cancel(request: HttpRequest, slug: str) -> HttpResponse:
    """Say how many people will be told, ask why, then call the fair off."""
    fair = fair_of_office(request, slug)
    form = CancelForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            fairs.cancel_fair(fair=fair, why=form.cleaned_data["why"], by=acting(request))
        except rules.Refused as refused:
            say_refused(request, refused)
        else:
            messages.success(request, _("The fair is cancelled and everyone is being told."))
        return redirect("fairs:office-fair", fair.slug)
    context = {
        "fair": fair,
        "form": form,
        "people": office.told_when_cancelled(fair),
        "possible": rules.may_become(fair, Fair.State.CANCELLED),
    }
    return render(request, "fairs/office/cancel.html", context, status=200 if request.method == "GET" else 422)


def _form(request: HttpRequest, form: FairForm, fair: Fair | None) -> HttpResponse:
    shown = fair is not None and fair.state in (Fair.State.PUBLISHED, Fair.State.RUNNING)
    told = number_told_when_changed(fair) if fair is not None and shown else None
    context = {"form": form, "fair": fair, "tab": "edit", "told": told}
    return render(request, "fairs/office/edit.html", context, status=422 if form.is_bound else 200)


def _organiser(request: HttpRequest) -> Organisation:
    found = permissions.organiser_of_new(request.user)
    if found is None:
        raise Http404
    return found


def _within_reach(request: HttpRequest, fair: Fair) -> None:
    if not permissions.may_run(request.user, fair):
        raise OutOfReach
