"""A small city with something behind every address, and one client for each role, for the tests that try every door."""

from __future__ import annotations

import gzip
from dataclasses import dataclass, field, fields
from datetime import timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from django.core.signing import get_cookie_signer
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from duikou.activities.actions.activities import publish_activity
from duikou.activities.actions.campaigns import create_series
from duikou.activities.actions.proposing import propose
from duikou.activities.actions.supporting import promise_support
from duikou.activities.contest_links import entry_token
from duikou.activities.hours_links import hours_token
from duikou.activities.models import (
    Activity,
    Campaign,
    Contest,
    ContestEntry,
    Course,
    HoursBook,
    Juror,
    Report,
    ReportPhoto,
    Ruling,
    Shift,
    SitePhoto,
    VolunteerTeam,
)
from duikou.base import clock
from duikou.base.actor import COMMAND
from duikou.base.keeping import proofs
from duikou.booking import tickets
from duikou.booking.actions import Claim, Confirmed, Somebody, claim, give_invitations, make_door_link, send_code
from duikou.booking.models import (
    Allotment,
    Booking,
    CalendarFeed,
    Chance,
    ContactCode,
    Draw,
    DrawEntry,
    DrawFile,
    Slot,
    Ticket,
    WaitingEntry,
)
from duikou.booking.own_links import JUST_BOOKED, manage_path
from duikou.booking.short_links import short_token
from duikou.desk import hsds
from duikou.desk.actions.centres import make_numbers_link
from duikou.desk.actions.hours import add_special_days
from duikou.desk.actions.laying import lay_day
from duikou.desk.actions.queue import hand_out as hand_out_at_desk
from duikou.desk.actions.service_areas import add_area, add_exception
from duikou.desk.actions.windows import change_window
from duikou.desk.enquiry_codes import enquiry_token
from duikou.desk.models import (
    Answer,
    AreaEdition,
    AreaException,
    Centre,
    CentreDay,
    Enquiry,
    GuidePage,
    Service,
    ServiceArea,
    SpecialDays,
)
from duikou.directory import actions
from duikou.directory.actions.appointments import GIVE
from duikou.directory.actions.connections import add_webhook, give_token, try_webhook
from duikou.directory.actions.invitations import invite, secret_of
from duikou.directory.actions.lost_passwords import hand_out_password_link
from duikou.directory.lost_passwords import token_of
from duikou.directory.models import (
    Account,
    ApiToken,
    Area,
    Decision,
    Delivery,
    Grant,
    Invitation,
    Organisation,
    PasswordRequest,
    Place,
    PlacePhoto,
)
from duikou.fairs.actions.import_staging import stage
from duikou.fairs.actions.interviews import book
from duikou.fairs.actions.numbers import hand_out
from duikou.fairs.follow_up_links import follow_up_token
from duikou.fairs.models import Condition, Fair, FollowUp, Post, PostCondition, Stand, WaitedPost
from duikou.fairs.views import doors_held
from duikou.journal import turns
from duikou.journal.models import Beat, Proven
from duikou.plans.models import Policy, Supersession
from tests.activities.contest_factories import judged_contest
from tests.activities.course_factories import make_course
from tests.activities.factories import make_activity, make_body, make_channel, make_kind, make_shift, make_team
from tests.activities.title_factories import found, handed_in, make_edition, make_programme, make_title, planned
from tests.desk.factories import make_centre, make_service, make_topic, span
from tests.desk.question_factories import make_answer, make_raw_enquiry
from tests.directory.photos import make_photo
from tests.fairs.factories import make_employer, make_fair, make_office, make_person, make_post
from tests.plans.factories import make_policy

Role = Grant.Role
EDITION = "0123456789abcdef"
# Who signs in: with which role, for which body, within which area. `here` and `there` mirror each other.
ACCOUNTS: dict[str, tuple[str, str, str]] = {
    "nobody": ("", "", ""),
    "employer": (Role.EMPLOYER, "employer", ""),
    "rival": (Role.EMPLOYER, "rival", ""),
    "declined": (Role.EMPLOYER, "declined", ""),
    "door": (Role.DOOR, "office", ""),
    "door_elsewhere": (Role.DOOR, "other_office", ""),
    "office": (Role.OFFICE, "office", ""),
    "other_office": (Role.OFFICE, "other_office", ""),
    "office_of_area": (Role.OFFICE, "", "here"),
    "office_of_other_area": (Role.OFFICE, "", "there"),
    "centre": (Role.CENTRE, "office", ""),
    "centre_elsewhere": (Role.CENTRE, "other_office", ""),
    "counsel": (Role.COUNSEL, "office", ""),
    "programme": (Role.PROGRAMME, "office", ""),
    "programme_elsewhere": (Role.PROGRAMME, "other_office", ""),
    "finance": (Role.FINANCE, "office", ""),
    "approver": (Role.APPROVER, "office", ""),
    "approver_elsewhere": (Role.APPROVER, "other_office", ""),
    "line_body": (Role.LINE_BODY, "office", ""),
    "line_body_elsewhere": (Role.LINE_BODY, "other_office", ""),
    "partner": (Role.PARTNER, "other_office", ""),
    "project_unit": (Role.PROJECT_UNIT, "other_office", ""),
    "auditor": (Role.AUDITOR, "", ""),
    "administrator": (Role.ADMINISTRATOR, "", ""),
    "closed": (Role.ADMINISTRATOR, "", ""),  # the account was closed while it was signed in
}
# Nobody who is signed in; a resident's browser has just booked what is `here`.
SIGNED_OUT = ("visitor", "resident", "closed", "door_link", "other_door")
# Browsers that opened a door link: of the fair `here`, of the one `there`.
ROLES = ("visitor", "resident", "door_link", "other_door", *ACCOUNTS)
MIRROR = {
    "door_link": "other_door",
    "employer": "rival",
    "door": "door_elsewhere",
    "office": "other_office",
    "approver": "approver_elsewhere",
    "centre": "centre_elsewhere",
    "programme": "programme_elsewhere",
    "line_body": "line_body_elsewhere",
    "office_of_area": "office_of_other_area",
}
MIRROR |= {there: here for here, there in MIRROR.items()}


@dataclass
class Side:
    """A running fair of one office and all that belongs to it; the things of one employer there."""

    fair: Fair
    office: Organisation
    employer: Organisation
    stand: Stand
    post: Post
    draft: Post
    booking: Booking
    waiting: WaitingEntry
    condition: Condition
    own_batch: Any
    office_batch: Any
    token: ApiToken
    delivery: Delivery
    contact_code: ContactCode
    allotment: Allotment
    invitation: Invitation
    password: PasswordRequest
    entry: DrawEntry
    number: Ticket
    follow_up: FollowUp
    chance: Chance
    policy: Policy
    photo: PlacePhoto
    supersession: Supersession
    service: Service
    special_days: SpecialDays
    activity: Activity
    course: Course
    campaign: Campaign
    signed_up: Booking
    report_photo: PlacePhoto
    team: VolunteerTeam
    shift: Shift
    title: dict[str, Any]
    contest: Contest
    work: ContestEntry
    juror: Juror
    feed: CalendarFeed
    hours_book: HoursBook
    desk_number: Ticket
    enquiry: Enquiry
    answer: Answer
    area: ServiceArea
    exception: AreaException
    decision: Decision | None = field(default=None, kw_only=True)

    def values(self, route: str) -> dict[str, Any]:
        """What stands in the address of `route` for each of its parameters."""
        waits = route in ("leave", "erase-waiting") or route.startswith("waiting")
        token = tickets.waiting_token(self.waiting) if waits else tickets.manage_token(self.booking)
        token = tickets.entry_token(self.entry) if route.startswith("entry") else token
        token = tickets.number_token(self.number) if route in ("number", "number-leave", "number-tell") else token
        token = follow_up_token(self.follow_up) if route.startswith("how-it-goes") else token
        token = tickets.chance_token(self.chance) if route == "chance" else token
        token = enquiry_token(self.enquiry.public_id) if route.startswith("my-question") else token
        token = entry_token(self.work) if route.startswith("my-entry") else token
        token = tickets.feed_token(self.feed) if route == "feed" else token
        token = hours_token(self.hours_book) if route == "hours" or route.startswith("hours-") else token
        token = tickets.day_token(self.booking) if route.startswith("whole-day") else token
        chief = Account.objects.get(username="chief")
        secret = token_of(self.password, chief) if route == "new-password" else secret_of(self.invitation)
        editing = route in ("post-edit", "post-state")
        return {
            "slug": "first" if "guide" in route else self.fair.slug,
            "post_id": self.post.public_id,
            "post": self.draft.public_id if editing else self.post.public_id,
            "employer_id": self.employer.public_id,
            "kind": "rss",
            "token": short_token(self.booking.code) if route == "short" else token,
            "state": Fair.State.CLOSED,
            "stand": self.stand.pk,
            "what": "figures" if route == "figures-export" else "posts",
            "year": 2026,
            "form": "csv",
            "batch": (self.own_batch if route == "own-import" else self.office_batch).public_id,
            "condition": self.condition.pk,
            "booking": self.booking.public_id,
            "allotment": self.allotment.public_id,
            "entry": self.entry.public_id,
            "token_id": self.token.public_id,
            "hook_id": self.delivery.webhook.public_id,
            "delivery_id": self.delivery.public_id,
            "reason": "full",
            "rest": "nothing",
            "number": self.desk_number.public_id
            if route in ("number-slip", "number-taken", "desk-step")
            else self.number.public_id
            if route.startswith("door-")
            else 1,
            "tablet": self.office.centre.numbers_key,
            "chance": self.chance.public_id,
            "policy": self.policy.public_id,
            "photo_id": self.photo.public_id,
            "size": "small",
            "row": self.supersession.pk,
            "enquiry": self.enquiry.public_id,
            "answer": self.answer.public_id,
            "topic": self.enquiry.topic.key,
            "pk": 1,
            "centre": self.office.centre.slug,
            "window": self.office.centre.windows.get().public_id,
            "service": self.service.public_id,
            "days": self.special_days.public_id,
            "organisation": self.office.public_id,
            "at": self.service.at.get().public_id,
            "taxonomy": hsds.TAXONOMY,
            "term": hsds.topic_id(self.enquiry.topic),
            "location": self.office.centre.public_id,
            "to": Centre.State.CLOSED if route == "centre-state" else Service.State.ENDED,
            "activity": self.activity.public_id,
            "series": self.activity.series.public_id if self.activity.series else "",
            "course": self.course.public_id,
            "session": self.course.sessions.all()[0].public_id,
            "campaign": self.campaign.slug,
            "key": "one",
            "booked": self.signed_up.public_id,
            "picture": self.report_photo.public_id,
            "team": self.team.public_id,
            "shift": self.shift.public_id,
            **self.title,
            "candidacy": self.title["shown" if route == "title-body" else "candidacy"],
            "criterion": self.title["criterion" if route in ("finding", "drop-criterion") else "written"],
            "contest": self.contest.public_id,
            "work": self.work.public_id,
            "image": self.work.pictures.get().photo.public_id,
            "juror": self.juror.public_id,
            "part": "prizes",
            "item": self.contest.prizes.get().pk,
            "decision_id": self.decision.public_id if self.decision else "",
            "grant": Grant.objects.get(account__username="door").pk,
            "invitation_id": self.invitation.public_id,
            "secret": secret,
            "code": "here",
            "digest": EDITION,
            "area": self.area.public_id,
            "exception": self.exception.public_id,
            "public_id": self.office.public_id
            if route == "body"
            else Account.objects.get(username="door" if route == "take-role" else "nobody").public_id,
        }


@dataclass
class World(Side):
    """What is asked for is `employer`'s, at a fair of `office`; `there` is the same of `rival`, at a fair of another
    office in another area. Both employers have stands at both fairs."""

    there: Side = field(kw_only=True)
    clients: dict[str, Client] = field(default_factory=dict, kw_only=True)


@cache
def routes(urlconf: str = "duikou.config.urls") -> dict[str, URLPattern]:
    """Every address of the city by `room:name`."""
    found: dict[str, URLPattern] = {}
    waiting: list[tuple[str, Any]] = [("", get_resolver(urlconf))]
    while waiting:
        space, one = waiting.pop()
        if isinstance(one, URLResolver):
            inner = f"{space}{one.namespace}:" if one.namespace else space
            waiting += [(inner, child) for child in one.url_patterns]
        else:
            assert one.name, f"an address without a name: {one.pattern}"
            found[f"{space}{one.name}"] = one
    return found


def build(folder: Path) -> World:
    """The city, set up, with a client for each of ROLES; all that works by itself has just done so."""
    for name in (turns.RETENTION, turns.PROMISES):
        turns.say_done(name)
    Beat.objects.create(worker="x", since=clock.now(), at=clock.now())
    Proven.objects.bulk_create(Proven(name=one.name, result="kept", at=clock.now()) for one in proofs)
    actions.set_up_city(
        name="示例市", office="示例：市局", languages=["zh-hans", "en"], username="chief", password=None, by=COMMAND
    )
    bodies = {
        "office": make_office("示例：市局"),
        "other_office": make_office("示例：别的局"),
        "employer": make_employer("示例：祁连机械"),
        "rival": make_employer("示例：雄关大酒店"),
        "declined": make_employer("示例：没有获批的单位", state=Organisation.State.DECLINED),
    }
    areas = {name: Area.objects.create(code=name, name={"zh-hans": name}) for name in ("here", "there")}
    offices = (("office", "employer", "here"), ("other_office", "rival", "there"))
    sides = []
    for office, employer, area in offices:
        fair = make_fair(
            state=Fair.State.RUNNING,
            organiser=bodies[office],
            starts_at=clock.now() - timedelta(minutes=5),
            place=Place.objects.create(name={"zh-hans": area}, address={"zh-hans": ""}, area=areas[area]),
        )
        for other in ("rival", "declined") if employer == "employer" else ("employer", "declined"):
            make_post(fair, bodies[other])
        Organisation.objects.filter(pk=bodies[office].pk).update(area=areas[area])
        sides.append(furnish(fair, bodies[employer], folder))
    GuidePage.objects.create(slug="first", title={"en": "First"}, body={"en": "x"}, created_at=clock.now())
    AreaEdition.objects.create(
        number=1,
        digest=EDITION,
        content=gzip.compress(b'{"streets": []}'),
        areas=0,
        drawn=0,
        streets=0,
        published_at=clock.now(),
    )
    here, there = sides
    world = World(**{one.name: getattr(here, one.name) for one in fields(Side)}, there=there)
    for role in ROLES:
        client = world.clients[role] = Client(headers={"accept-language": "en"})
        if role == "resident":
            client.get(manage_path(world.booking), {JUST_BOOKED: "1"})
        if role in ("door_link", "other_door"):
            link, _secret = make_door_link(
                (here if role == "door_link" else there).fair.offer, label="Gate", by=COMMAND
            )
            signer = get_cookie_signer(salt=doors_held.DOORS.name + doors_held.DOORS.salt)
            client.cookies[doors_held.DOORS.name] = signer.sign(link.public_id.hex)
        if role not in ACCOUNTS:
            continue
        account = Account.objects.create(username=role, display_name=role, created_at=clock.now())
        kind, body, area = ACCOUNTS[role]
        if kind:
            Grant.objects.create(
                account=account,
                role=kind,
                organisation=bodies.get(body),
                area=areas.get(area),
                granted_at=clock.now(),
            )
        client.force_login(account)
    Account.objects.filter(username="closed").update(is_active=False)
    finance = Account.objects.get(username="finance")
    Juror.objects.filter(pk__in=(world.juror.pk, there.juror.pk)).update(account=finance)
    for side in (world, there):
        side.decision = make_decision(side.office)
    return world


def make_decision(office: Organisation) -> Decision:
    """A decision that waits for an approver of the office."""
    chief, nobody = (Account.objects.get(username=name).public_id for name in ("chief", "nobody"))
    now = clock.now()
    return Decision.objects.create(
        kind=GIVE,
        about=f"account:{nobody}:{office.pk}",
        details={"account": str(nobody), "role": Role.FINANCE, "organisation": str(office.public_id), "area": ""},
        digest=b"x",
        organisation=office,
        asked_by=chief,
        asked_at=now,
        lapses_at=now + timedelta(days=1),
    )


def furnish(fair: Fair, employer: Organisation, folder: Path) -> Side:
    """The employer's stand at the fair with a thing behind every address, and what other systems hold of its office."""
    post = make_post(fair, employer)
    stand, office = post.stand, fair.organiser
    assert stand is not None
    assert stand.resource is not None
    draft = make_post(fair, stand=stand, state=Post.State.DRAFT)
    condition = Condition.objects.create(fair=fair, kind=Condition.Kind.SEX, text="限男性")
    PostCondition.objects.create(post=draft, condition=condition, field="conditions", words="限男性")
    slots = list(stand.resource.slots.all())
    who = Somebody("张三", f"1380000{fair.pk:04d}", "zh-hans")
    booked = book(post=post, slot=slots[2].public_id, who=who, online=False, key=f"world-{fair.pk}", by=COMMAND)
    assert isinstance(booked, Confirmed), booked
    waiting = WaitingEntry.objects.create(
        offer=fair.offer, resource=stand.resource, slot=slots[2], person=make_person("李四"), created_at=clock.now()
    )
    WaitedPost.objects.create(key=f"waited-{fair.pk}", entry=waiting, post=post)
    sheet = folder / f"posts-{fair.pk}.csv"
    sheet.write_text(f"单位名称,岗位名称,招聘人数,学历要求\n{employer},车工,5,大专\n", encoding="utf-8")
    own, of_office = (
        stage(path=sheet, name="posts.csv", fair=fair, by=COMMAND, employer=one) for one in (employer, None)
    )
    token, _secret = give_token(name="Portal", organisation=office, scopes=[ApiToken.Scope.BOOK], by=COMMAND)
    hook = add_webhook(url="https://portal.example/", organisation=office, events=["booking.confirmed"], by=COMMAND)
    sent = send_code(fair.offer, contact=f"1390000{fair.pk:04d}", language="en", by=COMMAND)
    assert isinstance(sent, ContactCode)
    school = make_office("示例：职业技术学院")
    given = give_invitations(fair.offer, body=school, count=9, valid_until=fair.ends_at, by=COMMAND)
    number = hand_out(fair=fair, stands=[stand], by=COMMAND)
    assert isinstance(number, Ticket)
    chief = Account.objects.get(username="chief")
    invitation = invite(role=Grant.Role.EMPLOYER, organisation=employer, inviter=chief, by=COMMAND)
    older, newer = make_policy(office), make_policy(office)
    topic = make_topic()
    return Side(
        fair=fair,
        office=office,
        employer=employer,
        stand=stand,
        post=post,
        draft=draft,
        booking=booked.booking,
        waiting=waiting,
        condition=condition,
        own_batch=own,
        office_batch=of_office,
        token=token,
        delivery=try_webhook(hook=hook, by=COMMAND),
        contact_code=sent,
        allotment=given,
        invitation=invitation,
        password=hand_out_password_link(account=chief, by=COMMAND),
        entry=_drawn(fair),
        number=number,
        follow_up=FollowUp.objects.create(
            person=make_person("赵六"), stand=stand, since=timezone.localdate(clock.now()) - timedelta(days=31)
        ),
        chance=_held_out(booked.booking.slot, number),
        **_served(office, fair),
        **_organised(office, fair),
        title=_titled(office),
        policy=older,
        photo=make_photo(office),
        enquiry=make_raw_enquiry(topic, office),
        answer=make_answer(office, topic, policy=newer),
        supersession=Supersession.objects.create(older=older, newer=newer, day=timezone.localdate(clock.now())),
        **_area_of(office),
    )


def _organised(office: Organisation, fair: Fair) -> dict[str, Any]:
    """An activity of the office where the fair is, with somebody who has signed up, a report with a photo, and a
    campaign that everybody sees."""
    shared = {"kind": make_kind("one"), "channel": make_channel("one")}
    series = create_series(title="x", organiser=office, by=COMMAND)
    made = make_activity(**shared, organiser=office, place=fair.place, places=9, check_in=True, series=series)
    publish_activity(activity=made, by=COMMAND)
    assert made.offer is not None
    asked = Claim(made.offer.slots.get().pk, make_person("十一").pk)
    placed = claim(asked, by=COMMAND)
    assert isinstance(placed, Confirmed)
    today = timezone.localdate(clock.now())
    report = Report.objects.create(activity=made, written_at=clock.now())
    photo = make_photo(office)
    ReportPhoto.objects.create(report=report, photo=photo)
    campaign = Campaign.objects.create(
        slug=f"campaign-of-{fair.pk}",
        organiser=office,
        begins_on=today,
        ends_on=today,
        published=True,
        created_at=clock.now(),
    )
    shift = make_shift(make_team(body=office), place=fair.place)
    kept = {"activity": made, "campaign": campaign, "signed_up": placed.booking, "report_photo": photo}
    kept["course"] = make_course(**shared, organiser=office, place=fair.place)
    feed = CalendarFeed.objects.create(person=make_person("十二"), created_at=clock.now())
    book = HoursBook.objects.create(name="十三", created_at=clock.now())
    of_volunteers = {"team": shift.team, "shift": shift, "feed": feed, "hours_book": book}
    return {**kept, **of_volunteers, **judged_contest(office)}


def _titled(office: Organisation) -> dict[str, Any]:
    """A programme of the office with a title that everybody sees, a new edition that is being written, and the office
    itself on its way to a title, with a visit of its own staff, something to be put right, a promise and a ruling."""
    programme = make_programme(office, slug=f"title-of-{office.pk}")
    title = make_title(programme, make_body(f"示例：有称号的社区 {office.pk}"))
    candidacy = propose(programme=programme, body=office, proposed_by=office, why="x", by=COMMAND)
    visit = planned(handed_in(candidacy))
    visit.bodies.add(office)
    first, second = visit.review.edition.criteria.all()[:2]
    finding = found(visit, first, judged="partly", severity="minor", mend_by=visit.day)
    photo = make_photo(office)
    SitePhoto.objects.create(visit=visit, photo=photo)
    promise = promise_support(candidacy=candidacy, amount=Decimal(1), day=visit.day, what_for="x", by=COMMAND)
    said = {"what": "refuse", "state": "hearing", "on": visit.day, "answer_by": visit.day}
    ruling = Ruling.objects.create(review=visit.review, reason={"en": "x"}, created_at=clock.now(), **said)
    edition = make_edition(programme, publish=False)
    return {
        "programme": programme.slug,
        "shown": title.public_id,
        "candidacy": candidacy.public_id,
        "edition": edition.public_id,
        "criterion": second.public_id,
        "written": edition.criteria.first().public_id,
        "promise": promise.public_id,
        "review": visit.review.public_id,
        "visit": visit.public_id,
        "finding": finding.public_id,
        "shot": photo.public_id,
        "ruling": ruling.public_id,
    }


def _served(office: Organisation, fair: Fair) -> dict[str, Any]:
    """A centre of the office where the fair is, open to the public, with a window, a service and a special day."""
    assert fair.place is not None
    centre = make_centre(organisation=office, place=fair.place, slug=f"centre-of-{fair.pk}")
    today = timezone.localdate(clock.now())
    closed = today + timedelta(days=2)
    days = add_special_days(centre=centre, starts_on=closed, ends_on=closed, kind="closed", reason="x", by=COMMAND)
    change_window(window=centre.windows.get(), facts={"takes_appointments": True}, by=COMMAND)
    make_numbers_link(centre=centre, by=COMMAND)
    office.centre = centre
    for day in (today, today + timedelta(days=1)):
        hours = {"kind": "hours", "spans": (span("00:01-23:59"),)}
        add_special_days(centre=centre, starts_on=day, ends_on=day, by=COMMAND, **hours)
        lay_day(centre=centre, day=day, by=COMMAND)
    number = hand_out_at_desk(day=CentreDay.objects.get(centre=centre, day=today), windows=(), by=COMMAND)
    return {"service": make_service(centre), "special_days": days, "desk_number": number}


def _area_of(office: Organisation) -> dict[str, Any]:
    """An area of the office's centre, with an exception."""
    centre = Centre.objects.get(organisation=office)
    area = add_area(centre=centre, name="示例社区", streets="人民路", by=COMMAND)
    today = timezone.localdate(clock.now())
    otherwise = add_exception(area=area, words="x", starts_on=today, ends_on=None, instead=None, by=COMMAND)
    return {"area": area, "exception": otherwise}


def _held_out(slot: Slot, number: Ticket) -> Chance:
    """A place that is held out to a number."""
    now = clock.now()
    return Chance.objects.create(
        offer=slot.offer, slot=slot, ticket=number, made_at=now, until=now + timedelta(minutes=3)
    )


def _drawn(fair: Fair) -> DrawEntry:
    """Somebody's entry in a draw of the fair that is over, so that the rest can be booked."""
    now = clock.now()
    over = {"list_sha256": "0" * 64, "seed": "1", "source_name": "dice", "settled_at": now, "drawn_at": now}
    draw = Draw.objects.create(
        offer=fair.offer, state=Draw.State.DRAWN, wishes_until=now, created_at=now, frozen_at=now, source_at=now, **over
    )
    DrawFile.objects.create(draw=draw, frozen=b"the list")
    return DrawEntry.objects.create(draw=draw, person=make_person("王五"), created_at=now, changed_at=now)
