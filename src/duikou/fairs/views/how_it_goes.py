"""The question how it goes, by the link in its message: answered with one button, or stopped for good."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from duikou.base import clock
from duikou.base.actor import Actor
from duikou.fairs import how_it_goes as plan
from duikou.fairs import rules
from duikou.fairs.actions import following
from duikou.fairs.follow_up_links import follow_up_path, follow_up_token
from duikou.fairs.follow_up_messages import QUESTIONS
from duikou.fairs.models import FollowUp
from duikou.fairs.views.own import by_follow_up_link
from duikou.fairs.views.staff import refusal_text


def _by(row: FollowUp) -> Actor:
    return Actor("person", ref=str(row.public_id))


@by_follow_up_link
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, row: FollowUp) -> HttpResponse:
    """The question that is open today, or when the next one comes; a button answers it."""
    refused = ""
    if request.method == "POST":
        answered = _answer(request, row)
        if isinstance(answered, HttpResponse):
            return answered
        refused = answered
    today = timezone.localdate(clock.now())
    days = plan.open_question(row.since, today=today)
    context = {
        "row": row,
        "employer": row.stand.employer,
        "fair": row.stand.fair,
        "token": follow_up_token(row),
        "days": days,
        "question": QUESTIONS.get(days),
        "answered": days and row.answered >= days,
        "next_day": plan.next_day(row.since, today=today),
        "refused": refused,
    }
    return render(request, "fairs/how_it_goes.html", context, status=422 if refused else 200)


def _answer(request: HttpRequest, row: FollowUp) -> HttpResponse | str:
    """Where to go after the answer, or what is wrong with it."""
    said, days = request.POST.get("said", ""), request.POST.get("days", "")
    if said not in plan.ANSWERS:
        return _("Choose one of the answers shown.")
    try:
        counted = following.answer(
            follow_up=row, days=int(days) if days in map(str, plan.DAYS) else 0, said=said, by=_by(row)
        )
    except rules.Refused as refused:
        return refusal_text(refused.refusal)
    if counted and int(days) == plan.DAYS[-1]:  # nothing is left to come back to
        return render(request, "fairs/how_it_went.html", {"stopped": False})
    if counted:
        messages.success(request, _("Thank you. Your answer is counted."))
    else:
        messages.info(request, _("You have answered this question before. Nothing was changed."))
    return redirect(follow_up_path(row))


@by_follow_up_link
@require_POST
def stop(request: HttpRequest, row: FollowUp) -> HttpResponse:
    """Ask nothing more, and delete the contact that was kept for it alone."""
    following.stop(follow_up=row, which=f"follow_up:{row.public_id}", by=_by(row))
    return render(request, "fairs/how_it_went.html", {"stopped": True})
