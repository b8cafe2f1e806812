"""Everything that changes a place: the only writers of this room. Call them as `booking.actions.claim(…)`.

Actions that can be refused by a rule give a `Refusal` back instead of raising; `str(refusal)` is for the person.
"""

from duikou.booking.actions.arrivals import Sent, drop_arrivals, merge_arrivals, settle_arrival
from duikou.booking.actions.attendance import Arrival, check_in, mark_no_shows, walk_in
from duikou.booking.actions.claims import Claim, Confirmed, claim, claim_many
from duikou.booking.actions.corrections import undo_check_in
from duikou.booking.actions.door_links import make_door_link, note_use, open_door, take_back_door_links
from duikou.booking.actions.drawing import hold_draw
from duikou.booking.actions.draws import call_off, plan_draw
from duikou.booking.actions.endings import cancel
from duikou.booking.actions.feeds import send_feed, stop_feed
from duikou.booking.actions.freezing import freeze, read_seed
from duikou.booking.actions.holds import confirm, release_expired
from duikou.booking.actions.hours import say_hours
from duikou.booking.actions.invitations import (
    accept_invitation,
    confirm_place,
    decline_invitation,
    end_unconfirmed,
    give_invitations,
    make_slips,
    take_back_invitations,
)
from duikou.booking.actions.meetings import hold_at
from duikou.booking.actions.moves import rebook
from duikou.booking.actions.offers import (
    add_resource,
    cancel_offer,
    change_capacity,
    change_offer,
    close_offer,
    finish_cancellations,
    lay_slots,
    make_offer,
    open_offer,
    withdraw_slots,
)
from duikou.booking.actions.passing import give_back_pass, issue_pass
from duikou.booking.actions.persons import erase_person, give_up, note_export, put_right
from duikou.booking.actions.placed import Placed, Receipt
from duikou.booking.actions.placing import WinnersPlaced, place_winners
from duikou.booking.actions.proving import drop_codes, send_code, take_code
from duikou.booking.actions.queue import (
    call,
    call_next,
    finish,
    free_waiting,
    hold,
    leave_queue,
    number_booking,
    open_again,
    pause,
    recall,
    resume,
    serve,
    skip,
    step_back,
    take_number,
)
from duikou.booking.actions.ranking import name_order, unname
from duikou.booking.actions.replanning import PlannedAnew, plan_day_anew, see_day_anew
from duikou.booking.actions.retention import forget_persons
from duikou.booking.actions.retiming import retime
from duikou.booking.actions.somebody import Somebody
from duikou.booking.actions.standby import decline_chance, hold_out, seat_number, take_chance
from duikou.booking.actions.telling import tell_of_number
from duikou.booking.actions.waiting import end_entries, end_waiting, fill_from_waiting, leave, wait
from duikou.booking.actions.wishes import drop_entry, put_wishes
from duikou.booking.actions.withdrawing import end_withdrawn, take_up_resource, withdraw_resource

__all__ = [
    "Arrival",
    "Claim",
    "Confirmed",
    "Placed",
    "PlannedAnew",
    "Receipt",
    "Sent",
    "Somebody",
    "WinnersPlaced",
    "accept_invitation",
    "add_resource",
    "call",
    "call_next",
    "call_off",
    "cancel",
    "cancel_offer",
    "change_capacity",
    "change_offer",
    "check_in",
    "claim",
    "claim_many",
    "close_offer",
    "confirm",
    "confirm_place",
    "decline_chance",
    "decline_invitation",
    "drop_arrivals",
    "drop_codes",
    "drop_entry",
    "end_entries",
    "end_unconfirmed",
    "end_waiting",
    "end_withdrawn",
    "erase_person",
    "fill_from_waiting",
    "finish",
    "finish_cancellations",
    "forget_persons",
    "free_waiting",
    "freeze",
    "give_back_pass",
    "give_invitations",
    "give_up",
    "hold",
    "hold_at",
    "hold_draw",
    "hold_out",
    "issue_pass",
    "lay_slots",
    "leave",
    "leave_queue",
    "make_door_link",
    "make_offer",
    "make_slips",
    "mark_no_shows",
    "merge_arrivals",
    "name_order",
    "note_export",
    "note_use",
    "number_booking",
    "open_again",
    "open_door",
    "open_offer",
    "pause",
    "place_winners",
    "plan_day_anew",
    "plan_draw",
    "put_right",
    "put_wishes",
    "read_seed",
    "rebook",
    "recall",
    "release_expired",
    "resume",
    "retime",
    "say_hours",
    "seat_number",
    "see_day_anew",
    "send_code",
    "send_feed",
    "serve",
    "settle_arrival",
    "skip",
    "step_back",
    "stop_feed",
    "take_back_door_links",
    "take_back_invitations",
    "take_chance",
    "take_code",
    "take_number",
    "take_up_resource",
    "tell_of_number",
    "undo_check_in",
    "unname",
    "wait",
    "walk_in",
    "withdraw_resource",
    "withdraw_slots",
]
