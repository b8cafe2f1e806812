"""What somebody with a booking, or with wishes in a draw, is told when their fair moves: what was and what is."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from duikou.base.moments import moment_text, span_text
from duikou.booking import own_links
from duikou.booking.models import Booking, Draw, DrawEntry
from duikou.booking.queries.draws import entry_of
from duikou.directory.models import Place
from duikou.fairs import links
from duikou.fairs.actions.fair_changes import CHANGED, CHANGED_FOR_DRAW, WhenAndWhere
from duikou.fairs.models import Fair
from duikou.fairs.queries import seeker
from duikou.journal.kinds import SOON, Kind, kinds
from duikou.journal.letters import Letter, renderers
from duikou.journal.models import Message


def fair_changed(message: Message) -> Letter | None:
    """The fair moves; None when it is again where and when it was, or the booking is no longer live."""
    booking = seeker.booking_of(UUID(message.about.partition(":")[2]))
    if booking is None or booking.state not in Booking.LIVE:
        return None
    was = _was(message)
    if WhenAndWhere.of(booking.interview.fair) == was:
        return None
    return changed_letter(booking, was, _place_of(was))


def draw_fair_changed(message: Message) -> Letter | None:
    """The fair of somebody's draw moves; None when it is again where and when it was, or the entry is gone."""
    entry = entry_of(message.about.partition(":")[2])
    if entry is None or entry.person is None or entry.draw.state == Draw.State.CALLED_OFF:
        return None
    was = _was(message)
    fair: Fair = entry.draw.offer.fair
    return None if WhenAndWhere.of(fair) == was else wisher_letter(entry, was, _place_of(was))


def changed_letter(booking: Booking, was: WhenAndWhere, place: Place | None) -> Letter:
    """The letter to whoever made this booking: its fair was at `place` before."""
    fair = booking.interview.fair
    names = {"fair": str(fair), "time": moment_text(booking.slot.starts_at)}
    lines, now = _what_changed(fair, was, place)
    link = own_links.absolute(own_links.short_path(booking))
    body = [
        _("The fair that you have booked moves: %(fair)s") % names,
        "",
        *lines,
        "",
        _("Your talk stays at %(time)s. If it has to move too, we tell you apart.") % names,
        _("Your ticket; if it does not suit you any more, move or cancel:"),
        link,
    ]
    subject = _("Another place or time: %(fair)s") % names
    told = _("%(fair)s moves: %(now)s. Your talk: %(time)s. %(link)s") % {
        **names,
        "now": now,
        "link": link,
    }
    return Letter(subject, "\n".join(body), short=told, values={**names, "now": now, "link": link})


def wisher_letter(entry: DrawEntry, was: WhenAndWhere, place: Place | None) -> Letter:
    """The letter to whoever takes part in the draw: its fair was at `place` before."""
    fair: Fair = entry.draw.offer.fair
    names = {"fair": str(fair)}
    lines, now = _what_changed(fair, was, place)
    link = own_links.absolute(links.entry_path(entry))
    body = [
        _("The fair in whose draw you take part moves: %(fair)s") % names,
        "",
        *lines,
        "",
        _("Your wishes stay as they are. If it does not suit you any more, take them back or change them:")
        if entry.draw.state == Draw.State.WISHING
        else _("Your wishes stay as they are. What comes of them stands here:"),
        link,
    ]
    subject = _("Another place or time: %(fair)s") % names
    told = _("%(fair)s moves: %(now)s. Your wishes stay. %(link)s") % {**names, "now": now, "link": link}
    return Letter(subject, "\n".join(body), short=told, values={**names, "now": now, "link": link})


def _was(message: Message) -> WhenAndWhere:
    begin, end = (datetime.fromisoformat(message.details[name]) for name in ("was_from", "was_until"))
    return WhenAndWhere(begin, end, message.details["was_at"])


def _place_of(was: WhenAndWhere) -> Place | None:
    return Place.objects.filter(pk=was.place or 0).first()


def _what_changed(fair: Fair, was: WhenAndWhere, place: Place | None) -> tuple[list[str], str]:
    """What was and what is, line by line, and what is now in a few words."""
    now = WhenAndWhere.of(fair)
    lines, short = [], []
    if now.place != was.place:
        lines += _changed(_("Where"), _place(place), _place(fair.place))
        short.append(str(fair.place or _("online")))
    if (now.starts_at, now.ends_at) != (was.starts_at, was.ends_at):
        spans = [span_text(timezone.localtime(one.starts_at), timezone.localtime(one.ends_at)) for one in (was, now)]
        lines += _changed(_("Time of the fair"), *spans)
        short.append(spans[1])
    return lines, ", ".join(short)


def _changed(label: str, before: str, after: str) -> list[str]:
    words = {"label": label, "before": before, "after": after}
    return [
        pgettext("a line of a message", "%(label)s until now: %(before)s") % words,
        pgettext("a line of a message", "%(label)s from now on: %(after)s") % words,
    ]


def _place(place: Place | None) -> str:
    return " ".join(str(part) for part in (place.name, place.address) if str(part)) if place else _("online")


def declare() -> None:
    """Tell the outbox how this message is written."""
    until = gettext_lazy("until the booked time is over")
    kinds.add(CHANGED, Kind(gettext_lazy("A fair moves"), until, SOON))
    renderers.add(CHANGED, fair_changed)
    over = gettext_lazy("until the fair is over")
    kinds.add(CHANGED_FOR_DRAW, Kind(gettext_lazy("A fair whose talks are drawn moves"), over, SOON))
    renderers.add(CHANGED_FOR_DRAW, draw_fair_changed)
