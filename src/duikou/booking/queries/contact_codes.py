"""Codes on their way to a contact."""

from __future__ import annotations

from uuid import UUID

from duikou.base import clock
from duikou.booking.models import ContactCode


def code_of(ref: str) -> ContactCode | None:
    """The code with this public id, with its offer, while it is good; None once it is used or over."""
    try:
        public_id = UUID(ref)
    except ValueError:
        return None
    codes = ContactCode.objects.select_related("offer").filter(expires_at__gt=clock.now())
    return codes.filter(public_id=public_id).first()
