"""Nothing about people is kept for longer than its declaration says."""

from __future__ import annotations

from datetime import timedelta

from duikou.base import clock
from duikou.base.promises import SHOWN, Findings, told
from duikou.base.registry import personal_fields

GRACE = timedelta(hours=2)  # what is due goes once an hour
FAULT = "{} of row {}: is kept for longer than promised ({})"
DO = "See that the worker runs (`duikou worker`), and what its log says of retention"


def ends() -> Findings:
    """Every row that still has a declared field that should have gone, two hours ago or more."""
    then = clock.now() - GRACE
    found, looked_at = list[tuple[str, object, str]](), 0
    for one in personal_fields:
        if one.overdue is not None:
            looked_at += 1
            late = one.overdue(then).order_by("pk").values_list("pk", flat=True)[: SHOWN + 1]
            found += [(f"{one.model}.{one.field}", number, one.kept_for) for number in late]
    return Findings({"fields with an end": looked_at}, told(FAULT, DO, found))
