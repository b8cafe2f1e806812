"""The message that a place is held out to somebody who is at the fair."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from duikou.base.moments import clock_text
from duikou.booking import own_links
from duikou.booking.models import Chance
from duikou.booking.queries.standby import chance_of
from duikou.fairs import links
from duikou.fairs.models import Stand
from duikou.journal.letters import Letter, plain_renderers, renderers
from duikou.journal.models import Message


def chance(message: Message) -> Letter | None:
    """A place somebody did not come for; None once it is not held out any more."""
    held_out = chance_of(UUID(message.about.partition(":")[2]))
    if held_out is None or held_out.state != Chance.State.OPEN:
        return None
    stand = Stand.objects.select_related("employer").filter(resource=held_out.slot.resource_id).first()
    if stand is None:  # it is no table: the engine's plain words
        plain = plain_renderers.get(message.template)
        return plain(message) if plain else None
    return letter(held_out, stand)


def letter(held_out: Chance, stand: Stand) -> Letter:
    """The words, short enough for one text message, with the link where one tap takes the place."""
    values = {
        "number": held_out.slot.resource.label,
        "employer": str(stand.employer),
        "time": clock_text(held_out.until),
        "link": own_links.absolute(links.chance_path(held_out)),
    }
    subject = _("A place is free for you now: table %(number)s, %(employer)s") % values
    yours = _("It is yours if you say so by %(time)s: %(link)s") % values
    why = _("You are at the fair and wished for it, and somebody did not come. If you cannot go, it goes to the next.")
    return Letter(subject, f"{subject}.\n\n{yours}\n\n{why}", short=f"{subject}. {yours}", values=values)


def declare() -> None:
    """Tell the outbox how the message is written."""
    renderers.add("chance", chance)
