"""What a number at a fair waits for, in the words of fairs."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from duikou.base import clock
from duikou.booking import number_words
from duikou.booking.models import Ticket
from duikou.booking.number_words import NumberWords
from duikou.booking.queries.standby import open_chance_of
from duikou.fairs import links
from duikou.fairs.models import Fair, Stand


def words(ticket: Ticket) -> NumberWords | None:
    """The words of a number of a fair."""
    fair = Fair.objects.filter(offer=ticket.offer_id).first()
    if fair is None:
        return None
    number = {"number": ticket.resource.label if ticket.resource else ""}
    stands = Stand.objects.filter(resource__ticket_wishes__ticket=ticket).select_related("employer", "resource")
    chance = open_chance_of(now=clock.now(), ticket=ticket.pk)
    return NumberWords(
        title=fair.title,
        board=reverse("fairs:board", args=[fair.slug]),
        called=_("You are called: go to table %(number)s now.") % number,
        serving=_("You are at table %(number)s.") % number,
        held=_("Your number is on hold. Tell the table or the door when you are back."),
        skipped=_("You were called and nobody came. Go to the table or the door: you are called before later numbers."),
        left=_("This number has left the queue. You can get another at the door."),
        waits=_(
            "Stay within sight of the board, or keep this page open: it looks for news by itself. When your number is"
            " called, go to the table beside it."
        ),
        places={
            one.resource.pk: (_("Table %(number)s") % {"number": one.resource.label}, str(one.employer))
            for one in stands
            if one.resource is not None
        },
        banner="fairs/chance_banner.html",
        context={"chance": chance, "chance_path": links.chance_path(chance) if chance else ""},
    )


def declare() -> None:
    """Let the page of a number speak of fairs."""
    number_words.rooms.add("fairs", words)
