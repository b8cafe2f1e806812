"""What is never kept about people, as it is promised on the public page; tests of the whole house hold it. And what is
kept, by what it is about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from duikou.base.registry import PersonalField

NEVER = (
    _("No ethnicity, no religion, no mother tongue. The language chosen for messages finds and counts nobody."),
    _("No identity-card number. One that is typed in by mistake is refused and thrown away."),
    _("No origin, household registration, home address, movements, device or network address."),
    _("No photo, fingerprint, state of health, income, politics or relatives."),
    _("No score, no label and no note about anybody, and nothing about children under 14."),
    _("No list of who lives where, of who did not come or of who said no."),
    _("No list of people leaves the server but the roll of one event, for its door."),
    _("Nobody’s data are handed to other bodies. Small counts about people are not published."),
)

LINKS = ("person", "recipient")
# Under which heading the fields of a model stand, in the order of the page.
ABOUT = (
    (_("Name and contact"), ("directory.Person",)),
    (
        _("Bookings, waiting lists and numbers"),
        (
            "booking.Booking",
            "booking.WaitingEntry",
            "booking.Standing",
            "booking.Ticket",
            "booking.Chance",
            "booking.CalendarFeed",
        ),
    ),
    (_("Draws"), ("booking.DrawEntry",)),
    (_("Résumés"), ("fairs.Resume", "fairs.ResumeShare")),
    (_("Messages and codes"), ("journal.Message", "booking.ContactCode", "booking.CodeTally")),
    (_("Being asked later how it goes"), ("fairs.FollowUp",)),
    (
        _("Contests"),
        ("activities.ContestEntry", "activities.WorkPicture", "activities.WorkSheet", "activities.Recusal"),
    ),
    (_("Classes"), ("activities.Presence",)),
    (_("Hours of volunteers"), ("activities.HoursBook", "activities.HoursEntry", "activities.KeptShift")),
    (_("Questions"), ("desk.Enquiry", "desk.EnquiryText", "desk.Referral")),
)


@dataclass(frozen=True, slots=True)
class Group:
    """Personal fields that are about the same thing, and what that is called."""

    title: Any
    fields: list[PersonalField]


def kept_about_people(fields: Iterable[PersonalField]) -> Iterator[Group]:
    """The fields about the people served, in groups; in each what somebody typed in stands first, then what points at
    them. What no heading names stands under one of its own."""
    left = sorted((one for one in fields if one.whose == "person"), key=lambda one: one.field in LINKS)
    for title, models in ABOUT:
        yield Group(title, [one for one in left if one.model in models])
    named = {model for _title, models in ABOUT for model in models}
    other = [one for one in left if one.model not in named]
    if other:
        yield Group(_("Other things"), other)
