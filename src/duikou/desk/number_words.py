"""What a number at a service centre waits for, in the words of the desk."""

from __future__ import annotations

from collections.abc import Mapping

from django.urls import reverse
from django.utils.translation import gettext as _

from duikou.booking import number_words
from duikou.booking.models import Ticket
from duikou.booking.number_words import NumberWords
from duikou.desk.models import Centre, CentreDay, DayWindow


def words(ticket: Ticket) -> NumberWords | None:
    """The words of a number of a centre's day."""
    day = CentreDay.objects.select_related("centre__organisation").filter(offer=ticket.offer_id).first()
    if day is None:
        return None
    wished = DayWindow.objects.filter(resource__ticket_wishes__ticket=ticket).select_related("window")
    places = {
        one.resource_id: (_("Window %(number)s") % {"number": one.window.number}, str(one.window)) for one in wished
    }
    return words_at(day.centre, ticket.resource.label if ticket.resource else "", places)


def words_at(centre: Centre, window: str, places: Mapping[int, tuple[str, str]]) -> NumberWords:
    """The words of a number at a centre that was called to `window`, if it was, and waits for `places`."""
    number = {"number": window}
    return NumberWords(
        title=centre,
        board=reverse("desk:board", args=[centre.slug]),
        called=_("You are called: go to window %(number)s now.") % number,
        serving=_("You are at window %(number)s.") % number,
        held=_("Your number is on hold. Tell the staff when you are back."),
        skipped=_("You were called and nobody came. Tell the staff: you are called before later numbers."),
        left=_("This number has left the queue. You can take another at the centre."),
        waits=_(
            "Stay within sight of the board, or keep this page open: it looks for news by itself. When your number is"
            " called, go to the window beside it."
        ),
        places=places,
    )


def declare() -> None:
    """Let the page of a number speak of centres."""
    number_words.rooms.add("desk", words)
