"""Spreadsheets into posts: upload, dry run, correction, commit with progress. For the office and for employers."""

from __future__ import annotations

import tempfile
import threading
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from duikou.base.actor import Actor
from duikou.base.htmx import with_htmx
from duikou.directory.access import acting
from duikou.directory.models import Organisation
from duikou.fairs import permissions, rules
from duikou.fairs.actions import import_staging as staging
from duikou.fairs.forms.imports import DefaultsForm, MappingForm, UploadForm
from duikou.fairs.models import Fair, ImportBatch
from duikou.fairs.postings.problems import FileRefused
from duikou.fairs.postings.sources import keep
from duikou.fairs.queries.conditions import undecided
from duikou.fairs.queries.imports import batches_of
from duikou.fairs.views.import_report import shown_report
from duikou.fairs.views.staff import fair_of_office, for_employers, for_office, own_stand, say_refused

AT_ONCE = 3000
MOST_SHOWN = 50
running: set[int] = set()


@for_office
@require_http_methods(["GET", "POST"])
def office_imports(request: HttpRequest, slug: str) -> HttpResponse:
    """The office's imports of a fair, and a new one."""
    return imports(request, fair_of_office(request, slug), None)


@for_employers
@require_http_methods(["GET", "POST"])
def own_imports(request: HttpRequest, slug: str) -> HttpResponse:
    """An employer's imports at its stand, and a new one."""
    stand = own_stand(request, slug)
    return imports(request, stand.fair, stand.employer)


@for_office
@require_http_methods(["GET", "POST"])
@with_htmx
def office_import(request: HttpRequest, slug: str, batch: UUID) -> HttpResponse:
    """One import of the office (or, to look at, of an employer)."""
    fair = fair_of_office(request, slug)
    return one_import(request, fair, None, get_object_or_404(batches_of(fair), public_id=batch))


@for_employers
@require_http_methods(["GET", "POST"])
@with_htmx
def own_import(request: HttpRequest, slug: str, batch: UUID) -> HttpResponse:
    """One import of an employer."""
    found = get_object_or_404(permissions.batches_of(request.user), fair__slug=slug, public_id=batch)
    return one_import(request, found.fair, found.employer, found)


def imports(request: HttpRequest, fair: Fair, employer: Organisation | None) -> HttpResponse:
    """Take an upload and look at it, or show the form and what was imported before."""
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if request.method == "POST" and form.is_valid():
        try:
            batch = take(form.cleaned_data["file"], fair, employer, acting(request))
        except FileRefused as refused:
            form.add_error("file", refused.problem.text)
        except rules.Refused as refused:
            say_refused(request, refused)
        else:
            return redirect(route("import", employer), fair.slug, batch.public_id)
    context = {
        "fair": fair,
        "employer": employer,
        "form": form,
        "batches": [(one, route("import", employer)) for one in batches_of(fair, employer)[:MOST_SHOWN]],
        "undecided": undecided(fair) if employer is None else 0,
        "tab": "import",
    }
    return render(request, "fairs/imports/upload.html", context, status=422 if form.is_bound else 200)


def take(upload: UploadedFile[bytes], fair: Fair, employer: Organisation | None, by: Actor) -> ImportBatch:
    """Stage an upload through a temporary file that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="duikou-upload-") as folder:
        path = Path(folder) / "upload"
        keep(upload, path)
        return staging.stage(path=path, name=upload.name or "", fair=fair, by=by, employer=employer)


def one_import(request: HttpRequest, fair: Fair, employer: Organisation | None, batch: ImportBatch) -> HttpResponse:
    """Show one import in its state; check again, commit or drop it."""
    if request.method == "POST" and batch.state == ImportBatch.State.STAGED:
        return act(request, fair, employer, batch)
    if request.method == "POST" and batch.state == ImportBatch.State.COMMITTING and batch.pk not in running:
        run(request, batch)
        return redirect(route("import", employer), fair.slug, batch.public_id)
    return page(request, fair, employer, batch)


def act(request: HttpRequest, fair: Fair, employer: Organisation | None, batch: ImportBatch) -> HttpResponse:
    """Do what the button says."""
    if request.POST.get("then") == "drop":
        staging.drop(batch=batch)
        messages.success(request, _("The upload was dropped. Nothing was written."))
        return redirect(route("imports", employer), fair.slug)
    mapping, defaults = MappingForm(request.POST, batch=batch), DefaultsForm(request.POST)
    if not (mapping.is_valid() and defaults.is_valid()):
        return page(request, fair, employer, batch, mapping, defaults)
    try:
        if mapping.chosen() != staging.chosen_in(batch) or defaults.values() != batch.defaults:
            staging.check_again(batch=batch, chosen=mapping.chosen(), defaults=defaults.values())
            if request.POST.get("then") == "commit":
                messages.info(request, _("You changed something, so look once more before it is written."))
        elif request.POST.get("then") == "commit":
            staging.claim(batch=batch)
            run(request, batch, publish=bool(request.POST.get("publish")) and employer is None)
    except FileRefused as refused:
        mapping.add_error(None, refused.problem.text)
        return page(request, fair, employer, batch, mapping, defaults)
    except staging.NotStaged:
        messages.error(request, _("This upload is not waiting any more. Upload the file again."))
    except rules.Refused as refused:
        say_refused(request, refused)
    return redirect(route("import", employer), fair.slug, batch.public_id)


def run(request: HttpRequest, batch: ImportBatch, *, publish: bool = False) -> None:
    """Write the batch: a short one at once, a long one beside the requests, its progress shown."""
    by = acting(request)
    if batch.rows_total <= AT_ONCE:
        staging.commit_staged(batch=batch, by=by, publish=publish)
        return
    running.add(batch.pk)
    threading.Thread(target=write, args=(batch, by, publish), name=f"import-{batch.pk}", daemon=True).start()


def write(batch: ImportBatch, by: Actor, publish: bool) -> None:
    """Write a long batch in a thread of its own."""
    try:
        staging.commit_staged(batch=batch, by=by, publish=publish)
    finally:
        running.discard(batch.pk)
        connection.close()


def page(
    request: HttpRequest,
    fair: Fair,
    employer: Organisation | None,
    batch: ImportBatch,
    mapping: MappingForm | None = None,
    defaults: DefaultsForm | None = None,
) -> HttpResponse:
    """The page of one import."""
    bound = mapping is not None
    context = {
        "fair": fair,
        "employer": employer,
        "batch": batch,
        "report": shown_report(batch),
        "tab": "import",
        "mapping": mapping or MappingForm(None, batch=batch),
        "defaults": defaults or DefaultsForm(initial=batch.defaults),
        "back": route("imports", employer),
        "here": route("import", employer),
        "interrupted": batch.pk not in running,
        "undecided": undecided(fair) if batch.state == ImportBatch.State.COMMITTED and employer is None else 0,
        "limit": settings.UPLOAD_LIMIT,
    }
    return render(request, "fairs/imports/import.html", context, status=422 if bound else 200)


def route(name: str, employer: Organisation | None) -> str:
    """The URL name of an import screen, for the office or for an employer."""
    return f"fairs:{'own' if employer is not None else 'office'}-{name}"
