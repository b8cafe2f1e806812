"""Who keeps the policies of a body. Lists show, and guards open, what these give."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from duikou.directory.models import Grant, Organisation
from duikou.directory.permissions import MayWith, questions
from duikou.plans.models import Policy

Role = Grant.Role
KEEP_POLICIES = MayWith[Policy](
    _("Keep policies: write them, publish them, say what takes their place."),
    (Role.OFFICE, Role.PROGRAMME),
    model=Policy,
    organisation="keeper",
    areas=("keeper__area",),
)
KEEPERS = MayWith[Organisation](
    KEEP_POLICIES.says, KEEP_POLICIES.roles, model=Organisation, organisation="pk", areas=("area",)
)


def bodies_kept_for(account: object) -> QuerySet[Organisation]:
    """The bodies for which the account may keep policies."""
    mine = KEEPERS.things(account).exclude(kind=Organisation.Kind.EMPLOYER)
    return mine.filter(state=Organisation.State.APPROVED).order_by("pk")


def declare() -> None:
    """Put the question on the page of one's own account."""
    questions.add("plans.keep_policies", KEEP_POLICIES)
