"""Who keeps which team of volunteers and its shifts: whoever keeps the activities of its body leads its teams, too."""

from __future__ import annotations

from duikou.activities.models import Shift, VolunteerTeam
from duikou.activities.permissions import KEEP_ACTIVITIES
from duikou.directory.permissions import MayWith

KEEP_TEAMS = MayWith[VolunteerTeam](
    KEEP_ACTIVITIES.says, KEEP_ACTIVITIES.roles, model=VolunteerTeam, organisation="body", areas=("body__area",)
)
KEEP_SHIFTS = MayWith[Shift](
    KEEP_ACTIVITIES.says, KEEP_ACTIVITIES.roles, model=Shift, organisation="team__body", areas=("team__body__area",)
)
