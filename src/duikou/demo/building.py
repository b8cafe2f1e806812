"""Building the sample city: the office, the employers, eight fairs, people who booked. The same every time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from random import Random

from django.db import transaction
from django.utils import timezone

from duikou.base import clock
from duikou.base.actor import Actor
from duikou.booking import actions as booking
from duikou.booking.models import Offer
from duikou.demo import (
    activities,
    calendar,
    centres,
    classes,
    contests,
    crowd,
    desk_past,
    drawing,
    newcomers,
    titles,
    today,
    windows,
)
from duikou.demo.facts import LEVELS, Employer, Job, employers, facts
from duikou.demo.questions import build_questions
from duikou.directory import actions as directory
from duikou.directory.actions.appointments import appoint
from duikou.directory.models import Account, Area, City, Grant, Organisation, Place
from duikou.directory.uscc import check_character
from duikou.fairs.actions import fairs, posts, publishing, stands
from duikou.fairs.models import Fair, Post
from duikou.journal import seals
from duikou.journal.proving import keep_promises

BY = Actor("system", ref="sample", door="demo")
ROLES = {"administrator": "admin", "office": "office", "door": "door"}
EMPLOYER_A, EMPLOYER_B = 8, 0
PAST_STANDS, INVITED_STANDS = 14, 4
TODAYS = (EMPLOYER_A, EMPLOYER_B, 1, 2, 3, 5)
DRAWN_STANDS = {"drawn": (4, 5, 6, 7, 14), "wishing": range(8, 14), "ranked": (EMPLOYER_A, EMPLOYER_B, 1, 2)}
NEWCOMER = Employer(
    name={"zh-hans": "示例：新来的单位", "en": "Example: A new employer"},
    about="",
    area="620200",
    where="嘉峪关市",
    tables=1,
    online=False,
)


def built() -> bool:
    """Whether the sample city is there."""
    return City.objects.filter(sample=True).exists()


def build() -> None:
    """Build the whole city in one transaction; the demo's clock is moved meanwhile and put right at the end. Then have
    erased what is due, and looked whether the promises are kept, as the worker does at night."""
    clock.put_right()
    now = clock.now()
    random = Random("对口")
    try:
        with transaction.atomic():
            clock.move_to(now - timedelta(days=30))
            organiser, place = make_office()
            bodies = [make_employer(number, one) for number, one in enumerate(employers())]
            make_accounts(organiser, bodies)
            centres.build(now)
            newcomers.build(now)
            build_past(now, random, organiser, place, bodies)
            clock.move_to(now - timedelta(days=4))
            newcomers.renew()
            build_demo(now, random, organiser, place, bodies)
            ask_for_a_role()
            build_invited(now, organiser, place, bodies)
            build_drawn(now, random, organiser, place, bodies)
            build_draft(now, organiser, place, bodies)
            build_today(now, organiser, place, bodies)
            build_questions(now, organiser)
            activities.build(now, organiser)
            classes.build(now)
            contests.build(now, organiser)
            titles.build(now)
            windows.build(now)
            desk_past.build(now)
    finally:
        clock.put_right()
    seals.seal_settled()  # which on PostgreSQL can be told only at the second look
    keep_promises()


def make_office() -> tuple[Organisation, Place]:
    """The areas, the city, its office and the venue."""
    for row in facts()["areas"]:
        parent = Area.objects.filter(code=row.get("parent", "")).first()
        Area.objects.create(code=row["code"], name={"zh-hans": row["zh-hans"], "en": row["en"]}, parent=parent)
    said = facts()["city"]
    directory.set_up_city(
        name=said["name"],
        office=said["office"],
        languages=["zh-hans", "en"],
        username=ROLES["administrator"],
        password=None,
        sample=True,
        by=BY,
    )
    area = Area.objects.get(code="620200")
    City.objects.update(area=area)
    return Organisation.objects.get(kind=Organisation.Kind.OFFICE), Place.objects.create(area=area, **facts()["place"])


def make_employer(number: int, said: Employer) -> Organisation:
    """An invented employer. Its code is well formed, but of a division (990000) that does not exist."""
    code = f"91990000MA{number:07}"
    made, _new = directory.add_organisation(
        name=said.name,
        kind=Organisation.Kind.EMPLOYER,
        uscc=code + check_character(code),
        about=said.about,
        area=Area.objects.get(code=said.area),
        invented=True,
        by=BY,
    )
    return made


def make_accounts(organiser: Organisation, bodies: Sequence[Organisation]) -> None:
    """One account for each role of the switcher; none has a password."""
    chief = Account.objects.get(username=ROLES["administrator"])
    directory.change_account(account=chief, display_name="示例：管理员", language="", by=BY)
    wanted = [
        ("office", "示例：办公室", Grant.Role.OFFICE, organiser),
        ("door", "示例：签到台", Grant.Role.DOOR, organiser),
        ("employer-a", "示例：单位甲", Grant.Role.EMPLOYER, bodies[EMPLOYER_A]),
        ("employer-b", "示例：单位乙", Grant.Role.EMPLOYER, bodies[EMPLOYER_B]),
        ("deputy", "示例：另一位管理员", Grant.Role.ADMINISTRATOR, None),
        ("approver", "示例：审批人", Grant.Role.APPROVER, None),
        ("auditor", "示例：审计", Grant.Role.AUDITOR, None),
        ("clerk", "示例：会计", Grant.Role.LINE_BODY, organiser),
    ]
    for username, shown, role, organisation in wanted:
        directory.add_account_with_role(
            username=username,
            display_name=shown,
            password=None,
            role=role,
            organisation=organisation,
            by=BY,
        )
    office = Account.objects.get(username="office")
    # The office of the city: what lies anywhere in it is its concern, not what is of its own body alone.
    appoint(account=office, role=Grant.Role.OFFICE, area=Area.objects.get(code="620200"), by=BY)


def ask_for_a_role() -> None:
    """What waits for a second person: one of the two administrators wants the clerk to be of the finance office."""
    deputy, clerk = (Account.objects.get(username=name) for name in ("deputy", "clerk"))
    appoint(account=clerk, role=Grant.Role.FINANCE, by=Actor("account", str(deputy.public_id), door="demo"))


def make_fair(
    which: str,
    slug: str,
    organiser: Organisation,
    place: Place,
    day: datetime,
    opens: datetime,
    ends: datetime | None = None,
) -> Fair:
    """A fair in draft, on site and online, from nine to four on that day, or from `day` until it `ends`."""
    said = facts()["fairs"][which]
    return fairs.create_fair(
        slug=slug,
        title=said["title"],
        summary=said["summary"],
        what_to_bring=facts()["what_to_bring"],
        organiser=organiser,
        place=place,
        starts_at=day,
        ends_at=ends or calendar.at(day, calendar.CLOSES),
        zone_opens_at=opens,
        on_site=True,
        online=True,
        by=BY,
    )


def fill(
    fair: Fair, bodies: Sequence[Organisation], said: Sequence[Employer], most: int = 99, *, lunch: bool = True
) -> None:
    """Stands with their times, and the employers' first `most` posts, published."""
    for body, one in zip(bodies, said, strict=True):
        wishes = {
            "tables": one.tables,
            "online": one.online,
            "kept": 1 if one.tables > 1 else 0,
            **({"lunch_from": time(12), "lunch_until": time(13)} if lunch else {}),
        }
        stand = stands.request_stand(fair=fair, employer=body, wishes=wishes, by=BY)
        stands.approve_stand(stand=stand, by=BY)
        for job in one.jobs[:most]:
            posts.save_post(fair=fair, employer=body, values=values(job, one, fair), by=BY)
    publishing.publish_ready(fair=fair, by=BY)
    fairs.publish_fair(fair=fair, by=BY)


def values(job: Job, said: Employer, fair: Fair) -> dict[str, object]:
    """The fields of a post."""
    return {
        "title": job.title,
        "kind": job.kind,
        "headcount": job.headcount,
        "headcount_text": str(job.headcount),
        "occupation_scheme": "CN-2022",
        "occupation_code": job.occupation_code,
        "occupation_label": job.occupation,
        "education": job.education,
        "education_text": LEVELS[job.education],
        "majors_text": job.majors,
        "experience": "应届毕业生可报",
        "conditions": "能按约定时间到岗；持有岗位所需的资格证书者优先。",
        "duties": job.duties,
        "workplace": said.where,
        "area_code": said.area,
        "pay_text": job.pay,
        "benefits": "五险一金、带薪年休假、工作餐",
        "valid_until": timezone.localtime(fair.ends_at).date() + timedelta(days=30),
    }


def build_past(
    now: datetime, random: Random, organiser: Organisation, place: Place, bodies: Sequence[Organisation]
) -> None:
    """A fair that is over: everyone came or did not, and every talk has its outcome."""
    day = calendar.past_day(now)
    slug = facts()["fairs"]["past"]["slug"]
    fair = make_fair("past", slug, organiser, place, day, now - timedelta(days=29))
    fill(fair, bodies[:PAST_STANDS], employers()[:PAST_STANDS], most=2)
    crowd.book(fair, random, people=110, first=500, begin=now - timedelta(days=29), end=day - timedelta(hours=12))
    clock.move_to(day - timedelta(minutes=20))
    fairs.start_fair(fair=fair, by=BY)
    crowd.attend(fair, random)
    clock.move_to(fair.ends_at + timedelta(minutes=30))
    fairs.close_fair(fair=fair, by=BY)


def build_demo(
    now: datetime, random: Random, organiser: Organisation, place: Place, bodies: Sequence[Organisation]
) -> None:
    """The fair that is shown: its zone open, many bookings made, one employer full, one waiting to be let in."""
    day = calendar.fair_day(now)
    fair = make_fair("demo", "demo", organiser, place, day, now - timedelta(days=3))
    fill(fair, bodies, employers())
    crowd.book(fair, random, people=290, first=1, begin=now - timedelta(days=3), end=now)
    clock.move_to(now)
    crowd.fill_up(fair, random, first=300, employer=bodies[11])
    crowd.cancel_some(fair, random)
    newcomer = make_employer(
        90, Employer({"zh-hans": "示例：新来的单位", "en": "Example: A new employer"}, "", "620200", "", 1, False)
    )
    newcomer.state = Organisation.State.PENDING
    newcomer.save(update_fields=["state"])
    stands.request_stand(fair=fair, employer=newcomer, wishes={"tables": 1}, by=BY)


def build_invited(now: datetime, organiser: Organisation, place: Place, bodies: Sequence[Organisation]) -> None:
    """A small fair for people with an invitation, of which a school may hand on forty."""
    day = calendar.fair_day(now + timedelta(days=7))
    said = facts()["fairs"]["invited"]
    fair = make_fair("invited", said["slug"], organiser, place, day, now - timedelta(days=1))
    fairs.change_fair(fair=fair, values={"mode": Offer.Mode.NOMINATION}, by=BY)
    fill(fair, bodies[:INVITED_STANDS], employers()[:INVITED_STANDS], most=2)
    school, _new = directory.add_organisation(
        name=said["school"], kind=Organisation.Kind.OFFICE, area=Area.objects.get(code="620200"), invented=True, by=BY
    )
    booking.give_invitations(fair.offer, body=school, count=40, valid_until=fair.ends_at, by=BY)


def build_drawn(
    now: datetime, random: Random, organiser: Organisation, place: Place, bodies: Sequence[Organisation]
) -> None:
    """A fair whose interviews were drawn yesterday, one that takes wishes for three more days, and one whose employers
    put those who wished in order for two more."""
    days = timedelta(days=1)
    for which, first, weeks, people, ends, ranks in (
        ("drawn", 900, 2, 176, -days, None),
        ("wishing", 1200, 3, 40, 3 * days, None),
        ("ranked", 1300, 4, 30, -days / 12, 2 * days),
    ):
        day = calendar.fair_day(now + timedelta(days=7 * weeks))
        clock.move_to(now - timedelta(days=3))
        fair = make_fair(which, facts()["fairs"][which]["slug"], organiser, place, day, now - timedelta(days=4))
        those = DRAWN_STANDS[which]
        fill(fair, [bodies[one] for one in those], [employers()[one] for one in those], most=2)
        ranks_until = now + ranks if ranks else None
        draw = drawing.wishing(fair, random, people=people, first=first, until=now + ends, ranks_until=ranks_until)
        if which == "drawn":
            drawing.hold(fair, draw)
        elif ranks:
            drawing.share_resumes(draw)
    clock.move_to(now)


def build_draft(now: datetime, organiser: Organisation, place: Place, bodies: Sequence[Organisation]) -> None:
    """A fair in preparation with two requests and a post that may not be published as it is written."""
    day = calendar.fair_day(now + timedelta(days=60))
    fair = make_fair("draft", facts()["fairs"]["draft"]["slug"], organiser, place, day, day - timedelta(days=14))
    for body, said in list(zip(bodies, employers(), strict=True))[:2]:
        stands.request_stand(fair=fair, employer=body, wishes={"tables": said.tables}, by=BY)
        posts.save_post(fair=fair, employer=body, values=values(said.jobs[0], said, fair), by=BY)
    written = values(employers()[1].jobs[5], employers()[1], fair) | {"conditions": "限男性，身体健康。"}
    posts.save_post(fair=fair, employer=bodies[1], values=written, by=BY)
    assert Post.objects.filter(fair=fair).count() == 3


def build_today(now: datetime, organiser: Organisation, place: Place, bodies: Sequence[Organisation]) -> None:
    """A fair that is running: numbers on a board, talks that go on and that are over, résumés shared with employers."""
    begun, ends = today.hours(now, calendar.midnight(now))
    clock.move_to(now - timedelta(days=2))
    fair = make_fair("today", facts()["fairs"]["today"]["slug"], organiser, place, begun, clock.now(), ends)
    fill(fair, [bodies[one] for one in TODAYS], [employers()[one] for one in TODAYS], most=1, lunch=False)
    booked = today.book(fair, Random("今天"))
    today.share_resumes(booked)
    clock.move_to(begun)
    fairs.start_fair(fair=fair, by=BY)
    today.run(fair, booked, now)
