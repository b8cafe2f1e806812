"""What the fairs keep of somebody beside the engine's rows, in words, and who of the staff has looked at their name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from duikou.base.registry import Kept, kept_rows, told_besides
from duikou.fairs.queries.readings import readings_of
from duikou.fairs.queries.seeker import bookings_of

KEPT = (
    Kept(
        "fairs.Interview",
        N_("Interviews"),
        {
            "fair": N_("Fair"),
            "stand": N_("Employer"),
            "post": N_("Post"),
            "called_at": N_("Called"),
            "started_at": N_("Talk begun"),
            "ended_at": N_("Talk ended"),
            "outcome": N_("Outcome"),
            "outcome_at": N_("Outcome recorded"),
        },
        inner=frozenset({"booking"}),
        shown={
            "fair": lambda row: str(row.fair.title),
            "stand": lambda row: str(row.stand.employer),
            "post": lambda row: row.post.title if row.post else "",
        },
    ),
    Kept(
        "fairs.WaitedPost",
        N_("Posts you wait to talk about"),
        {"post": N_("Post")},
        inner=frozenset({"entry", "key"}),
        shown={"post": lambda row: row.post.title if row.post else ""},
    ),
)
WHERE = {"door": N_("the door of the fair"), "table": N_("the employer you booked with")}


def readings(references: Sequence[str]) -> dict[str, Any]:
    """Who of the staff has looked at the name behind these bookings, and when."""
    ids = [UUID(ref.removeprefix("booking:")) for ref in references if ref.startswith("booking:")]
    found = readings_of(bookings_of(ids))
    roll = N_("the office or the door, on the roll of all who come")
    rows = [f"{timezone.localtime(one.at):%Y-%m-%d %H:%M} {_(WHERE.get(one.where, roll))}" for one in found]
    return {_("Who has looked at your name"): rows}


def declare() -> None:
    """Put them into the registries that an export walks."""
    for kept in KEPT:
        kept_rows.add(kept.model, kept)
    told_besides.add("fairs.readings", readings)
