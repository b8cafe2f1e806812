"""Writing into the journal and the outbox, always inside the action's own transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from duikou.base import clock
from duikou.base.actor import Actor
from duikou.journal.models import Entry, Message


def entry(*, what: str, which: str, by: Actor, **details: Any) -> Entry:
    """An unsaved journal entry, for writing many at once with `record_many`."""
    return Entry(at=clock.now(), who=str(by), door=by.door, what=what, which=which, details=details)


def record(*, what: str, which: str, by: Actor, **details: Any) -> Entry:
    """Append one entry: `what` happened (`booking.confirmed`) to `which` (`booking:<public id>`)."""
    written = entry(what=what, which=which, by=by, **details)
    written.save(force_insert=True)
    return written


def record_many(entries: list[Entry]) -> None:
    """Append many entries in one statement per batch."""
    Entry.objects.bulk_create(entries, batch_size=500)


def message(
    *,
    template: str,
    recipient: str,
    about: str,
    dedupe_key: str,
    due_at: datetime | None = None,
    expires_at: datetime | None = None,
    **details: Any,
) -> Message:
    """An unsaved message, for queuing many at once with `queue_many`. `recipient` is `person:<id>` or `account:<id>`,
    `about` a reference such as `booking:<public id>`; `details` holds no personal values."""
    now = clock.now()
    return Message(
        template=template,
        recipient=recipient,
        about=about,
        dedupe_key=dedupe_key,
        details=details,
        created_at=now,
        due_at=due_at or now,
        expires_at=expires_at,
    )


def queue_many(messages: list[Message]) -> None:
    """Queue messages in one statement per batch; one whose `dedupe_key` was queued before is dropped."""
    Message.objects.bulk_create(messages, ignore_conflicts=True, batch_size=500)


def queue(
    *,
    template: str,
    recipient: str,
    about: str,
    dedupe_key: str,
    due_at: datetime | None = None,
    expires_at: datetime | None = None,
    **details: Any,
) -> None:
    """Queue one message, as `message` describes it."""
    queue_many(
        [
            message(
                template=template,
                recipient=recipient,
                about=about,
                dedupe_key=dedupe_key,
                due_at=due_at,
                expires_at=expires_at,
                **details,
            )
        ]
    )
