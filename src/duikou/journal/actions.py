"""Writing into the journal and the outbox, always inside the action's own transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from duikou.base import clock
from duikou.base.actor import Actor
from duikou.base.columns import Each, insert
from duikou.journal.kinds import kinds
from duikou.journal.models import Entry, Message

READ, READ_AGAIN = "person.read", timedelta(hours=1)


def record(*, what: str, which: str, by: Actor, **details: Any) -> Entry:
    """Append one entry: `what` happened (`booking.confirmed`) to `which` (`booking:<public id>`)."""
    return Entry.objects.create(at=clock.now(), who=str(by), door=by.door, what=what, which=which, details=details)


def record_each(*, what: str, which: Sequence[str], details: Sequence[dict[str, Any]], by: Actor) -> None:
    """Append an entry for each of `which` with the `details` beside it, all of the same kind, in one statement."""
    insert(
        Entry,
        len(which),
        at=clock.now(),
        who=str(by),
        door=by.door,
        what=what,
        which=Each(which),
        details=Each(details),
    )


def record_reading(*, which: Sequence[str], by: Actor, **details: Any) -> None:
    """Append that `by` has read what is kept of the people behind `which`: an entry `person.read` for each, at most one
    an hour, as a list that stays open is looked at again and again."""
    since = clock.now() - READ_AGAIN
    found = Entry.objects.filter(which__in=which, what=READ, who=str(by), at__gt=since)
    known = set(found.values_list("which", flat=True))
    new = [one for one in which if one not in known]
    if new:
        record_each(what=READ, which=new, details=[details] * len(new), by=by)


def queue_each(
    *,
    template: str,
    recipients: Sequence[str],
    about: Sequence[str],
    dedupe_keys: Sequence[str],
    expire_at: Sequence[datetime | None],
    due_at: datetime | None = None,
    urgent: bool | Sequence[bool] = False,
    **details: Any,
) -> None:
    """Queue a message of the same kind for each recipient, as `queue` does for one, in one statement. `urgent` is the
    same for all, or one for each. Raises ValueError for a message without an end whose kind must have one."""
    kind = kinds.get(template)
    if kind and not kind.lasts and None in expire_at:
        raise ValueError(f"messages '{template}' must have an end")
    now, count = clock.now(), len(recipients)
    insert(
        Message,
        count,
        skip_known=True,
        template=template,
        recipient=Each(recipients),
        about=Each(about),
        dedupe_key=Each(dedupe_keys),
        expires_at=Each(expire_at),
        urgent=urgent if isinstance(urgent, bool) else Each(urgent),
        details=details,
        created_at=now,
        due_at=due_at or now,
    )


def queue(
    *,
    template: str,
    recipient: str,
    about: str,
    dedupe_key: str,
    due_at: datetime | None = None,
    expires_at: datetime | None = None,
    urgent: bool = False,
    **details: Any,
) -> None:
    """Queue one message; one whose `dedupe_key` was queued before is dropped. `recipient` is `person:<id>` or
    `account:<id>`, `about` a reference such as `booking:<public id>`; `details` holds no personal values. An `urgent`
    message goes in quiet hours too: what its reader has just asked for, or must act on before the morning."""
    queue_each(
        template=template,
        recipients=[recipient],
        about=[about],
        dedupe_keys=[dedupe_key],
        expire_at=[expires_at],
        due_at=due_at,
        urgent=urgent,
        **details,
    )
