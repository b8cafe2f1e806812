"""Roles: what each may be given for, what a role within an area or for a body opens, and taking one away."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from duikou.base import clock
from duikou.base.actor import COMMAND
from duikou.directory import actions
from duikou.directory.actions.connections import give_token
from duikou.directory.models import Account, ApiToken, Area, Grant, Organisation, Place
from duikou.directory.permissions import CONNECT, TOKENS, May, MayWith, questions, with_parts
from duikou.directory.roles import PURPOSES
from duikou.directory.rules import Unfit, unfit
from duikou.journal.models import Entry

Role = Grant.Role
HERE = MayWith[Place]("", (Role.CENTRE,), model=Place, organisation="pk", areas=("area",))


@pytest.fixture
def areas(db: None) -> dict[str, Area]:
    """A province with a city of two districts, one of which has a street."""
    made: dict[str, Area] = {}
    for code, parent in (("62", ""), ("6202", "62"), ("620201", "6202"), ("620202", "6202"), ("620201001", "620201")):
        made[code] = Area.objects.create(code=code, name={"zh-hans": f"区域{code}"}, parent=made.get(parent))
    return made


@pytest.fixture
def colleague(db: None) -> Account:
    return Account.objects.create(username="colleague", created_at=clock.now())


def give(account: Account, role: str, **what: object) -> Grant:
    return Grant.objects.create(account=account, role=role, granted_at=clock.now(), **what)


def test_every_role_has_a_purpose_in_words():
    assert set(PURPOSES) == set(Role.values)


@pytest.mark.parametrize(
    ("role", "kind", "area", "why"),
    [
        (Role.OFFICE, "", False, None),
        (Role.OFFICE, "office", True, None),
        (Role.CENTRE, "centre", True, None),
        (Role.EMPLOYER, "employer", False, None),
        (Role.ADMINISTRATOR, "", False, None),
        (Role.ADMINISTRATOR, "office", False, Unfit.WHOLE_CITY),
        (Role.AUDITOR, "office", False, Unfit.WHOLE_CITY),
        (Role.AUDITOR, "", True, Unfit.NO_AREA),
        (Role.EMPLOYER, "employer", True, Unfit.NO_AREA),
        (Role.EMPLOYER, "", False, Unfit.ONE_BODY),
        (Role.EMPLOYER, "office", False, Unfit.EMPLOYER),
        (Role.OFFICE, "employer", False, Unfit.NO_EMPLOYER),
        (Role.PARTNER, "", False, Unfit.ONE_BODY),
        (Role.PROJECT_UNIT, "office", False, None),
        (Role.LINE_BODY, "office", True, None),
    ],
)
def test_role_is_given_only_for_what_it_is_there_for(organisation, areas, colleague, role, kind, area, why):
    body = organisation(kind=kind) if kind else None
    where = areas["6202"] if area else None
    assert unfit(role, organisation=body, area=where) == why
    if why is None:
        grant = actions.grant_role(account=colleague, role=role, organisation=body, area=where, by=COMMAND)
        assert (grant.organisation, grant.area) == (body, where)
    else:
        with pytest.raises(actions.WrongGrant):
            actions.grant_role(account=colleague, role=role, organisation=body, area=where, by=COMMAND)
        assert not Grant.objects.exists()


def test_the_database_itself_refuses_what_a_role_is_not_for(organisation, areas, colleague):
    body, area = organisation(kind="office"), areas["6202"]
    for role, what in (
        (Role.ADMINISTRATOR, {"organisation": body}),
        (Role.AUDITOR, {"area": area}),
        (Role.EMPLOYER, {}),
        (Role.PARTNER, {"area": area}),
        (Role.EMPLOYER, {"organisation": body, "area": area}),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            give(colleague, role, **what)


def test_the_same_role_is_given_once_whatever_it_is_for(organisation, areas, colleague):
    body, area = organisation(kind="office"), areas["6202"]
    for what in ({}, {"organisation": body}, {"area": area}, {"organisation": body, "area": area}):
        first = actions.grant_role(account=colleague, role=Role.OFFICE, by=COMMAND, **what)
        assert actions.grant_role(account=colleague, role=Role.OFFICE, by=COMMAND, **what) == first
        with pytest.raises(IntegrityError), transaction.atomic():
            give(colleague, Role.OFFICE, **what)
    assert Grant.objects.count() == 4


def test_role_within_an_area_opens_what_lies_in_it_and_in_its_parts_only(areas, colleague):
    places = {code: Place.objects.create(name={"en": code}, address={}, area=area) for code, area in areas.items()}
    nowhere = Place.objects.create(name={"en": "nowhere"}, address={})
    give(colleague, Role.CENTRE, area=areas["620201"])
    assert {one.area.code for one in HERE.things(colleague)} == {"620201", "620201001"}
    for code, place in places.items():
        assert HERE.allows(colleague, place) is (code in ("620201", "620201001")), code
    assert not HERE.allows(colleague, nowhere)
    give(colleague, Role.CENTRE)
    assert HERE.allows(colleague, nowhere), "a role for the whole city opens what lies nowhere, too"


def test_areas_that_lie_in_each_other_are_looked_up_once(areas):
    Area.objects.filter(code="62").update(parent=areas["620201001"])
    assert with_parts([areas["62"].pk]) == {one.pk for one in areas.values()}


def test_roles_of_one_account_add_up(organisation, areas, colleague):
    ours, theirs = organisation("一", kind="office"), organisation("二", kind="office")
    tokens = [
        give_token(name=str(body), organisation=body, scopes=[ApiToken.Scope.READ], by=COMMAND)[0]
        for body in (ours, theirs, None)
    ]
    assert not TOKENS.things(colleague).exists()
    give(colleague, Role.OFFICE, area=areas["62"])
    assert not TOKENS.things(colleague).exists(), "a token lies nowhere"
    give(colleague, Role.OFFICE, organisation=ours)
    assert list(TOKENS.things(colleague)) == tokens[:1]
    give(colleague, Role.OFFICE, organisation=theirs)
    assert set(TOKENS.things(colleague)) == set(tokens[:2])
    assert not CONNECT.everywhere(colleague)
    give(colleague, Role.OFFICE)
    assert set(TOKENS.things(colleague)) == set(tokens)
    assert CONNECT.everywhere(colleague)


def test_role_opens_nothing_to_a_closed_account_nor_for_a_body_that_was_declined(organisation, colleague):
    body = organisation(kind="office")
    give(colleague, Role.OFFICE, organisation=body)
    may = May("", (Role.OFFICE,))
    assert may.asked_of(colleague)
    Organisation.objects.update(state=Organisation.State.DECLINED)
    assert not may.asked_of(colleague)
    Organisation.objects.update(state=Organisation.State.PENDING)
    assert may.asked_of(colleague)
    colleague.is_active = False
    assert not may.asked_of(colleague)
    assert not may.asked_of(None)


def test_role_is_given_and_taken_on_the_accounts_page_and_the_journal_says_so(client, administrator, areas, colleague):
    client.force_login(administrator)
    where = f"/accounts/{colleague.public_id}/"
    assert client.post(where, {"role": "centre", "area": areas["6202"].pk})["Location"] == where
    grant = colleague.grants.get()
    assert grant.area == areas["6202"]
    page = client.get(where).text
    assert "区域6202" in page
    assert client.post(f"{where}roles/{grant.pk}/take")["Location"] == where
    assert not colleague.grants.exists()
    said = {one.what: one.details for one in Entry.objects.filter(which=f"account:{colleague.public_id}")}
    what = {"role": "centre", "organisation": "city", "area": "6202"}
    assert said == {"account.granted": what, "account.taken_from": what}
    assert client.post(f"{where}roles/{grant.pk}/take").status_code == 404


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"role": "king"}, "role"),
        ({}, "role"),
        ({"role": "partner"}, "organisation"),
        ({"role": "auditor", "area": "here"}, "area"),
        ({"role": "centre", "area": "99999"}, "area"),
    ],
)
def test_role_that_cannot_be_given_is_refused_with_a_sentence(client, administrator, areas, colleague, said, field):
    client.force_login(administrator)
    said = said | ({"area": areas["6202"].pk} if said.get("area") == "here" else {})
    answer = client.post(f"/accounts/{colleague.public_id}/", said)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert not colleague.grants.exists()


def test_grant_of_another_account_is_not_taken_by_guessing_its_number(client, administrator, colleague):
    client.force_login(administrator)
    grant = administrator.grants.get()
    assert client.post(f"/accounts/{colleague.public_id}/roles/{grant.pk}/take").status_code == 404
    assert administrator.grants.exists()


def test_own_account_says_in_sentences_what_each_role_may_do(client, organisation, areas, colleague):
    give(colleague, Role.OFFICE, area=areas["6202"])
    give(colleague, Role.FINANCE, organisation=organisation("财政局", kind="office"))
    client.force_login(colleague)
    page = client.get("/account", headers={"accept-language": "en"}).text
    assert "fair office · the whole city · 区域6202" in page
    assert "Give out tokens and webhooks to other systems." in page
    assert "Give and take roles" not in page
    assert "Nothing of it is here yet." in page
    Organisation.objects.update(state=Organisation.State.DECLINED)
    assert "was declined" in client.get("/account", headers={"accept-language": "en"}).text


def test_role_taken_away_in_mid_session_bites_at_the_next_request(client, colleague):
    grant = give(colleague, Role.AUDITOR)
    client.force_login(colleague)
    assert client.get("/journal").status_code == 200
    actions.take_role(grant=grant, by=COMMAND)
    assert client.get("/journal").status_code == 403
    assert client.get("/account").status_code == 200, "still signed in, with nothing to do"


def test_links_of_the_shell_are_shown_to_whom_the_guards_let_in_and_ask_once(client_with, organisation, rf):
    city_wide = ("", Role.ADMINISTRATOR, Role.AUDITOR)
    accounts = [client_with(role).account for role in city_wide]
    accounts += [client_with(role, organisation=organisation(role)).account for role in Role if role not in city_wide]
    plain = [one for one in questions if type(one)._grants is May._grants]
    for account in accounts:
        request = rf.get("/")
        request.user = account
        with CaptureQueriesContext(connection) as asked:
            shown = [one.shown_to(request) for one in plain]
        assert len(asked) == 1
        assert shown == [one.asked_of(account) for one in plain]
        assert [one.shown_to(request) for one in questions] == [one.asked_of(account) for one in questions]
    request.user = colleague = Account.objects.get(pk=accounts[1].pk)
    assert any(one.shown_to(request) for one in plain), "somebody else is asked about now"
    colleague.is_active = False
    closed = rf.get("/")
    closed.user = colleague
    assert not any(one.shown_to(closed) for one in questions)
