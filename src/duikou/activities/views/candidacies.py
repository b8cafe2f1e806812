"""A body on its way to a title, or with one: how it stands, its self-assessments, its support."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from duikou.activities import progress_chart, title_permissions
from duikou.activities import title_rules as rules
from duikou.activities.actions import assessing, proposing, supporting
from duikou.activities.forms.assessing import OwnWordsForm, ReasonForm
from duikou.activities.forms.supporting import PromiseForm, SupportForm
from duikou.activities.models import Candidacy, Review, SupportPromise
from duikou.activities.queries.progress import over_the_years
from duikou.activities.queries.titles import in_sections, lines_of, listed
from duikou.activities.title_words import TITLE_REFUSALS
from duikou.activities.views import title_staff as staff
from duikou.base import clock
from duikou.directory.access import acting


@staff.for_both
@require_GET
def candidacy(request: HttpRequest, candidacy: UUID) -> HttpResponse:
    """All about a body and a title, for who runs the programme and who writes for the body."""
    seen = listed(Candidacy.objects.filter(staff.seen_candidacies(request)))
    kept = get_object_or_404(seen, public_id=candidacy)
    reviews = list(kept.reviews.select_related("edition").prefetch_related("visits__bodies", "rulings"))
    table = over_the_years(kept)
    context = {
        "candidacy": kept,
        "runs": staff.runs(request, kept),
        "writes": staff.writes_for(request, kept),
        "reviews": reviews,
        "going": next((one for one in reviews if one.state != Review.State.SETTLED), None),
        "may_again": kept.state == Candidacy.State.DESIGNATED,
        "table": table,
        "pictures": progress_chart.pictures(table),
        "support": kept.support.select_related("with_body"),
        "promises": kept.promises.all(),
        "today": timezone.localdate(clock.now()),
    }
    return render(request, "activities/titles/candidacy.html", context)


@staff.for_running
@require_POST
def take_back(request: HttpRequest, candidacy: UUID) -> HttpResponse:
    """Take a proposal back."""
    kept = staff.run_candidacy(request, candidacy)
    said = _("The proposal is taken back.")
    staff.done_or_told(request, lambda: proposing.take_proposal_back(candidacy=kept, by=acting(request)), said)
    return staff.back_to(kept)


@staff.for_running
@require_POST
def look_again(request: HttpRequest, candidacy: UUID) -> HttpResponse:
    """Begin to look again at a body that has the title."""
    kept = staff.run_candidacy(request, candidacy)
    said = _("It begins anew: the body assesses itself first.")
    staff.done_or_told(request, lambda: proposing.open_review(candidacy=kept, by=acting(request)), said)
    return staff.back_to(kept)


@staff.for_all
@require_http_methods(["GET", "POST"])
def assess(request: HttpRequest, review: UUID) -> HttpResponse:
    """The self-assessment: written by the body, read by the office and by those who visit."""
    kept = staff.read_review(request, review)
    writes = staff.writes_for(request, kept.candidacy)
    if request.method == "POST" and not writes:
        return redirect("activities:assess", kept.public_id)
    if not writes or (request.method == "GET" and kept.state not in rules.BEING_WRITTEN):
        return _read(request, kept)
    form = OwnWordsForm(request.POST if request.method == "POST" else None, review=kept)
    if form.is_bound and form.is_valid() and (answer := _kept(request, kept, form)):
        return answer
    context = {"form": form, "review": kept, "candidacy": kept.candidacy, "asked": request.GET.get("open")}
    return render(request, "activities/titles/assess.html", context, status=422 if form.errors else 200)


def _read(request: HttpRequest, review: Review, *, form: ReasonForm | None = None) -> HttpResponse:
    context = {
        "review": review,
        "candidacy": review.candidacy,
        "sections": in_sections_of(review),
        "runs": staff.runs(request, review.candidacy),
        "form": form or ReasonForm(),
    }
    return render(request, "activities/titles/assessment.html", context, status=422 if form else 200)


def in_sections_of(review: Review) -> list[tuple[str, list[object]]]:
    """What the body says and what was found, by section."""
    lines = {one.criterion.pk: one for one in lines_of(review)}
    return [
        (section, [lines[one.pk] for one in criteria])
        for section, criteria in in_sections([one.criterion for one in lines.values()])
    ]


def _kept(request: HttpRequest, review: Review, form: OwnWordsForm) -> HttpResponse | None:
    """Keep and, if asked, hand in. None when it was refused: then the form says why and holds all that was written."""
    begun = form.cleaned_data["version"]
    try:
        with transaction.atomic():
            assessing.keep_own_words(review=review, words=form.words(), version=begun, by=acting(request))
    except rules.Refused as refused:
        form.add_error(None, str(TITLE_REFUSALS[refused.refusal]))
        present = Review.objects.get(pk=review.pk)
        if refused.refusal == rules.Refusal.CHANGED and present.state in rules.BEING_WRITTEN:
            form.errors.clear()
            form.add_error(
                None,
                _(
                    "Somebody of your body has kept this meanwhile. What you wrote stands below, and nothing is lost:"
                    " press “Keep” again to have yours instead, or open the page anew to read theirs."
                ),
            )
            data = request.POST.copy()
            data["version"] = str(present.version)
            form.data = data
        return None
    if request.POST.get("do") != "hand_in":
        messages.success(request, _("It is kept as a draft."))
        return redirect("activities:assess", review.public_id)
    said = _("It is handed in. The office looks at it and plans a visit.")
    if staff.done_or_told(request, lambda: assessing.hand_in(review=review, by=acting(request)), said):
        return staff.back_to(review.candidacy)
    return redirect(f"{redirect('activities:assess', review.public_id).url}?open=1")


@staff.for_running
@require_POST
def return_assessment(request: HttpRequest, review: UUID) -> HttpResponse:
    """Give a self-assessment back with a reason."""
    kept = staff.run_review(request, review)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _read(request, kept, form=form)
    why, said = form.cleaned_data["why"], _("It is returned: the body reads why and goes on writing.")
    staff.done_or_told(request, lambda: assessing.return_assessment(review=kept, why=why, by=acting(request)), said)
    return staff.back_to(kept.candidacy)


@staff.for_running
@require_http_methods(["GET", "POST"])
def support(request: HttpRequest, candidacy: UUID) -> HttpResponse:
    """Write down an exchange visit or guidance on site."""
    kept = staff.run_candidacy(request, candidacy)
    form = SupportForm(request.POST if request.method == "POST" else None, initial=_today())
    if form.is_bound and form.is_valid():
        supporting.note_support(candidacy=kept, **form.values(), by=acting(request))
        messages.success(request, _("Kept."))
        return staff.back_to(kept)
    context = {"form": form, "title": _("Support given"), "candidacy": kept}
    return render(request, "activities/titles/form.html", context, status=422 if form.errors else 200)


@staff.for_running
@require_http_methods(["GET", "POST"])
def promise(request: HttpRequest, candidacy: UUID) -> HttpResponse:
    """Write down a promise of money."""
    kept = staff.run_candidacy(request, candidacy)
    form = PromiseForm(request.POST if request.method == "POST" else None, initial=_today())
    if form.is_bound and form.is_valid():
        supporting.promise_support(candidacy=kept, **form.values(), by=acting(request))
        messages.success(request, _("Kept as a promise. It is not accounted for yet."))
        return staff.back_to(kept)
    context = {"form": form, "title": _("Promise of money"), "candidacy": kept}
    return render(request, "activities/titles/form.html", context, status=422 if form.errors else 200)


@staff.for_running
@require_POST
def take_promise_back(request: HttpRequest, promise: UUID) -> HttpResponse:
    """Take a promise of money back."""
    mine = title_permissions.LOOK_AT.things(request.user).values("pk")
    kept = get_object_or_404(SupportPromise.objects.filter(candidacy__in=mine), public_id=promise)
    supporting.take_promise_back(promise=kept, by=acting(request))
    messages.success(request, _("The promise is taken back."))
    return staff.back_to(kept.candidacy)


def _today() -> dict[str, object]:
    return {"day": timezone.localdate(clock.now())}
