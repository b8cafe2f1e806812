"""Writing teams of volunteers: made as drafts, shown, ended, shown again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from duikou.activities import shift_rules as rules
from duikou.activities.models import Shift, VolunteerTeam
from duikou.base import clock
from duikou.base.actor import Actor
from duikou.base.translated import translated
from duikou.booking import actions as booking
from duikou.directory.models import Organisation, Place
from duikou.journal import actions as journal

TEXTS = ("name", "about", "what_helpers_need")
State = VolunteerTeam.State


@transaction.atomic
def create_team(
    *,
    name: Mapping[str, str] | str,
    body: Organisation,
    by: Actor,
    place: Place | None = None,
    **texts: Mapping[str, str] | str,
) -> VolunteerTeam:
    """A new team in draft, which nobody sees yet; `texts` are any of TEXTS, `place` where it usually meets."""
    said = {key: translated(text) for key, text in texts.items()}
    team = VolunteerTeam.objects.create(name=translated(name), body=body, place=place, created_at=clock.now(), **said)
    journal.record(what="team.created", which=f"team:{team.public_id}", by=by)
    return team


@transaction.atomic
def change_team(*, team: VolunteerTeam, values: Mapping[str, Any], by: Actor) -> VolunteerTeam:
    """Change any of TEXTS and the place where it meets. With nothing changed nothing is written."""
    wanted = {name: translated(value) if name in TEXTS else value for name, value in values.items()}
    changed = {name: value for name, value in wanted.items() if getattr(team, name) != value}
    if changed:
        for name, value in changed.items():
            setattr(team, name, value)
        team.save(update_fields=sorted(changed))
        journal.record(what="team.changed", which=f"team:{team.public_id}", by=by, fields=sorted(changed))
    return team


@transaction.atomic
def show_team(*, team: VolunteerTeam, by: Actor) -> VolunteerTeam:
    """Show the team to everybody, and let people join its shifts. Raises shift_rules.Refused."""
    _become(team, State.SHOWN, by)
    for shift in Shift.objects.filter(team=team, state=Shift.State.OPEN, ends_at__gt=clock.now()).select_related(
        "offer"
    ):
        booking.open_offer(shift.offer, by=by)
    return team


@transaction.atomic
def end_team(*, team: VolunteerTeam, by: Actor) -> VolunteerTeam:
    """Show the team no more. Raises shift_rules.Refused while it has shifts to come."""
    ahead = Shift.objects.filter(team=team, state=Shift.State.OPEN, ends_at__gt=clock.now()).exists()
    _become(team, State.ENDED, by, ahead=ahead)
    return team


def _become(team: VolunteerTeam, state: str, by: Actor, *, ahead: bool = False) -> None:
    no = rules.may_become(team, state, ahead=ahead)
    if no is None and not VolunteerTeam.objects.filter(pk=team.pk, state=team.state).update(state=state):
        no = rules.Refusal.WRONG_STATE
    if no:
        raise rules.Refused(no)
    team.state = state
    journal.record(what=f"team.{state}", which=f"team:{team.public_id}", by=by)
