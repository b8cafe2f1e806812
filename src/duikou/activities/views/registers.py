"""Who, or how many, were at a session of a class."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from duikou.activities import course_rules as rules
from duikou.activities.actions import registers
from duikou.activities.forms.sessions import CountForm
from duikou.activities.queries.registers import present_at, seated
from duikou.activities.views.staff import for_courses, kept_session, say_why_not
from duikou.base import clock
from duikou.directory.access import acting


@for_courses
@require_http_methods(["GET", "POST"])
def register(request: HttpRequest, course: UUID, session: UUID) -> HttpResponse:
    """Tick who is there. Names are shown on the day alone, and whoever stands there can read that they were."""
    kept = kept_session(request, course, session)
    opened = rules.register_is_open(kept, now=clock.now())
    if request.method == "POST":
        listed = {str(one.public_id): one.public_id for one in seated(kept.course)}
        present = {listed[said] for said in request.POST.getlist("here") if said in listed}
        try:
            came = registers.take_register(session=kept, present=present, by=acting(request))
        except rules.Refused as refused:
            say_why_not(request, refused)
        else:
            said = ngettext("Kept: %(n)s person is here.", "Kept: %(n)s people are here.", came)
            messages.success(request, said % {"n": came})
        return redirect("activities:register", kept.course.public_id, kept.public_id)
    bookings = list(seated(kept.course)) if opened else []
    if bookings:
        registers.note_register_read(bookings=bookings, by=acting(request))
    there = present_at(kept) if opened else set()
    context = {
        "course": kept.course,
        "session": kept,
        "open": opened,
        "rows": [(one, one.pk in there) for one in bookings],
        "counts": kept.course.certificate_from is None or not opened,
        "form": CountForm(initial={"heads": kept.came}),
        "refused": rules.may_count(kept, heads=0, now=clock.now()),
    }
    return render(request, "activities/classes/keep/register.html", context)


@for_courses
@require_POST
def count(request: HttpRequest, course: UUID, session: UUID) -> HttpResponse:
    """Write down how many were there."""
    kept = kept_session(request, course, session)
    form = CountForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Write how many came, from 0 to 1000."))
        return redirect("activities:register", kept.course.public_id, kept.public_id)
    try:
        registers.count_session(session=kept, heads=form.cleaned_data["heads"], by=acting(request))
    except rules.Refused as refused:
        say_why_not(request, refused)
        return redirect("activities:register", kept.course.public_id, kept.public_id)
    messages.success(request, _("Kept."))
    return redirect("activities:keep-class", kept.course.public_id)
