"""Every operation of the API, tried with every kind of proof: who gets in, and that who does not changes nothing.

A new operation without a row here fails the first test."""

from __future__ import annotations

import json
from datetime import timedelta
from functools import cache
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from duikou.base import clock
from duikou.base.actor import COMMAND
from duikou.booking import passes, tickets
from duikou.booking.api.callers import buckets
from duikou.booking.models import Draw, Offer, Slot
from duikou.booking.proofs import digits_of
from duikou.config.api import api
from duikou.directory.actions.connections import give_token, take_back_token
from duikou.directory.models import ApiToken
from tests.architecture.test_doors import contents
from tests.architecture.world import World, routes
from tests.fairs.factories import make_fair, make_person

Scope = ApiToken.Scope
# The proofs that open an operation: the scope of a token, "pass", "key" (the booking's), "entry" (the waiting entry's),
# "wishes" (the list's own); "" opens it to everybody.
DOORS: dict[str, set[str]] = {
    "fairs_fairs": {""},
    "fairs_fair": {""},
    "fairs_zone": {""},
    "fairs_posts": {""},
    "fairs_post": {""},
    "offers_offers": {""},
    "offers_offer": {""},
    "offers_slots": {""},
    "offers_slot": {""},
    "draws_draw": {""},
    "draws_file": {""},
    "bookings_book": {Scope.BOOK, "pass"},
    "bookings_bookings": {Scope.READ, "pass"},
    "bookings_read": {Scope.READ, "pass", "key"},
    "bookings_cancel": {Scope.CHANGE, "pass", "key"},
    "bookings_move": {Scope.CHANGE, "pass", "key"},
    "persons_copy": {"pass", "key"},
    "persons_put_right": {"pass", "key"},
    "persons_erase": {"pass", "key"},
    "passes_give": {Scope.PASSES},
    "passes_give_back": {"pass"},
    "contact_codes_send": {Scope.BOOK, Scope.PASSES},
    "contact_codes_prove": {Scope.BOOK, Scope.PASSES},
    "waiting_join": {Scope.BOOK, "pass"},
    "waiting_read": {Scope.READ, "entry"},
    "waiting_leave": {Scope.CHANGE, "entry"},
    "wish_lists_put": {Scope.BOOK, "pass"},
    "wish_lists_read": {Scope.READ, "pass of whose wishes they are", "wishes"},
    "wish_lists_replace": {Scope.CHANGE, "pass of whose wishes they are", "wishes"},
    "wish_lists_drop": {Scope.CHANGE, "pass of whose wishes they are", "wishes"},
    "check_ins_check_in": {Scope.CHECK_IN},
}
# What other people's passes open: their own bookings, of which there are none. One without proof books, no more.
THEIRS = {
    ("pass of a name known", "bookings_book"),
    ("pass of a name known", "waiting_join"),
    ("pass of a name known", "passes_give_back"),
    ("pass of somebody else", "bookings_book"),
    ("pass of somebody else", "bookings_bookings"),
    ("pass of somebody else", "waiting_join"),
    ("pass of somebody else", "passes_give_back"),
    ("pass of another fair", "bookings_bookings"),
    ("pass of another fair", "passes_give_back"),
    *((f"pass of {whose}", "wish_lists_put") for whose in ("a name known", "somebody else")),
    *(
        ("pass of whose wishes they are", operation)
        for operation in ("bookings_book", "bookings_bookings", "waiting_join", "passes_give_back", "wish_lists_put")
    ),
}
PERSON = {"name": "赵六", "contact": "13900002222"}


class Undone(Exception):
    """Takes back what a request wrote."""


@pytest.fixture
def world(world: World) -> World:
    Offer.objects.update(cancel_until_minutes=0)  # the fair is running: waiting and cancelling are over otherwise
    Draw.objects.update(state=Draw.State.WISHING, wishes_until=clock.now() + timedelta(hours=1))
    return world


@pytest.fixture
def proofs(world: World) -> dict[str, str]:
    """One proof of each kind, good and bad, by name."""

    def token(*scopes: str, of: Any) -> str:
        return give_token(name="x", organisation=of, scopes=scopes, by=COMMAND)[1]

    elsewhere = make_fair(organiser=make_office_elsewhere())
    shown = {scope: token(scope, of=world.office) for scope in Scope.values}
    shown |= {f"{scope} of another office": token(scope, of=elsewhere.organiser) for scope in Scope.values}
    taken, secret = give_token(name="x", organisation=None, scopes=Scope.values, by=COMMAND)
    take_back_token(token=taken, by=COMMAND)
    whose = world.entry.person
    assert world.booking.person is not None
    assert whose is not None
    return shown | {
        "": "",
        "a token that was taken back": secret,
        "a token of nobody's": "dk1_" + "A" * 43,
        "pass": passes.issue(world.fair.offer, world.booking.person, proven=True),
        "pass of a name known": passes.issue(world.fair.offer, world.booking.person),
        "pass of somebody else": passes.issue(world.fair.offer, make_person(name="钱七"), proven=True),
        "pass of another fair": passes.issue(elsewhere.offer, world.booking.person, proven=True),
        "key": tickets.manage_token(world.booking),
        "key of another booking": tickets.manage_token(world.there.booking),
        "entry": tickets.waiting_token(world.waiting),
        "entry of another waiting": tickets.waiting_token(world.there.waiting),
        "wishes": tickets.entry_token(world.entry),
        "wishes of somebody else": tickets.entry_token(world.there.entry),
        "pass of whose wishes they are": passes.issue(world.fair.offer, whose, proven=True),
        "nonsense": "x" * 60,
    }


def make_office_elsewhere() -> Any:
    from tests.fairs.factories import make_office

    return make_office("示例：外地局")


def sent(world: World, operation: str) -> dict[str, Any] | None:
    """A good body for an operation."""
    resource = world.booking.slot.resource_id
    free = Slot.objects.filter(resource=resource, taken=0).order_by("-starts_at").first()
    assert free is not None
    bodies: dict[str, dict[str, Any]] = {
        "bookings_book": {"slot": str(free.public_id), "person": PERSON},
        "bookings_move": {"slot": str(free.public_id)},
        "passes_give": {"offer": str(world.fair.offer.public_id), "person": PERSON},
        "contact_codes_send": {"offer": str(world.fair.offer.public_id), "contact": PERSON["contact"]},
        "contact_codes_prove": {
            "offer": str(world.fair.offer.public_id),
            "digits": digits_of(world.contact_code.public_id),
        },
        "persons_copy": {"contact": world.booking.person.contact},
        "persons_put_right": PERSON,
        "waiting_join": {"slot": str(world.booking.slot.public_id), "person": PERSON},
        "wish_lists_put": {
            "offer": str(world.fair.offer.public_id),
            "wishes": [str(world.post.public_id)],
            "person": PERSON,
        },
        "wish_lists_replace": {"wishes": [str(world.post.public_id)]},
        "check_ins_check_in": {"booking": str(world.booking.public_id)},
    }
    return bodies.get(operation)


def is_pass(name: str) -> bool:
    """Whether the proof of this name is a pass."""
    return name == "pass" or name.startswith("pass of ")


@cache
def operations() -> dict[str, tuple[str, str]]:
    """The path and the method of every operation by its id; those described there that are addresses of the site, as
    all others, are tried by test_doors."""
    return {
        described["operationId"]: (path, method)
        for path, methods in api.get_openapi_schema()["paths"].items()
        if path.startswith("/api/")
        for method, described in methods.items()
    }


def ask(world: World, operation: str, proof: str, name: str) -> int:
    """The status of one request; what it wrote is taken back."""
    path, method = operations()[operation]
    ids = {"slug": world.fair.slug, "post": world.post.public_id, "offer": world.fair.offer.public_id}
    ids |= {"slot": world.booking.slot.public_id, "booking": world.booking.public_id, "entry": world.waiting.public_id}
    ids |= {"code": world.contact_code.public_id, "wishes": world.entry.public_id}
    body = sent(world, operation)
    if body and is_pass(name) and operation != "passes_give":
        body.pop("person", None)
    where = path.format(**ids)
    if operation == "bookings_bookings" and not is_pass(name):
        where += f"?offer={ids['offer']}"
    headers = {"Authorization": f"Bearer {proof}"} if proof else {}
    client, status = Client(headers={"accept-language": "en"}), 0
    try:
        with transaction.atomic():
            answer = client.generic(
                method.upper(),
                where,
                json.dumps(body) if body else "",
                content_type="application/json",
                headers=headers,
            )
            status = answer.status_code
            if status >= 400:
                assert answer.headers["Content-Type"] == "application/problem+json"
                assert answer.json()["status"] == status
            raise Undone
    except Undone:
        return status


def test_every_operation_has_a_row_and_every_row_an_operation():
    assert set(operations()) == set(DOORS)
    assert {route for route in routes() if route.startswith("api:")} == {
        *(f"api:{name}" for name in ("openapi-json", "api-root", "fairs", "fair", "zone", "posts", "post", "offers")),
        *(f"api:{name}" for name in ("offer", "slots", "slot", "bookings", "booking", "cancel-booking")),
        *(f"api:{name}" for name in ("move-booking", "passes", "give-pass-back", "waiting-entries", "waiting-entry")),
        *(f"api:{name}" for name in ("contact-codes", "contact-proofs")),
        *(f"api:{name}" for name in ("leave-waiting-entry", "check-ins", "person", "person-copy")),
        *(f"api:{name}" for name in ("draw", "draw-file", "wish-lists", "wish-list")),
    }


@pytest.mark.parametrize("operation", DOORS)
def test_only_those_get_in_who_may(world, proofs, operation):
    before = contents()
    for name, proof in proofs.items():
        buckets.empty()
        status = ask(world, operation, proof, name)
        if "" in DOORS[operation] or name in DOORS[operation] or (name, operation) in THEIRS:
            assert status in (200, 201, 202, 204, 409), (name, status)
        else:
            assert status in (401, 403), (name, status)
    assert contents() == before
    open_at_all = DOORS[operation] - {""}
    good = (200, 201, 202, 204)
    assert not open_at_all or any(ask(world, operation, proofs[name], name) in good for name in open_at_all)


def test_lists_of_another_fair_do_not_show_bookings_of_this_one(world, proofs):
    for name in ("pass of somebody else", "pass of another fair"):
        answer = Client().get("/api/v1/bookings", headers={"Authorization": f"Bearer {proofs[name]}"})
        assert answer.json() == {"items": [], "next": None}
    mine = Client().get("/api/v1/bookings", headers={"Authorization": f"Bearer {proofs['pass']}"}).json()
    assert [one["id"] for one in mine["items"]] == [str(world.booking.public_id)]
