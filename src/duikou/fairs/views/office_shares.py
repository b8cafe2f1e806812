"""Who got a talk: by way of access, and by draw or first come over the office's fairs; never by anything personal."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from duikou.base import charts, clock
from duikou.booking.models import Offer
from duikou.fairs.models import Fair, FairShare
from duikou.fairs.permissions import fairs_run_by
from duikou.fairs.queries.shares import COUNTED_FOR, asked_at, drawn_among, kept_of, mode_of
from duikou.fairs.shares import Shares, shares
from duikou.fairs.views.staff import fair_of_office, for_office

MOST_FAIRS = 24
WAYS: dict[str, Any] = {
    FairShare.Way.WEB: gettext_lazy("By telephone or computer"),
    FairShare.Way.STAFF: gettext_lazy("With the help of staff"),
    FairShare.Way.WALK_IN: gettext_lazy("At the door"),
    FairShare.Way.INVITED: gettext_lazy("By invitation"),
}
MODES: dict[str, Any] = {
    Offer.Mode.DRAW: gettext_lazy("Draw"),
    Offer.Mode.FIRST_COME: gettext_lazy("First come, first served"),
    Offer.Mode.NOMINATION: gettext_lazy("By invitation"),
}
DEFINITIONS = (
    (
        gettext_lazy("Asked"),
        gettext_lazy(
            "People who booked, joined a waiting list, wished in a draw or took a number at the door; each once, in "
            "the way in which they asked first."
        ),
    ),
    (
        gettext_lazy("Had a talk"),
        gettext_lazy("Of these, the people whom an employer began at least one talk with."),
    ),
    (
        gettext_lazy("Had a place, no talk"),
        gettext_lazy("People with a booking that was not cancelled, who did not come or were not talked to."),
    ),
    (gettext_lazy("Got nothing"), gettext_lazy("People who asked and had no such booking in the end.")),
    (gettext_lazy("With a place"), gettext_lazy("How many in a hundred of those who asked did not get nothing.")),
)


def counted(fair: Fair) -> Shares | None:
    """The shares of `fair`: as counted when it ended, else as they stand now. None of one that is long over and was
    never counted, as people have left it."""
    kept = kept_of([fair]).get(fair.pk)
    if kept is None and fair.ends_at + COUNTED_FOR <= clock.now():
        return None
    return shares(kept or asked_at(fair))


@for_office
@require_GET
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """The share of one fair, and those of the office's fairs side by side."""
    fair = fair_of_office(request, slug)
    found, side_by_side = counted(fair), _side_by_side(request, fair)
    ways = [(WAYS[way], row) for way, row in found.rows.items()] if found else []
    drawn = [
        _chart(
            "ways", _("With a place, by way of access"), _("Way"), [(str(name), row.per_cent) for name, row in ways]
        ),
        _chart(
            "fairs",
            _("With a place, fair by fair"),
            _("Fair"),
            [(f"{one.title} · {mode}", row.per_cent) for one, mode, row in side_by_side],
        ),
    ]
    context = {
        "fair": fair,
        "tab": "share",
        "shares": found,
        "rows": ways,
        "side_by_side": side_by_side,
        "charts": [chart for chart in drawn if chart],
        "definitions": DEFINITIONS,
        "over": fair.ends_at <= clock.now(),
        "as_of": clock.now(),
    }
    return render(request, "fairs/office/shares.html", context)


def _side_by_side(request: HttpRequest, fair: Fair) -> list[tuple[Fair, Any, Any]]:
    """The office's fairs that were counted, the latest first: each with how its places were given and all together."""
    mine = fairs_run_by(request.user).filter(organiser=fair.organiser_id, shares__isnull=False).distinct()
    fairs = list(mine.order_by("-starts_at", "-pk")[:MOST_FAIRS])
    kept, drawn = kept_of(fairs), drawn_among(fairs)
    found = [(one, MODES[mode_of(one, drawn)], shares(kept[one.pk]).together) for one in fairs]
    return [(one, mode, row) for one, mode, row in found if row]


def _chart(key: str, title: str, column: str, values: list[tuple[str, int | None]]) -> charts.Chart | None:
    return charts.rows(
        values,
        key=key,
        title=title,
        column=column,
        unit=_("In a hundred"),
        summary=_("How many in a hundred of those who asked had a place."),
        full=100,
    )
