"""What people are told about their entry in a draw, with the link that opens it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cache

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from duikou.base import clock
from duikou.base.ids import show_code
from duikou.base.moments import moment_text
from duikou.base.translated import translated
from duikou.booking import own_links
from duikou.booking.letters import differ_still
from duikou.booking.models import Booking, Draw, DrawEntry
from duikou.booking.queries.draws import entry_of
from duikou.fairs import links
from duikou.fairs.models import Fair
from duikou.fairs.queries.draws import WishShown, wishes_of
from duikou.journal.letters import Letter, plain_renderers, renderers
from duikou.journal.models import Message

Write = Callable[[Message, DrawEntry, list[WishShown]], Letter | None]
MOST_SHORT = 3  # changes that a text message names; the link has the rest


def kept(message: Message, entry: DrawEntry, wishes: list[WishShown]) -> Letter:
    """The wishes take part in the draw."""
    subject = _("You take part in the draw: %(fair)s") % _facts(entry)
    first = _("Your wishes are kept. You can change them until %(until)s; nobody gains by being early.") % _facts(entry)
    named = [f"{one.rank}. {_named(one)}" for one in wishes]
    if entry.draw.ranks_until:
        named += ["", _order(entry)]
    code = _("Your code in the published list: %(code)s") % _facts(entry)
    return _letter(subject, entry, first, named, code)


def _order(entry: DrawEntry) -> str:
    return _(
        "Employers here may put those who wished for them in order, by the résumés that people share with them. Write"
        " and share yours by your link until %(until)s, or take part by lot alone."
    ) % {"until": moment_text(entry.draw.ranks_until)}


def won(message: Message, entry: DrawEntry, wishes: list[WishShown]) -> Letter:
    """Places were drawn."""
    subject = _("You have a place: %(fair)s") % _facts(entry)
    first = _("The draw was held, and you won. These are your interviews:")
    live = [(one.booking, one) for one in wishes if one.booking and one.is_live]
    places = [f"{moment_text(booking.slot.starts_at)} · {_named(one)}" for booking, one in live]
    placed = next((booking for booking, _one in live), None)
    if placed is not None:
        link = own_links.absolute(links.whole_day_path(placed))
        places += ["", _("Your day card, with the map of the hall: %(link)s") % {"link": link}]
    missed = _without_a_talk(wishes)
    places += ["", *missed] if missed else []
    return _letter(subject, entry, first, places, _("If you cannot come, cancel: somebody else can have the place."))


def lost(message: Message, entry: DrawEntry, wishes: list[WishShown]) -> Letter:
    """No place was drawn, or none that became a talk, and what is left."""
    missed = _without_a_talk(wishes)
    if missed:
        subject = _("You won, and there is no talk: %(fair)s") % _facts(entry)
        first = _("The draw was held, and you won, but it cannot become a talk. We are sorry.")
    else:
        subject = _("No place in the draw: %(fair)s") % _facts(entry)
        first = _("The draw was held. This time none of your wishes came out. Your page says why, for each of them.")
    left = _("What is left can be booked now, in the order of asking: %(link)s") % {
        "link": own_links.absolute(links.zone_left_path(_fair(entry)))
    }
    return _letter(subject, entry, first, missed, left)


def _without_a_talk(wishes: list[WishShown]) -> list[str]:
    """The places that were won and have no talk, each with the reason, one a line."""
    missed = [one for one in wishes if one.won and not one.is_live]
    withdrawn = _("The employer has withdrawn from the fair since.")
    none = _("No time could be found for it.")
    return [f"{_named(one)}: {withdrawn if one.is_withdrawn else one.no_time or none}" for one in missed]


def changed(message: Message, entry: DrawEntry, wishes: list[WishShown]) -> Letter | None:
    """The day was planned anew: which talks have a time now, and which another one. None when none of these takes place
    any more."""
    moved, new = message.details.get("moved") or {}, message.details.get("new") or ()
    lines, short, live = [], [], []
    for one in sorted(wishes, key=lambda wish: wish.booking.slot.starts_at if wish.booking else clock.now()):
        known = str(one.booking.public_id) if one.booking else ""
        if one.booking is None or one.booking.state not in Booking.LIVE or known not in (*moved, *new):
            continue
        said = {"time": moment_text(one.booking.slot.starts_at), "what": _named(one)}
        live.append(one.booking)
        if known in moved:
            said["before"] = moment_text(datetime.fromisoformat(moved[known]))
            lines.append(_("%(time)s instead of %(before)s · %(what)s") % said)
        else:
            lines.append(_("New: %(time)s · %(what)s") % said)
        short.append(lines[-1])
    if not live:
        return None
    subject = _("Your day has changed: %(fair)s") % _facts(entry)
    first = _("The day was planned anew, so that more people get the talks they won. This is new for you:")
    link = own_links.absolute(links.whole_day_path(live[0]))
    day = _("Your day card, with the map of the hall: %(link)s") % {"link": link}
    last = _("What is not named here stays as it was. If a time does not suit you, move or cancel it on its ticket.")
    letter = _letter(subject, entry, first, [*lines, "", day], last)
    told = pgettext("between the parts of an address", ", ").join(short[:MOST_SHORT])
    return letter._replace(short=f"{told}. {link}", values={**letter.values, "told": told, "link": link})


def withdrawn(message: Message, entry: DrawEntry, wishes: list[WishShown]) -> Letter | None:
    """An employer at which a place was won has withdrawn, before it got a time; None when it is there again."""
    wanted = message.details.get("resource")
    lost = [one for one in wishes if one.is_withdrawn and one.stand and one.stand.resource_id == wanted]
    if not lost:
        return None
    employer = str(lost[0].stand.employer) if lost[0].stand else ""
    subject = _("%(employer)s has withdrawn: %(fair)s") % {**_facts(entry), "employer": employer}
    first = _("The employer has withdrawn from the fair, so the place drawn for you there is lost. We are sorry.")
    left = _("What is left can be booked now, in the order of asking: %(link)s") % {
        "link": own_links.absolute(links.zone_left_path(_fair(entry)))
    }
    return _letter(subject, entry, first, [], left)


def called_off(message: Message, entry: DrawEntry, wishes: list[WishShown]) -> Letter:
    """Nothing is drawn after all."""
    subject = _("The draw is called off: %(fair)s") % _facts(entry)
    if _fair(entry).state == Fair.State.CANCELLED:
        first = _("The fair does not take place. You need not do anything.")
    else:
        first = _("Nothing is drawn. Interviews can be booked now, in the order of asking: %(link)s") % {
            "link": own_links.absolute(links.zone_left_path(_fair(entry)))
        }
    said = translated(message.details.get("said") or {})
    return _letter(subject, entry, first, [], _("Reason: %(reason)s") % {"reason": said} if said else "")


@cache
def _seeds_differ() -> Callable[[Message], Letter | None]:
    def render(message: Message) -> Letter | None:
        draw = differ_still(message)
        if draw is None:
            return None
        if getattr(draw.offer, "fair", None) is None:
            plain = plain_renderers.get("seeds_differ")
            return plain(message) if plain else None
        return read_again(draw)

    return render


def read_again(draw: Draw) -> Letter:
    """What whoever read the source first is told when the second has read something else."""
    fair: Fair = draw.offer.fair
    subject = _("Please read the source again: %(fair)s") % {"fair": fair}
    lines = [
        _("You and another person have read something different, so neither counts and nothing is drawn yet."),
        "",
        _("The source: %(source)s") % {"source": draw.source_name},
        _("Look at it again, and type in what it says: %(link)s")
        % {"link": own_links.absolute(reverse("fairs:office-draw", args=[fair.slug]))},
    ]
    return Letter(subject, "\n".join(lines))


def _letter(subject: str, entry: DrawEntry, first: str, lines: list[str], last: str) -> Letter:
    link = own_links.absolute(links.entry_path(entry))
    see = _("Your entry: %(link)s") % {"link": link}
    parts = [first, "", *lines, *([""] if lines else []), *([last] if last else []), see]
    return Letter(subject, "\n".join(parts), short=f"{subject}. {see}", values={**_facts(entry), "link": link})


def _named(wish: WishShown) -> str:
    employer = str(wish.stand.employer) if wish.stand else ""
    return " · ".join(filter(None, (employer, wish.post.title if wish.post else "")))


def _fair(entry: DrawEntry) -> Fair:
    return entry.draw.offer.fair


def _facts(entry: DrawEntry) -> dict[str, str]:
    return {
        "fair": str(_fair(entry)),
        "until": moment_text(entry.draw.wishes_until),
        "code": show_code(entry.code),
    }


RENDERERS: dict[str, tuple[Write, str]] = {
    "wishes_kept": (kept, Draw.State.WISHING),
    "draw_won": (won, Draw.State.DRAWN),
    "draw_lost": (lost, Draw.State.DRAWN),
    "day_changed": (changed, Draw.State.DRAWN),
    "win_withdrawn": (withdrawn, Draw.State.DRAWN),
    "draw_called_off": (called_off, Draw.State.CALLED_OFF),
}


@cache  # the same one, however often it is declared
def _renderer(template: str) -> Callable[[Message], Letter | None]:
    write, state = RENDERERS[template]

    def render(message: Message) -> Letter | None:
        entry = entry_of(message.about.partition(":")[2])
        if entry is None or entry.draw.state != state:
            return None
        if getattr(entry.draw.offer, "fair", None) is None:  # another room's: the engine's plain words
            plain = plain_renderers.get(template)
            return plain(message) if plain else None
        return write(message, entry, wishes_of(entry))

    return render


def declare() -> None:
    """Tell the outbox how messages about draws are written."""
    for template in RENDERERS:
        renderers.add(template, _renderer(template))
    renderers.add("seeds_differ", _seeds_differ())
