"""Who may do what with activities. Lists show, and guards open, what these give."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from duikou.activities.models import Activity, Campaign
from duikou.directory.models import Grant
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
KEEP_CAMPAIGNS = MayWith[Campaign](
    _("Keep campaigns, and see which channels and kinds of activities are left out."),
    (Role.PROGRAMME, Role.OFFICE),
    model=Campaign,
    organisation="organiser",
    areas=("organiser__area",),
)
KEEP_KINDS = May(_("Keep the kinds and channels of activities."), (Role.PROGRAMME,))


def declare() -> None:
    """Put the questions of activities on the page of one's own account."""
    questions.add("activities.keep", KEEP_ACTIVITIES)
    questions.add("activities.campaigns", KEEP_CAMPAIGNS)
    questions.add("activities.kinds", KEEP_KINDS)
