"""Keeping the services of a body."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from duikou.base import clock
from duikou.desk import permissions, rules
from duikou.desk.actions import services
from duikou.desk.forms.centres import ServiceForm
from duikou.desk.models import Service, Window
from duikou.desk.views.staff import for_keepers, kept_service, say_refused
from duikou.directory.access import acting


@for_keepers
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new service, not offered yet."""
    form = _filled(request, None)
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        service = services.add_service(
            organisation=said["organisation"],
            topics=said["topics"],
            windows=said["windows"],
            by=acting(request),
            **form.facts(),
        )
        messages.success(request, _("The service is kept. Offer it to the public when everything is right."))
        return redirect("desk:keep-service", service.public_id)
    return _page(request, form, None)


@for_keepers
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, service: UUID) -> HttpResponse:
    """The form of a service, with the steps of its life."""
    kept = kept_service(request, service)
    form = _filled(request, kept)
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        # Windows that the account does not keep are not in the form: they stay.
        others = Window.objects.filter(services__service=kept).exclude(
            pk__in=permissions.windows_kept_by(request.user).values("pk")
        )
        windows = [*said["windows"], *others]
        services.change_service(
            service=kept, facts=form.facts(), topics=said["topics"], windows=windows, by=acting(request)
        )
        messages.success(request, _("Kept."))
        return redirect("desk:keep-service", kept.public_id)
    return _page(request, form, kept)


@for_keepers
@require_POST
def state(request: HttpRequest, service: UUID, to: str) -> HttpResponse:
    """Offer the service to the public, or end it."""
    kept = kept_service(request, service)
    if to not in Service.State.values:
        raise Http404
    try:
        services.set_state(service=kept, state=to, by=acting(request))
    except rules.Refused as refused:
        say_refused(request, refused)
    else:
        messages.success(request, _("Kept."))
    return redirect("desk:keep-service", kept.public_id)


@for_keepers
@require_POST
def confirm(request: HttpRequest, service: UUID) -> HttpResponse:
    """Say with one tap that everything about the service still holds."""
    kept = kept_service(request, service)
    services.confirm_service(service=kept, by=acting(request))
    messages.success(request, _("Confirmed: %(what)s") % {"what": kept})
    return redirect("desk:work") if request.POST.get("back") == "work" else redirect("desk:keep-service", service)


def _filled(request: HttpRequest, service: Service | None) -> ServiceForm:
    return ServiceForm(
        request.POST if request.method == "POST" else None,
        bodies=permissions.bodies_with_services(request.user),
        windows=permissions.windows_kept_by(request.user),
        service=service,
    )


def _page(request: HttpRequest, form: ServiceForm, service: Service | None) -> HttpResponse:
    today = timezone.localdate(clock.now())
    context = {
        "form": form,
        "service": service,
        "is_stale": service is not None and rules.is_stale(service.confirmed_on, today=today),
        "next_states": rules.SERVICE_STATES[service.state] if service else (),
    }
    return render(request, "desk/keep/service_form.html", context, status=422 if form.errors else 200)
