"""Messages to those who help at a shift: that it is only for some from now on, and thanks."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from duikou.activities.actions.hours import THANKS
from duikou.activities.actions.restricting import TEMPLATE as RESTRICTED
from duikou.activities.models import Shift
from duikou.base import clock
from duikou.base.moments import moment_text
from duikou.base.translated import translated
from duikou.booking import own_words
from duikou.booking.letters import is_true_still, letter_of
from duikou.booking.models import Booking, Offer, Slot
from duikou.booking.own_words import Words
from duikou.booking.queries import booking_of
from duikou.directory.models import Organisation
from duikou.journal.kinds import ASKED_OR_SOON, BY_DAY, Kind, kinds, samples
from duikou.journal.letters import Letter, renderers
from duikou.journal.models import Message

KINDS = {
    RESTRICTED: Kind(
        gettext_lazy("A shift is only for some from now on"), gettext_lazy("until the shift is over"), ASKED_OR_SOON
    ),
    THANKS: Kind(gettext_lazy("Thanks for helping at a shift"), gettext_lazy("for a week"), BY_DAY),
}


def _restricted(message: Message) -> Letter | None:
    booking = booking_of(message.about.partition(":")[2])
    shift = Shift.objects.filter(offer=booking.offer_id).first() if booking else None
    if booking is None or shift is None or not shift.restricted_to or not is_true_still(message, booking):
        return None
    if booking.channel == Booking.Channel.INVITED:
        return None
    return restricted_letter(booking, shift, own_words.of_booking(booking).words)


def restricted_letter(booking: Booking, shift: Shift, words: Words) -> Letter:
    """That a shift is only for some from now on, and what its helper does to keep the place."""
    return letter_of(booking, words, _("Please confirm your shift"), live=True, why=restricted_lines(shift))


def restricted_lines(shift: Shift) -> list[str]:
    """For whom the shift is, until when one confirms one's place, and what becomes of it otherwise."""
    until = moment_text(shift.confirm_until) if shift.confirm_until else ""
    lines = [
        _("This shift is only for: %(whom)s.") % {"whom": shift.restricted_to},
        _("To keep your place, type the code of your invitation on the page of your booking by %(until)s.")
        % {"until": until},
    ]
    if shift.unconfirmed == Shift.Unconfirmed.END:
        lines.append(_("Without it the place is given back then, and you are told."))
    else:
        lines.append(_("Without it you keep your place all the same."))
    return lines


def _thanks(message: Message) -> Letter | None:
    booking = booking_of(message.about.partition(":")[2])
    shift = Shift.objects.filter(offer=booking.offer_id).select_related("team").first() if booking else None
    return thanks_letter(str(shift.team), str(shift), shift.starts_at) if shift else None


def thanks_letter(team: str, shift: str, starts_at: datetime) -> Letter:
    """The thanks of a team for a shift: the same words for everybody."""
    facts = {"team": team, "shift": shift, "time": moment_text(starts_at)}
    said = _("Thank you for helping at “%(shift)s”, %(time)s.") % facts
    lines = [said, "", _("It was good to have you with us. You are welcome again whenever you like."), team]
    return Letter(_("Thank you from %(team)s") % facts, "\n".join(lines), short=f"{said} {team}")


def _sample_of_thanks() -> Letter:
    _booking, _shift, words = _sample()
    team = translated({"zh-hans": "示例：社区志愿队", "en": "Example: Volunteers of the community"})
    return thanks_letter(str(team), words.title, _booking.slot.starts_at)


def _sample() -> tuple[Booking, Shift, Words]:
    day = timezone.localdate(clock.now() + timedelta(days=9))
    starts_at = datetime.combine(day, time(9), timezone.get_default_timezone())
    body = Organisation(name=translated({"zh-hans": "示例：社区服务中心", "en": "Example: Community centre"}))
    offer = Offer(by=body, opens_at=clock.now(), closes_at=starts_at, cancel_until_minutes=0)
    slot = Slot(offer=offer, starts_at=starts_at, ends_at=starts_at + timedelta(hours=3))
    booking = Booking(
        offer=offer, slot=slot, code="7KQ4MX", sequence=1, state=Booking.State.CONFIRMED, changed_at=clock.now()
    )
    shift = Shift(
        restricted_to=translated({"zh-hans": "受过急救培训的人", "en": "people with first-aid training"}),
        confirm_until=starts_at - timedelta(days=2),
        unconfirmed=Shift.Unconfirmed.END,
    )
    title = translated({"zh-hans": "示例：运动会救护点", "en": "Example: First-aid post at the games"})
    return booking, shift, Words(str(title), path="/volunteers/")


def _sample_of_restricted() -> Letter:
    return restricted_letter(*_sample())


def declare() -> None:
    """Say what these kinds of messages are, how they are worded, and show them on the page of wordings."""
    for template, kind in KINDS.items():
        kinds.add(template, kind)
    renderers.add(RESTRICTED, _restricted)
    renderers.add(THANKS, _thanks)
    samples.add(THANKS, _sample_of_thanks)
    samples.add(RESTRICTED, _sample_of_restricted)
