"""What somebody who waits with a number is told: to go to a table now, or to come near."""

from __future__ import annotations

from django.utils.translation import gettext as _

from duikou.booking import own_links
from duikou.booking.calling import shown_number
from duikou.booking.letters import called_still, waits_still
from duikou.booking.models import Resource, Ticket
from duikou.journal.letters import Letter, plain_renderers, renderers
from duikou.journal.models import Message


def number_called(message: Message) -> Letter | None:
    """The number is called to a table; None once it is not any more."""
    ticket = called_still(message)
    if ticket is None or ticket.resource is None:
        return None
    return called(ticket) if hasattr(ticket.resource, "stand") else _plain(message)


def called(ticket: Ticket) -> Letter:
    """The letter that says so."""
    assert ticket.resource is not None
    values = {
        "number": shown_number(ticket),
        "table": ticket.resource.label,
        "employer": _employer(ticket.resource),
        "link": own_links.absolute(own_links.number_path(ticket)),
    }
    short = _("Number %(number)s is called: go to table %(table)s now, %(employer)s.") % values
    subject = _("%(number)s: go to table %(table)s now") % values
    lines = [short, "", _("If you cannot come, say so here, so that the next one can:"), values["link"]]
    return Letter(subject, "\n".join(lines), short=short, values=values)


def number_soon(message: Message) -> Letter | None:
    """It is nearly the number's turn; None once it does not wait any more."""
    ticket = waits_still(message)
    if ticket is None:
        return None
    return soon(ticket) if getattr(ticket.offer, "fair", None) else _plain(message)


def soon(ticket: Ticket) -> Letter:
    """The letter that says so."""
    link = own_links.absolute(own_links.number_path(ticket))
    values = {"number": shown_number(ticket), "link": link}
    short = _("Number %(number)s is called soon: come near the tables and look at the board.") % values
    lines = [short, "", _("How many are before you:"), link]
    return Letter(_("%(number)s is called soon") % values, "\n".join(lines), short=short, values=values)


def _employer(resource: Resource) -> str:
    return str(resource.stand.employer)


def _plain(message: Message) -> Letter | None:
    plain = plain_renderers.get(message.template)
    return plain(message) if plain else None


def declare() -> None:
    """Tell the outbox how these messages are written."""
    renderers.add("number_called", number_called)
    renderers.add("number_soon", number_soon)
