"""Kinds, channels, bodies and activities for tests, with plain defaults."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from typing import Any

from duikou.activities.actions.activities import create_activity
from duikou.activities.actions.kinds import keep_channel, keep_kind
from duikou.activities.actions.shifts import create_shift
from duikou.activities.actions.teams import create_team, show_team
from duikou.activities.models import Activity, Channel, Kind, Shift, VolunteerTeam
from duikou.base import clock
from duikou.base.actor import SYSTEM
from duikou.base.translated import translated
from duikou.directory.models import Organisation, Place

_next = count(1)


def make_body(name: str = "示例：祁连社区服务中心", kind: str = Organisation.Kind.CENTRE) -> Organisation:
    """A centre; the same one for the same name."""
    body = Organisation.objects.filter(name_key=name, kind=kind).first()
    return body or Organisation.objects.create(name=translated(name), name_key=name, kind=kind, created_at=clock.now())


def make_kind(key: str = "talk", name: str = "知识讲座") -> Kind:
    """A kind of activities."""
    return keep_kind(key=key, name=name, by=SYSTEM)


def make_channel(key: str = "communities", name: str = "社区", **values: Any) -> Channel:
    """A channel."""
    return keep_channel(key=key, name=name, by=SYSTEM, **values)


def make_activity(**values: Any) -> Activity:
    """An activity that begins in a week and lasts two hours, in draft."""
    now = clock.now().replace(microsecond=0)
    starts_at = values.pop("starts_at", now + timedelta(days=7))
    return create_activity(
        title=values.pop("title", f"示例活动 {next(_next)}"),
        kind=values.pop("kind", None) or make_kind(),
        channel=values.pop("channel", None) or make_channel(),
        organiser=values.pop("organiser", None) or make_body(),
        place=values.pop("place", None) or Place.objects.create(name=translated("祁连社区广场")),
        starts_at=starts_at,
        ends_at=values.pop("ends_at", starts_at + timedelta(hours=2)),
        by=SYSTEM,
        **values,
    )


def make_team(shown: bool = True, **values: Any) -> VolunteerTeam:
    """A team of volunteers, shown to everybody."""
    team = create_team(
        name=values.pop("name", f"示例志愿队 {next(_next)}"),
        body=values.pop("body", None) or make_body(),
        by=SYSTEM,
        **values,
    )
    return show_team(team=team, by=SYSTEM) if shown else team


def make_shift(team: VolunteerTeam | None = None, **values: Any) -> Shift:
    """A shift that begins in a week and lasts three hours, with places for three helpers."""
    starts_at = values.pop("starts_at", clock.now().replace(microsecond=0) + timedelta(days=7))
    return create_shift(
        team=team or make_team(),
        title=values.pop("title", f"示例班次 {next(_next)}"),
        place=values.pop("place", None) or Place.objects.create(name=translated("祁连社区食堂")),
        starts_at=starts_at,
        ends_at=values.pop("ends_at", starts_at + timedelta(hours=3)),
        helpers=values.pop("helpers", 3),
        by=SYSTEM,
        **values,
    )
