"""Links that let somebody without an account see and change their own booking, and nothing else."""

from __future__ import annotations

import base64
import hmac
import uuid
from typing import Literal

from django.conf import settings
from django.urls import reverse

from duikou.base.sealed import look_up_hash
from duikou.booking.models import Booking, WaitingEntry

Purpose = Literal["booking", "waiting"]
SEAL_BYTES = 14


def _seal(purpose: Purpose, which: uuid.UUID) -> bytes:
    return look_up_hash("link", purpose, str(which))[:SEAL_BYTES]


def token(thing: Booking | WaitingEntry) -> str:
    """The signed token of a booking or a waiting entry: 40 letters safe in an address, good for this one only."""
    purpose: Purpose = "booking" if isinstance(thing, Booking) else "waiting"
    return base64.urlsafe_b64encode(thing.public_id.bytes + _seal(purpose, thing.public_id)).decode()


def read_token(text: str, purpose: Purpose) -> uuid.UUID | None:
    """The public id that a token was made for; None when it is not one of ours, or for another purpose."""
    try:
        raw = base64.b64decode(text.encode("ascii"), altchars=b"-_", validate=True)
    except ValueError:
        return None
    if len(raw) != 16 + SEAL_BYTES:
        return None
    which = uuid.UUID(bytes=raw[:16])
    return which if hmac.compare_digest(raw[16:], _seal(purpose, which)) else None


def manage_path(booking: Booking) -> str:
    """The path of the page where a booking's own person sees, moves and cancels it."""
    return reverse("fairs:manage", args=[token(booking)])


def waiting_path(waiting: WaitingEntry) -> str:
    """The path of the page where somebody sees and leaves their place on a waiting list."""
    return reverse("fairs:waiting", args=[token(waiting)])


def absolute(path: str) -> str:
    """`path` at the city's public address, for messages; the path alone while no address is set."""
    return f"{settings.ADDRESS}{path}"
