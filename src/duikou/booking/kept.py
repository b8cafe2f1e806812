"""What is kept about somebody in the engine's rows, as they read it themselves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from duikou.base.registry import Kept
from duikou.booking.calling import shown_number

# What is kept as one of a few values, as the person it is about reads it.
_WORDS = {
    "state": {
        "held": _("kept until it is confirmed"),
        "confirmed": _("is booked"),
        "cancelled": _("was cancelled"),
        "expired": _("has lapsed"),
        "waiting": _("is waiting"),
        "promoted": _("got a place"),
        "left": _("has left the list"),
        "called": _("was called"),
        "serving": _("is being served"),
        "done": _("is done"),
        "skipped": _("was called and did not come"),
        "open": _("is held out"),
        "taken": _("was taken"),
        "declined": _("was declined"),
        "lapsed": _("was not answered in time"),
        "gone": _("went to somebody else"),
    },
    "attendance": {"expected": _("not yet"), "arrived": _("has arrived"), "no_show": _("did not come")},
    "channel": {
        "web": _("on a web page"),
        "waiting_list": _("from the waiting list"),
        "walk_in": _("at the door"),
        "staff": _("by staff"),
        "invited": _("by an invitation"),
        "draw": _("by a draw"),
        "standby": _("as a place that somebody else did not come for"),
    },
    "tell": {"": _("none"), "called": _("when it is called"), "soon": _("also when two are before it")},
    "method": {
        "scan": _("by scanning"),
        "code": _("by the code"),
        "name": _("by the name"),
        "walk_in": _("at the door"),
        "online": _("online"),
    },
    "why_ended": {
        "by_person": _("by the person"),
        "by_staff": _("by staff"),
        "slot_withdrawn": _("the time was taken back"),
        "offer_cancelled": _("the whole event was cancelled"),
        "hold_expired": _("it was not confirmed in time"),
        "not_confirmed": _("no invitation confirmed it in time"),
    },
    "outcome": {
        "": _("not drawn yet"),
        "won": _("a place was drawn"),
        "full": _("all places were drawn by others"),
        "capped": _("as many places as one may have were drawn before"),
        "gone": _("it was no longer offered"),
    },
}


def _said(field: str) -> Callable[[Any], Any]:
    """The value of this field in words; as it is kept when there are none."""

    def say(row: Any) -> Any:
        value = getattr(row, field)
        return gettext(_WORDS[field][value]) if value in _WORDS[field] else value

    return say


_TIMES = {"offer": lambda row: str(row.offer.title), "slot": lambda row: row.slot and row.slot.starts_at}
KEPT = (
    Kept(
        "booking.Booking",
        _("Your bookings"),
        {
            "code": _("Code"),
            "offer": _("For"),
            "slot": _("Time"),
            "seats": _("Seats"),
            "online": _("Online"),
            "channel": _("Made by way of"),
            "state": _("State"),
            "attendance": _("Came"),
            "given_on": _("Given on, because nobody had come"),
            "held_until": _("Kept until"),
            "why_ended": _("Why it ended"),
            "created_at": _("Made"),
            "changed_at": _("Changed"),
        },
        inner=frozenset({"id", "public_id", "person", "sequence", "claim_key"}),
        shown=_TIMES | {field: _said(field) for field in ("state", "attendance", "channel", "why_ended")},
        reference=lambda row: f"booking:{row.public_id}",
    ),
    Kept(
        "booking.WaitingEntry",
        _("Places on waiting lists"),
        {
            "offer": _("For"),
            "slot": _("Time"),
            "seats": _("Seats"),
            "online": _("Online"),
            "state": _("State"),
            "passed_over": _("Why passed over"),
            "created_at": _("Since"),
        },
        inner=frozenset({"id", "public_id", "person", "resource", "booking"}),
        shown=_TIMES | {"state": _said("state")},
        reference=lambda row: f"waiting:{row.public_id}",
    ),
    Kept(
        "booking.CalendarFeed",
        _("Your calendar to subscribe to"),
        {"created_at": _("Since")},
        inner=frozenset({"id", "public_id", "person"}),
    ),
    Kept(
        "booking.Standing",
        _("How many bookings you have"),
        {"offer": _("For"), "live": _("Bookings now"), "limit": _("At most")},
        inner=frozenset({"id", "person"}),
        shown={"offer": _TIMES["offer"]},
    ),
    Kept(
        "booking.DrawEntry",
        _("Entries in draws"),
        {
            "draw": _("For"),
            "code": _("Code"),
            "channel": _("Made by way of"),
            "there_from": _("You can be there from"),
            "there_until": _("You can be there until"),
            "created_at": _("Made"),
            "changed_at": _("Changed"),
        },
        inner=frozenset({"id", "public_id", "person"}),
        shown={"draw": lambda row: str(row.draw.offer.title), "channel": _said("channel")},
    ),
    Kept(
        "booking.Wish",
        _("Wishes in draws"),
        {
            "resource": _("At"),
            "rank": _("Rank"),
            "named": _("Place in the order that those there named"),
            "outcome": _("What came of it"),
            "round": _("Round"),
            "stood": _("Place in line"),
            "among": _("How many stood in line"),
            "places": _("Places that were left"),
        },
        inner=frozenset({"id", "entry", "booking", "unplaced"}),
        shown={"resource": lambda row: row.resource.label, "outcome": _said("outcome")},
    ),
    Kept(
        "booking.Ticket",
        _("Numbers in queues"),
        {
            "offer": _("For"),
            "day": _("Day"),
            "number": _("Number"),
            "due_at": _("Time"),
            "state": _("State"),
            "resource": _("Called to"),
            "first_called_at": _("First called"),
            "called_at": _("Called"),
            "recalls": _("Called again"),
            "served_at": _("Begun"),
            "ended_at": _("Ended"),
            "tell": _("Message when it is called"),
            "taken_at": _("Taken"),
        },
        inner=frozenset({"id", "public_id", "person", "booking", "series", "key"}),
        shown={
            "offer": _TIMES["offer"],
            "number": shown_number,
            "state": _said("state"),
            "tell": _said("tell"),
            "resource": lambda row: row.resource.label if row.resource else "",
        },
        reference=lambda row: f"ticket:{row.public_id}",
    ),
    Kept(
        "booking.TicketWish",
        _("What a number waits for"),
        {"resource": _("At")},
        inner=frozenset({"id", "ticket"}),
        shown={"resource": lambda row: row.resource.label},
    ),
    Kept(
        "booking.Chance",
        _("Places held out to you"),
        {
            "offer": _("For"),
            "slot": _("Time"),
            "made_at": _("Since"),
            "until": _("Until"),
            "state": _("State"),
        },
        inner=frozenset({"id", "public_id", "person", "missed", "ticket", "entry", "wish", "booking"}),
        shown=_TIMES | {"state": _said("state")},
        reference=lambda row: f"chance:{row.public_id}",
    ),
    Kept(
        "booking.CheckIn",
        _("Check-ins"),
        {"at": _("Time"), "method": _("Found by")},
        inner=frozenset({"id", "booking", "by"}),
        shown={"method": _said("method")},
    ),
)
