"""Certificates: one's own of a class, drawn when it is shown, and checked by anybody without leaving a trace."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from duikou.activities.certificates import BadCertificate, Certificate, HoursCertificate, code_in, issue, read
from duikou.activities.forms.finding_courses import CheckForm, NameForm
from duikou.activities.hours_words import hours_text
from duikou.activities.models import Course
from duikou.activities.queries.certificates import certificate_of
from duikou.activities.queries.courses import taking_place
from duikou.activities.queries.registers import standing_of
from duikou.base.private import private
from duikou.booking import own_links
from duikou.booking.models import Booking
from duikou.booking.ticket_qr import svg
from duikou.booking.views.opened import by_link


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def _own(request: HttpRequest, booking: Booking) -> HttpResponse:
    course = Course.objects.select_related("organiser").filter(offer=booking.offer_id).first()
    if course is None or booking.state != Booking.State.CONFIRMED:
        return redirect(own_links.manage_path(booking))
    standing = standing_of(course, booking)
    ready = course.state == Course.State.FINISHED and standing.earned
    assert booking.person is not None
    form = NameForm(request.POST or None, initial={"name": booking.person.name})
    if ready and form.is_bound and form.is_valid():
        made = certificate_of(course, name=form.cleaned_data["name"])
        return render(request, "activities/classes/certificate.html", drawn(request, made, issue(made), booking))
    context = {
        "course": course,
        "standing": standing,
        "sessions": len(taking_place(course)),
        "finished": course.state == Course.State.FINISHED,
        "ready": ready,
        "form": form,
        "back": own_links.manage_path(booking),
    }
    return render(request, "activities/classes/own.html", context, status=422 if form.errors else 200)


own = by_link(_own)


@private
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Whether a certificate is this city's and what it says. It comes after the `#` of the address, which browsers keep
    for themselves, and is sent in the body of a form, which no log holds; nothing is written."""
    form = CheckForm(request.POST or None)
    if not form.is_bound or not form.is_valid():
        return render(request, "activities/classes/check.html", {"form": form}, status=422 if form.errors else 200)
    try:
        said = read(code := form.cleaned_data["code"])
    except BadCertificate:
        return render(request, "activities/classes/check.html", {"form": form, "bad": True}, status=422)
    return render(request, template_of(said), {**drawn(request, said, code_in(code)), "checked": True})


def template_of(said: Certificate | HoursCertificate) -> str:
    """The page that shows a certificate."""
    hours = isinstance(said, HoursCertificate)
    return "activities/volunteers/certificate.html" if hours else "activities/classes/certificate.html"


def drawn(
    request: HttpRequest, said: Certificate | HoursCertificate, code: str, booking: Booking | None = None
) -> dict[str, Any]:
    """What the page of a certificate shows: what it says, its code, and the address at which it is checked."""
    page = request.build_absolute_uri(reverse("activities:certificates"))
    link = f"{page}#{code}"
    return {
        "said": said,
        "code": code,
        "link": link,
        "page": page,
        "qr": mark_safe(svg(link)),
        "back": own_links.manage_path(booking) if booking else "",
        "hours": hours_text(said.minutes),
    }
