"""Visits: planned, what was found by criterion, photos of the place, what is put right."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from duikou.activities import title_permissions as permissions
from duikou.activities import title_rules as rules
from duikou.activities.actions import visits as acts
from duikou.activities.forms.visiting import FindingForm, MendForm, SettleForm, VisitForm
from duikou.activities.models import Candidacy, Criterion, Finding, SitePhoto, Visit
from duikou.activities.queries.titles import in_sections
from duikou.activities.title_words import TITLE_REFUSALS
from duikou.activities.views import title_staff as staff
from duikou.base import clock
from duikou.directory.access import acting
from duikou.directory.actions import photos
from duikou.directory.forms.photos import PlacePhotoForm
from duikou.directory.queries import photo_content


@staff.for_running
@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest, review: UUID) -> HttpResponse:
    """Plan a visit."""
    kept = staff.run_review(request, review)
    initial = {"day": timezone.localdate(clock.now())}
    form = VisitForm(request.POST if request.method == "POST" else None, review=kept, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            made = acts.plan_visit(review=kept, **form.cleaned_data, by=acting(request))
        except rules.Refused as refused:
            form.add_error(None, str(TITLE_REFUSALS[refused.refusal]))
        else:
            messages.success(request, _("The visit is planned. Those who go there find it in their work list."))
            return redirect("activities:visit", made.public_id)
    context = {"form": form, "title": _("Plan a visit"), "candidacy": kept.candidacy}
    return render(request, "activities/titles/form.html", context, status=422 if form.errors else 200)


@staff.for_visiting
@require_GET
def visit(request: HttpRequest, visit: UUID) -> HttpResponse:
    """A visit: each criterion with what was found, and photos."""
    return _page(request, staff.visiting(request, visit))


def _page(request: HttpRequest, visit: Visit, *, form: PlacePhotoForm | None = None) -> HttpResponse:
    criteria = list(visit.review.edition.criteria.all())
    found = {one.criterion_id: one for one in visit.findings.select_related("criterion")}
    own = {one.criterion_id: one for one in visit.review.own_words.all()}
    sections = [
        (section, [(one, own.get(one.pk), found.get(one.pk)) for one in some])
        for section, some in in_sections(criteria)
    ]
    today = timezone.localdate(clock.now())
    context = {
        "visit": visit,
        "candidacy": visit.review.candidacy,
        "sections": sections,
        "found": len(found),
        "criteria": len(criteria),
        "to_come": visit.day > today,
        "open": visit.review.state in rules.BEING_LOOKED_AT and visit.state != Visit.State.CALLED_OFF,
        "runs": staff.runs(request, visit.review.candidacy),
        "photos": visit.shots.filter(proof=False).select_related("photo"),
        "form": form or PlacePhotoForm(),
        "today": today,
    }
    return render(request, "activities/titles/visit.html", context, status=422 if form else 200)


@staff.for_running
@require_POST
def call_off(request: HttpRequest, visit: UUID) -> HttpResponse:
    """Call a visit off."""
    mine = permissions.LOOK_AT.things(request.user).values("pk")
    kept = get_object_or_404(Visit.objects.filter(review__candidacy__in=mine), public_id=visit)
    said = _("The visit is called off.")
    staff.done_or_told(request, lambda: acts.call_off_visit(visit=kept, by=acting(request)), said)
    return redirect("activities:visit", kept.public_id)


@staff.for_visiting
@require_http_methods(["GET", "POST"])
def finding(request: HttpRequest, visit: UUID, criterion: UUID) -> HttpResponse:
    """What was found about a criterion."""
    kept = staff.visiting(request, visit)
    one = get_object_or_404(Criterion, edition=kept.review.edition, public_id=criterion)
    before = Finding.objects.filter(visit=kept, criterion=one).first()
    form = FindingForm(request.POST if request.method == "POST" else None, visit=kept, finding=before)
    if form.is_bound and form.is_valid():
        try:
            acts.note_finding(visit=kept, criterion=one, **form.values(), by=acting(request))
        except rules.Refused as refused:
            form.add_error(None, str(TITLE_REFUSALS[refused.refusal]))
        else:
            messages.success(request, _("Written down."))
            return redirect("activities:visit", kept.public_id)
    context = {
        "form": form,
        "visit": kept,
        "criterion": one,
        "candidacy": kept.review.candidacy,
        "own": kept.review.own_words.filter(criterion=one).select_related("activity").first(),
    }
    return render(request, "activities/titles/finding.html", context, status=422 if form.errors else 200)


@staff.for_visiting
@require_POST
def add_photo(request: HttpRequest, visit: UUID) -> HttpResponse:
    """Add a photo of the place."""
    kept = staff.visiting(request, visit)
    form = PlacePhotoForm(request.POST, request.FILES)
    if not form.is_valid() or form.picture is None:
        return _page(request, kept, form=form)
    acts.add_visit_photo(visit=kept, **_said(form), by=acting(request))
    messages.success(request, _("The picture is kept. The office can show it to everybody."))
    return redirect("activities:visit", kept.public_id)


def _said(form: PlacePhotoForm) -> dict[str, Any]:
    return {"picture": form.picture, "recognisable": form.cleaned_data["recognisable"], "caption": form.caption()}


@staff.for_all
@require_GET
def shot(request: HttpRequest, shot: UUID) -> HttpResponse:
    """The bytes of a photo of a visit, for the office, the body and those who visited."""
    mine = Candidacy.objects.filter(staff.seen_candidacies(request)).values("pk")
    rows = SitePhoto.objects.filter(visit__review__candidacy__in=mine)
    rows |= SitePhoto.objects.filter(visit__in=permissions.visits_of(request.user).values("pk"))
    found = get_object_or_404(rows.distinct().select_related("photo"), photo__public_id=shot)
    content = photo_content(found.photo, "large")
    if content is None:
        raise Http404
    return HttpResponse(content, content_type="image/jpeg", headers={"Content-Disposition": "inline"})


@staff.for_running
@require_POST
def keep_shot(request: HttpRequest, shot: UUID) -> HttpResponse:
    """Show a photo to everybody, hide it, or delete it."""
    mine = permissions.LOOK_AT.things(request.user).values("pk")
    rows = SitePhoto.objects.filter(visit__review__candidacy__in=mine).select_related("photo", "visit")
    found = get_object_or_404(rows, photo__public_id=shot)
    do = request.POST.get("do")
    if do == "show" and photos.show_photo(photo=found.photo, by=acting(request)):
        messages.success(request, _("Everybody sees this picture once the body has the title."))
    elif do == "show":
        messages.error(request, _("Somebody in this picture took it down. Look at it among the pictures taken down."))
    elif do == "hide":
        photos.hide_photo(photo=found.photo, by=acting(request))
        messages.success(request, _("Nobody else sees this picture any more."))
    elif do == "remove":
        photos.remove_photo(photo=found.photo, by=acting(request))
        messages.success(request, _("The picture is deleted."))
    return redirect("activities:visit", found.visit.public_id)


@staff.for_both
@require_http_methods(["GET", "POST"])
def mend(request: HttpRequest, finding: UUID) -> HttpResponse:
    """Something that is to be put right: the body says what it did, with a picture if it has one."""
    kept = staff.findings(request, own=True).filter(public_id=finding).first()
    if kept is None:
        kept = get_object_or_404(staff.findings(request, own=False), public_id=finding)
        if request.method == "POST":
            return redirect("activities:mend", kept.public_id)
        return _finding_page(request, kept, own=False)
    if request.method == "GET":
        return _finding_page(request, kept, own=True)
    form = MendForm(request.POST)
    with_photo = bool(request.FILES or request.POST.get("recognisable"))
    photo = PlacePhotoForm(request.POST, request.FILES) if with_photo else None
    if not form.is_valid() or (photo is not None and not photo.is_valid()):
        return _finding_page(request, kept, own=True, form=form, photo_form=photo, status=422)

    @transaction.atomic
    def act() -> None:
        acts.mend_finding(finding=kept, proof=form.cleaned_data["proof"], by=acting(request))
        if photo is not None and photo.picture is not None:
            acts.add_visit_photo(visit=kept.visit, finding=kept, proof=True, **_said(photo), by=acting(request))

    staff.done_or_told(request, act, _("It is said to be put right. The office looks at it."))
    return redirect("activities:mend", kept.public_id)


def _finding_page(request: HttpRequest, finding: Finding, *, own: bool, status: int = 200, **more: Any) -> HttpResponse:
    context = {
        "finding": finding,
        "candidacy": finding.visit.review.candidacy,
        "own": own,
        "runs": staff.runs(request, finding.visit.review.candidacy),
        "form": MendForm(initial={"proof": finding.proof}),
        "settle_form": SettleForm(),
        "photos": finding.shots.select_related("photo"),
        "today": timezone.localdate(clock.now()),
        **more,
    }
    context["photo_form"] = more.get("photo_form") or PlacePhotoForm()
    return render(request, "activities/titles/mend.html", context, status=status)


@staff.for_running
@require_POST
def settle(request: HttpRequest, finding: UUID) -> HttpResponse:
    """Say that what was put right is enough, or return it."""
    kept = get_object_or_404(staff.findings(request, own=False), public_id=finding)
    form = SettleForm(request.POST)
    if not form.is_valid():
        return _finding_page(request, kept, own=False, settle_form=form, status=422)
    enough = request.POST.get("do") == "enough"
    said = _("The finding is put right.") if enough else _("It is returned: the body reads why.")
    values = {"enough": enough, **form.cleaned_data}
    values.pop("keep_contacts", None)
    staff.done_or_told(request, lambda: acts.settle_finding(finding=kept, **values, by=acting(request)), said)
    return redirect("activities:mend", kept.public_id)
