"""Every address of the city, tried as every role: who gets in, by which method, and that reading changes nothing.

A new address without a row here fails the first test."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from duikou.base import paced
from duikou.directory.models import Counted, Session
from duikou.journal.actions import READ
from duikou.journal.models import Entry
from tests.architecture.world import ROLES, WITHOUT_ACCOUNT, World, build, routes

ALL = frozenset(ROLES)
ACCOUNTS = ALL - WITHOUT_ACCOUNT
OFFICE = frozenset({"office", "administrator"})
ANY_OFFICE = OFFICE | {"other_office"}
DOOR_STAFF = OFFICE | {"door"}
DOOR = DOOR_STAFF | {"door_link"}
EMPLOYERS = frozenset({"employer", "rival"})
OWN = frozenset({"employer"})
AUTHORS = OFFICE | OWN
STAFF = ANY_OFFICE | EMPLOYERS | {"door"}
INVITERS = ANY_OFFICE | EMPLOYERS
ADMINISTRATOR = frozenset({"administrator"})
AUDITORS = ADMINISTRATOR | {"auditor"}
WORKING = ACCOUNTS - EMPLOYERS - {"nobody"}  # for the city: they have a second factor


@dataclass(frozen=True)
class Door:
    """Who gets through an address, and by which methods. `personal`: no cache may keep what it shows. `signed`: opens
    for whatever proves itself by a signature, so that no cookie and no token against forged forms is asked for."""

    who: frozenset[str]
    methods: str = "GET POST"
    personal: bool = True
    signed: bool = False


def public(methods: str = "GET") -> Door:
    """Open to everybody, and the same for everybody."""
    return Door(ALL, methods, personal=False)


DOORS = {
    "portal:home": public(),
    "portal:promises": public(),
    "portal:sitemap": public(),
    "portal:robots": public(),
    "base:language": public("POST"),
    "base:styleguide": Door(frozenset()),
    "account_login": public("GET POST"),
    "account_logout": public("POST"),
    "mfa_authenticate": Door(ACCOUNTS),
    "mfa_login_webauthn": Door(ACCOUNTS),
    "account_reauthenticate": Door(ACCOUNTS),
    "mfa_reauthenticate": Door(ACCOUNTS),
    "mfa_reauthenticate_webauthn": Door(ACCOUNTS),
    "mfa_index": Door(ACCOUNTS, "GET"),
    "mfa_activate_totp": Door(ACCOUNTS),
    # Nobody here has set one up, and nobody else's is found
    "mfa_deactivate_totp": Door(frozenset()),
    "mfa_list_webauthn": Door(ACCOUNTS, "GET"),
    "mfa_add_webauthn": Door(ACCOUNTS),
    "mfa_edit_webauthn": Door(frozenset()),
    "mfa_remove_webauthn": Door(frozenset()),
    "mfa_view_recovery_codes": Door(ACCOUNTS, "GET"),
    "mfa_generate_recovery_codes": Door(ACCOUNTS),
    "directory:end-sessions": Door(ACCOUNTS, "POST"),
    "directory:forget-factors": Door(ADMINISTRATOR, "POST"),
    "directory:set-up": public("GET POST"),
    "directory:account": Door(ACCOUNTS),
    "directory:roles": Door(ADMINISTRATOR),
    "directory:take-role": Door(ADMINISTRATOR, "POST"),
    "directory:address": Door(ACCOUNTS),
    "directory:lost-password": Door(ALL),
    "directory:new-password": Door(ALL),
    "directory:invitations": Door(INVITERS, "GET"),
    "directory:invite": Door(INVITERS),
    "directory:revoke-invitation": Door(AUTHORS, "POST"),
    "directory:invitation": Door(ALL),
    "directory:accounts": Door(ADMINISTRATOR, "GET"),
    "directory:password-link": Door(ADMINISTRATOR, "POST"),
    "directory:switch-account": Door(ADMINISTRATOR, "POST"),
    "directory:city": Door(ADMINISTRATOR),
    "directory:messages": Door(ADMINISTRATOR, "GET"),
    "directory:wordings": Door(ANY_OFFICE, "GET"),
    "directory:messages-again": Door(ADMINISTRATOR, "POST"),
    "directory:message-again": Door(ADMINISTRATOR, "POST"),
    "directory:journal": Door(AUDITORS, "GET"),
    "directory:connections": Door(ANY_OFFICE, "GET"),
    "directory:new-token": Door(ANY_OFFICE),
    "directory:take-back": Door(OFFICE, "POST"),
    "directory:new-webhook": Door(ANY_OFFICE),
    "directory:webhook": Door(OFFICE, "GET"),
    "directory:change-webhook": Door(OFFICE, "POST"),
    "directory:send-again": Door(OFFICE, "POST"),
    "api-docs": public(),
    "api-problem": public(),
    "fairs:zone": public(),
    "fairs:post": public(),
    "fairs:employer": public(),
    "fairs:feed": public(),
    "fairs:carry": public(),
    "fairs:embedded": public(),
    "fairs:join": public("GET POST"),
    # What belongs to one person: the key is the address, whoever asks
    "fairs:book": Door(ALL),
    "fairs:express": Door(ALL, "POST", signed=True),
    "fairs:ready": Door(ALL),
    "fairs:give-back": Door(ALL, "POST"),
    "fairs:manage": Door(ALL, "GET"),
    "fairs:short": Door(ALL, "GET"),
    "fairs:calendar": Door(ALL, "GET"),
    "fairs:move": Door(ALL),
    "fairs:cancel": Door(ALL),
    "fairs:here": Door(ALL, "POST"),
    "fairs:about-me": Door(ALL),
    "fairs:about-me-file": Door(ALL, "POST"),
    "fairs:about-me-correct": Door(ALL),
    "fairs:waiting-about-me": Door(ALL),
    "fairs:waiting-about-me-file": Door(ALL, "POST"),
    "fairs:waiting-about-me-correct": Door(ALL),
    "fairs:slip": Door(ALL, "GET"),
    "fairs:waiting": Door(ALL, "GET"),
    "fairs:leave": Door(ALL, "POST"),
    "fairs:erase-waiting": Door(ALL, "POST"),
    "fairs:my": Door(ALL, "GET"),
    "fairs:forget": Door(ALL, "POST"),
    "fairs:find": Door(ALL),
    # Work
    "fairs:work": Door(STAFF, "GET"),
    "fairs:office-fairs": Door(ANY_OFFICE, "GET"),
    "fairs:office-fair-new": Door(ANY_OFFICE),
    "fairs:office-fair": Door(OFFICE, "GET"),
    "fairs:office-fair-edit": Door(OFFICE),
    "fairs:office-fair-cancel": Door(OFFICE),
    "fairs:office-fair-step": Door(OFFICE),
    "fairs:office-stands": Door(OFFICE, "GET"),
    "fairs:stand-times": Door(OFFICE, "POST"),
    "fairs:stand-give": Door(OFFICE, "POST"),
    "fairs:office-stand": Door(OFFICE),
    "fairs:stand-approve": Door(OFFICE, "POST"),
    "fairs:stand-decline": Door(OFFICE, "POST"),
    "fairs:office-posts": Door(OFFICE, "GET"),
    "fairs:office-export": Door(OFFICE, "GET"),
    "fairs:office-imports": Door(OFFICE),
    "fairs:office-import": Door(OFFICE),
    "fairs:office-conditions": Door(OFFICE, "GET"),
    "fairs:office-condition": Door(OFFICE),
    "fairs:office-publish-all": Door(OFFICE, "POST"),
    "fairs:own-imports": Door(EMPLOYERS),
    "fairs:own-import": Door(OWN),
    "fairs:stand": Door(EMPLOYERS, "GET"),
    "fairs:stand-here": Door(EMPLOYERS, "POST"),
    "fairs:post-new": Door(EMPLOYERS),
    "fairs:post-edit": Door(AUTHORS),
    "fairs:post-state": Door(AUTHORS, "POST"),
    "fairs:door": Door(DOOR, "GET"),
    "fairs:door-look-up": Door(DOOR, "POST"),
    "fairs:door-check-in": Door(DOOR, "POST"),
    "fairs:door-undo": Door(DOOR, "POST"),
    "fairs:door-walk-in": Door(DOOR),
    "fairs:door-roll": Door(DOOR_STAFF, "GET"),
    "fairs:door-leave": Door(DOOR, "POST"),
    "fairs:open-door": Door(ALL),
    "fairs:invited": Door(ALL),
    "fairs:invitations": Door(OFFICE),
    "fairs:office-invitations": Door(OFFICE),
    "fairs:office-door-links": Door(OFFICE),
    "fairs:take-door-links-back": Door(OFFICE, "POST"),
    "fairs:door-slip": Door(DOOR, "GET"),
    "fairs:table": Door(EMPLOYERS, "GET"),
    "fairs:table-step": Door(OWN, "POST"),
}
SENT = {"fairs:door-check-in": "booking", "fairs:door-undo": "booking"}


@pytest.fixture
def world(db: None, settings, tmp_path) -> World:
    settings.DATA = tmp_path
    return build(tmp_path)


def is_api(route: str) -> bool:
    """Whether it is an address of the API: tests/architecture/test_api_doors.py tries those."""
    return route.startswith("api:") or route == "api-nothing"


def address(world: World, route: str) -> str:
    """The address of a route, with the world's things in it."""
    names = routes()[route].pattern.regex.groupindex
    known = world.values(route.rpartition(":")[2])
    return reverse(route, kwargs={name: known[name] for name in names})


def contents() -> str:
    """A hash of every row of every table but sessions and counts of failures, and but for what the journal keeps of who
    read what."""
    seen = hashlib.sha256()
    for model in sorted(apps.get_models(), key=lambda one: one._meta.label):
        if model not in (Session, Counted) and model._meta.app_label != "axes":
            rows = model._base_manager.exclude(what=READ) if model is Entry else model._base_manager.all()
            seen.update(repr(sorted(map(repr, rows.values_list()))).encode())
    return seen.hexdigest()


def ask(client: Client, method: str, where: str, world: World, route: str) -> tuple[int, str]:
    """The status and where it leads; the routes that name their thing in the form are told it."""
    paced.forget()  # each role comes from a network of its own
    sent = {SENT[route]: str(world.booking.public_id)} if route in SENT and method == "POST" else {}
    answer = client.get(where) if method == "GET" else client.post(where, sent)
    return answer.status_code, answer.headers.get("Location", "")


def test_every_address_has_a_row_and_every_row_an_address():
    assert {route for route in routes() if not is_api(route)} == set(DOORS)


@pytest.mark.parametrize("route", DOORS)
def test_only_those_get_in_who_may(world, route):
    door, where = DOORS[route], address(world, route)
    shut = sorted(ALL - door.who)
    for method in ("GET", "POST"):
        before = contents() if method == "GET" or shut else ""
        for role in shut:
            status, leads = ask(world.clients[role], method, where, world, route)
            refused = status in (403, 404, 405) or (role in WITHOUT_ACCOUNT and leads.startswith("/sign-in"))
            assert refused, (role, method, status, leads)
        if method == "POST" and shut:
            assert contents() == before, "somebody who was refused has changed something"
        for role in sorted(door.who):
            status, leads = ask(world.clients[role], method, where, world, route)
            if method in door.methods:
                assert status in ((400, 403) if door.signed else (200, 302, 409, 410, 422)), (role, method, status)
                assert not leads.startswith("/sign-in"), (role, method, leads)
            else:
                assert status == 405, (role, method, status)
            if route == "account_logout":
                break
        if method == "GET":
            assert contents() == before, "reading the page has changed something"


def test_forged_forms_are_refused_everywhere(world):
    before = contents()
    for route, door in DOORS.items():
        if "POST" not in door.methods or route == "base:language":
            continue  # a forged choice of language is harmless and undone by one click
        if door.signed:
            continue  # what is sent must hold a signed pass, which no other site has
        where = address(world, route)
        for role in sorted(door.who):
            client = Client(enforce_csrf_checks=True)
            client.cookies.update(world.clients[role].cookies)
            assert client.post(where).status_code == 403, (route, role)
    assert contents() == before


def test_no_cache_keeps_pages_of_persons_or_of_work_and_one_page_alone_can_be_framed(world):
    for route, door in DOORS.items():
        if "GET" not in door.methods:
            continue
        for role in sorted(door.who):
            answer = world.clients[role].get(address(world, route))
            if door.personal:
                assert "no-store" in answer.headers.get("Cache-Control", ""), (route, role)
                assert answer.headers["Referrer-Policy"] == "same-origin"
            framed = "frame-ancestors *" in answer.headers.get("Content-Security-Policy", "")
            assert framed == (route == "fairs:embedded"), (route, role)
            assert ("X-Frame-Options" not in answer.headers) == framed, (route, role)


def test_without_a_second_factor_nobody_works_for_the_city(world, settings):
    settings.SECOND_FACTORS = True
    before = contents()
    for route, door in DOORS.items():
        if not door.personal or door.who == ALL or route.partition("_")[0] in ("account", "mfa"):
            continue
        if route == "directory:end-sessions":
            continue  # who has none yet can end what somebody else began
        for role in sorted(door.who & WORKING):
            for method in door.methods.split():
                _status, leads = ask(world.clients[role], method, address(world, route), world, route)
                assert leads == "/account/second/", (route, role, method)
    assert contents() == before


def test_demo_has_no_address_in_a_real_city(world):
    for route in routes("duikou.demo.urls"):
        for role in ROLES:
            assert world.clients[role].get(f"/demo/{route}").status_code == 404
            assert world.clients[role].post(f"/demo/{route}", {"role": "administrator"}).status_code == 404


def test_sign_in_leads_to_this_site_only(world):
    for away in ("//evil.example", "https://evil.example/", "javascript:alert(1)", "/\\evil.example", "/sign-in"):
        answers = [world.clients[role].get("/sign-in", {"next": away}) for role in ("visitor", "office")]
        answers.append(world.clients["visitor"].post("/language", {"language": "en", "next": away}))
        for answer in answers:
            assert answer.status_code in (200, 302)
            assert not set(re.findall("evil|javascript", answer.headers.get("Location", "")))
