"""What is kept of somebody with a seat in a class beside the booking: at which sessions they were."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_noop as _

from duikou.activities.actions.registers import forget_presences
from duikou.activities.models import Presence
from duikou.base.keeping import Retention, retentions
from duikou.base.registry import Kept, PersonalField, goes_along, kept_rows, personal_fields


def kept_too_long(now: datetime) -> QuerySet[Presence]:
    """Who was at which session, of bookings that have lost their person."""
    return Presence.objects.filter(booking__person=None)


FIELD = PersonalField(
    model="activities.Presence",
    field="booking",
    label=_("at which sessions of a class somebody was"),
    whose="person",
    purpose=_("to decide whether they get the certificate of the class"),
    legal_basis=_("asked for by the person"),
    seen_by=_("whoever takes the register of the class, on the day of the session"),
    kept_for=_("as long as the booking has its person: 30 days after the last session"),
    erased_by=_("deletion of the row; how many came stays as a number"),
    overdue=kept_too_long,
)
KEPT = Kept(
    "activities.Presence",
    _("Sessions of classes at which you were"),
    {"session": _("Session")},
    inner=frozenset({"id", "booking"}),
    shown={"session": lambda row: row.session.starts_at},
)
GOES = Retention(
    "activities.presences",
    _("who was at which session of a class, when the booking has lost its person"),
    forget_presences,
    last=True,
)


def forget(ids: Sequence[int]) -> None:
    """Delete at which sessions these people were."""
    Presence.objects.filter(booking__person__in=ids).delete()


def declare() -> None:
    """Put them into the registries that privacy pages, exports and proofs walk."""
    personal_fields.add(f"{FIELD.model}.{FIELD.field}", FIELD)
    kept_rows.add(KEPT.model, KEPT)
    retentions.add(GOES.name, GOES)
    goes_along.add("activities.presences", forget)
