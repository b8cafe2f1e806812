"""Which team or shift a signed-in request is about, and whether it may be."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from duikou.activities import shift_rules
from duikou.activities import team_permissions as permissions
from duikou.activities.models import Shift, VolunteerTeam
from duikou.activities.queries.teams import listed
from duikou.activities.shift_words import REFUSALS
from duikou.directory.access import needs

for_leaders = needs(permissions.KEEP_TEAMS)


def kept_team(request: HttpRequest, public_id: UUID) -> VolunteerTeam:
    """The team, when the request's account keeps it; else 404."""
    known = permissions.KEEP_TEAMS.things(request.user).select_related("body", "place")
    return get_object_or_404(known, public_id=public_id)


def kept_shift(request: HttpRequest, public_id: UUID) -> Shift:
    """The shift, when the request's account keeps it; else 404."""
    return get_object_or_404(listed(permissions.KEEP_SHIFTS.things(request.user)), public_id=public_id)


def say_no(request: HttpRequest, refused: shift_rules.Refused) -> None:
    """Tell the reader why an action was refused and what to do."""
    messages.error(request, str(REFUSALS[refused.refusal]))
