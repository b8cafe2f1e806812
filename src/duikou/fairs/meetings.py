"""Where an online interview takes place: the employer's own meeting link, else a room that nobody can guess."""

from __future__ import annotations

import base64
from datetime import datetime, timedelta

from django.conf import settings

from duikou.base.sealed import lasting_hash
from duikou.booking.models import Booking

OPENS_BEFORE = timedelta(minutes=15)


def meeting_link(booking: Booking) -> str:
    """The address of an online interview, the same for the seeker and the employer; empty for one on site.
    Without a link of the employer's it is a room below `MEETING_BASE` with 130 bits that only the city can work out,
    so that one booking's room says nothing about another's."""
    if not booking.online:
        return ""
    interview = getattr(booking, "interview", None)
    if interview is not None and interview.stand.meeting_link:
        return str(interview.stand.meeting_link)
    secret = base64.b32encode(lasting_hash("meeting", str(booking.public_id))).decode().lower()
    return f"{settings.MEETING_BASE}duikou-{secret[:26]}"


def door_opens(booking: Booking) -> datetime:
    """From when somebody may say that they are here online: a quarter of an hour before the interview (aware)."""
    return booking.slot.starts_at - OPENS_BEFORE


def door_is_open(booking: Booking, *, now: datetime) -> bool:
    """Whether the online check-in of `booking` takes people in at `now`."""
    return booking.online and door_opens(booking) <= now < booking.slot.ends_at
