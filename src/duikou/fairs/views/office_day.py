"""Planning the day of those who won anew: first what it would do, then doing exactly that."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from duikou.base.private import private
from duikou.booking import actions as engine
from duikou.booking.models import Draw
from duikou.booking.refusals import Refusal
from duikou.directory.access import acting
from duikou.fairs.forms.day_plans import USUAL, DoForm, MovesForm
from duikou.fairs.models import Fair
from duikou.fairs.queries.day_plans import plan_shown
from duikou.fairs.queries.draws import draw_of_fair
from duikou.fairs.views.staff import fair_of_office, for_office


@for_office
@private
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """The new plan with at most so many moves; a POST with its digest does it."""
    fair = fair_of_office(request, slug)
    draw = draw_of_fair(fair)
    if draw is None:
        raise Http404
    if request.method == "POST":
        return _do(request, fair, draw)
    form = MovesForm(request.GET if "most" in request.GET else {"most": USUAL})
    return _shown(request, fair, draw, form, status=200 if form.is_valid() else 422)


def _do(request: HttpRequest, fair: Fair, draw: Draw) -> HttpResponse:
    form = DoForm(request.POST)
    if not form.is_valid():
        return _shown(request, fair, draw, form, status=422)
    said = form.cleaned_data
    done = engine.plan_day_anew(draw=draw, most_moves=said["most"], digest=said["digest"], by=acting(request))
    if isinstance(done, Refusal):
        messages.error(request, str(done))
        return _shown(request, fair, draw, MovesForm({"most": said["most"]}), status=409)
    placed = ngettext("%(n)s place has a time now.", "%(n)s places have a time now.", done.placed) % {"n": done.placed}
    moved = ngettext("%(n)s talk was moved.", "%(n)s talks were moved.", done.moved) % {"n": done.moved}
    messages.success(request, " ".join([placed, moved, _("Each of these people is being told.")]))
    if done.missed:
        missed = ngettext(
            "%(n)s step was not done, because somebody was quicker. Look at the new plan.",
            "%(n)s steps were not done, because somebody was quicker. Look at the new plan.",
            done.missed,
        )
        messages.warning(request, missed % {"n": done.missed})
    return redirect("fairs:office-draw-day", fair.slug)


def _shown(request: HttpRequest, fair: Fair, draw: Draw, form: MovesForm, *, status: int) -> HttpResponse:
    most = form.cleaned_data.get("most", USUAL) if form.is_valid() else USUAL
    plan = engine.see_day_anew(draw=draw, most_moves=most)
    refused = plan if isinstance(plan, Refusal) else None
    context = {
        "fair": fair,
        "draw": draw,
        "tab": "draw",
        "form": form,
        "most": most,
        "no": refused,
        "plan": None if isinstance(plan, Refusal) else plan_shown(fair, plan),
    }
    return render(request, "fairs/office/day_plan.html", context, status=409 if refused and status == 200 else status)
