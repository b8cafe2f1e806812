"""The living page that shows every part of the design."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from duikou.base import clock
from duikou.base.forms import SampleForm
from duikou.base.shell import Link

COLOURS = ("paper", "sheet", "ink", "soft", "teal", "vermilion", "gold")


def styleguide(request: HttpRequest) -> HttpResponse:
    """Every part with sample content, in the demo and with DUIKOU_DEBUG; elsewhere there is no such page."""
    if not (settings.DEMO or settings.DEBUG):
        raise Http404
    start = clock.now().replace(minute=20, second=0, microsecond=0) + timedelta(days=5)
    context = {
        "colours": COLOURS,
        "start": start,
        "end": start + timedelta(hours=6),
        "form": SampleForm(),
        "refused": SampleForm({"contact": "12", "how": "x"}, auto_id="refused_%s"),
        "pages": Paginator(range(240), 20).page(4),
        "tabs": [Link("#tabs", _("Today"), True), Link("#tabs-all", _("All days")), Link("#tabs-out", _("Outcomes"))],
        "hours": drawn_hours(),
    }
    return render(request, "base/styleguide.html", context)


def drawn_hours() -> list[dict[str, object]]:
    """Sample bars: arrivals by hour, `x` and `width` in per cent, `y` and `height` in pixels."""
    arrivals = ((9, 96), (10, 141), (11, 88), (13, 40), (14, 52), (15, 21))
    return [
        {"hour": f"{hour}:00", "value": value, "x": f"{8 + place * 15.3:.1f}%", "middle": f"{13 + place * 15.3:.1f}%"}
        | {"y": 176 - value, "height": value}
        for place, (hour, value) in enumerate(arrivals)
    ]
