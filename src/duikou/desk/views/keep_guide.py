"""Writing the guide: its tree, its texts side by side, what is to be translated, and what was published when."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from duikou.desk import permissions
from duikou.desk.actions import guide as acts
from duikou.desk.forms.guide import PlaceForm, TextsForm
from duikou.desk.guide_text import read
from duikou.desk.models import GuidePage
from duikou.desk.queries.guide import pages_in_order, revisions_of, to_translate
from duikou.directory.access import acting, needs

MOST_REVISIONS = 50
LANGUAGES = dict(settings.LANGUAGES)
for_writers = needs(permissions.KEEP_GUIDE)


@for_writers
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Every page, and what translators have to do."""
    places = pages_in_order(drafts=True)
    todo = [(page, LANGUAGES[code], newer, LANGUAGES[newer.language]) for page, code, newer in to_translate(places)]
    return render(request, "desk/guide/keep.html", {"places": places, "todo": todo})


@for_writers
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new page, shown to nobody until a text of it is published."""
    form = PlaceForm(request.POST if request.method == "POST" else None, pages=GuidePage.objects.all())
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                page = acts.add_guide_page(**form.cleaned_data, by=acting(request))
        except IntegrityError:  # somebody was quicker with this address
            form.add_error("slug", _("Another page has this address. Choose a different one."))
        else:
            return redirect("desk:keep-guide-page", page.slug)
    context = {"form": form, "title": _("New page")}
    return render(request, "desk/guide/place.html", context, status=422 if form.errors else 200)


@for_writers
@require_http_methods(["GET", "POST"])
def place(request: HttpRequest, slug: str) -> HttpResponse:
    """Another place in the tree for a page."""
    page = get_object_or_404(GuidePage, slug=slug)
    pages = GuidePage.objects.exclude(pk=page.pk)
    form = PlaceForm(request.POST if request.method == "POST" else None, pages=pages, page=page)
    if request.method == "POST" and form.is_valid():
        try:
            acts.place_guide_page(page=page, **form.cleaned_data, by=acting(request))
        except acts.OwnPart:
            form.add_error("parent", _("A page cannot belong to one of its own parts. Choose another."))
        else:
            messages.success(request, _("Kept."))
            return redirect("desk:keep-guide-page", page.slug)
    context = {"form": form, "title": str(page), "page": page}
    return render(request, "desk/guide/place.html", context, status=422 if form.errors else 200)


@for_writers
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    """The texts of a page in all languages: looked at first, then published."""
    page = get_object_or_404(GuidePage, slug=slug)
    form = TextsForm(request.POST if request.method == "POST" else None, page=page)
    preview = []
    if request.method == "POST" and form.is_valid():
        if "publish" in request.POST:
            done = [
                acts.publish_guide_text(
                    page=page,
                    language=code,
                    title=title,
                    body=body,
                    slight=form.cleaned_data["slight"],
                    by=acting(request),
                )
                for code, (title, body) in form.texts().items()
            ]
            messages.success(request, _("Published.") if any(done) else _("Nothing has changed."))
            return redirect("desk:keep-guide-page", page.slug)
        preview = [(code, LANGUAGES[code], title, read(body)) for code, (title, body) in form.texts().items()]
    context = {
        "page": page,
        "form": form,
        "preview": preview,
        "revisions": [(one, LANGUAGES.get(one.language, one.language)) for one in revisions_of(page)[:MOST_REVISIONS]],
    }
    return render(request, "desk/guide/edit.html", context, status=422 if form.errors else 200)
