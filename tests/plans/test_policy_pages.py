"""The screens of policies: for everybody, and for those who keep them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from duikou.base import clock
from duikou.plans.models import Clause, Policy, Supersession
from tests.fairs.factories import make_office
from tests.plans.factories import make_policy

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def keeper(client_with, office):
    return client_with("office", office)


def facts(office, **other):
    return {"title_zh": "示例办法", "keeper": office.pk, "valid_from": "2026-01-01", **other}


def test_a_policy_is_written_looked_at_and_published(keeper, office, visitor):
    answer = keeper.post("/office/policies/new/", facts(office, number="嘉示发〔2026〕1号"))
    policy = Policy.objects.get()
    assert answer.headers["Location"] == f"/office/policies/{policy.public_id}/clauses/"
    text = "第一条 甲。\n第二条 乙。"
    shown = keeper.post(f"/office/policies/{policy.public_id}/clauses/", {"text": text})
    assert "Keep these 2 clauses" in shown.text
    assert Clause.objects.count() == 0  # a preview keeps nothing
    keeper.post(f"/office/policies/{policy.public_id}/clauses/", {"text": text, "keep": "1"})
    assert visitor.get(f"/policies/{policy.public_id}/").status_code == 404
    keeper.post(f"/office/policies/{policy.public_id}/state/", {"to": "publish"})
    page = visitor.get(f"/policies/{policy.public_id}/")
    assert "第二条" in page.text
    assert "嘉示发〔2026〕1号" in page.text
    assert str(policy) in visitor.get("/policies/").text


def test_bad_input_is_told_and_keeps_what_was_typed(keeper, office):
    answer = keeper.post("/office/policies/new/", facts(office, title_zh="留下", valid_until="2025-01-01"))
    assert answer.status_code == 422
    assert "The last day lies before the first." in answer.text
    assert 'value="留下"' in answer.text
    answer = keeper.post("/office/policies/new/", facts(office, valid_from="0026-01-01"))
    assert "Look at the year again" in answer.text
    answer = keeper.post("/office/policies/new/", facts(office, title_zh="11010519491231002X"))
    assert answer.status_code == 422
    assert "11010519491231002X" not in answer.text
    assert not Policy.objects.exists()


def test_a_body_without_a_grant_cannot_be_given_as_the_keeper(keeper, office):
    other = make_office("示例：别的局")
    assert keeper.post("/office/policies/new/", facts(other)).status_code == 422
    assert not Policy.objects.exists()


def test_policies_of_another_body_are_not_found_and_other_roles_are_refused(client_with, office, visitor):
    policy = make_policy(office)
    where = f"/office/policies/{policy.public_id}/"
    assert client_with("office", make_office("示例：别的局")).get(where).status_code == 404
    assert client_with("door", office).get(where).status_code == 403
    assert visitor.get(where).headers["Location"].startswith("/sign-in")


def test_what_takes_the_place_is_chosen_and_refused_in_words(keeper, office, visitor):
    old, new = make_policy(office), make_policy(office)
    today = timezone.localdate(clock.now())
    where = f"/office/policies/{old.public_id}/supersede/"
    answer = keeper.post(where, {"newer": old.pk, "day": today})
    assert answer.status_code == 422
    assert "cannot take its own place" in answer.text
    day = today + timedelta(days=3)
    keeper.post(where, {"newer": new.pk, "day": day})
    row = Supersession.objects.get()
    assert "another policy takes its place" in visitor.get(f"/policies/{old.public_id}/").text
    keeper.post(f"/office/policies/{old.public_id}/supersede/{row.pk}/")
    assert not Supersession.objects.exists()


def test_an_ended_policy_is_listed_apart_and_says_why(keeper, office, visitor):
    policy = make_policy(office)
    keeper.post(f"/office/policies/{policy.public_id}/state/", {"to": "withdraw"})
    assert str(policy) not in visitor.get("/policies/").text
    assert str(policy) in visitor.get("/policies/?ended=1").text
    assert "it was withdrawn" in visitor.get(f"/policies/{policy.public_id}/").text
