"""Appointments at the windows of the sample city, and the day of its first centre as it runs now: numbers in every
state."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from django.utils import timezone

from duikou.base import clock
from duikou.base.actor import SOMEBODY, Actor
from duikou.booking import actions as engine
from duikou.booking.models import Booking, CheckIn, Slot
from duikou.booking.refusals import Refusal
from duikou.demo import crowd
from duikou.desk.actions import appointments, hours, laying, queue, windows
from duikou.desk.models import Centre, CentreDay, DayWindow, Service, ServiceAt, SpecialDays
from duikou.desk.opening_hours import Span

BY = Actor("system", ref="sample", door="demo")
FIRST = 2500
LONGER = {"zh-hans": "示例：延长开放", "en": "Example: longer opening"}


def build(now: datetime) -> None:
    """Two windows of each centre take appointments; times are laid out; the first centre is open now, with people who
    are expected, wait, were called, are at a window, on hold, passed over, gone and done."""
    for number, centre in enumerate(Centre.objects.filter(state=Centre.State.OPEN).order_by("slug")):
        for window in centre.windows.filter(closed_at=None).order_by("order")[:2]:
            facts = {"takes_appointments": True, "appointment_minutes": 20}
            windows.change_window(window=window, facts=facts, by=BY)
        if number == 0:
            _open_now(centre, now)
    begin = now - timedelta(hours=2)
    clock.move_to(begin)
    laying.lay_days(by=BY)
    today = CentreDay.objects.filter(day=timezone.localdate(now)).order_by("centre").first()
    if today is not None:
        _run(today, begin, now)
    clock.move_to(now)


def _open_now(centre: Centre, now: datetime) -> None:
    """Let the centre be open today from two hours ago on, whatever day the sample city is looked at."""
    local, day = timezone.localtime(now), timezone.localdate(now)
    opens = (local - timedelta(hours=2)).time() if local.hour >= 2 else datetime.min.time()
    closes = (local + timedelta(hours=3)).time() if local.hour < 20 else datetime.max.time()
    spans = (Span(opens.replace(minute=0, second=0, microsecond=0), closes.replace(second=0, microsecond=0)),)
    kind = SpecialDays.Kind.HOURS
    hours.add_special_days(centre=centre, starts_on=day, ends_on=day, kind=kind, spans=spans, reason=LONGER, by=BY)


def _run(today: CentreDay, begin: datetime, now: datetime) -> None:
    random = Random("窗口")
    at = list(today.windows.select_related("window", "resource__offer", "day__offer").order_by("window__order"))
    booked = _book(at, random, now)
    step = (now - begin) / 40

    def on() -> None:
        clock.move_to(min(clock.now() + step, now))

    numbers = []
    for turn in range(9):
        on()
        numbers.append(queue.hand_out(day=today, windows=[at[turn % len(at)]] if turn % 3 else [], by=SOMEBODY))
    for booking in booked[:3]:
        on()
        queue.arrive(booking=booking, by=BY, method=CheckIn.Method.CODE)
    first = at[0].resource
    for last in ("done", "done", "skip", "leave", "hold", "serve", ""):
        on()
        called = engine.call_next(first, by=BY)
        if isinstance(called, Refusal):
            break
        on()
        if last in ("done", "serve"):
            queue.STEPS["serve"](called, first, BY)
        if last and last != "serve":
            queue.STEPS[last](called, first, BY)


def _book(at: list[DayWindow], random: Random, now: datetime) -> list[Booking]:
    """Appointments of today, at the first window and the second, and of the days to come; by time."""
    windows_here = [one.window_id for one in at]
    soon = now + timedelta(days=4)
    slots = Slot.objects.filter(
        resource__day_window__window__in=windows_here, withdrawn=False, starts_at__gt=clock.now(), starts_at__lt=soon
    )
    services = _services(at)
    booked = []
    for number, slot in enumerate(slots.select_related("resource__day_window").order_by("starts_at", "pk")):
        if random.random() < 0.4:
            continue
        name = crowd.names(random, 1)[0]
        about = appointments.About(services.get(slot.resource.day_window.window_id), None)
        who = crowd.somebody(name, FIRST + number).newcomer()
        wanted = engine.Claim(
            slot.pk, who=who, companion=appointments.make_appointments, about=about, key=f"sample{FIRST + number}"
        )
        answer = engine.claim(wanted, by=SOMEBODY)
        if isinstance(answer, engine.Confirmed):
            booked.append(answer.booking)
    return booked


def _services(at: list[DayWindow]) -> dict[int, int]:
    rows = ServiceAt.objects.filter(window__in=[one.window_id for one in at], service__state=Service.State.OFFERED)
    return dict(rows.order_by("-service").values_list("window", "service"))
