"""Lists show what the guards open: for every role, and for accounts with roles at random, what is linked from the lists
is exactly what can be opened."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import Resolver404, resolve, reverse

from duikou.activities.models import Activity, Campaign, Candidacy, Contest, Course, Programme, VolunteerTeam
from duikou.base import clock
from duikou.desk.models import Answer, Centre, Enquiry, Service
from duikou.directory.models import Account, Area, Decision, Grant, Organisation, Webhook
from duikou.directory.rules import unfit
from duikou.fairs.models import Condition, Fair, ImportBatch, Post, Stand
from duikou.plans.models import Policy
from tests.architecture.world import ACCOUNTS, SIGNED_OUT, World

Address = dict[str, Any]


def at_fairs(model: Any, name: str, key: str = "pk") -> Callable[[], Iterable[Address]]:
    """The addresses of all rows of a model that belong to fairs."""
    return lambda: [{"slug": slug, name: value} for slug, value in model.objects.values_list("fair__slug", key)]


def rows(model: Any, name: str, key: str = "public_id") -> Callable[[], Iterable[Address]]:
    """The addresses of all rows of a model."""
    return lambda: [{name: value} for value in model.objects.values_list(key, flat=True)]


fairs = rows(Fair, "slug", "slug")


@dataclass(frozen=True)
class Things:
    """All things behind an address, and the lists that lead there; `by_stand`: lists of one stand, asked for by it."""

    lists: tuple[str, ...]
    all: Callable[[], Iterable[Address]]
    by_stand: bool = False


THINGS = {
    "fairs:office-fair": Things(("fairs:office-fairs", "fairs:work"), fairs),
    "fairs:door": Things(("fairs:work",), fairs),
    "fairs:stand": Things(("fairs:work",), fairs),
    "fairs:office-stand": Things(("fairs:office-stands",), at_fairs(Stand, "stand")),
    "fairs:post-edit": Things(
        ("fairs:office-posts", "fairs:stand"), at_fairs(Post, "post", "public_id"), by_stand=True
    ),
    "fairs:office-import": Things(("fairs:office-imports",), at_fairs(ImportBatch, "batch", "public_id")),
    "fairs:own-import": Things(("fairs:own-imports",), at_fairs(ImportBatch, "batch", "public_id"), True),
    "fairs:office-condition": Things(("fairs:office-conditions",), at_fairs(Condition, "condition")),
    "desk:keep-centre": Things(("desk:work",), rows(Centre, "centre", "slug")),
    "activities:keep": Things(("activities:work",), rows(Activity, "activity")),
    "activities:keep-team": Things(("activities:keep-teams",), rows(VolunteerTeam, "team")),
    "activities:keep-class": Things(("activities:class-work",), rows(Course, "course")),
    "activities:keep-contest": Things(("activities:kept-contests",), rows(Contest, "contest")),
    "activities:keep-campaign": Things(("activities:campaigns",), rows(Campaign, "campaign", "slug")),
    "activities:candidacy": Things(("activities:title-work",), rows(Candidacy, "candidacy")),
    "activities:programme": Things(("activities:title-work",), rows(Programme, "programme", "slug")),
    "desk:keep-service": Things(("desk:work",), rows(Service, "service")),
    "directory:webhook": Things(("directory:connections",), rows(Webhook, "hook_id")),
    "directory:roles": Things(("directory:accounts",), rows(Account, "public_id")),
    "desk:question": Things(("desk:inbox",), rows(Enquiry, "enquiry")),
    "desk:kept-answer": Things(("desk:kept-answers",), rows(Answer, "answer")),
    "plans:kept-policy": Things(("plans:kept-policies",), rows(Policy, "policy")),
    "directory:decision": Things(("directory:decisions",), rows(Decision, "decision_id")),
}


def pages(route: str, by_stand: bool) -> list[str]:
    """The addresses of a list: for each fair where it is a fair's, and for each stand where that is asked for."""
    try:
        found = [reverse(route)]
    except Exception:
        found = [reverse(route, kwargs=one) for one in fairs()]
    if not by_stand:
        return found
    return [f"{where}?stand={stand}" for where in found for stand in Stand.objects.values_list("pk", flat=True)]


def linked(client: Client, route: str) -> set[str]:
    """The addresses of `route` that the lists lead to."""
    things, found = THINGS[route], set()
    for name in things.lists:
        for where in pages(name, things.by_stand):
            answer = client.get(where)
            if answer.status_code == 200:
                found |= {urlsplit(link).path for link in re.findall(r'href="([^"]+)"', answer.text)}
    return {path for path in found if leads_to(path, route)}


def leads_to(path: str, route: str) -> bool:
    """Whether a path is an address of this route."""
    try:
        return resolve(path).view_name == route
    except Resolver404:
        return False


def opened(client: Client, route: str) -> set[str]:
    """The addresses of `route` that open, of all there are."""
    every = {reverse(route, kwargs=one) for one in THINGS[route].all()}
    return {where for where in every if client.get(where).status_code == 200}


@pytest.mark.parametrize("role", [role for role in ACCOUNTS if role not in SIGNED_OUT])
def test_lists_show_exactly_what_opens(world, role):
    client = world.clients[role]
    for route in THINGS:
        assert linked(client, route) == opened(client, route), route


def test_world_shows_each_thing_to_somebody_and_to_somebody_not(world):
    for route in THINGS:
        seen = [len(opened(world.clients[role], route)) for role in ("employer", "office", "administrator", "nobody")]
        assert max(seen) > 0, route
        assert min(seen) == 0, route


def somebody(world: World, dice: random.Random) -> Client:
    """A client whose account has a few roles at random, each for what it may be given for."""
    account = Account.objects.create(username="somebody", display_name="somebody", created_at=clock.now())
    bodies, areas = [None, *Organisation.objects.order_by("pk")], [None, *Area.objects.order_by("pk")]
    for _turn in range(dice.randint(1, 4)):
        what: dict[str, Any] = {
            "role": dice.choice(("office", "door", "employer", "centre", "approver", "office")),
            "organisation": dice.choice(bodies),
            "area": dice.choice(areas),
        }
        if unfit(**what) is None and not Grant.objects.filter(account=account, **what).exists():
            Grant.objects.create(account=account, granted_at=clock.now(), **what)
    client = Client(headers={"accept-language": "en"})
    client.force_login(account)
    return client


@pytest.mark.parametrize("seed", range(8))
def test_lists_show_exactly_what_opens_to_accounts_with_several_roles(world, seed):
    client = somebody(world, random.Random(seed))
    for route in THINGS:
        assert linked(client, route) == opened(client, route), (
            route,
            list(Grant.objects.filter(account__username="somebody").values()),
        )
