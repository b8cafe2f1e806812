"""A call board: which number is called where, as it is shown on a big screen. No name is on it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from duikou.base import clock
from duikou.base.live import State, Stream, Topic
from duikou.base.moments import clock_text
from duikou.booking.models import Offer
from duikou.booking.queries.queue import Call, board_of
from duikou.booking.queries.standby import free_on_board


@dataclass(frozen=True, slots=True)
class BoardWords:
    """How a room calls what numbers are called to, as messages: `place` with its `%(number)s`; `call` and `free`, which
    are read out, with the `%(number)s` that is called and the `%(label)s` of the place; `below` stands under the
    board."""

    place: Any
    call: Any
    free: Any
    below: Any


def calls_of(offer: Offer | None) -> list[Call]:
    """What is on the board of `offer`, nothing without one: who is called, the newest first, then to whom a place is
    held out, which does not wait, then who is there already."""
    if offer is None:
        return []
    now = clock.now()
    called = board_of(offer, now=now)
    there = [one for one in called if one.serving]
    return [*(one for one in called if not one.serving), *free_on_board(offer, now=now), *there]


def shown(call: Call, words: BoardWords) -> dict[str, Any]:
    """A line of the board in the active language; `key` is another one for each call, `say` is what is read out."""
    said = {"number": call.number, "label": call.label}
    place = str(words.place) % {"number": call.label}
    if call.free_until:
        until = clock_text(call.free_until)
        return {
            "key": f"{call.number} {call.label} {until}",
            "table": place,
            "number": call.number,
            "when": _("free for this number until %(time)s: say at the door whether you go") % {"time": until},
            "say": str(words.free) % said,
            "kind": "free",
        }
    when = _("there now") if call.serving else clock_text(call.at)
    again = _("called again") if call.recalls and not call.serving else ""
    return {
        "key": f"{call.number} {call.label} {call.at.timestamp()}",
        "table": place,
        "number": call.number,
        "when": " · ".join(filter(None, (when, again))),
        "say": "" if call.serving else str(words.call) % said,
        "kind": "there" if call.serving else "",
    }


def stream(path: re.Pattern[str], find: Callable[[str], Offer | None], words: BoardWords) -> Stream:
    """Boards that can be listened to at `path`: `find` gives the offer of a slug, None where no board is shown."""

    def read(topics: Collection[Topic]) -> dict[Topic, State]:
        """The boards as JSON, each in its language; a few queries for an offer."""
        found: dict[Topic, State] = {}
        boards: dict[str, list[Call] | None] = {}
        for topic in topics:
            if topic.which not in boards:
                offer = find(topic.which)
                boards[topic.which] = calls_of(offer) if offer else None
            calls = boards[topic.which]
            if calls is not None:
                with translation.override(topic.language):
                    said = json.dumps([shown(one, words) for one in calls], ensure_ascii=False)
                found[topic] = State(hashlib.sha256(said.encode()).hexdigest()[:16], said)
        return found

    return Stream(path, read)
