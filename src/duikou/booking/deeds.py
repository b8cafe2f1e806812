"""The kinds of entries that the engine writes into the journal, in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

DEEDS = {
    "booking.confirmed": _("booked a place"),
    "booking.held": _("kept a place for some minutes"),
    "booking.expired": _("let a kept place go"),
    "booking.promoted": _("gave a place to somebody who waited"),
    "booking.moved": _("moved a booking"),
    "booking.cancelled": _("cancelled a booking"),
    "booking.offer_cancelled": _("cancelled a booking with all others"),
    "booking.checked_in": _("checked somebody in"),
    "booking.check_in_undone": _("took a check-in back"),
    "waiting.joined": _("joined a waiting list"),
    "waiting.left": _("left a waiting list"),
    "waiting.ended": _("ended a wait"),
    "pass.issued": _("gave out a pass"),
    "pass.given_back": _("gave a pass back"),
    "contact_code.sent": _("sent a code to a contact"),
    "door_link.made": _("made a link that opens a door"),
    "door_link.opened": _("opened a door by its link"),
    "door_link.taken_back": _("took a link that opens a door back"),
    "invitations.given": _("gave invitations to a body"),
    "invitations.made": _("made slips of invitations"),
    "invitation.accepted": _("accepted an invitation"),
    "invitations.taken_back": _("took unused invitations back"),
    "offer.made": _("made an offer"),
    "offer.changed": _("changed the rules of an offer"),
    "offer.draft": _("took an offer back"),
    "offer.open": _("opened an offer"),
    "offer.closed": _("closed an offer"),
    "offer.cancelled": _("cancelled an offer"),
    "offer.no_shows": _("marked who did not come"),
    "offer.forgotten": _("let people go whose time is over"),
    "resource.added": _("added something to book"),
    "slots.laid": _("laid out times"),
    "slot.capacity": _("changed the places of a time"),
    "slot.withdrawn": _("took a time back"),
}
