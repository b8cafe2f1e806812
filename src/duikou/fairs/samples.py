"""The messages of the fairs about somebody and something invented, for the page of wordings. Nothing here is stored."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta

from django.utils import timezone

from duikou.base import clock
from duikou.base.translated import translated
from duikou.booking.letters import code_letter
from duikou.booking.models import Booking, Chance, Draw, DrawEntry, Offer, Resource, Slot, Ticket, WaitingEntry, Wish
from duikou.directory.models import Organisation, Place
from duikou.fairs import (
    after_messages,
    change_messages,
    day_messages,
    draw_messages,
    follow_up_messages,
    messages,
    queue_messages,
    stand_messages,
    standby_messages,
)
from duikou.fairs.actions.fair_changes import WhenAndWhere
from duikou.fairs.models import Fair, FollowUp, Interview, Post, Stand
from duikou.fairs.queries.days import DayCard, Step
from duikou.fairs.queries.draws import WishShown
from duikou.fairs.queries.last_times import LastTime
from duikou.journal.kinds import samples
from duikou.journal.letters import Letter
from duikou.journal.models import Message

AHEAD, BEGINS, MINUTES = timedelta(days=9), time(9, 20), timedelta(minutes=10)
SOURCE = "drand quicknet, round 24051733"
WHY = {"said": {"zh-hans": "示例：场地停电。", "en": "Example: there is no electricity in the hall."}}


def stand() -> Stand:
    """A stand at a fair to come, with its employer, its place and what to bring."""
    day = timezone.localdate(clock.now() + AHEAD)
    starts_at = datetime.combine(day, time(9), timezone.get_default_timezone())
    office = Organisation(
        name=translated({"zh-hans": "示例：市人力资源和社会保障局", "en": "Example: Bureau of Human Resources"})
    )
    place = Place(
        name=translated({"zh-hans": "示例：市人力资源市场", "en": "Example: City job market"}),
        address=translated({"zh-hans": "新华中路 1 号", "en": "1 Xinhua Middle Road"}),
    )
    offer = Offer(opens_at=starts_at - AHEAD, closes_at=starts_at + timedelta(hours=7), cancel_until_minutes=60)
    fair = Fair(
        slug="example",
        title=translated({"zh-hans": "示例：秋季招聘会", "en": "Example: Autumn job fair"}),
        what_to_bring=translated({"zh-hans": "简历三份、笔", "en": "three copies of your résumé, a pen"}),
        organiser=office,
        place=place,
        state=Fair.State.PUBLISHED,
        starts_at=starts_at,
        ends_at=offer.closes_at,
        offer=offer,
    )
    employer = Organisation(name=translated({"zh-hans": "示例：祁连机械", "en": "Example: Qilian Machinery"}))
    resource = Resource(offer=offer, label="12")
    why = "示例：已无空余展位。"
    return Stand(fair=fair, employer=employer, number=12, resource=resource, why_declined=why)


def booking(**values: object) -> Booking:
    """An interview at that stand."""
    at = stand()
    assert at.resource is not None
    starts_at = datetime.combine(timezone.localdate(at.fair.starts_at), BEGINS, timezone.get_default_timezone())
    slot = Slot(offer=at.fair.offer, resource=at.resource, starts_at=starts_at, ends_at=starts_at + MINUTES)
    now = clock.now()
    made = Booking(
        code="K7F3QM",
        offer=at.fair.offer,
        slot=slot,
        created_at=now,
        changed_at=now,
        **{"state": Booking.State.CONFIRMED, **values},
    )
    Interview(booking=made, fair=at.fair, stand=at, post=Post(title="康复科护士"))
    return made


def waiting() -> WaitingEntry:
    """Somebody who waits for any time at that stand."""
    at = stand()
    return WaitingEntry(offer=at.fair.offer, resource=at.resource, created_at=clock.now())


def entry() -> DrawEntry:
    """Somebody who takes part in the draw of that fair."""
    draw = Draw(offer=stand().fair.offer, wishes_until=clock.now() + AHEAD / 2, wishes_max=8, source_name=SOURCE)
    return DrawEntry(draw=draw, code="K7F3QM")


def _of_entry(write: draw_messages.Write) -> Callable[[], Letter]:
    def sample() -> Letter:
        mine = booking()
        post = Post(title="康复科护士")
        wishes = [
            WishShown(rank=1, stand=stand(), post=post, outcome=Wish.Outcome.WON, why="", booking=mine),
        ]
        letter = write(Message(details=WHY), entry(), wishes)
        assert letter is not None
        return letter

    return sample


def _day_changed() -> Letter:
    moved, new = booking(), booking()
    before = moved.slot.starts_at - timedelta(minutes=40)
    new.slot.starts_at += timedelta(hours=1)
    wishes = [
        WishShown(
            rank=rank, stand=stand(), post=Post(title="康复科护士"), outcome=Wish.Outcome.WON, why="", booking=one
        )
        for rank, one in enumerate((moved, new), start=1)
    ]
    said = {"moved": {str(moved.public_id): before.isoformat()}, "new": [str(new.public_id)]}
    letter = draw_messages.changed(Message(details=said), entry(), wishes)
    assert letter is not None
    return letter


def _of_booking(write: messages.Write, **values: object) -> Callable[[], Letter]:
    return lambda: write(Message(details=WHY), booking(**values))


def _of_waiting(write: Callable[[Message, WaitingEntry], Letter]) -> Callable[[], Letter]:
    return lambda: write(Message(), waiting())


def _moves() -> Letter:
    mine = booking()
    fair = mine.interview.fair
    hall = Place(name=translated({"zh-hans": "示例：体育馆", "en": "Example: Sports hall"}))
    was = WhenAndWhere(fair.starts_at - timedelta(hours=1), fair.ends_at, 0)
    return change_messages.changed_letter(mine, was, hall)


def _moves_before_the_draw() -> Letter:
    mine = entry()
    fair = mine.draw.offer.fair
    hall = Place(name=translated({"zh-hans": "示例：体育馆", "en": "Example: Sports hall"}))
    was = WhenAndWhere(fair.starts_at - timedelta(hours=1), fair.ends_at, 0)
    return change_messages.wisher_letter(mine, was, hall)


def _order_asked() -> Letter:
    draw = entry().draw
    draw.ranks_until = draw.wishes_until + AHEAD / 4
    return stand_messages.asking(stand(), draw)


def _day() -> Letter:
    made = booking()
    return day_messages.letter(DayCard(made.interview.fair, (Step(1, made),)), made)


def _number() -> Ticket:
    at = stand()
    assert at.resource is not None
    at.resource.stand = at
    return Ticket(offer=at.fair.offer, series="B", number=7, resource=at.resource)


def _how_it_goes() -> Letter:
    return follow_up_messages.question(FollowUp(stand=stand()), 30)


def _chance() -> Letter:
    mine = booking()
    until = mine.slot.starts_at + timedelta(minutes=8)
    return standby_messages.letter(Chance(slot=mine.slot, until=until), mine.interview.stand)


def _win_withdrawn() -> Letter:
    at = stand()
    at.resource_id = 1
    wishes = [WishShown(1, at, None, Wish.Outcome.WON, why="", booking=None, is_withdrawn=True)]
    letter = draw_messages.withdrawn(Message(details={"resource": 1}), entry(), wishes)
    assert letter is not None
    return letter


SAMPLES = {
    "chance": _chance,
    "fair_changed": _moves,
    "draw_fair_changed": _moves_before_the_draw,
    "day_card": _day,
    "contact_code": lambda: code_letter("482913", str(stand().fair)),
    "booked": _of_booking(messages.booked),
    "reminder": _of_booking(messages.reminder),
    "promoted": _of_booking(messages.promoted),
    "moved": _of_booking(messages.moved, sequence=1),
    "cancelled": _of_booking(messages.cancelled, state=Booking.State.CANCELLED, why_ended="by_staff"),
    "offer_cancelled": _of_booking(messages.offer_cancelled, state=Booking.State.CANCELLED),
    "waiting": _of_waiting(messages.waiting),
    "waiting_ended": _of_waiting(messages.waiting_ended),
    "wishes_kept": _of_entry(draw_messages.kept),
    "draw_won": _of_entry(draw_messages.won),
    "draw_lost": _of_entry(draw_messages.lost),
    "day_changed": _day_changed,
    "seeds_differ": lambda: draw_messages.read_again(entry().draw),
    "win_withdrawn": _win_withdrawn,
    "draw_called_off": _of_entry(draw_messages.called_off),
    "number_called": lambda: queue_messages.called(_number()),
    "number_soon": lambda: queue_messages.soon(_number()),
    "came_of_it": lambda: after_messages.asking([booking()]),
    "how_it_goes": _how_it_goes,
    "stand_approved": lambda: stand_messages.approval(stand()),
    "stand_warned": lambda: stand_messages.warning(stand(), LastTime(stand().fair, empty=True, missed=0)),
    "order_asked": _order_asked,
    "stand_withdrawn": lambda: stand_messages.withdrawal(stand()),
    "stand_declined": lambda: stand_messages.refusal(stand()),
}


def declare() -> None:
    """Show these on the page of wordings."""
    for template, sample in SAMPLES.items():
        samples.add(template, sample)
