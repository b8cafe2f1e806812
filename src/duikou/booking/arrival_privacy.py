"""What is kept of check-ins that telephones without a network sent."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from duikou.base.registry import Kept, kept_rows, personal_fields, who_did

FIELDS = [
    who_did(
        "booking.SentArrival",
        field,
        label,
        _("30 days after the event; it is a reference, never a name"),
        seen_by=_("the door of the event, administrators"),
    )
    for field, label in (
        ("by", _("who let somebody in without a network")),
        ("met_by", _("who had checked them in before")),
        ("settled_by", _("who looked at a check-in that did not fit")),
    )
]
RESULTS = {
    "checked_in": _("checked in"),
    "moved": _("checked in with an old time"),
    "twice": _("had been checked in before"),
    "given_up": _("the place had been given up"),
    "other_day": _("for another day"),
    "shut": _("from a link or role that was taken back"),
}
METHODS = {"scan": _("by scanning"), "code": _("by the code"), "name": _("by the name")}


def _result(row: Any) -> str:
    return gettext(RESULTS.get(row.result, row.result))


def _method(row: Any) -> str:
    return gettext(METHODS.get(row.method, row.method))


KEPT = Kept(
    "booking.SentArrival",
    _("Check-ins by a telephone without a network"),
    {
        "at": _("Time"),
        "received_at": _("Heard of"),
        "method": _("Found by"),
        "result": _("What came of it"),
        "met_at": _("Checked in before"),
        "settled_at": _("Looked at"),
    },
    inner=frozenset({"id", "sent_id", "offer", "booking", "named", "by", "met_by", "settled_by"}),
    shown={"method": _method, "result": _result},
)


def declare() -> None:
    """Put them into the registries that privacy pages, exports and tests walk."""
    for field in FIELDS:
        personal_fields.add(f"{field.model}.{field.field}", field)
    kept_rows.add(KEPT.model, KEPT)
