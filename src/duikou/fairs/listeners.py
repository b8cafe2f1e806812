"""What this room does with the engine's news."""

from __future__ import annotations

from typing import Any

from duikou.booking import signals
from duikou.fairs.actions import interviews


def on_promoted(booking_ids: list[int], **_: Any) -> None:
    """Places that came off a waiting list are interviews about the post that was waited for."""
    interviews.complete_promoted(booking_ids=booking_ids)


def connect() -> None:
    """Start listening; connecting twice is harmless."""
    signals.promoted.connect(on_promoted, dispatch_uid="fairs.promoted")
