"""The office's plan of the hall: which table stands where."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from duikou.directory.access import acting
from duikou.fairs import rules
from duikou.fairs.actions.halls import lay_hall
from duikou.fairs.forms.halls import HallForm
from duikou.fairs.hall import draw
from duikou.fairs.queries.halls import hall_of, numbers_of
from duikou.fairs.views.staff import fair_of_office, for_office, say_refused


@for_office
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """The hall as it is laid out, and laying it out anew."""
    fair = fair_of_office(request, slug)
    numbers, hall = numbers_of(fair), hall_of(fair)
    form = HallForm(request.POST if request.method == "POST" else None, hall=hall, numbers=numbers)
    if request.method == "POST" and form.is_valid():
        try:
            lay_hall(fair=fair, by=acting(request), **form.cleaned_data)
        except rules.Refused as refused:
            say_refused(request, refused)
        else:
            messages.success(request, _("The hall is laid out. Day cards show it from now on."))
        return redirect("fairs:office-hall", fair.slug)
    context = {
        "fair": fair,
        "tab": "stands",
        "form": form,
        "numbers": numbers,
        "drawing": draw(hall) if numbers else None,
        "rows": hall.rows,
        "says": _("%(tables)s tables in %(rows)s rows") % {"tables": len(numbers), "rows": len(hall.rows)},
        "may_change": rules.may_change(fair),
    }
    return render(request, "fairs/office/hall.html", context, status=422 if form.errors else 200)
