"""What the door says when it works without the server: the words that its scripts are given."""

from __future__ import annotations

from django.utils.translation import gettext as _

from duikou.booking.models import SentArrival

Result = SentArrival.Result


def results() -> dict[str, dict[str, str]]:
    """What came of a check-in that did not fit, and what to do, by its result."""
    return {
        Result.MOVED: {
            "what": _("An old time was shown"),
            "do": _("The booking had been moved. The person is checked in: tell them the time that counts."),
        },
        Result.TWICE: {
            "what": _("Checked in twice"),
            "do": _(
                "The earlier moment counts. If two people came with one ticket, look at who sits at the table, and "
                "find the other a free time."
            ),
        },
        Result.GIVEN_UP: {
            "what": _("The place had been given up"),
            "do": _("Nobody was checked in, as the place may be somebody else’s by now. Offer a free time."),
        },
        Result.OTHER_DAY: {
            "what": _("For another day"),
            "do": _("Nobody was checked in. Tell the person when their time is."),
        },
        Result.ELSEWHERE: {
            "what": _("For another event"),
            "do": _("Nobody was checked in. Send the person there, or offer a free time here."),
        },
        Result.UNKNOWN: {
            "what": _("No such booking"),
            "do": _("The ticket was genuine, but its booking was deleted. Register the person as a walk-in."),
        },
        Result.SHUT: {
            "what": _("From a link or role that was taken back"),
            "do": _("Nobody was checked in. If the person is here, check them in by their code."),
        },
    }


def words() -> dict[str, str]:
    """The sentences of the telephone's door, by name; `{…}` is filled in by the scripts."""
    return {
        "connected": _("Connected."),
        "offline": _("Offline."),
        "waiting": _("Offline, {count} waiting."),
        "sending": _("Connected, {count} being sent."),
        "stuck": _("{count} waiting. The server cannot be asked yet; it is tried again by itself."),
        "listed": _("{count} bookings kept on this telephone, as of {at}."),
        "no_list": _("No list is kept on this telephone yet."),
        "ready": _("This telephone goes on when the network is gone: {count} bookings kept, as of {at}."),
        "not_kept": _("This browser cannot keep the door for when the network is gone. Print the roll."),
        "full": _(
            "The storage of this telephone is full: the list could not be kept. Delete something on it, then open this "
            "page again."
        ),
        "in_memory": _(
            "The storage of this telephone is full. {count} check-ins are kept by this open page alone: do not close "
            "it until they are sent."
        ),
        "sign_in": _("Sign in again to renew the list. What is waiting is sent all the same."),
        "shut": _("This door is shut: the link was taken back, or the event is over. The list was wiped."),
        "no_clock": _("The time of this telephone was never compared with the server’s. Do not go by early or late."),
        "odd": _("{count} did not fit. Look at them."),
        "checked_in": _("Checked in."),
        "kept_in": _("Checked in. It is sent when the network is back."),
        "before": _("Was checked in before, at {at}."),
        "before_list": _("Was checked in before, as the list of {at} says."),
        "moved": _("This ticket shows an old time. The booking was moved; below is the time that counts."),
        "given_up": _("This place was given up"),
        "given_up_do": _(
            "The ticket is genuine, but the booking was cancelled. Nobody was checked in. Offer a free time."
        ),
        "held": _("not confirmed"),
        "held_do": _(
            "The booking was not confirmed when the list was made. Let the person confirm it, or ask the office."
        ),
        "not_listed": _("A genuine ticket that is not on the list"),
        "not_listed_do": _(
            "It was booked after {at}, or is for another event. Let the person in and look at it later, or wait for "
            "the network."
        ),
        "let_in": _("Let in, look at it later"),
        "forged": _("This ticket is not genuine"),
        "forged_do": _(
            "It looks like a ticket, but this city did not sign it. Ask for the code or the name; without either, "
            "register the person as a walk-in."
        ),
        "outdated": _("This ticket is of another version"),
        "outdated_do": _("Ask the person to open the ticket again from the link in their message, or type the code."),
        "no_ticket": _("This is not a ticket"),
        "no_ticket_do": _(
            "The code that was scanned belongs to something else. Ask for the ticket, or type the six letters or the "
            "name."
        ),
        "unknown_code": _("No booking on the list has this code"),
        "unknown_code_do": _(
            "Compare letter by letter. It may have been booked after {at}: look again once connected."
        ),
        "nobody": _("No booking on the list has this name"),
        "nobody_do": _(
            "Without the network only whole names are found, in characters or in pinyin. Ask for the code, or look at "
            "the printed roll."
        ),
        "several": _("These bookings may be of that name"),
        "several_do": _(
            "No name is kept on this telephone, so others may fit by chance. Ask for the time and the employer before "
            "you choose."
        ),
        "cannot_check": _("This telephone cannot check tickets"),
        "cannot_check_do": _("Open the page over https, or type the code of the ticket."),
        "check_in": _("Check in"),
        "table": _("Table {number}"),
        "early": _("early"),
        "on_time": _("on time"),
        "late": _("late"),
        "over": _("the time is over"),
        "state_waiting": _("to be sent"),
        "state_sent": _("sent"),
        "state_odd": _("did not fit"),
        "no_camera": _("The camera cannot be used here. Type the code instead."),
        "stop": _("Stop the camera"),
        "scan": _("Scan with the camera"),
    }
