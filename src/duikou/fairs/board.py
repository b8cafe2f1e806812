"""The board of a fair: which number is called to which table, as it is shown on a big screen. No name is on it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from duikou.base import clock
from duikou.base.live import State, Stream, Topic
from duikou.base.moments import clock_text
from duikou.booking.queries.queue import Call, board_of
from duikou.booking.queries.standby import free_on_board
from duikou.fairs.models import Fair
from duikou.fairs.queries.zone import shown_fair


def calls_of(fair: Fair) -> list[Call]:
    """What is on the board of `fair`: who is called, the newest first, then to whom a place is held out, which does not
    wait, then who is at a table already."""
    now = clock.now()
    called = board_of(fair.offer, now=now)
    there = [one for one in called if one.serving]
    return [*(one for one in called if not one.serving), *free_on_board(fair.offer, now=now), *there]


def shown(call: Call) -> dict[str, Any]:
    """A line of the board in the active language; `key` is another one for each call, `say` is what is read out."""
    if call.free_until:
        return _free(call, clock_text(call.free_until))
    when = _("there now") if call.serving else clock_text(call.at)
    again = _("called again") if call.recalls and not call.serving else ""
    say = _("Number %(number)s, please go to table %(label)s.") % {"number": call.number, "label": call.label}
    return {
        "key": f"{call.number} {call.label} {call.at.timestamp()}",
        "table": _("Table %(number)s") % {"number": call.label},
        "number": call.number,
        "when": " · ".join(filter(None, (when, again))),
        "say": "" if call.serving else say,
        "kind": "there" if call.serving else "",
    }


def _free(call: Call, until: str) -> dict[str, Any]:
    say = _("Number %(number)s, table %(label)s is free for you. Please say at the door whether you go.")
    return {
        "key": f"{call.number} {call.label} {until}",
        "table": _("Table %(number)s") % {"number": call.label},
        "number": call.number,
        "when": _("free for this number until %(time)s: say at the door whether you go") % {"time": until},
        "say": say % {"number": call.number, "label": call.label},
        "kind": "free",
    }


def read(topics: Collection[Topic]) -> dict[Topic, State]:
    """The boards of these fairs as JSON, each in its language; four queries for a fair."""
    found: dict[Topic, State] = {}
    boards: dict[str, list[Call] | None] = {}
    for topic in topics:
        if topic.which not in boards:
            fair = shown_fair(topic.which)
            boards[topic.which] = calls_of(fair) if fair else None
        calls = boards[topic.which]
        if calls is not None:
            with translation.override(topic.language):
                said = json.dumps([shown(one) for one in calls], ensure_ascii=False)
            found[topic] = State(hashlib.sha256(said.encode()).hexdigest()[:16], said)
    return found


STREAM = Stream(re.compile(r"/fairs/([-\w]{1,60})/board/live"), read)
