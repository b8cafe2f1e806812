"""Who may do what at fairs. Lists show, and guards open, what these give."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from duikou.booking.models import Allotment, DoorLink
from duikou.booking.rules import opens_door
from duikou.directory.models import Area, Grant, Organisation
from duikou.directory.permissions import MayWith, grants_held, questions
from duikou.fairs.models import Fair, ImportBatch, Post, Stand

Role = Grant.Role
# A fair lies where its place lies; where that is not known, where the body that holds it lies.
WHERE = ("place__area", "organiser__area")

RUN = MayWith[Fair](
    _("Run the fairs of the office: stands, posts, spreadsheets, figures, calling a fair off."),
    (Role.OFFICE,),
    model=Fair,
    organisation="organiser",
    areas=WHERE,
)
KEEP_DOOR = MayWith[Fair](
    _("Check people in at the door of a fair, register walk-ins, print the roll."),
    (Role.DOOR, Role.OFFICE),
    model=Fair,
    organisation="organiser",
    areas=WHERE,
)
HAND_ON = MayWith[Allotment](
    _("Hand on the invitations that the office gave to one’s organisation."),
    (Role.LINE_BODY, Role.CENTRE, Role.PARTNER, Role.PROJECT_UNIT, Role.EMPLOYER, Role.PROGRAMME),
    administrators=False,
    model=Allotment,
    organisation="body",
)
POSTS_OF_FAIRS = MayWith[Post](
    RUN.says,
    RUN.roles,
    model=Post,
    organisation="fair__organiser",
    areas=tuple(f"fair__{path}" for path in WHERE),
)
ACT_FOR_EMPLOYER = MayWith[Organisation](
    _("Ask for stands for an employer, write its posts, call people to its table and record how talks ended."),
    (Role.EMPLOYER,),
    administrators=False,
    model=Organisation,
    organisation="pk",
)
STANDS = MayWith[Stand](
    ACT_FOR_EMPLOYER.says, ACT_FOR_EMPLOYER.roles, administrators=False, model=Stand, organisation="employer"
)
POSTS = MayWith[Post](
    ACT_FOR_EMPLOYER.says, ACT_FOR_EMPLOYER.roles, administrators=False, model=Post, organisation="employer"
)
BATCHES = MayWith[ImportBatch](
    ACT_FOR_EMPLOYER.says, ACT_FOR_EMPLOYER.roles, administrators=False, model=ImportBatch, organisation="employer"
)


def declare() -> None:
    """Put the questions of fairs on the page of one's own account."""
    questions.add("fairs.run", RUN)
    questions.add("fairs.keep_door", KEEP_DOOR)
    questions.add("fairs.hand_on", HAND_ON)
    questions.add("fairs.act_for_employer", ACT_FOR_EMPLOYER)


def fairs_run_by(account: object) -> QuerySet[Fair]:
    """An office runs the fairs that it holds, within the areas of its role."""
    return RUN.things(account).select_related("offer", "place", "organiser")


def may_run(account: object, fair: Fair) -> bool:
    """Whether the account works for the office that holds this fair."""
    return RUN.allows(account, fair)


def doors_kept_by(account: object) -> QuerySet[Fair]:
    """The door's staff, and the office itself, keep the doors of the office's fairs."""
    return KEEP_DOOR.things(account).select_related("offer", "place", "organiser")


def may_open_door(opener: object, fair: Fair, *, now: datetime) -> bool:
    """Whether `opener` may stand at the door of this fair now: an account that keeps it, or a door link of this very
    fair that was not taken back and is not over. Asked anew at every request."""
    if isinstance(opener, DoorLink):
        return opens_door(opener, offer_id=fair.offer_id, event_ends_at=fair.ends_at, now=now)
    return KEEP_DOOR.allows(opener, fair)


def allotments_of(account: object) -> QuerySet[Allotment]:
    """A body hands on its own invitations to fairs; the office that holds the fair can do it for a body."""
    rows = HAND_ON.rows(account) | Q(offer__fair__in=RUN.things(account))
    return Allotment.objects.filter(rows, offer__fair__isnull=False).select_related("offer__fair", "body")


def allotments_handed_on_by(account: object) -> QuerySet[Allotment]:
    """Those of the body's own people alone, the newest first."""
    own = HAND_ON.things(account).filter(offer__fair__isnull=False)
    return own.select_related("offer__fair", "body").order_by("-pk")


def employers_of(account: object) -> list[Organisation]:
    """The employers that the account acts for, in the order they were first there."""
    return list(ACT_FOR_EMPLOYER.things(account).order_by("pk"))


def stands_of(account: object) -> QuerySet[Stand]:
    """An employer's people see the stands of their employer, at whatever fair."""
    return STANDS.things(account).select_related("fair__offer", "fair__place", "employer", "resource").order_by("pk")


def batches_of(account: object) -> QuerySet[ImportBatch]:
    """An employer's people see the spreadsheets that their employer uploaded."""
    return BATCHES.things(account).select_related("fair", "employer")


def posts_written_by(account: object) -> QuerySet[Post]:
    """A post is written by its employer's people, or by the office that holds the fair."""
    rows = POSTS.rows(account) | POSTS_OF_FAIRS.rows(account)
    return Post.objects.filter(rows).select_related("fair__organiser", "employer", "stand")


def organiser_of_new(account: object) -> Organisation | None:
    """The office that holds a new fair: the account's own, else the city's first."""
    own = grants_held(account, *RUN.roles).exclude(organisation=None).select_related("organisation").first()
    first = Organisation.objects.filter(kind=Organisation.Kind.OFFICE).order_by("id")
    return own.organisation if own else first.first()


def area_of_new(account: object) -> Area | None:
    """The area in which an office's new places lie: that of its role, when the role is within one."""
    grants = grants_held(account, *RUN.roles, Role.ADMINISTRATOR).select_related("area")
    areas = [grant.area for grant in grants]
    return areas[0] if areas and all(areas) else None
