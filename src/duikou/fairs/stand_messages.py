"""What employers are told about their stands, by mail to the account that signs in for them."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from duikou.base import clock
from duikou.base.moments import moment_text
from duikou.booking import own_links
from duikou.booking.models import Draw
from duikou.booking.queries.draws import draw_of
from duikou.booking.rules import may_rank
from duikou.fairs.actions.orders import ASKED
from duikou.fairs.models import Stand
from duikou.fairs.queries.last_times import LastTime, last_times
from duikou.journal.kinds import BY_DAY, Kind, kinds
from duikou.journal.letters import Letter, renderers
from duikou.journal.models import Message


def approved(message: Message) -> Letter | None:
    """The office approved the stand; None when it is approved no more."""
    stand = _stand(message)
    return approval(stand) if stand is not None and stand.state == Stand.State.APPROVED else None


def approval(stand: Stand) -> Letter:
    """What an approved employer is told."""
    first = _("Your stand is approved. It has the number %(number)s.") % {"number": stand.number}
    return _letter(_("Your stand is approved: %(fair)s") % {"fair": stand.fair}, stand, first)


def declined(message: Message) -> Letter | None:
    """The office declined the stand, and why; None when that is no longer so."""
    stand = _stand(message)
    return refusal(stand) if stand is not None and stand.state == Stand.State.DECLINED else None


def refusal(stand: Stand) -> Letter:
    """What a declined employer is told."""
    first = _("The office could not give you a stand. Its reason: %(why)s") % {"why": stand.why_declined}
    return _letter(_("No stand at this fair: %(fair)s") % {"fair": stand.fair}, stand, first)


def withdrawn(message: Message) -> Letter | None:
    """The office withdrew the stand; None when it is approved again."""
    stand = _stand(message)
    return withdrawal(stand) if stand is not None and stand.state == Stand.State.WITHDRAWN else None


def withdrawal(stand: Stand) -> Letter:
    """What an employer is told whose stand was withdrawn."""
    first = _(
        "The office has withdrawn your stand, and everybody with a talk there is being told. If this is a mistake, ask"
        " for the stand again at once and call the office."
    )
    return _letter(_("Your stand is withdrawn: %(fair)s") % {"fair": stand.fair}, stand, first)


def warned(message: Message) -> Letter | None:
    """The stand stayed empty at the last fair, or people waited there in vain; None when it is not so any more, or the
    stand is approved no more."""
    stand = _stand(message)
    if stand is None or stand.state != Stand.State.APPROVED:
        return None
    last = last_times(stand.fair, [stand.employer_id], now=clock.now()).get(stand.employer_id)
    return warning(stand, last) if last else None


def warning(stand: Stand, last: LastTime) -> Letter:
    """What an employer is told before the next fair."""
    said = {"fair": last.fair}
    empty = _("At the last fair, %(fair)s, nobody was at your stand.") % said
    vain = _("At the last fair, %(fair)s, people who came for you waited in vain.") % said
    ask = _(
        "People book a time and travel for it. Come with enough of you, or tell the office in time that you cannot."
    )
    first = " ".join([empty if last.empty else vain, ask])
    return _letter(_("Please be at your stand: %(fair)s") % {"fair": stand.fair}, stand, first)


def order_asked(message: Message) -> Letter | None:
    """The employer may name an order for the draw; None when it may no more."""
    stand = _stand(message)
    draw = draw_of(stand.fair.offer) if stand is not None and stand.state == Stand.State.APPROVED else None
    return asking(stand, draw) if stand and draw and not may_rank(draw, now=clock.now()) else None


def asking(stand: Stand, draw: Draw) -> Letter:
    """What an employer is told when wishes are closed and somebody shares a résumé with it."""
    said = {"fair": stand.fair, "until": moment_text(draw.ranks_until)}
    first = _(
        "Wishes are closed. People share their résumés with you, under codes. Until %(until)s you may name whom you"
        " want to meet first; whom you do not name follows by lot."
    )
    link = own_links.absolute(f"{reverse('fairs:stand-order', args=[stand.fair.slug])}?stand={stand.pk}")
    return Letter(
        _("Your order for the draw: %(fair)s") % said,
        "\n".join([first % said, "", _("Your order: %(link)s") % {"link": link}]),
    )


def _letter(subject: str, stand: Stand, first: str) -> Letter:
    link = own_links.absolute(reverse("fairs:stand", args=[stand.fair.slug]))
    lines = [
        first,
        "",
        str(stand.fair),
        moment_text(stand.fair.starts_at),
        "",
        _("Your stand: %(link)s") % {"link": link},
    ]
    return Letter(subject, "\n".join(lines))


def _stand(message: Message) -> Stand | None:
    pk = message.about.partition(":")[2]
    return Stand.objects.select_related("fair", "employer").filter(pk=pk).first() if pk.isdigit() else None


def declare() -> None:
    """Tell the outbox how messages about stands are written."""
    until = gettext_lazy("until the fair is over")
    kinds.add("stand_approved", Kind(gettext_lazy("A stand is approved"), until, BY_DAY, to_accounts=True))
    begins = gettext_lazy("until the fair begins")
    kinds.add(
        "stand_warned", Kind(gettext_lazy("A stand stayed empty the last time"), begins, BY_DAY, to_accounts=True)
    )
    renderers.add("stand_warned", warned)
    kinds.add("stand_declined", Kind(gettext_lazy("A stand is declined"), until, BY_DAY, to_accounts=True))
    kinds.add("stand_withdrawn", Kind(gettext_lazy("A stand is withdrawn"), until, BY_DAY, to_accounts=True))
    renderers.add("stand_withdrawn", withdrawn)
    renderers.add("stand_approved", approved)
    renderers.add("stand_declined", declined)
    closed = gettext_lazy("until orders are closed")
    kinds.add(ASKED, Kind(gettext_lazy("An employer may name its order"), closed, BY_DAY, to_accounts=True))
    renderers.add(ASKED, order_asked)
