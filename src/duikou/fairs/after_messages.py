"""What people are asked when a fair is over."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from duikou.base.moments import moment_text
from duikou.booking import own_links
from duikou.booking.models import Booking
from duikou.fairs import links
from duikou.fairs.queries import seeker
from duikou.fairs.queries.after import unanswered_of
from duikou.journal.kinds import BY_DAY, Kind, kinds
from duikou.journal.letters import Letter, renderers
from duikou.journal.models import Message


def came_of_it(message: Message) -> Letter | None:
    """What came of the talks of somebody at a fair; None when they have said so, or are gone."""
    booking = seeker.booking_of(UUID(message.about.partition(":")[2]))
    if booking is None or booking.person_id is None:
        return None
    silent = unanswered_of(booking)
    return asking(silent) if silent else None


def asking(bookings: Sequence[Booking]) -> Letter:
    """The question about these talks, at least one, with a link for each."""
    fair = bookings[0].interview.fair
    subject = _("What came of your talk? %(fair)s") % {"fair": fair}
    first = _(
        "Thank you for coming. Please say what came of it: one tap for each talk, and nobody but the count sees it."
    )
    lines = [first, ""]
    for one in bookings:
        lines += [
            f"{moment_text(one.slot.starts_at)} · {one.interview.stand.employer}",
            own_links.absolute(links.came_of_it_path(one)),
            "",
        ]
    lines.append(
        _(
            "Not answering has no consequence. Once your name and contact are deleted, an answer is a number nobody can"
            " lead back to you."
        )
    )
    link = own_links.absolute(own_links.short_path(bookings[-1]))
    short = _("%(fair)s: what came of your talk? One tap: %(link)s") % {"fair": fair, "link": link}
    return Letter(subject, "\n".join(lines), short=short, values={"fair": str(fair), "link": link})


def declare() -> None:
    """Tell the outbox how these messages are written."""
    until = gettext_lazy("for two weeks after the fair")
    kinds.add("came_of_it", Kind(gettext_lazy("Question: what came of a talk"), until, BY_DAY, on_slip=True))
    renderers.add("came_of_it", came_of_it)
