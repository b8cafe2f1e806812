"""Nonsense in addresses, questions and forms: whatever is sent, the answer is a page that says what to do, never a 500.

What is sent is drawn at random from a fixed seed; a failure names the request that broke."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from urllib.parse import quote

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from duikou.demo.browsing import Field, Form, Page
from tests.architecture.test_doors import DOORS
from tests.architecture.world import World, routes

# As they stand in an address or a form, percent-encoded: controls, broken UTF-8, lone surrogates, marks that turn text
# round, numbers too large for any column, digits that are no digits to int(), moments at the ends of all calendars.
NASTY = (
    "", "%00", "a%00b", "%FF%FE", "%ED%A0%80", "%F4%90%80%80", "%", "%ZZ", "%E2%80%AEa%E2%81%A6", "%F0%9F%98%80" * 40,
    "a" * 10_000, "%E6%8B%9B" * 2000, "-1", "0", "9" * 30, "9" * 5000, "1e999", "NaN", "-inf", "%C2%B2", "%D9%A3",
    "1_0", "0001-01-01T00:00", "9999-12-31T23:59", "0001-01-01", "9999-12-31", "25:61", "%27%20OR%201--", "..%2F..%2F",
    "%3C%2Fscript%3E%3Cscript%3Ealert(1)", "%7B%7Bx%7D%7D", "%25s%25(x)s%7B0%7D", "%0D%0ASet-Cookie:%20a%3Db",
    "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff", "not-a-uuid", "true", "%5B%5D",
    "javascript:alert(1)", "https://%5B", "http://%E2%80%AE.example", "D1.AAAA.AAAA", "D1..", "D%C2%B2.a.b",
    "%22%2A%22%20NEAR(a%20b)%20OR", "%28%28%28", "AND", "title:x*", "%E2%80%8B", "%EF%BC%91%EF%BC%90", "on",
)  # fmt: skip
TYPES = (
    "text/plain", "application/json", "multipart/form-data", "multipart/form-data; boundary=", "", "x",
    "multipart/form-data; boundary=a%00b", "application/x-www-form-urlencoded; charset=utf-7",
    "application/x-www-form-urlencoded; charset=nonsense", "multipart/form-data; boundary=\xff; charset=utf-16",
)  # fmt: skip
ASKED = {
    "q", "page", "education", "major", "show", "field", "place", "pay", "kind", "way", "open", "sort", "limit", "slot",
    "stand", "day", "booking", "state", "employer", "next", "how", "wait_for", "name",
}  # fmt: skip
GOOD = {
    "name": "王芳", "contact": "13900001111", "title": "车工", "title_zh-hans": "秋季招聘会", "slug": "another-fair",
    "starts_at": "2030-11-28T09:00", "ends_at": "2030-11-28T16:00", "uscc": "91620200MA71CPUN3U", "username": "a@b.cn",
    "password": "quite a long secret", "again": "quite a long secret", "text": "张", "step": "call", "tables": "2",
    "interview_minutes": "10", "on_site": "on", "display_name": "L", "how": "on_site", "why": "Rain", "then": "publish",
}  # fmt: skip
A_ROUTE = 8


class Undone(Exception):
    """Takes back what a request wrote, so that the next finds the world as it was."""


@pytest.fixture
def dice() -> random.Random:
    return random.Random(20261128)


def send(
    client: Client, method: str, where: str, body: str = "", kind: str = "application/x-www-form-urlencoded"
) -> int:
    """The status of one request; its writes are taken back. Raises what the view raised, naming the request."""
    status = 0
    try:
        with transaction.atomic():
            status = client.generic(method, where, body.encode(), content_type=kind).status_code
            raise Undone
    except Undone:
        pass
    except Exception as error:
        raise AssertionError(f"{method} {where[:300]} {kind} {body[:600]}: {error!r}") from error
    assert status < 500, (method, where[:300], kind, body[:600])
    return status


def role_of(route: str) -> str:
    """Somebody who gets in, a visitor where everybody does."""
    who = DOORS[route].who
    return (
        "visitor"
        if "visitor" in who
        else next(role for role in ("employer", "office", "administrator", "door", "finance") if role in who)
    )


def addresses(world: World, dice: random.Random, route: str) -> Iterator[str]:
    """The address of `route` as it should be, and with each of its parts made nonsense."""
    known = {name: str(value) for name, value in world.values(route.partition(":")[2]).items()}
    names = list(routes()[route].pattern.regex.groupindex)
    right = reverse(route, kwargs={name: known[name] for name in names})
    yield right
    for name in names:
        for nasty in dice.sample(NASTY, 4):
            yield right.replace(known[name], nasty)


def asking(dice: random.Random, names: list[str]) -> str:
    """A question of a few names with nonsense values."""
    return "&".join(f"{name}={dice.choice(NASTY)}" for name in dice.sample(names, min(len(names), dice.randint(1, 4))))


OPEN_TO_READ = [route for route, door in DOORS.items() if "GET" in door.methods and door.who]
OPEN_TO_WRITE = [route for route, door in DOORS.items() if "POST" in door.methods and door.who]


@pytest.mark.slow
def test_no_address_and_no_question_breaks_a_page(world, dice):
    names = sorted(ASKED)
    for route in OPEN_TO_READ:
        client = world.clients[role_of(route)]
        for where in addresses(world, dice, route):
            send(client, "GET", where)
        here = next(addresses(world, dice, route))
        for _turn in range(4):
            send(client, "GET", f"{here}?{asking(dice, names)}")


def filled(form: Form, dice: random.Random, spoil: Callable[[], bool]) -> str:
    """The form as a browser would send it, some of its fields spoilt, some left out, some sent twice."""
    parts = []
    names = {one.name for one in form.fields if one.name} | {name for name, _value, _text in form.buttons if name}
    right = form.values() | {name: value for name, value, _text in form.buttons[:1] if name}
    right |= {name: good for name, good in GOOD.items() if name in names and not right.get(name)}
    for name in sorted(names):
        fate = dice.random()
        value = dice.choice(NASTY) if spoil() else quote(right.get(name, next(iter(form.options(name)), "")))
        parts += [] if fate < 0.06 else [f"{name}={value}"] * (2 if fate > 0.96 else 1)
    return "&".join(parts)


def forms_of(world: World, route: str, where: str) -> list[Form]:
    """The forms of a page that are sent to this very address, or one with the fields it is known to read."""
    empty = Form(where, "post", [Field(name, "text", "", on=True) for name in FIELDS.get(route, ())])
    if "GET" not in DOORS[route].methods:
        return [empty]
    page = Page("http://testserver" + where, 200, world.clients[role_of(route)].get(where).content.decode())
    mine = [one for one in page.forms if one.method == "post" and one.action.endswith(where)]
    return mine or [empty]


# What a form elsewhere sends to these addresses.
FIELDS = {
    "base:language": ["language", "next"],
    "directory:set-up": ["code", "city_zh", "office_zh", "languages", "username", "password", "again", "mail_server"],
    "directory:switch-account": ["active"],
    "fairs:door-check-in": ["booking", "by"],
    "fairs:door-look-up": ["text"],
    "fairs:door-undo": ["booking"],
    "booking:move": ["slot"],
    "fairs:post-state": ["to"],
    "fairs:stand-decline": ["why"],
    "fairs:stand-give": ["tables", "interview_minutes", "on_site", "online"],
    "fairs:table-step": ["step", "day", "stand"],
}


@pytest.mark.slow
def test_no_form_breaks_a_page(world, dice):
    for route in OPEN_TO_WRITE:
        client = world.clients[role_of(route)]
        where = next(addresses(world, dice, route))
        for form in forms_of(world, route, where):
            for turn in range(A_ROUTE):
                share = (0.0, 0.12, 0.4, 1.0)[turn % 4]
                body = filled(form, dice, lambda share=share: dice.random() < share)
                send(client, "POST", where, body)
        for nasty_address in list(addresses(world, dice, route))[1:]:
            send(client, "POST", nasty_address)


def test_no_kind_of_content_breaks_a_page(world):
    for route in OPEN_TO_WRITE:
        where = next(addresses(world, random.Random(1), route))
        for kind in TYPES:
            send(world.clients[role_of(route)], "POST", where, '--a\r\n{"slot": [1, {"x": null}]}', kind)


def test_a_request_that_breaks_a_page_is_noticed(world, monkeypatch):
    monkeypatch.setattr("duikou.portal.views.queries.fairs", lambda **_ignored: int("²"))
    with pytest.raises(AssertionError, match="GET /"):
        send(world.clients["visitor"], "GET", "/")
