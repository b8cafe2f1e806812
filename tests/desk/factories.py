"""Centres with windows, hours and services for tests, made by the room's own actions with plain defaults."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from itertools import count
from typing import Any

from duikou.base.actor import COMMAND
from duikou.base.translated import translated
from duikou.desk.actions import centres, hours, services, windows
from duikou.desk.models import Centre, Service, Topic, Window
from duikou.desk.opening_hours import Span, Week
from duikou.desk.topics import TOPICS
from duikou.directory.actions import add_organisation, add_place
from duikou.directory.models import Area, Organisation, Place

_next = count(1)


def span(text: str) -> Span:
    """`span("09:00-12:00")`."""
    opens, closes = text.split("-")
    return Span(time.fromisoformat(opens), time.fromisoformat(closes))


MORNING, AFTERNOON = span("09:00-12:00"), span("14:00-18:00")
WORKDAYS: Week = dict.fromkeys(range(1, 6), (MORNING, AFTERNOON))


def make_body(name: str = "", kind: str = Organisation.Kind.CENTRE, area: Area | None = None) -> Organisation:
    """A body of the directory."""
    return add_organisation(name=name or f"示例：服务中心 {next(_next)}", kind=kind, area=area, by=COMMAND)[0]


def make_place(name: str = "示例社区", area: Area | None = None) -> Place:
    """A place with an address."""
    return add_place(name=name, address="示例路 1 号", area=area, by=COMMAND)


def make_centre(
    *,
    organisation: Organisation | None = None,
    slug: str = "",
    state: str = Centre.State.OPEN,
    week: Week = WORKDAYS,
    number: str = "1",
    **facts: Any,
) -> Centre:
    """A centre with one window, open to the public, from nine to twelve and two to six on workdays."""
    centre = centres.add_centre(
        organisation=organisation or make_body(),
        place=facts.pop("place", None) or make_place(),
        slug=slug or f"centre-{next(_next)}",
        by=COMMAND,
        **facts,
    )
    make_window(centre, number)
    hours.set_week(centre=centre, week=week, by=COMMAND)
    return centre if state == Centre.State.DRAFT else centres.set_state(centre=centre, state=state, by=COMMAND)


def make_window(centre: Centre, number: str = "2", label: str = "综合窗口", **facts: Any) -> Window:
    """A window of a centre."""
    return windows.add_window(centre=centre, number=number, label=label, by=COMMAND, **facts)


def make_topic(key: str = "school") -> Topic:
    """A topic of the usual list, in its place there: a test with real transactions leaves the tables empty."""
    names: Mapping[str, str] = TOPICS[key]
    values = {"name": translated(names), "order": list(TOPICS).index(key)}
    return Topic.objects.get_or_create(key=key, defaults=values)[0]


def make_service(centre: Centre, title: str = "入学咨询", *, offered: bool = True, **facts: Any) -> Service:
    """A service at a centre's first window, offered to the public."""
    facts.setdefault("windows", list(centre.windows.all()[:1]))
    facts.setdefault("languages", ["zh-Hans"])
    service = services.add_service(organisation=centre.organisation, title=title, by=COMMAND, **facts)
    if offered:
        return services.set_state(service=service, state=Service.State.OFFERED, by=COMMAND)
    return service
