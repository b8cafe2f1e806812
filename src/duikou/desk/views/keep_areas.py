"""The areas that centres serve, for those who keep them: drawing, lists of streets, exceptions, and publishing."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from duikou.base import clock
from duikou.desk import permissions
from duikou.desk.actions import service_areas as acts
from duikou.desk.area_map import draw
from duikou.desk.area_words import file_words, place_words, trouble_words
from duikou.desk.areas.checking import troubles_of
from duikou.desk.areas.geojson import BadFile, Drawn, read
from duikou.desk.areas.streets import read_lines
from duikou.desk.forms.service_areas import AreaForm, DrawingForm, ExceptionForm, PublishForm
from duikou.desk.models import AreaException, Centre, ServiceArea
from duikou.desk.queries import service_areas as queries
from duikou.directory.access import acting, needs

MOST_TROUBLES, MOST_EDITIONS = 50, 20
for_keepers = needs(permissions.KEEP_CENTRES)
for_publishers = needs(permissions.PUBLISH_AREAS)


@for_keepers
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """All areas on one map, where two centres serve, and what was published."""
    return _overview(request, None)


@for_publishers
@require_http_methods(["POST"])
def publish(request: HttpRequest) -> HttpResponse:
    """Publish all areas as they are now."""
    overlaps = bool(queries.served_by_two(list(queries.areas_to_publish())))
    form = PublishForm(request.POST, centres=_open_centres(), overlaps=overlaps)
    if not form.is_valid():
        return _overview(request, form)
    try:
        edition = acts.publish_areas(general=form.cleaned_data["general"], by=acting(request))
    except acts.NothingToPublish:
        messages.error(request, _("No open centre serves any area yet. Draw one, or list its streets, first."))
    else:
        messages.success(request, _("Published as edition %(number)s.") % {"number": edition.number})
    return redirect("desk:keep-areas")


def _overview(request: HttpRequest, form: PublishForm | None) -> HttpResponse:
    areas = list(queries.areas_to_publish())
    twice = queries.served_by_two(areas)
    editions = list(queries.editions()[:MOST_EDITIONS])
    current = editions[0] if editions else None
    day = timezone.localdate(current.published_at if current else clock.now())
    may_publish = permissions.PUBLISH_AREAS.asked_of(request.user)
    kept = list(permissions.centres_kept_by(request.user).order_by("slug"))
    if form is None and may_publish and areas:
        first = {"general": current.general_id if current else None}
        form = PublishForm(initial=first, centres=_open_centres(), overlaps=bool(twice))
    context = {
        "areas": areas,
        "drawing": draw(areas, twice),
        "twice": [(two, place_words(two.overlap.at) if two.overlap else "") for two in twice],
        "editions": editions,
        "has_changed": queries.has_changed(current, areas, published=day),
        "form": form,
        "centres": kept,
        "kept": {one.pk for one in kept},
    }
    return render(request, "desk/areas/overview.html", context, status=422 if form and form.errors else 200)


@for_keepers
@require_http_methods(["GET", "POST"])
def of_centre(request: HttpRequest, centre: str) -> HttpResponse:
    """The areas of a centre, and a file with new drawings of them."""
    kept = get_object_or_404(permissions.centres_kept_by(request.user), slug=centre)
    form = DrawingForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    wrong: list[str] = []
    if request.method == "POST" and form.is_valid():
        drawn, wrong = _read(form)
        if drawn and not wrong:
            new, known = acts.draw_areas(centre=kept, drawn=drawn, by=acting(request))
            messages.success(request, _("Drawn: %(new)s new, %(known)s changed.") % {"new": new, "known": known})
            return redirect("desk:areas-of-centre", kept.slug)
    areas = list(ServiceArea.objects.filter(centre=kept))
    context = {
        "centre": kept,
        "areas": areas,
        "drawing": draw(areas),
        "form": form,
        "wrong": wrong[:MOST_TROUBLES],
        "more": max(0, len(wrong) - MOST_TROUBLES),
    }
    return render(request, "desk/areas/centre.html", context, status=422 if form.errors or wrong else 200)


def _read(form: DrawingForm) -> tuple[list[Drawn], list[str]]:
    """The areas of an uploaded file, and what is wrong with it."""
    try:
        drawn = read(form.cleaned_data["file"].read(), given_in=form.cleaned_data["given_in"])
    except BadFile as bad:
        return [], [file_words(bad.why)]
    wrong = [trouble for one in drawn for trouble in one.troubles or troubles_of(one.called, one.shape)]
    return drawn, [trouble_words(one) for one in wrong]


@for_keepers
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, centre: str) -> HttpResponse:
    """A new area that is described by its streets."""
    kept = get_object_or_404(permissions.centres_kept_by(request.user), slug=centre)
    form = AreaForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        area = acts.add_area(centre=kept, name=form.names(), streets=form.cleaned_data["streets"], by=acting(request))
        messages.success(request, _("Kept. It is shown to the public once the areas are published."))
        return redirect("desk:keep-area", area.public_id)
    return render(request, "desk/areas/area.html", {"centre": kept, "form": form}, status=422 if form.errors else 200)


@for_keepers
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, area: UUID) -> HttpResponse:
    """The name, streets and exceptions of an area."""
    kept = _kept(request, area)
    form = AreaForm(request.POST if request.method == "POST" else None, area=kept)
    if request.method == "POST" and form.is_valid():
        acts.change_area(
            area=kept,
            name=form.names(),
            streets=form.cleaned_data["streets"],
            keep_drawing=not form.cleaned_data.get("drop_drawing"),
            by=acting(request),
        )
        messages.success(request, _("Kept. It is shown to the public once the areas are published."))
        return redirect("desk:keep-area", kept.public_id)
    context = {
        "centre": kept.centre,
        "area": kept,
        "form": form,
        "parts": read_lines(kept.streets)[0],
        "exceptions": kept.exceptions.select_related("instead__organisation"),
        "drawing": draw([kept]),
    }
    return render(request, "desk/areas/area.html", context, status=422 if form.errors else 200)


@for_keepers
@require_POST
def remove(request: HttpRequest, area: UUID) -> HttpResponse:
    """Take an area away; somebody may have done so already."""
    if not ServiceArea.objects.filter(public_id=area).exists():
        return redirect("desk:keep-areas")
    kept = _kept(request, area)
    acts.remove_area(area=kept, by=acting(request))
    messages.success(request, _("Removed. The public sees it until the areas are published again."))
    return redirect("desk:areas-of-centre", kept.centre.slug)


@for_keepers
@require_http_methods(["GET", "POST"])
def new_exception(request: HttpRequest, area: UUID) -> HttpResponse:
    """Something that is otherwise in an area for some days."""
    kept = _kept(request, area)
    form = ExceptionForm(
        request.POST if request.method == "POST" else None, centres=_open_centres().exclude(pk=kept.centre_id)
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        acts.add_exception(
            area=kept,
            words=form.words(),
            starts_on=said["starts_on"],
            ends_on=said["ends_on"],
            instead=said["instead"],
            by=acting(request),
        )
        messages.success(request, _("Kept. It is shown to the public once the areas are published."))
        return redirect("desk:keep-area", kept.public_id)
    context = {"area": kept, "form": form}
    return render(request, "desk/areas/exception.html", context, status=422 if form.errors else 200)


@for_keepers
@require_POST
def remove_exception(request: HttpRequest, exception: UUID) -> HttpResponse:
    """Take an exception away; somebody may have done so already."""
    if not AreaException.objects.filter(public_id=exception).exists():
        return redirect("desk:keep-areas")
    own = AreaException.objects.filter(area__in=permissions.areas_kept_by(request.user))
    found = get_object_or_404(own.select_related("area"), public_id=exception)
    acts.remove_exception(exception=found, by=acting(request))
    messages.success(request, _("Removed. The public sees it until the areas are published again."))
    return redirect("desk:keep-area", found.area.public_id)


def _kept(request: HttpRequest, public_id: UUID) -> ServiceArea:
    return get_object_or_404(permissions.areas_kept_by(request.user), public_id=public_id)


def _open_centres() -> QuerySet[Centre]:
    return Centre.objects.filter(state=Centre.State.OPEN).select_related("organisation")
