"""The organisations and areas of a city, for administrators: added and renamed. Employers register themselves."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from duikou.directory import queries
from duikou.directory.access import acting, needs
from duikou.directory.actions import areas as acts_on_areas
from duikou.directory.actions import organisations as acts
from duikou.directory.forms.bodies import AreaForm, BodyForm
from duikou.directory.models import Area, Organisation
from duikou.directory.permissions import KEEP_CITY

A_PAGE = 50
for_administrators = needs(KEEP_CITY)


@for_administrators
@require_GET
def bodies(request: HttpRequest) -> HttpResponse:
    """Every organisation that is no employer, and every area."""
    pages = Paginator(queries.bodies(), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "directory/bodies.html", {"pages": pages})


@for_administrators
@require_GET
def areas(request: HttpRequest) -> HttpResponse:
    """Every area by its code, with the one it lies in."""
    pages = Paginator(queries.areas_in_order().select_related("parent"), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "directory/areas.html", {"pages": pages})


@for_administrators
@require_http_methods(["GET", "POST"])
def new_body(request: HttpRequest) -> HttpResponse:
    """A new office, body or centre."""
    form = BodyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        _body, new = acts.add_organisation(name=form.names(), kind=said["kind"], area=said["area"], by=acting(request))
        if new:
            messages.success(request, _("The organisation is added. Roles can be given for it now."))
            return redirect("directory:bodies")
        form.add_error("name_zh", _("There is one with this name already."))
    return _form(request, form, _("Add an organisation"), "directory:bodies")


@for_administrators
@require_http_methods(["GET", "POST"])
def body(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Another name or area for an organisation that is no employer."""
    one = get_object_or_404(queries.bodies(), public_id=public_id)
    first = {"name_zh": one.name.get("zh-hans", ""), "name_en": one.name.get("en", ""), "area": one.area_id}
    form = BodyForm(request.POST or None, initial=first, known=one)
    if request.method == "POST" and form.is_valid():
        try:
            acts.rename_organisation(
                organisation=one, name=form.names(), area=form.cleaned_data["area"], by=acting(request)
            )
        except acts.NameTaken:
            form.add_error("name_zh", _("There is one with this name already."))
        else:
            messages.success(request, _("Kept."))
            return redirect("directory:bodies")
    return _form(request, form, str(Organisation.objects.get(pk=one.pk)), "directory:bodies")


@for_administrators
@require_http_methods(["GET", "POST"])
def new_area(request: HttpRequest) -> HttpResponse:
    """A new area."""
    form = AreaForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            area = acts_on_areas.add_area(code=form.cleaned_data["code"], name=form.names(), by=acting(request))
        except acts_on_areas.AreaKnown:
            form.add_error("code", _("There is an area with this code already."))
        else:
            messages.success(request, _("The area is added: %(name)s.") % {"name": area})
            return redirect("directory:areas")
    return _form(request, form, _("Add an area"), "directory:areas")


@for_administrators
@require_http_methods(["GET", "POST"])
def area(request: HttpRequest, code: str) -> HttpResponse:
    """Another name for an area."""
    one = get_object_or_404(Area, code=code)
    first = {"name_zh": one.name.get("zh-hans", ""), "name_en": one.name.get("en", "")}
    form = AreaForm(request.POST or None, initial=first, known=one)
    if request.method == "POST" and form.is_valid():
        acts_on_areas.rename_area(area=one, name=form.names(), by=acting(request))
        messages.success(request, _("Kept."))
        return redirect("directory:areas")
    return _form(request, form, f"{one.code} · {one}", "directory:areas")


def _form(request: HttpRequest, form: BodyForm | AreaForm, title: str, back: str) -> HttpResponse:
    context = {"form": form, "title": title, "back": back}
    return render(request, "directory/body.html", context, status=422 if form.errors else 200)
