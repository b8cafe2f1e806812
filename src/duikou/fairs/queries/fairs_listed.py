"""Fairs a page at a time, for other systems that read them on."""

from __future__ import annotations

from django.db.models import Q

from duikou.base import cursors
from duikou.base.cursors import Slice
from duikou.fairs.models import Fair
from duikou.fairs.queries.zone import SHOWN


def fairs_listed(*, cursor: str | None, limit: int) -> Slice[Fair]:
    """Fairs that the public may know of, the latest first. One query. Raises BadCursor."""
    fairs = Fair.objects.select_related("offer", "place", "organiser").filter(state__in=SHOWN)
    if cursor:
        begun, last = cursors.read(cursor, int, int)
        moment = cursors.moment(begun)
        fairs = fairs.filter(Q(starts_at__lt=moment) | Q(starts_at=moment, pk__lt=last))
    rows = list(fairs.order_by("-starts_at", "-pk")[: limit + 1])
    return cursors.cut(rows, limit, lambda fair: (cursors.number(fair.starts_at), fair.pk))
