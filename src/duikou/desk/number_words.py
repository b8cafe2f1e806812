"""What a number at a service centre waits for, in the words of the desk."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from duikou.booking import number_words
from duikou.booking.models import Ticket
from duikou.booking.number_words import NumberWords
from duikou.desk.models import CentreDay, DayWindow


def words(ticket: Ticket) -> NumberWords | None:
    """The words of a number of a centre's day."""
    day = CentreDay.objects.select_related("centre__organisation").filter(offer=ticket.offer_id).first()
    if day is None:
        return None
    number = {"number": ticket.resource.label if ticket.resource else ""}
    wished = DayWindow.objects.filter(resource__ticket_wishes__ticket=ticket).select_related("window")
    return NumberWords(
        title=day.centre,
        board=reverse("desk:board", args=[day.centre.slug]),
        called=_("You are called: go to window %(number)s now.") % number,
        serving=_("You are at window %(number)s.") % number,
        held=_("Your number is on hold. Tell the staff when you are back."),
        skipped=_("You were called and nobody came. Tell the staff: you are called before later numbers."),
        left=_("This number has left the queue. You can take another at the centre."),
        waits=_(
            "Stay within sight of the board, or keep this page open: it looks for news by itself. When your number is"
            " called, go to the window beside it."
        ),
        places={
            one.resource_id: (_("Window %(number)s") % {"number": one.window.number}, str(one.window)) for one in wished
        },
    )


def declare() -> None:
    """Let the page of a number speak of centres."""
    number_words.rooms.add("desk", words)
