"""When people are reminded of what they booked."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from duikou.base.quiet import waking


def due(starts_at: datetime, *, cancel_until_minutes: int) -> datetime:
    """When to remind of what begins at `starts_at` (aware): REMINDER_HOURS before, outside quiet hours, as long as it
    can still be cancelled."""
    return waking(
        starts_at - timedelta(hours=settings.REMINDER_HOURS),
        settings.QUIET_HOURS,
        timezone.get_default_timezone(),
        latest=starts_at - timedelta(minutes=cancel_until_minutes),
    )
