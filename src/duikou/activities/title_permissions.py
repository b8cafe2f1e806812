"""Who may do what about titles that bodies earn. Lists show, and guards open, what these give."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from duikou.activities.models import Candidacy, Programme, Visit
from duikou.directory.models import Grant, Organisation
from duikou.directory.permissions import MayWith, questions, roles_of

Role = Grant.Role
RUNNING = (Role.PROGRAMME, Role.OFFICE)

RUN_PROGRAMMES = MayWith[Programme](
    _("Run programmes of model communities: criteria, candidates, visits, who gets a title and what support."),
    RUNNING,
    model=Programme,
    organisation="organiser",
    areas=("organiser__area",),
)
LOOK_AT = MayWith[Candidacy](
    RUN_PROGRAMMES.says,
    RUNNING,
    model=Candidacy,
    organisation="programme__organiser",
    areas=("programme__organiser__area",),
)
PROGRAMMES_OF = MayWith[Organisation](
    RUN_PROGRAMMES.says, RUNNING, model=Organisation, organisation="pk", areas=("area",)
)
ASSESS = MayWith[Candidacy](
    _("Write the self-assessment of one’s body for a title, put right what a visit found, answer what is ruled."),
    (Role.CENTRE, Role.LINE_BODY, Role.EMPLOYER),
    model=Candidacy,
    organisation="body",
    areas=("body__area",),
)
VISIT = MayWith[Visit](
    _("Write down what one found on visits to model communities, as a member of a body that takes part."),
    (Role.LINE_BODY, Role.CENTRE, *RUNNING),
    model=Visit,
    organisation="bodies",
)


def bodies_run_for(account: object) -> QuerySet[Organisation]:
    """The bodies, no employers, for which `account` may begin a programme, by name."""
    found = PROGRAMMES_OF.things(account).exclude(kind=Organisation.Kind.EMPLOYER)
    return found.filter(state=Organisation.State.APPROVED).order_by("name_key", "pk")


def visits_of(account: object) -> QuerySet[Visit]:
    """The visits that `account` may write findings of: those its bodies take part in, and those of its programmes."""
    mine = Visit.objects.filter(VISIT.rows(account)).values("pk")
    run = LOOK_AT.things(account).values("pk")
    return Visit.objects.filter(pk__in=mine) | Visit.objects.filter(review__candidacy__in=run)


def shown_to(request: Any) -> bool:
    """Whether whoever sent the request has something to do with titles: employers only once they are proposed."""
    held = roles_of(request)
    if held & {Role.ADMINISTRATOR, Role.CENTRE, Role.LINE_BODY, *RUNNING}:
        return True
    return Role.EMPLOYER in held and ASSESS.things(request.user).exists()


def declare() -> None:
    """Put the questions on the page of one's own account."""
    questions.add("activities.programmes", RUN_PROGRAMMES)
    questions.add("activities.assess", ASSESS)
    questions.add("activities.visit", VISIT)
