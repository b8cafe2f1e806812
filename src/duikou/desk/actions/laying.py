"""Laying out the days to come of a centre, and bringing them up to date when hours, windows or holidays change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from duikou.base import clock
from duikou.base.actor import SYSTEM, Actor
from duikou.booking import actions as engine
from duikou.booking.actions.ledger import lock_slots
from duikou.booking.models import Offer, Slot
from duikou.desk.appointment_times import Changes
from duikou.desk.models import Centre, CentreDay, DayWindow, Window
from duikou.desk.opening_hours import moment
from duikou.desk.queries.appointments import DayPlan, day_plans, window_changes
from duikou.desk.queries.hours import hours_of_centre

MIDNIGHT = datetime.min.time()


def lay_days(*, by: Actor = SYSTEM) -> int:
    """Bring the days to come of every centre up to date, those that are not so already, each in a short transaction of
    its own; gives their number. For the worker: done again it changes nothing."""
    now, done = clock.now(), 0
    today = timezone.localdate(now)
    days = [today + timedelta(days=ahead) for ahead in range(max(0, settings.APPOINTMENT_DAYS))]
    for plan in day_plans(days, now=now):
        if plan.to_do:
            lay_day(centre=plan.centre, day=plan.day, by=by)
            done += 1
    return done


def lay_day(*, centre: Centre, day: date, by: Actor = SYSTEM) -> int:
    """Lay out `day` at `centre`, or bring it up to date: times that are missing are added, free ones that are not of
    the present hours taken back, and so are those in which the window is not open any more; whoever has booked one is
    told why. Gives the number of bookings that ended so. Of two who do it at once one makes the day, one finds it."""
    try:
        ending = _lay(centre, day, by)
    except IntegrityError:  # another made the day at the same moment
        ending = _lay(centre, day, by)
    ended = 0
    for slots, why in ending:
        ended += engine.withdraw_slots(slots, by=by, why=why)
    return ended


@transaction.atomic
def _lay(centre: Centre, day: date, by: Actor) -> Sequence[tuple[Sequence[Slot], Mapping[str, str]]]:
    """Everything but telling people; gives the slots that people are to be told of, with the reason."""
    now = clock.now()
    made = CentreDay.objects.select_for_update(no_key=True, of=("self",)).select_related("offer")
    there = made.filter(centre=centre, day=day).first()
    centre = Centre.objects.select_related("organisation", "place").get(pk=centre.pk)
    hours = hours_of_centre(centre, first=day)
    plan = DayPlan(centre, day, hours, list(centre.windows.all()), there, now=now)
    if there is None:
        if not plan.to_do:
            return ()
        there = _make(centre, day, now, by)
    known = {one.window_id: one for one in there.windows.select_related("resource__offer")}
    told = []
    for window in plan.windows:
        of_day = known.get(window.pk)
        if of_day is None:
            if not plan.spans(window):
                continue
            of_day = _add_window(there, window, by)
        ending = _bring_up_to_date(of_day, plan, window, now, by)
        if ending:
            told.append((ending, _why(plan, window)))
    return told


def _make(centre: Centre, day: date, now: datetime, by: Actor) -> CentreDay:
    zone = timezone.get_default_timezone()
    ends = moment(day + timedelta(days=1), MIDNIGHT, zone)
    offer = engine.make_offer(
        title=centre.organisation.name,
        organisation=centre.organisation,
        place=centre.place,
        opens_at=min(now, ends - timedelta(minutes=1)),
        closes_at=ends,
        limit_per_person=2,
        limit_per_resource=1,
        standby_minutes=0,
        by=by,
    )
    engine.open_offer(offer, by=by)
    offer.state = Offer.State.OPEN
    return CentreDay.objects.create(centre=centre, day=day, offer=offer)


def _add_window(day: CentreDay, window: Window, by: Actor) -> DayWindow:
    resource = engine.add_resource(day.offer, label=window.number, by=by)
    return DayWindow.objects.create(day=day, window=window, resource=resource)


def _bring_up_to_date(of_day: DayWindow, plan: DayPlan, window: Window, now: datetime, by: Actor) -> Sequence[Slot]:
    there = Slot.objects.filter(resource=of_day.resource_id, withdrawn=False)
    # Nobody books, and nothing is booked, between what is looked at and what is taken back.
    locked = lock_slots(there.filter(starts_at__gt=now).values_list("pk", flat=True))
    todo: Changes = window_changes(plan, window, there, now=now)
    if todo.drop:
        engine.withdraw_slots([locked[pk] for pk in todo.drop if pk in locked], by=by)
    if todo.lay:
        engine.lay_slots(of_day.resource, times=todo.lay, capacity=1, by=by)
    return [locked[pk] for pk in todo.end if pk in locked]


def _why(plan: DayPlan, window: Window) -> Mapping[str, str]:
    """Why a window is not open as it was, in every language."""
    special = plan.hours.of_window(window).special_on(plan.day)
    if special is not None and special.reason and isinstance(special.reason, Mapping):
        return dict(special.reason)
    said = {}
    for code, _language in settings.LANGUAGES:
        with translation.override(code):
            said[code] = (
                _("The window is there no more.")
                if window.closed_at
                else _("The window is not open at this time any more.")
            )
    return said
