"""The call board of a service centre: which number is called to which window."""

from __future__ import annotations

import re

from django.utils.translation import gettext_lazy as _

from duikou.base import clock
from duikou.booking.board import BoardWords, stream
from duikou.booking.models import Offer
from duikou.desk.models import Centre
from duikou.desk.queries.queue import today_at

WORDS = BoardWords(
    place=_("Window %(number)s"),
    call=_("Number %(number)s, please go to window %(label)s."),
    free=_("Number %(number)s, window %(label)s is free for you."),
    below=_("Numbers only, no names. Go to the window beside your number."),
)


def _offer(slug: str) -> Offer | None:
    centre = Centre.objects.filter(slug=slug, state=Centre.State.OPEN).first()
    today = today_at(centre, now=clock.now()) if centre else None
    return today.offer if today else None


STREAM = stream(re.compile(r"/centres/([-\w]{1,60})/board/live"), _offer, WORDS)
