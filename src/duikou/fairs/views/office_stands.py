"""The office's stands: who asked, who is approved, their numbers and times."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from duikou.base import clock
from duikou.directory.access import acting
from duikou.directory.queries import people_of
from duikou.fairs import rules
from duikou.fairs.actions import stands
from duikou.fairs.forms.stands import DeclineForm, StandForm, WishesForm, fits
from duikou.fairs.models import Fair, Stand
from duikou.fairs.queries import office
from duikou.fairs.queries import stands as times
from duikou.fairs.queries.last_times import last_times
from duikou.fairs.views.staff import fair_of_office, for_office, say_refused

STANDS_A_PAGE = 100


@for_office
@require_GET
def stand_list(request: HttpRequest, slug: str) -> HttpResponse:
    """All stands of a fair, the ones to decide on first."""
    fair = fair_of_office(request, slug)
    context = {
        "fair": fair,
        "stands": Paginator(office.stands(fair), STANDS_A_PAGE).get_page(request.GET.get("page")),
        "without": times.employers_without_stand(fair).count(),
        "form": WishesForm(),
        "may_change": rules.may_change(fair),
        "tab": "stands",
    }
    return render(request, "fairs/office/stands.html", context)


@for_office
@require_POST
def stand_times(request: HttpRequest, slug: str) -> HttpResponse:
    """Make the times of all stands anew."""
    fair = fair_of_office(request, slug)
    try:
        _say_made(request, stands.make_all_slots(fair=fair, by=acting(request)))
    except rules.Refused as refused:
        say_refused(request, refused)
    return redirect("fairs:office-stands", fair.slug)


@for_office
@require_POST
def stand_give(request: HttpRequest, slug: str) -> HttpResponse:
    """Give a stand to employers that have posts but none."""
    fair = fair_of_office(request, slug)
    form = WishesForm(request.POST)
    if not form.is_valid() or not fits(fair, form.wishes()):
        messages.error(request, _("Interviews of this length do not fit into the fair's hours."))
        return redirect("fairs:office-stands", fair.slug)
    try:
        given = stands.give_stands(fair=fair, wishes=form.wishes(), by=acting(request))
    except rules.Refused as refused:
        say_refused(request, refused)
    else:
        said = ngettext("%(count)s employer has a stand now.", "%(count)s employers have a stand now.", given)
        messages.success(request, said % {"count": given})
    return redirect("fairs:office-stands", fair.slug)


@for_office
@require_http_methods(["GET", "POST"])
def stand_page(request: HttpRequest, slug: str, stand: int) -> HttpResponse:
    """One stand: its wishes, its times, and what the office settles."""
    fair = fair_of_office(request, slug)
    one = _stand(fair, stand)
    form = StandForm(request.POST if request.method == "POST" else None, stand=one)
    if request.method == "POST" and form.is_valid():
        try:
            made = stands.change_stand(stand=one, values=form.cleaned_data, by=acting(request))
        except rules.Refused as refused:
            say_refused(request, refused)
        else:
            _say_made(request, made)
        return redirect("fairs:office-stand", fair.slug, one.pk)
    return _page(request, one, form, DeclineForm())


@for_office
@require_POST
def stand_approve(request: HttpRequest, slug: str, stand: int) -> HttpResponse:
    """Approve a stand, and its employer with it."""
    fair = fair_of_office(request, slug)
    try:
        one = stands.approve_stand(stand=_stand(fair, stand), by=acting(request))
    except rules.Refused as refused:
        say_refused(request, refused)
    else:
        messages.success(request, _("Approved: stand %(number)s.") % {"number": one.number})
    return redirect("fairs:office-stands", fair.slug)


@for_office
@require_POST
def stand_decline(request: HttpRequest, slug: str, stand: int) -> HttpResponse:
    """Decline a stand with a reason."""
    fair = fair_of_office(request, slug)
    one, form = _stand(fair, stand), DeclineForm(request.POST)
    if not form.is_valid():
        return _page(request, one, StandForm(stand=one), form)
    try:
        stands.decline_stand(stand=one, why=form.cleaned_data["why"], by=acting(request))
    except rules.Refused as refused:
        say_refused(request, refused)
    else:
        messages.success(request, _("Declined. The employer is being told why."))
    return redirect("fairs:office-stands", fair.slug)


def _stand(fair: Fair, pk: int) -> Stand:
    stand = get_object_or_404(Stand.objects.select_related("employer", "resource"), fair=fair, pk=pk)
    stand.fair = fair
    return stand


def _page(request: HttpRequest, stand: Stand, form: StandForm, decline: DeclineForm) -> HttpResponse:
    context = {
        "fair": stand.fair,
        "stand": stand,
        "form": form,
        "decline": decline,
        "times": times.times(stand),
        "last": last_times(stand.fair, [stand.employer_id], now=clock.now()).get(stand.employer_id),
        "people": people_of(stand.employer),
        "tab": "stands",
    }
    return render(request, "fairs/office/stand.html", context, status=422 if form.is_bound or decline.is_bound else 200)


def _say_made(request: HttpRequest, made: stands.Made | None) -> None:
    if made is None:
        messages.success(request, _("Kept."))
        return
    messages.success(
        request, _("Kept. Times made: %(new)s new, %(gone)s taken away.") % {"new": made.new, "gone": made.gone}
    )
    if made.stayed:
        messages.warning(
            request,
            ngettext(
                "%(count)s time stays as it was, because it is booked. Move or cancel its bookings first.",
                "%(count)s times stay as they were, because they are booked. Move or cancel their bookings first.",
                len(made.stayed),
            )
            % {"count": len(made.stayed)},
        )
