"""Messages to whoever entered a work: that it is there, with the link to it; that it has won, and whether its maker's
name may be shown."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from duikou.activities.actions.contest_entries import RECEIVED
from duikou.activities.actions.contest_results import WON
from duikou.activities.contest_links import entry_path
from duikou.activities.models import Contest, ContestEntry
from duikou.activities.queries.contests import entry_of
from duikou.base.ids import new_id
from duikou.base.translated import translated
from duikou.booking.own_links import absolute
from duikou.journal.kinds import BY_DAY, Kind, kinds, samples
from duikou.journal.letters import Letter, renderers
from duikou.journal.models import Message


def received(message: Message) -> Letter | None:
    """That the work is there; None once it is withdrawn."""
    entry = _entry(message)
    return received_letter(entry) if entry else None


def won(message: Message) -> Letter | None:
    """That it has won; None once it is withdrawn or left out."""
    entry = _entry(message)
    return won_letter(entry) if entry and entry.state == ContestEntry.State.ENTERED else None


def received_letter(entry: ContestEntry) -> Letter:
    """That the work is there, with the link by which it is changed and withdrawn."""
    values = _values(entry)
    lines = [
        _("Your work is entered into “%(contest)s”, as number %(number)s. By this link you add pictures to it:")
        % values,
        values["link"],
        "",
        _("Until the close you can change it there, and withdraw it at any time. Keep this message."),
    ]
    short = _("“%(contest)s”: your work is number %(number)s. Add pictures, change or withdraw it: %(link)s") % values
    return Letter(_("Your work: %(contest)s") % values, "\n".join(lines), short=short, values=values)


def won_letter(entry: ContestEntry) -> Letter:
    """That the work has won a prize, and the question whether its maker's name may be shown."""
    values = _values(entry)
    lines = [
        _("Your work number %(number)s has won a prize in “%(contest)s”.") % values,
        "",
        _("In the results it stands with its number and title. Say here whether your name may stand beside it:"),
        values["link"],
    ]
    short = _("Your work no. %(number)s has won a prize in “%(contest)s”. May your name be shown? %(link)s") % values
    return Letter(_("Your work has won: %(contest)s") % values, "\n".join(lines), short=short, values=values)


def _values(entry: ContestEntry) -> dict[str, str]:
    link = absolute(entry_path(entry))
    return {"contest": str(entry.contest), "number": str(entry.number), "link": link}


def _entry(message: Message) -> ContestEntry | None:
    try:
        found = entry_of(UUID(message.about.partition(":")[2]))
    except ValueError:
        return None
    return found if found and found.state != ContestEntry.State.WITHDRAWN else None


def _sample() -> ContestEntry:
    title = translated({"zh-hans": "示例：我们的广场摄影展", "en": "Example: Our square, photographs"})
    return ContestEntry(public_id=new_id(), contest=Contest(title=title), number=12)


def _received_sample() -> Letter:
    return received_letter(_sample())


def _won_sample() -> Letter:
    return won_letter(_sample())


def declare() -> None:
    """Tell the outbox how these messages are written, and show samples."""
    kinds.add(RECEIVED, Kind(gettext_lazy("A work is entered"), gettext_lazy("until the contest closes"), BY_DAY))
    kinds.add(WON, Kind(gettext_lazy("A work has won"), gettext_lazy("for ninety days"), BY_DAY))
    renderers.add(RECEIVED, received)
    renderers.add(WON, won)
    samples.add(RECEIVED, _received_sample)
    samples.add(WON, _won_sample)
