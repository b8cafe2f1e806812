"""The call board of a fair: which number is called to which table."""

from __future__ import annotations

import re

from django.utils.translation import gettext_lazy as _

from duikou.booking.board import BoardWords, stream
from duikou.booking.models import Offer
from duikou.fairs.queries.zone import shown_fair

WORDS = BoardWords(
    place=_("Table %(number)s"),
    call=_("Number %(number)s, please go to table %(label)s."),
    free=_("Number %(number)s, table %(label)s is free for you. Please say at the door whether you go."),
    below=_("Numbers only, no names. Go to the table beside your number."),
)


def _offer(slug: str) -> Offer | None:
    fair = shown_fair(slug)
    return fair.offer if fair else None


STREAM = stream(re.compile(r"/fairs/([-\w]{1,60})/board/live"), _offer, WORDS)
