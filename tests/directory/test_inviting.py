"""Nobody invites others to more than they hold, or look after."""

from __future__ import annotations

import pytest

from duikou.directory.inviting import Held, may_invite
from duikou.directory.models import Area, Grant, Organisation

R = Grant.Role
CITY, DISTRICT, ELSEWHERE = Area(pk=1), Area(pk=2), Area(pk=3)
DISTRICT.parent = CITY
MINE = Organisation(pk=10, kind="employer", state="approved")
OTHER = Organisation(pk=11, kind="employer", state="approved")
ASKING = Organisation(pk=12, kind="employer", state="pending")
BUREAU = Organisation(pk=20, kind="office", state="approved")

ADMINISTRATOR = Held(R.ADMINISTRATOR)
OFFICE = Held(R.OFFICE, 20, None, frozenset({10, 12}))
CITY_OFFICE = Held(R.OFFICE)
EMPLOYER = Held(R.EMPLOYER, 10)


@pytest.mark.parametrize("role", list(R))
def test_administrator_gives_every_role(role):
    body = MINE if role == R.EMPLOYER else BUREAU if role in Grant.OF_ONE_BODY else None
    assert may_invite([ADMINISTRATOR], role=role, organisation=body, area=None)


@pytest.mark.parametrize("held", [OFFICE, CITY_OFFICE, EMPLOYER, Held(R.DOOR, 20), Held(R.AUDITOR)])
@pytest.mark.parametrize("role", [role for role in R if role != R.EMPLOYER])
@pytest.mark.parametrize("body", [None, MINE, BUREAU])
def test_nobody_else_gives_a_role_of_the_staff(held, role, body):
    assert not may_invite([held], role=role, organisation=body, area=None)


@pytest.mark.parametrize(
    ("held", "body", "may"),
    [
        (OFFICE, MINE, True),
        (OFFICE, OTHER, False),  # at another office's fairs only
        (OFFICE, ASKING, False),  # not approved
        (OFFICE, BUREAU, False),
        (OFFICE, None, False),
        (CITY_OFFICE, OTHER, True),
        (CITY_OFFICE, ASKING, False),
        (EMPLOYER, MINE, True),
        (EMPLOYER, OTHER, False),
        (EMPLOYER, None, False),
        (ADMINISTRATOR, None, False),  # an employer's account acts for one employer
        (ADMINISTRATOR, BUREAU, False),
        (Held(R.DOOR, 20), MINE, False),
        (Held(R.AUDITOR), MINE, False),
    ],
)
def test_people_of_an_employer_are_invited_by_those_who_answer_for_it(held, body, may):
    assert may_invite([held], role=R.EMPLOYER, organisation=body, area=None) is may


def test_declined_employer_invites_nobody():
    declined = Organisation(pk=10, kind="employer", state="declined")
    assert not may_invite([EMPLOYER], role=R.EMPLOYER, organisation=declined, area=None)


@pytest.mark.parametrize(("place", "may"), [(CITY, True), (DISTRICT, True), (ELSEWHERE, False), (None, False)])
def test_office_within_an_area_invites_the_people_of_employers_there(place, may):
    held = Held(R.OFFICE, None, CITY)
    there = Organisation(pk=13, kind="employer", state="approved", area=place)
    assert may_invite([held], role=R.EMPLOYER, organisation=there, area=None) is may


def test_nobody_invites_to_what_cannot_be_given():
    assert not may_invite([ADMINISTRATOR], role=R.AUDITOR, organisation=BUREAU, area=None)
    assert not may_invite([ADMINISTRATOR], role=R.EMPLOYER, organisation=MINE, area=CITY)
    assert may_invite([ADMINISTRATOR], role=R.OFFICE, organisation=BUREAU, area=CITY)


def test_no_grant_gives_nothing():
    assert not may_invite([], role=R.EMPLOYER, organisation=MINE, area=None)
