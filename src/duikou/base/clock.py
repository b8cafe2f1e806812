"""The city's clock: the system's, moved by an offset in the demo."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone


def _offset_file() -> Path:
    return Path(settings.DATA) / "clock-offset"


def offset() -> timedelta:
    """How far the demo's clock is ahead of the system's; zero outside the demo."""
    if not settings.DEMO:
        return timedelta()
    try:
        return timedelta(seconds=float(_offset_file().read_text(encoding="ascii")))
    except (OSError, ValueError, OverflowError):
        return timedelta()


def now() -> datetime:
    """The present moment as an aware UTC datetime."""
    return timezone.now() + offset()


def real() -> datetime:
    """The moment that the system's own clock shows (aware, UTC), also in the demo: sessions live by it."""
    return timezone.now()


def move_to(moment: datetime) -> None:
    """Set the demo's clock to `moment` (aware); it runs on from there. Does nothing outside the demo."""
    if settings.DEMO:
        _offset_file().write_text(str((moment - timezone.now()).total_seconds()), encoding="ascii")


def put_right() -> None:
    """Let the demo's clock show the real time again."""
    _offset_file().unlink(missing_ok=True)
