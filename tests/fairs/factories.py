"""Fairs, employers, stands with times, posts, people and bookings for tests: made directly, with plain defaults."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count
from typing import Any

from duikou.base import clock
from duikou.base.translated import translated
from duikou.booking.models import Booking, Offer, Resource, Slot
from duikou.directory.actions import keep_person
from duikou.directory.models import Organisation, Person, Place
from duikou.fairs.models import Fair, Post, Stand

_next = count(1)


def make_office(name: str = "示例：市人力资源和社会保障局") -> Organisation:
    """The office that holds the fairs; the same one for the same name."""
    office = Organisation.objects.filter(name_key=name, kind=Organisation.Kind.OFFICE).first()
    return office or Organisation.objects.create(
        name=translated(name), name_key=name, kind=Organisation.Kind.OFFICE, created_at=clock.now()
    )


def make_fair(*, state: str = Fair.State.PUBLISHED, zone_open: bool = True, **values: Any) -> Fair:
    """A fair that begins in a week, on site and online, with its offer open for bookings."""
    now = clock.now().replace(microsecond=0)
    number = next(_next)
    opens_at = now - timedelta(days=1) if zone_open else now + timedelta(days=1)
    starts_at: datetime = values.pop("starts_at", now + timedelta(days=7))
    ends_at: datetime = values.pop("ends_at", starts_at + timedelta(hours=7))
    title = translated(values.pop("title", f"示例招聘会 {number}"))
    organiser = values.pop("organiser", None) or make_office()
    offer = Offer.objects.create(
        title=title,
        by=organiser,
        opens_at=min(opens_at, ends_at - timedelta(minutes=1)),
        closes_at=ends_at,
        limit_per_person=values.pop("limit_per_person", 3),
        state=values.pop("offer_state", Offer.State.OPEN),
    )
    place = values.pop("place", None) or Place.objects.create(
        name=translated("市人力资源市场"), address=translated("新华中路 1 号")
    )
    values.setdefault("online", True)
    return Fair.objects.create(
        slug=values.pop("slug", f"fair-{number}"),
        title=title,
        organiser=organiser,
        place=place,
        state=state,
        starts_at=starts_at,
        ends_at=ends_at,
        zone_opens_at=values.pop("zone_opens_at", opens_at),
        offer=offer,
        created_at=now,
        **values,
    )


def make_employer(name: str = "", **values: Any) -> Organisation:
    """An approved employer."""
    name = name or f"示例单位 {next(_next)}"
    return Organisation.objects.create(
        name=translated(name),
        name_key=name,
        kind=Organisation.Kind.EMPLOYER,
        created_at=clock.now(),
        **{"state": Organisation.State.APPROVED, **values},
    )


def make_stand(
    fair: Fair, employer: Organisation | None = None, *, times: int = 3, capacity: int = 1, **values: Any
) -> Stand:
    """An approved stand with `times` interview times of ten minutes from the fair's opening, `capacity` places each."""
    number = values.pop("number", None) or fair.stands.count() + 1
    resource = Resource.objects.create(offer=fair.offer, label=str(number))
    stand = Stand.objects.create(
        fair=fair,
        employer=employer or make_employer(),
        number=number,
        resource=resource,
        created_at=clock.now(),
        **{"state": Stand.State.APPROVED, "online": True, **values},
    )
    minutes = timedelta(minutes=stand.interview_minutes)
    Slot.objects.bulk_create(
        Slot(
            offer=fair.offer,
            resource=resource,
            starts_at=fair.starts_at + minutes * nth,
            ends_at=fair.starts_at + minutes * (nth + 1),
            capacity=capacity,
            on_site=stand.on_site,
            online=stand.online,
        )
        for nth in range(times)
    )
    return stand


def make_post(
    fair: Fair, employer: Organisation | None = None, *, stand: Stand | None = None, index: bool = True, **values: Any
) -> Post:
    """A published post, at `stand` or a new one of `employer`; it is put into the search index unless told not to."""
    from duikou.fairs.search import index_posts

    if stand is None:
        known = fair.stands.filter(employer=employer).first() if employer else None
        stand = known or make_stand(fair, employer)
    now = clock.now()
    post = Post.objects.create(
        fair=fair,
        employer=stand.employer,
        stand=stand,
        key=values.pop("key", f"test-{next(_next)}"),
        **{
            "state": Post.State.PUBLISHED,
            "title": "康复科护士",
            "headcount": 2,
            "education": Post.Education.COLLEGE,
            "majors_text": "护理学类",
            "majors": [{"scheme": "cn-majors", "code": "", "label": "护理学类"}],
            "duties": "护理住院病人，指导康复训练。",
            "workplace": "玛曲县",
            "pay_min": 4500,
            "pay_max": 6000,
            "pay_period": Post.PayPeriod.MONTH,
            "pay_monthly": 5250,
            "pay_text": "4500-6000元/月",
            "valid_until": fair.ends_at.date() + timedelta(days=30),
            "created_at": now,
            "changed_at": now,
            "published_at": now,
            **values,
        },
    )
    if index:
        index_posts([post.pk])
    return post


def make_person(name: str = "张三", contact: str = "", language: str = "zh-hans") -> Person:
    """A person with a telephone number of their own."""
    return keep_person(name=name, contact=contact or f"1380000{next(_next):04d}", language=language)


def make_booking(slot: Slot | Stand, person: Person | None = None, **values: Any) -> Booking:
    """A confirmed booking in `slot` (of a stand: its first time with a free place), written directly."""
    if isinstance(slot, Stand):
        assert slot.resource is not None
        slot = next(one for one in Slot.objects.filter(resource=slot.resource) if one.taken < one.capacity)
    now = clock.now()
    booking = Booking.objects.create(
        offer=slot.offer,
        slot=slot,
        person=person or make_person(),
        created_at=now,
        changed_at=now,
        **{"state": Booking.State.CONFIRMED, **values},
    )
    if booking.state in Booking.LIVE:
        slot.taken += booking.seats
        slot.save(update_fields=["taken"])
    return booking
