"""The messages that activities cause and fairs do not, about something invented, for the page of wordings."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from duikou.base import clock
from duikou.base.moments import day_text
from duikou.base.translated import translated
from duikou.booking.letters import letter_of, waiting_letter
from duikou.booking.models import Booking, Offer, Slot, WaitingEntry
from duikou.booking.own_words import Meeting, Words
from duikou.directory.models import Organisation
from duikou.journal.kinds import samples
from duikou.journal.letters import Letter
from duikou.journal.models import Message


def _elsewhere() -> Letter:
    day = timezone.localdate(clock.now() + timedelta(days=9))
    starts_at = datetime.combine(day, time(19), timezone.get_default_timezone())
    body = Organisation(name=translated({"zh-hans": "示例：社区服务中心", "en": "Example: Community centre"}))
    offer = Offer(by=body, opens_at=clock.now(), closes_at=starts_at, cancel_until_minutes=60)
    slot = Slot(offer=offer, starts_at=starts_at, ends_at=starts_at + timedelta(hours=2))
    booking = Booking(
        offer=offer,
        slot=slot,
        code="7KQ4MX",
        seats=3,
        sequence=1,
        state=Booking.State.CONFIRMED,
        changed_at=clock.now(),
    )
    title = translated({"zh-hans": "示例：剪纸课", "en": "Example: Paper cutting"})
    where = translated({"zh-hans": "示例：社区二楼活动室", "en": "Example: Room on the second floor"})
    words = Words(str(title), where=str(where), path="/activities/", moves=False)
    return letter_of(booking, words, _("Your booking is at another place now"), live=True, file="PUBLISH")


def _meetings() -> Letter:
    day = timezone.localdate(clock.now() + timedelta(days=9))
    begins = [
        datetime.combine(day + timedelta(days=7 * at), time(19), timezone.get_default_timezone()) for at in (0, 1)
    ]
    body = Organisation(name=translated({"zh-hans": "示例：社区服务中心", "en": "Example: Community centre"}))
    offer = Offer(by=body, opens_at=clock.now(), closes_at=begins[1], cancel_until_minutes=60)
    slot = Slot(offer=offer, starts_at=begins[0], ends_at=begins[1] + timedelta(hours=2))
    booking = Booking(
        offer=offer,
        slot=slot,
        code="7KQ4MX",
        seats=1,
        sequence=1,
        state=Booking.State.CONFIRMED,
        changed_at=clock.now(),
    )
    moved = begins[1] + timedelta(days=1)
    words = Words(
        str(translated({"zh-hans": "示例：电脑入门班", "en": "Example: First steps with a computer"})),
        where=str(translated({"zh-hans": "示例：社区二楼电脑室", "en": "Example: Computer room on the second floor"})),
        path="/classes/",
        moves=False,
        when=f"{day_text(begins[0])} – {day_text(moved)}",
        meetings=(
            Meeting("1", begins[0], begins[0] + timedelta(hours=2)),
            Meeting("2", moved, moved + timedelta(hours=2), was=begins[1]),
        ),
    )
    return letter_of(booking, words, _("Times of what you booked have changed"), live=True, file="PUBLISH")


def _waiting_moved() -> Letter:
    day = timezone.localdate(clock.now() + timedelta(days=9))
    starts_at = datetime.combine(day, time(20), timezone.get_default_timezone())
    offer = Offer(opens_at=clock.now(), closes_at=starts_at)
    entry = WaitingEntry(
        offer=offer, slot=Slot(offer=offer, starts_at=starts_at, ends_at=starts_at + timedelta(hours=2))
    )
    words = Words(str(translated({"zh-hans": "示例：剪纸课", "en": "Example: Paper cutting"})))
    return waiting_letter(entry, words, _("What you wait for has another time or place"), Message(), waits=True)


def declare() -> None:
    """Show these on the page of wordings."""
    samples.add("waiting_moved", _waiting_moved)
    samples.add("elsewhere", _elsewhere)
    samples.add("meetings", _meetings)
