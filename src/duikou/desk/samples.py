"""Messages about appointments and numbers in the words of the desk, about something invented, for the page of
wordings. Nothing here is stored."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from functools import cache

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from duikou.base import clock
from duikou.base.ids import new_id
from duikou.base.translated import translated
from duikou.booking.calendar import Method
from duikou.booking.calling import WALK_INS
from duikou.booking.letters import called_letter, letter_of, said_why, soon_letter
from duikou.booking.models import Booking, Offer, Resource, Slot, Ticket
from duikou.desk.models import Centre, Service, Window
from duikou.desk.number_words import words_at as number_words_at
from duikou.desk.own_words import SUBJECTS, words_at
from duikou.directory.models import Organisation, Place
from duikou.journal.kinds import Variant, variants
from duikou.journal.letters import Letter
from duikou.journal.models import Message

WHERE = _("at service centres")
AHEAD, BEGINS, MINUTES = timedelta(days=9), time(9, 20), timedelta(minutes=20)
WHY = {"said": {"zh-hans": "示例：窗口当天盘点。", "en": "Example: the window is closed for stocktaking."}}
FILES: dict[str, Method | None] = {
    "booked": "PUBLISH",
    "moved": "PUBLISH",
    "promoted": "PUBLISH",
    "cancelled": "CANCEL",
}


def _window() -> Window:
    body = Organisation(name=translated({"zh-hans": "示例：社区服务中心", "en": "Example: Community centre"}))
    place = Place(
        name=translated({"zh-hans": "示例：社区服务大厅", "en": "Example: Community hall"}),
        address=translated({"zh-hans": "新华中路 1 号", "en": "1 Xinhua Middle Road"}),
    )
    centre = Centre(organisation=body, place=place, slug="example")
    return Window(centre=centre, number="3", label=translated({"zh-hans": "综合窗口", "en": "General window"}))


def _service() -> Service:
    return Service(
        public_id=new_id(),
        title=translated({"zh-hans": "示例：入学咨询", "en": "Example: School enrolment"}),
        what_to_bring=translated({"zh-hans": "居住证", "en": "residence permit"}),
    )


@cache
def _of_booking(template: str) -> Callable[[], Letter]:
    def sample() -> Letter:
        day = timezone.localdate(clock.now() + AHEAD)
        starts_at = datetime.combine(day, BEGINS, timezone.get_default_timezone())
        window, live = _window(), template != "cancelled"
        offer = Offer(
            by=window.centre.organisation, opens_at=clock.now(), closes_at=starts_at + AHEAD, cancel_until_minutes=60
        )
        slot = Slot(
            offer=offer, resource=Resource(offer=offer, label="3"), starts_at=starts_at, ends_at=starts_at + MINUTES
        )
        state = Booking.State.CONFIRMED if live else Booking.State.CANCELLED
        booking = Booking(offer=offer, slot=slot, code="K7F3QM", state=state, changed_at=clock.now())
        why = [] if live else said_why(Message(details=WHY))
        words = words_at(window, _service())
        return letter_of(booking, words, str(SUBJECTS[template]), live=live, file=FILES.get(template), why=why)

    return sample


def _ticket(state: str) -> Ticket:
    offer = Offer()
    return Ticket(offer=offer, series=WALK_INS, number=7, state=state, resource=Resource(offer=offer, label="3"))


def _called() -> Letter:
    return called_letter(_ticket(Ticket.State.CALLED), number_words_at(_window().centre, "3", {}))


def _soon() -> Letter:
    return soon_letter(_ticket(Ticket.State.WAITING), number_words_at(_window().centre, "", {}))


def declare() -> None:
    """Show these on the page of wordings."""
    for template in ("booked", "reminder", "moved", "promoted", "cancelled"):
        variants.add(f"desk.{template}", Variant(template, WHERE, _of_booking(template)))
    variants.add("desk.number_called", Variant("number_called", WHERE, _called))
    variants.add("desk.number_soon", Variant("number_soon", WHERE, _soon))
