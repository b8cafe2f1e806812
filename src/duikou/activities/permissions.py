"""Who may do what with activities. Lists show, and guards open, what these give."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from duikou.activities.models import Activity, Campaign, Contest, Course, Series
from duikou.directory.models import Grant, Organisation
from duikou.directory.permissions import May, MayWith, questions

Role = Grant.Role
# An activity lies where its place lies; where that is not known, where the body that holds it lies.
WHERE = ("place__area", "organiser__area")

KEEP_ACTIVITIES = MayWith[Activity](
    _("Keep the activities, classes and volunteers of one’s organisation."),
    (Role.CENTRE, Role.OFFICE, Role.PROGRAMME, Role.LINE_BODY),
    model=Activity,
    organisation="organiser",
    areas=WHERE,
)
KEEP_COURSES = MayWith[Course](
    KEEP_ACTIVITIES.says, KEEP_ACTIVITIES.roles, model=Course, organisation="organiser", areas=WHERE
)
# The bodies for which an account may organise something new.
ORGANISE_FOR = MayWith[Organisation](
    KEEP_ACTIVITIES.says, KEEP_ACTIVITIES.roles, model=Organisation, organisation="pk", areas=("area",)
)
KEEP_SERIES = MayWith[Series](
    KEEP_ACTIVITIES.says, KEEP_ACTIVITIES.roles, model=Series, organisation="organiser", areas=("organiser__area",)
)
KEEP_CAMPAIGNS = MayWith[Campaign](
    _("Keep campaigns, and see which channels and kinds of activities are left out."),
    (Role.PROGRAMME, Role.OFFICE),
    model=Campaign,
    organisation="organiser",
    areas=("organiser__area",),
)
CAMPAIGN_FOR = MayWith[Organisation](
    KEEP_CAMPAIGNS.says, KEEP_CAMPAIGNS.roles, model=Organisation, organisation="pk", areas=("area",)
)
KEEP_CONTESTS = MayWith[Contest](
    _("Keep the contests and exhibitions of one’s organisation."),
    KEEP_ACTIVITIES.roles,
    model=Contest,
    organisation="organiser",
    areas=("organiser__area",),
)
# The bodies, employers among them, for which an account may enter a work into somebody's contest.
ENTER_FOR = MayWith[Organisation](
    _("Enter works into contests for one’s school, group or office."),
    (*KEEP_ACTIVITIES.roles, Role.EMPLOYER, Role.PARTNER, Role.PROJECT_UNIT),
    administrators=False,
    model=Organisation,
    organisation="pk",
    areas=("area",),
)
KEEP_KINDS = May(_("Keep the kinds and channels of activities."), (Role.PROGRAMME,))


def bodies_of(account: object, question: MayWith[Organisation] = ORGANISE_FOR) -> QuerySet[Organisation]:
    """The bodies, no employers, for which `account` may organise something, by name."""
    found = question.things(account).exclude(kind=Organisation.Kind.EMPLOYER)
    return found.filter(state=Organisation.State.APPROVED).order_by("name_key", "pk")


def enters_for(account: object, contest: Contest) -> QuerySet[Organisation]:
    """The bodies for which `account` may enter a work there, by name: its own; any for who keeps the contest, who types
    in what a school sends on paper."""
    kept = KEEP_CONTESTS.allows(account, contest)
    found = Organisation.objects.all() if kept else ENTER_FOR.things(account)
    return found.filter(state=Organisation.State.APPROVED).order_by("name_key", "pk")


def declare() -> None:
    """Put the questions of activities on the page of one's own account."""
    questions.add("activities.keep", KEEP_ACTIVITIES)
    questions.add("activities.campaigns", KEEP_CAMPAIGNS)
    questions.add("activities.contests", KEEP_CONTESTS)
    questions.add("activities.enter", ENTER_FOR)
    questions.add("activities.kinds", KEEP_KINDS)
