"""What a table says when it works without the server: the words that its scripts are given."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from duikou.fairs.figures import OUTCOME_NAMES
from duikou.fairs.models import SentStep

Result = SentStep.Result


def results() -> dict[str, dict[str, str]]:
    """What came of a note that did not fit, and what to do, by its result."""
    return {
        Result.DIFFERS: {
            "what": _("Another device noted something else"),
            "do": _(
                "The later note counts. Look at this person’s line; if it is wrong, take it back and note it anew."
            ),
        },
        Result.NOT_HERE: {
            "what": _("Not checked in at the door"),
            "do": _("It counts by itself as soon as the door tells that the person came. Ask the door if it does not."),
        },
        Result.GIVEN_UP: {
            "what": _("The place had been given up"),
            "do": _("Nothing was noted, as the place may be somebody else’s by now. Tell the office."),
        },
        Result.ELSEWHERE: {
            "what": _("At another table by now"),
            "do": _("Nothing was noted. The booking was moved, or the number was called to another table."),
        },
        Result.UNKNOWN: {
            "what": _("No such booking"),
            "do": _(
                "Nothing was noted: the booking or the number was deleted, or the number has no booking yet. Once it"
                " has one here, this counts by itself."
            ),
        },
        Result.SHUT: {
            "what": _("From an account that may not act here any more"),
            "do": _("Nothing was noted. If it is right, note it again yourself."),
        },
    }


def steps() -> dict[str, str]:
    """What a note said, by its step."""
    return {
        **{key: str(name) for key, name in OUTCOME_NAMES.items()},
        "unknown": _("taken back"),
        SentStep.Step.START: _("The talk began"),
        SentStep.Step.DONE: _("The talk is over"),
        SentStep.Step.BACK_OUTCOME: _("taken back"),
        SentStep.Step.BACK_START: _("taken back"),
        SentStep.Step.BACK_CALL: _("taken back"),
    }


def words() -> dict[str, Any]:
    """The sentences of the device's table, by name; `{…}` is filled in by the scripts."""
    return {
        "connected": _("Connected."),
        "offline": _("Offline."),
        "waiting": _("Offline, {count} waiting."),
        "sending": _("Connected, {count} being sent."),
        "stuck": _("{count} waiting. The server cannot be asked yet; it is tried again by itself."),
        "listed": _("{count} people kept on this device, as of {at}."),
        "no_list": _("No list is kept on this device yet. Open the table once while there is a network."),
        "ready": _("This table goes on when the network is gone: {count} people kept, as of {at}."),
        "not_kept": _("This browser cannot keep the table for when the network is gone."),
        "full": _(
            "The storage of this device is full: the list could not be kept. Delete something on it, then open this "
            "page again."
        ),
        "in_memory": _(
            "The storage of this device is full. {count} notes are kept by this open page alone: do not close it until "
            "they are sent."
        ),
        "sign_in": _("Sign in again to renew the list."),
        "sign_in_waits": _("Sign in again: {count} notes are kept on this device and sent after that."),
        "shut": _("This table is shut for you: your role was taken back, or the event is over. The list was wiped."),
        "odd": _("{count} did not fit. Look at them."),
        "calling": _("Calling needs the network. Call by hand, and note here what comes of it."),
        "calling_tapped": _(
            "That needs the network, and nothing was done. Call by hand, and note here what comes of it."
        ),
        "kept_here": _("kept on this device, not yet sent"),
        "table": _("Table {number}"),
        "unbooked": _("without a booking"),
        "nobody": _("Nobody is on today’s list of this table."),
        "start": _("Start the talk"),
        "done": _("The talk is over"),
        "back": _("One step back"),
        "talking": _("talking"),
        "called": _("called"),
        "here": _("arrived"),
        "late": _("not here yet"),
        "absent": _("did not come"),
        "expected": _("expected"),
        "over": _("done"),
    }
