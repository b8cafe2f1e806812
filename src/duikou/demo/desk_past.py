"""The months behind the service centres of the sample city: appointments that were kept or not, and numbers that
waited, without the people, who are gone as after any day."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random

from django.utils import timezone

from duikou.base.actor import Actor
from duikou.booking import actions as engine
from duikou.booking.calling import WALK_INS
from duikou.booking.models import Booking, CheckIn, Offer, Resource, Slot, Ticket
from duikou.desk.models import Appointment, Centre, CentreDay, DayWindow, Service, ServiceAt, Window
from duikou.journal.actions import record_each

BY = Actor("system", ref="sample", door="demo")
MONTHS, DAYS, TIMES = 8, (6, 13, 20), 15
WAITS = (2, 4, 5, 7, 8, 9, 11, 12, 14, 16, 19, 23, 31, 44)


def build(now: datetime) -> None:
    """Three days of each month, at the window of each centre that takes most; the smallest centre has few."""
    random = Random("窗口")
    today = timezone.localdate(now)
    for share, centre in zip((9, 6, 5, 1), Centre.objects.filter(state=Centre.State.OPEN).order_by("pk"), strict=False):
        window = centre.windows.filter(closed_at=None, takes_appointments=True).order_by("order").first()
        if window is None:
            continue
        services = [one.service for one in ServiceAt.objects.filter(window__centre=centre).select_related("service")]
        for ago in range(1, MONTHS + 1):
            month = today.year * 12 + today.month - 1 - ago
            for day in DAYS if share > 1 else DAYS[:1]:
                _day(centre, window, date(month // 12, month % 12 + 1, day), share, services, random)


def _day(centre: Centre, window: Window, day: date, share: int, services: list[Service], random: Random) -> None:
    begin = datetime.combine(day, time(9), timezone.get_default_timezone())
    offer = engine.make_offer(
        title=centre.organisation.name,
        organisation=centre.organisation,
        place=centre.place,
        opens_at=begin - timedelta(days=10),
        closes_at=begin + timedelta(hours=12),
        by=BY,
    )
    Offer.objects.filter(pk=offer.pk).update(state=Offer.State.OPEN)
    resource = Resource.objects.create(offer=offer, label=window.number)
    laid = CentreDay.objects.create(centre=centre, day=day, offer=offer)
    DayWindow.objects.create(day=laid, window=window, resource=resource)
    booked = min(TIMES, share + random.randrange(1 + share))
    steps = [begin + timedelta(minutes=20 * step) for step in range(TIMES)]
    slots = Slot.objects.bulk_create(
        Slot(offer=offer, resource=resource, starts_at=at, ends_at=at + timedelta(minutes=20), capacity=1, taken=1)
        for at in steps[:booked]
    )
    bookings = Booking.objects.bulk_create(
        Booking(
            offer=offer,
            slot=slot,
            state=Booking.State.CONFIRMED,
            attendance=Booking.Attendance.NO_SHOW if random.random() < 0.15 else Booking.Attendance.ARRIVED,
            created_at=slot.starts_at - timedelta(days=2),
            changed_at=slot.starts_at,
        )
        for slot in slots
    )
    about = [f"booking:{one.public_id}" for one in bookings]
    record_each(what="booking.confirmed", which=about, details=[{}] * len(about), by=BY)
    CheckIn.objects.bulk_create(
        CheckIn(booking=one, at=one.slot.starts_at - timedelta(minutes=4), by=str(BY), method=CheckIn.Method.CODE)
        for one in bookings
        if one.attendance == Booking.Attendance.ARRIVED
    )
    Appointment.objects.bulk_create(
        Appointment(booking=one, service=random.choice(services) if services else None) for one in bookings
    )
    numbers = share + random.randrange(share + 1)
    Ticket.objects.bulk_create(
        _number(offer, day, number, begin + timedelta(minutes=20 * number), random) for number in range(numbers)
    )


def _number(offer: Offer, day: date, number: int, taken: datetime, random: Random) -> Ticket:
    called = taken + timedelta(minutes=random.choice(WAITS))
    return Ticket(
        offer=offer,
        day=day,
        series=WALK_INS,
        number=number + 1,
        state=Ticket.State.DONE,
        taken_at=taken,
        first_called_at=called,
        called_at=called,
        served_at=called + timedelta(minutes=1),
        ended_at=called + timedelta(minutes=12),
    )
