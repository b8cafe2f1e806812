"""From when until when somebody in a draw can be there: said by themselves or typed in by staff. No reason is asked."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from duikou.base import clock
from duikou.base.actor import Actor
from duikou.booking.actions.draws import unless_gone
from duikou.booking.models import DrawEntry
from duikou.booking.queries.draws import lock_draw
from duikou.booking.refusals import Reason, Refusal, refusal
from duikou.booking.rules import may_say_hours
from duikou.journal.actions import record


@unless_gone
@transaction.atomic
def say_hours(
    *,
    entry: DrawEntry,
    earliest: datetime | None,
    latest: datetime | None,
    begins: datetime,
    ends: datetime,
    by: Actor,
) -> DrawEntry | Refusal:
    """Keep that the person of `entry` can be there from `earliest` until `latest` (aware; None for all the day) at an
    event that lasts from `begins` until `ends`. Who wins does not depend on it, and nobody is moved by it: it counts
    when places get their times, and when a day is planned anew. Said again it changes nothing."""
    draw = lock_draw(entry.draw_id)
    no = may_say_hours(draw, earliest, latest, begins=begins, ends=ends, now=clock.now())
    if no:
        return no
    present = DrawEntry.objects.select_for_update(no_key=True).filter(pk=entry.pk, person__isnull=False).first()
    if present is None:
        return refusal(Reason.UNKNOWN_PERSON)
    if (present.there_from, present.there_until) != (earliest, latest):
        present.there_from, present.there_until = earliest, latest
        present.save(update_fields=("there_from", "there_until"))
        record(what="hours.said", which=f"entry:{present.public_id}", by=by, draw=str(draw.public_id))
    return present
