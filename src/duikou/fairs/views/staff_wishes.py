"""Wishes of somebody without a telephone, typed in at the office with them beside, and the receipt they take home."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from duikou.base import clock
from duikou.base.private import private
from duikou.booking.actions import Somebody
from duikou.booking.models import Draw, DrawEntry
from duikou.booking.queries.draws import entry_of
from duikou.booking.refusals import Refusal
from duikou.booking.rules import may_wish
from duikou.directory.access import acting
from duikou.directory.actions import Newcomer
from duikou.directory.models import Person
from duikou.fairs.actions import draws as actions
from duikou.fairs.actions.door import OnPaper
from duikou.fairs.forms.draws import StaffEnterForm
from duikou.fairs.models import Fair
from duikou.fairs.queries import draws as read
from duikou.fairs.views.entry import slip_page
from duikou.fairs.views.staff import fair_of_office, for_office


@for_office
@private
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest, slug: str) -> HttpResponse:
    """A form for the tables in their order and for who wishes; it leads to the receipt."""
    fair = fair_of_office(request, slug)
    draw = read.draw_of_fair(fair)
    if draw is None:
        raise Http404
    form = StaffEnterForm(request.POST if request.method == "POST" else None, fair=fair)
    status = 200
    if form.is_bound:
        entry = _enter(request, fair, draw, form) if form.is_valid() else None
        if entry is not None:
            return redirect("fairs:office-draw-slip", slug, entry.public_id)
        status = 409 if form.non_field_errors() else 422
    context = {
        "fair": fair,
        "draw": draw,
        "tab": "draw",
        "form": form,
        "closed": may_wish(draw, now=clock.now()),
        "stands": read.stands_to_wish(fair, now=clock.now()),
    }
    return render(request, "fairs/office/enter.html", context, status=status)


def _enter(request: HttpRequest, fair: Fair, draw: Draw, form: StaffEnterForm) -> DrawEntry | None:
    """Write the wishes; None when the form says now what is wrong."""
    numbers = form.cleaned_data["tables"]
    known = read.stands_wished(fair, numbers, now=clock.now())
    if missing := [str(one) for one in numbers if one not in known]:
        form.add_error(
            "tables", _("There is no such table to wish for: %(numbers)s.") % {"numbers": ", ".join(missing)}
        )
        return None
    who = _who(draw, form)
    if who is None:
        form.add_error("code", _("No entry has this code. Look at the slip again."))
        return None
    stands = [(known[one], None) for one in numbers]
    answer = actions.wish_at_counter(
        fair=fair, draw=draw, who=who, stands=stands, hours=form.hours(), by=acting(request)
    )
    if isinstance(answer, Refusal):
        form.add_error(None, str(answer))
        return None
    return answer


def _who(draw: Draw, form: StaffEnterForm) -> Person | Newcomer | None:
    said = form.cleaned_data
    if said["code"]:
        entry = draw.entries.select_related("person").filter(code__in=said["code"], person__isnull=False).first()
        return entry.person if entry else None
    if said["contact"]:
        return Somebody(said["name"], said["contact"], said["language"]).newcomer()
    return OnPaper(said["name"], said["language"]).newcomer()


@for_office
@private
@require_GET
def slip(request: HttpRequest, slug: str, entry: UUID) -> HttpResponse:
    """The receipt to hand out, in the language of the person it is for. No name stands on it."""
    fair = fair_of_office(request, slug)
    found = entry_of(entry)
    if found is None or found.person is None or found.draw.offer_id != fair.offer_id:
        raise Http404
    back = reverse("fairs:office-draw-enter", args=[slug])
    with translation.override(found.person.contact_language or translation.get_language()):
        return slip_page(request, found, back=back)
