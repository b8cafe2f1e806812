"""Why a place cannot be booked, moved, given up or entered, and what the person can do next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from duikou.base.moments import moment_text


class Reason(StrEnum):
    """Every reason of the engine to say no. The value is stored (`passed_over`, `why_ended`), so it never changes."""

    NOT_OPEN_YET = "not_open_yet"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    WITHDRAWN = "withdrawn"
    STARTED = "started"
    ENDED = "ended"
    ONLINE_NOT_OFFERED = "online_not_offered"
    ON_SITE_NOT_OFFERED = "on_site_not_offered"
    BAD_SEATS = "bad_seats"
    DUPLICATE = "duplicate"
    OVERLAP = "overlap"
    LIMIT_AT_RESOURCE = "limit_at_resource"
    LIMIT_REACHED = "limit_reached"
    FULL = "full"
    UNKNOWN_SLOT = "unknown_slot"
    UNKNOWN_PERSON = "unknown_person"
    KEY_REUSED = "key_reused"
    HOLD_EXPIRED = "hold_expired"
    NOT_HELD = "not_held"
    NOT_LIVE = "not_live"
    TOO_LATE_TO_CANCEL = "too_late_to_cancel"
    ALREADY_ARRIVED = "already_arrived"
    SAME_SLOT = "same_slot"
    OTHER_OFFER = "other_offer"
    NOT_CONFIRMED = "not_confirmed"
    TOO_EARLY = "too_early"
    PLACES_FREE = "places_free"
    ALREADY_WAITING = "already_waiting"
    NOT_WAITING = "not_waiting"
    TOO_LATE_TO_WAIT = "too_late_to_wait"
    FAILED = "failed"
    BUSY = "busy"
    PASS_INVALID = "pass_invalid"
    PASS_EXPIRED = "pass_expired"
    PASS_ELSEWHERE = "pass_elsewhere"
    UNKNOWN_SUBJECT = "unknown_subject"
    CONTACT_UNPROVEN = "contact_unproven"
    NOT_INVITED = "not_invited"
    DRAWN = "drawn"
    INVITATION_OVER = "invitation_over"
    CODE_WRONG = "code_wrong"
    CODE_OVER = "code_over"
    CODES_TOO_MANY = "codes_too_many"
    QUEUE_CLOSED = "queue_closed"
    QUEUE_PAUSED = "queue_paused"
    NOBODY_WAITING = "nobody_waiting"
    NUMBER_MOVED_ON = "number_moved_on"
    NO_CONTACT = "no_contact"
    NO_WISH = "no_wish"
    WISHES_TOO_MANY = "wishes_too_many"
    WISHES_OVER = "wishes_over"
    WISH_GONE = "wish_gone"
    ENTERED_BEFORE = "entered_before"
    DRAW_EXISTS = "draw_exists"
    DRAW_ELSEWHERE = "draw_elsewhere"
    DRAW_PAST = "draw_past"
    WISHES_RUN = "wishes_run"
    SOURCE_UNNAMED = "source_unnamed"
    SOURCE_PAST = "source_past"
    SEED_EARLY = "seed_early"
    SEED_BAD = "seed_bad"
    SEEDS_DIFFER = "seeds_differ"
    SEED_MISSING = "seed_missing"
    LIST_CHANGED = "list_changed"
    SECOND_PERSON = "second_person"
    CODES_TODAY = "codes_today"
    RANKS_EARLY = "ranks_early"
    RANKS_RUN = "ranks_run"
    RANKS_OVER = "ranks_over"
    RANK_GONE = "rank_gone"
    NOT_RANKED = "not_ranked"
    RULE_STANDS = "rule_stands"
    DEADLINE_STANDS = "deadline_stands"
    DEADLINE_SOON = "deadline_soon"
    PLAN_CHANGED = "plan_changed"
    CHANCE_OVER = "chance_over"
    CHANCE_GONE = "chance_gone"
    HOURS_LATE = "hours_late"
    HOURS_TURNED = "hours_turned"
    HOURS_OUTSIDE = "hours_outside"


MESSAGES = {
    Reason.NOT_OPEN_YET: _("Booking opens at {opens_at}. Come back then."),
    Reason.CLOSED: _("Booking is closed. You can still come without a booking and ask at the door."),
    Reason.CANCELLED: _("This event was cancelled. Please look for another one."),
    Reason.WITHDRAWN: _("This time is no longer offered. Please choose another time."),
    Reason.STARTED: _("This time has already begun. Please choose a later time."),
    Reason.ENDED: _("This time is over. Please ask the staff for another one."),
    Reason.ONLINE_NOT_OFFERED: _("This time is only on site. Choose “on site”, or another time that is held online."),
    Reason.ON_SITE_NOT_OFFERED: _("This time is only online. Choose “online”, or another time that is held on site."),
    Reason.BAD_SEATS: _("You can book 1 to {seats_max} seats at once. Please change the number of seats."),
    Reason.DUPLICATE: _("You already have this time. Your booking is still valid; there is nothing more to do."),
    Reason.OVERLAP: _(
        "You already have a booking at this time ({from} to {until}). Choose another time, or cancel that one first."
    ),
    Reason.LIMIT_AT_RESOURCE: _(
        "You already have the most bookings possible here ({limit}). Choose somewhere else, or move your booking."
    ),
    Reason.LIMIT_REACHED: _("You already have {limit} bookings, which is the limit. Cancel one to book another."),
    Reason.FULL: _("All places at this time are taken. Choose another time, or join the waiting list."),
    Reason.UNKNOWN_SLOT: _("This time does not exist. Please choose a time again."),
    Reason.UNKNOWN_PERSON: _("We could not find who the booking is for. Please enter the name and contact again."),
    Reason.KEY_REUSED: _("This form was already sent with other choices. Please open the times again and choose anew."),
    Reason.HOLD_EXPIRED: _("The place was kept for {minutes} minutes and then released. Please choose a time again."),
    Reason.NOT_HELD: _("This booking does not wait for confirmation. Look at the booking for its present state."),
    Reason.NOT_LIVE: _("This booking is no longer valid. You can book a new time."),
    Reason.TOO_LATE_TO_CANCEL: _(
        "Changing or cancelling was possible until {until}. If you cannot come, please tell the staff."
    ),
    Reason.ALREADY_ARRIVED: _("This booking was already used at the door. Ask the staff if something is wrong."),
    Reason.SAME_SLOT: _("This is the time you already have. Choose another time, or leave it as it is."),
    Reason.OTHER_OFFER: _("A booking can only be moved within the same event. Please book there anew."),
    Reason.NOT_CONFIRMED: _("This booking was never confirmed. Please register the person as a walk-in."),
    Reason.TOO_EARLY: _("This booking is for {starts_at}. Check-in opens 12 hours before."),
    Reason.PLACES_FREE: _("There are places free. You can book one now."),
    Reason.ALREADY_WAITING: _("You are already on this waiting list and keep your position."),
    Reason.NOT_WAITING: _("You are no longer on this waiting list."),
    Reason.TOO_LATE_TO_WAIT: _("The waiting list for this time is closed. Please come and ask at the door."),
    Reason.BUSY: _("Very many people are booking at this moment. Please try again in {seconds} seconds."),
    Reason.PASS_INVALID: _("This pass is not valid. Get a new one on the event's page, or book with name and contact."),
    Reason.PASS_EXPIRED: _("This pass is no longer valid. Book with name and contact, or ask at the door."),
    Reason.PASS_ELSEWHERE: _("This pass is for another event. Get one for this event, or book with name and contact."),
    Reason.UNKNOWN_SUBJECT: _("What this booking is to be about is not offered here. Please choose it again."),
    Reason.CONTACT_UNPROVEN: _(
        "Here a booking needs a contact that is shown to be yours. Get a code sent to it, and type it in."
    ),
    Reason.NOT_INVITED: _(
        "Places here are for people with an invitation. If you have one, open its link or type in its code."
    ),
    Reason.DRAWN: _(
        "Places here are drawn among everybody who wishes for one in time. Leave your wishes on the event's page; what"
        " is left after the draw can be booked."
    ),
    Reason.INVITATION_OVER: _(
        "This invitation opens nothing: it was used or taken back, or its time is over. Ask whoever gave it to you."
    ),
    Reason.CODE_WRONG: _("This is not the code that was sent. Look at the message again; you have {left} more tries."),
    Reason.CODE_OVER: _("This code is used up or over. Get a new one and type that in."),
    Reason.CODES_TOO_MANY: _(
        "Several codes were sent to this contact already. Use the latest one, or get another in {minutes} minutes."
    ),
    Reason.QUEUE_CLOSED: _("No numbers are given out here now. Ask the staff what you can do instead."),
    Reason.QUEUE_PAUSED: _("This place is paused. Open it again to call the next number."),
    Reason.NOBODY_WAITING: _("Nobody is waiting here now. Whoever comes appears by themselves."),
    Reason.NO_CONTACT: _("No contact is known for this number, so that no message can be sent. Keep this page open."),
    Reason.NUMBER_MOVED_ON: _("Number {number} has moved on meanwhile. Look at the page again; nothing was changed."),
    Reason.NO_WISH: _("There is no wish in your list yet. Look at the posts and add at least one."),
    Reason.WISHES_TOO_MANY: _("You can wish for {most} at most. Take some out of your list, then send it again."),
    Reason.WISHES_OVER: _(
        "Wishes were taken until {until}, and nothing was changed. What is left after the draw can be booked."
    ),
    Reason.WISH_GONE: _(
        "One of these wishes is no longer offered. Take it out of your list, then send the list again."
    ),
    Reason.ENTERED_BEFORE: _(
        "Somebody with this name and contact takes part already. To change the wishes, open the link of that entry, or"
        " find it by its code."
    ),
    Reason.DRAW_EXISTS: _("There is one draw at most, and this one has it already. Go on with that."),
    Reason.DRAW_ELSEWHERE: _("This is not possible at this step of the draw. Look at the draw again."),
    Reason.DRAW_PAST: _("Wishes must end in time to come, and before the first time begins. Choose another moment."),
    Reason.WISHES_RUN: _("Wishes are still taken until {until}. Freeze the list after that."),
    Reason.SOURCE_UNNAMED: _("Name the source so exactly that everybody can look it up: which round, which reading."),
    Reason.SOURCE_PAST: _("The source must be one that nobody can know yet. Name one that is some minutes ahead."),
    Reason.SEED_EARLY: _("The source is not known before {at}. Read it then."),
    Reason.SEED_BAD: _("This cannot be what the source says. {why}"),
    Reason.SEEDS_DIFFER: _(
        "Two people read something different, so neither counts and nothing was drawn. Both look at the source again"
        " and read anew."
    ),
    Reason.SEED_MISSING: _("Two people must have read the same first. Read what the source says."),
    Reason.LIST_CHANGED: _(
        "The draw is stopped: the list is not the one whose hash was published. Nothing was drawn. Find out who changed"
        " it, and tell the people who take part."
    ),
    Reason.SECOND_PERSON: _("The list is frozen, so that takes a second person. Ask for it; somebody else decides."),
    Reason.CODES_TODAY: _(
        "No more codes go to this contact today. Come again at {again_at}, use another contact of yours, or ask the"
        " office by telephone or at its counter."
    ),
    Reason.RANKS_EARLY: _("Wishes are still taken until {until}. The order can be named after that."),
    Reason.RANKS_RUN: _("Orders can still be named until {until}. Freeze the list after that."),
    Reason.RANKS_OVER: _("Orders were taken until {until}, and nothing was changed. What was kept by then counts."),
    Reason.RANK_GONE: _(
        "Somebody you named takes no part any more, or shows you nothing any more. Look at the list again, then send"
        " the order again."
    ),
    Reason.NOT_RANKED: _("In this draw nobody names an order: chance alone decides."),
    Reason.RULE_STANDS: _(
        "People have wished under the rule that stands now, so it stays: whether orders are named, and until when."
    ),
    Reason.DEADLINE_STANDS: _(
        "Wishes were taken until {until}, and people have kept to it, so the plan stays as it is. Freeze the list; or"
        " call the draw off, of which everybody is told, and plan another."
    ),
    Reason.DEADLINE_SOON: _(
        "People have wished already, and others count on the time they were told, so wishes do not end before"
        " {soonest}. Choose a later moment, or leave the end as it was."
    ),
    Reason.PLAN_CHANGED: _("The day has changed since this plan was shown, so nothing was done. Look at the new plan."),
    Reason.CHANCE_OVER: _(
        "This place was held for you until {until}. It goes to the next now. You keep your number: look at the board."
    ),
    Reason.CHANCE_GONE: _(
        "This place has gone: its person came after all, or somebody has it. You keep your number: look at the board."
    ),
    Reason.HOURS_LATE: _(
        "It has begun at {begins}, so nothing is planned by these hours any more. Ask the staff there."
    ),
    Reason.HOURS_TURNED: _("The second time must be later than the first. Look at both again."),
    Reason.HOURS_OUTSIDE: _("Write times from {begins} until {ends}, or leave one empty."),
    Reason.FAILED: _("Something went wrong on our side and nothing was booked. Please try again."),
}
TOGETHER = _(
    "Fewer places are left than you need: {left}, and you are {seats}. Nothing is booked for a part of you. Come with"
    " fewer, choose another time, or join the waiting list: it gives you a place only when all of you fit."
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A no with its reason. `str(refusal)` says in the reader's language what to do next; `facts` fill the text."""

    reason: Reason
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def message(self) -> str:
        """The refusal in the active language; times in the city's zone."""
        shown = {name: _shown(value) for name, value in self.facts.items()}
        some_left = self.reason == Reason.FULL and self.facts.get("left", 0) > 0
        return str(TOGETHER if some_left else MESSAGES[self.reason]).format_map(_Blank(shown))

    def __str__(self) -> str:
        return self.message


class _Blank(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "…"


def _shown(value: Any) -> str:
    return moment_text(value) if isinstance(value, datetime) else str(value)


def refusal(reason: Reason, **facts: Any) -> Refusal:
    """A Refusal with its facts given as keywords (`limit=3`, `opens_at=…`)."""
    return Refusal(reason, facts)
