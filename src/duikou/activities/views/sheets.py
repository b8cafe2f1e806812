"""One work and a juror's marks for it. Whose it is is on none of these pages."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from duikou.activities import contest_rules as rules
from duikou.activities.actions import jury as acts
from duikou.activities.actions import recusing
from duikou.activities.contest_words import REFUSALS
from duikou.activities.forms.judging import WorkMarksForm
from duikou.activities.models import ContestEntry, Juror
from duikou.activities.queries import jury as read
from duikou.activities.views.jury import for_jurors
from duikou.activities.views.my_entry import small_picture
from duikou.base import clock
from duikou.directory.access import acting


def _work(juror: Juror, work: UUID) -> ContestEntry:
    found: ContestEntry = get_object_or_404(read.for_juror(juror), public_id=work)
    return found


@for_jurors
@require_http_methods(["GET", "POST"])
def sheet(request: HttpRequest, juror: Juror, work: UUID) -> HttpResponse:
    """One work and the juror's marks for it; its POST keeps them and goes to the next that is not marked."""
    if rules.may_mark(juror, now=clock.now()) == rules.Refusal.NOT_CLOSED:
        raise Http404
    entry = _work(juror, work)
    criteria, mine = list(juror.contest.criteria.all()), read.sheets_of(juror)
    known = mine.get(entry.pk)
    form = WorkMarksForm(
        request.POST if request.method == "POST" else None,
        criteria=criteria,
        known={one.criterion_id: one.value for one in known.marks.all()} if known else {},
        initial={"remark": known.remark if known else ""},
    )
    if form.is_bound and form.is_valid():
        try:
            acts.mark(
                juror=juror,
                entry=entry,
                marks=form.marks(),
                remark=form.cleaned_data["remark"],
                by=acting(request),
            )
        except rules.Refused as no:
            form.add_error(None, str(REFUSALS[no.refusal]))
        else:
            messages.success(request, _("The marks of work %(number)s are kept.") % {"number": entry.number})
            after = read.for_juror(juror).exclude(sheets__juror=juror).first()
            if after is None:
                return redirect("activities:jury", juror.contest.public_id)
            return redirect("activities:sheet", juror.contest.public_id, after.public_id)
    refused = rules.may_mark(juror, now=clock.now())
    context = {
        "juror": juror,
        "contest": juror.contest,
        "entry": entry,
        "category": str(juror.contest.categories.get(pk=entry.category_id)),
        "pictures": [one.photo for one in entry.pictures.select_related("photo") if one.photo.taken_down_at is None],
        "form": form,
        "refused": REFUSALS[refused] if refused else "",
    }
    return render(request, "activities/jury/sheet.html", context, status=422 if form.errors else 200)


@for_jurors
@require_GET
def picture(request: HttpRequest, juror: Juror, work: UUID, image: UUID) -> HttpResponse:
    """A picture of a work that the juror judges, large."""
    return small_picture(_work(juror, work), image, size="large")


@for_jurors
@require_POST
def recuse(request: HttpRequest, juror: Juror, work: UUID) -> HttpResponse:
    """Say that one does not judge a work."""
    try:
        recusing.recuse(juror=juror, entry=_work(juror, work), by=acting(request))
    except rules.Refused as no:
        messages.error(request, str(REFUSALS[no.refusal]))
    else:
        messages.success(request, _("You do not judge this work. Others do."))
    return redirect("activities:jury", juror.contest.public_id)
