"""The services of the city for everybody: the list with its filters, and the page of each."""

from __future__ import annotations

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from duikou.base import clock
from duikou.base.everybody import for_everybody
from duikou.desk import finding, rules
from duikou.desk.forms.finding import FindForm
from duikou.desk.models.services import shown_at
from duikou.desk.queries.hours import hours_of
from duikou.desk.queries.services import languages_offered, offered, places_of_services, topics_offered

A_PAGE = 30


@for_everybody(seconds=1)
@require_safe
def services(request: HttpRequest) -> HttpResponse:
    """The services that pass the filters of the address."""
    form = FindForm(request.GET, topics=topics_offered(), languages=languages_offered())
    wanted = form.wanted()
    found = offered().filter(pk__in=finding.refs(wanted)) if wanted else offered()
    listed = found.prefetch_related("topics", places_of_services())
    pages = Paginator(listed, A_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "wanted": wanted, "pages": pages}
    return render(request, "desk/services.html", context)


@for_everybody(seconds=1)
@require_safe
def service(request: HttpRequest, service: UUID) -> HttpResponse:
    """A service: for whom, what to bring, what it costs, where and when; and when somebody last said that it holds."""
    known = offered().prefetch_related("topics", places_of_services())
    found = get_object_or_404(known, public_id=service)
    now, zone = clock.now(), timezone.get_default_timezone()
    today = timezone.localdate(now)
    at = [one.window for one in shown_at(found)]
    hours = hours_of({window.centre_id: window.centre for window in at}.values(), first=today)
    shown = [(window, hours[window.centre_id].of_window(window)) for window in at]
    context = {
        "service": found,
        "windows": [(window, mine.at(now, zone), mine.on(today)) for window, mine in shown],
        "is_stale": rules.is_stale(found.confirmed_on, today=today),
    }
    return render(request, "desk/service.html", context)
