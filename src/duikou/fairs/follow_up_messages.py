"""The question how it goes, one in each message, to whoever agreed to be asked."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from duikou.base import clock
from duikou.booking import own_links
from duikou.directory import recipients
from duikou.fairs.actions.following import TEMPLATE
from duikou.fairs.follow_up_links import follow_up_path
from duikou.fairs.how_it_goes import open_question
from duikou.fairs.models import FollowUp
from duikou.fairs.queries.following import follow_up_of
from duikou.journal.kinds import BY_DAY, Kind, kinds
from duikou.journal.letters import Letter, Recipient, renderers, resolvers
from duikou.journal.models import Message

QUESTIONS = {
    30: gettext_lazy("Have you started work there?"),
    60: gettext_lazy("Are you still working there?"),
    90: gettext_lazy("Are you still working there?"),
}


def recipient(ref: str) -> Recipient | None:
    """Whoever agreed to be asked, by the row's public id; None once nothing more is to be asked."""
    row = _row(ref)
    return recipients.person(str(row.person_id)) if row else None


def how_it_goes(message: Message) -> Letter | None:
    """The question; None when it is answered, or not open any more."""
    row, days = _row(message.about.partition(":")[2]), message.details.get("days")
    if row is None or row.answered >= days or open_question(row.since, today=timezone.localdate(clock.now())) != days:
        return None
    return question(row, days)


def question(row: FollowUp, days: int) -> Letter:
    """The question after so many days, with the link to its answers."""
    link, asked = own_links.absolute(follow_up_path(row)), str(QUESTIONS[days])
    values = {"employer": str(row.stand.employer), "question": asked, "link": link}
    lines = [
        _("After your talk with %(employer)s you allowed us to ask how it goes. One question:") % values,
        "",
        asked,
        "",
        _("Yes, no, or rather not say, one tap:"),
        link,
        "",
        _("Only a count is kept of the answer. By the same link you can stop being asked."),
    ]
    short = _("%(employer)s: %(question)s Yes, no, or stop being asked: %(link)s") % values
    return Letter(_("One question: %(employer)s") % values, "\n".join(lines), short=short, values=values)


def declare() -> None:
    """Tell the outbox how these messages are written, and whom they reach."""
    until = gettext_lazy("for two weeks after the day on which it is asked")
    kinds.add(TEMPLATE, Kind(gettext_lazy("Question: how it goes at a new post"), until, BY_DAY))
    renderers.add(TEMPLATE, how_it_goes)
    resolvers.add("follow_up", recipient)


def _row(ref: str) -> FollowUp | None:
    try:
        return follow_up_of(UUID(ref))
    except ValueError:
        return None
