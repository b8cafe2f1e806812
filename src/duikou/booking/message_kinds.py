"""The kinds of messages that the engine sends, whatever room is above it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from duikou.journal.kinds import ASKED, ASKED_OR_SOON, BY_DAY, SOON, Kind

OVER = gettext_lazy("until the booked time is over")
DRAWN = gettext_lazy("until the event is over")
WAITED = gettext_lazy("until the last time that was waited for is over")

TURN = gettext_lazy("for a quarter of an hour")

KINDS = {
    "booked": Kind(gettext_lazy("Confirmation of a booking"), OVER, ASKED, on_slip=True),
    "reminder": Kind(gettext_lazy("Reminder"), gettext_lazy("until the booked time begins"), BY_DAY, on_slip=True),
    "moved": Kind(gettext_lazy("Another time for a booking"), OVER, ASKED_OR_SOON),
    "elsewhere": Kind(gettext_lazy("Another place for a booking"), OVER, ASKED_OR_SOON),
    "meetings": Kind(gettext_lazy("Another time for one of several"), OVER, ASKED_OR_SOON),
    "promoted": Kind(gettext_lazy("A place from the waiting list"), OVER, SOON),
    "cancelled": Kind(gettext_lazy("A booking is cancelled"), OVER, ASKED_OR_SOON),
    "offer_cancelled": Kind(gettext_lazy("The whole event is cancelled"), OVER, SOON),
    "waiting": Kind(gettext_lazy("On the waiting list"), WAITED, ASKED),
    "waiting_ended": Kind(gettext_lazy("No place became free"), WAITED, BY_DAY),
    "waiting_moved": Kind(gettext_lazy("Another time or place for what is waited for"), WAITED, ASKED_OR_SOON),
    "wishes_kept": Kind(
        gettext_lazy("Wishes for a draw are kept"), gettext_lazy("until wishes are taken no more"), ASKED, on_slip=True
    ),
    "draw_won": Kind(gettext_lazy("Places won in a draw"), DRAWN, BY_DAY),
    "draw_lost": Kind(gettext_lazy("No place won in a draw"), DRAWN, BY_DAY),
    "day_changed": Kind(gettext_lazy("New times for places won in a draw"), OVER, SOON),
    "win_withdrawn": Kind(gettext_lazy("A place won in a draw is offered no more"), DRAWN, BY_DAY),
    "draw_called_off": Kind(gettext_lazy("A draw is called off"), DRAWN, BY_DAY),
    "seeds_differ": Kind(
        gettext_lazy("Two people read the chance of a draw differently"),
        gettext_lazy("until it is read anew"),
        SOON,
        to_accounts=True,
    ),
    "number_called": Kind(gettext_lazy("A number is called"), TURN, ASKED),
    "number_soon": Kind(gettext_lazy("A number is called soon"), TURN, ASKED),
    "chance": Kind(gettext_lazy("A place that somebody did not come for"), gettext_lazy("for three minutes"), ASKED),
    "calendar_feed": Kind(gettext_lazy("The address of one’s own calendar"), gettext_lazy("for a day"), ASKED),
    "contact_code": Kind(gettext_lazy("A code that shows whose a contact is"), gettext_lazy("for ten minutes"), ASKED),
}
