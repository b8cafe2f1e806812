"""An employer signs up, writes its posts, and is nobody else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from duikou.base import clock
from duikou.directory.models import Account, Organisation
from duikou.directory.names import organisation_key
from duikou.directory.uscc import check_character
from duikou.fairs.models import Condition, Fair, Post, Stand
from duikou.journal.models import Entry
from tests.fairs import factories

pytestmark = pytest.mark.django_db
CODE = "91620200MA7ABCDE1"
CODE += check_character(CODE)


def sign_up(**values: str) -> dict[str, str]:
    return {
        "name": "示例：祁连机械厂",
        "uscc": CODE,
        "username": "HR@Example.org",
        "password": "a long sentence of nothing",
        "tables": "2",
        "interview_minutes": "15",
        "on_site": "on",
        **values,
    }


def post_values(**values: str) -> dict[str, str]:
    return {
        "title": "焊工",
        "kind": "full_time",
        "headcount": "3",
        "workplace": "嘉峪关市",
        "pay_text": "6000-9000元/月",
        "valid_until": f"{clock.now() + timedelta(days=30):%Y-%m-%d}",
        "duties": "焊接",
        "conditions": "持焊工证",
        "then": "publish",
        **values,
    }


def join(client: Client, fair: Fair, **values: str) -> Any:
    return client.post(reverse("fairs:join", args=[fair.slug]), sign_up(**values), follow=True)


def test_sign_up_makes_a_pending_employer_that_is_signed_in(visitor: Client) -> None:
    fair = factories.make_fair()
    answer = join(visitor, fair)
    stand = Stand.objects.get()
    assert answer.status_code == 200
    assert "has not decided yet" in answer.content.decode()
    assert (stand.state, stand.tables, stand.interview_minutes) == ("requested", 2, 15)
    assert (stand.employer.state, stand.employer.uscc) == (Organisation.State.PENDING, CODE)
    assert Account.objects.get().username == "hr@example.org"
    assert not [entry for entry in Entry.objects.all() if "hr@example.org" in f"{entry.which}{entry.details}"]


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"uscc": CODE[:-1] + ("0" if CODE[-1] != "0" else "1")}, "last character does not fit"),
        ({"uscc": "123"}, "18 characters"),
        ({"username": "hr"}, "Write an e-mail address"),
        ({"password": "short"}, "at least 10 characters"),
        ({"name": ""}, "required"),
        ({"tables": "0"}, "greater than or equal to 1"),
        ({"on_site": ""}, "on site, online, or both"),
    ],
)
def test_sign_up_with_bad_input_says_so_and_keeps_nothing(visitor: Client, values: dict[str, str], told: str) -> None:
    answer = join(visitor, factories.make_fair(), **values)
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert not Stand.objects.exists()
    assert not Account.objects.exists()


@pytest.mark.parametrize("name", ["示例：祁连机械厂", "另一家"])
def test_sign_up_for_an_organisation_that_exists_is_refused(visitor: Client, name: str) -> None:
    """Nobody takes over an employer, and the people who booked with it, by knowing its name or its code."""
    fair = factories.make_fair()
    Organisation.objects.create(
        name={"zh-hans": name},
        name_key=organisation_key(name),
        uscc=CODE if name == "另一家" else None,
        kind="employer",
        created_at=clock.now(),
    )
    answer = join(visitor, fair)
    assert answer.status_code == 422
    assert "registered already" in answer.content.decode()
    assert not Account.objects.exists()
    assert not Stand.objects.exists()


def test_sign_up_with_an_address_in_use_is_refused_and_keeps_no_organisation(visitor: Client) -> None:
    Account.objects.create(username="hr@example.org", display_name="x", created_at=clock.now())
    fair = factories.make_fair()
    answer = join(visitor, fair)
    assert answer.status_code == 422
    assert "signs in with this address already" in answer.content.decode()
    assert not Organisation.objects.filter(kind="employer").exists()


@pytest.mark.parametrize("state", ["closed", "cancelled"])
def test_sign_up_at_a_fair_that_is_over_is_not_offered(visitor: Client, state: str) -> None:
    fair = factories.make_fair(state=state)
    assert "no more stands are given" in visitor.get(reverse("fairs:join", args=[fair.slug])).content.decode()
    join(visitor, fair)
    assert not Stand.objects.exists()


def test_employer_who_is_signed_in_joins_with_one_click(employer_client: Any) -> None:
    fair = factories.make_fair()
    wishes = {"tables": "1", "interview_minutes": "10", "on_site": "on"}
    for _twice in range(2):
        employer_client.post(reverse("fairs:join", args=[fair.slug]), wishes)
    assert Stand.objects.get().employer == employer_client.organisation


def test_declined_employer_reads_why_and_may_ask_again(employer_client: Any) -> None:
    fair = factories.make_fair()
    Stand.objects.create(
        fair=fair,
        employer=employer_client.organisation,
        state="declined",
        why_declined="场地已满",
        created_at=clock.now(),
    )
    assert "场地已满" in employer_client.get(reverse("fairs:stand", args=[fair.slug])).content.decode()
    employer_client.post(
        reverse("fairs:join", args=[fair.slug]), {"tables": "1", "interview_minutes": "10", "on_site": "on"}
    )
    assert Stand.objects.get().state == "requested"


def test_stand_when_signed_out_asks_to_sign_in(visitor: Client) -> None:
    answer = visitor.get(reverse("fairs:stand", args=[factories.make_fair().slug]))
    assert answer.status_code == 302


def test_stand_with_another_role_is_forbidden(door_client: Client) -> None:
    assert door_client.get(reverse("fairs:stand", args=[factories.make_fair().slug])).status_code == 403


def test_stand_of_nobody_does_not_exist(employer_client: Client) -> None:
    fair = factories.make_fair()
    factories.make_stand(fair)
    assert employer_client.get(reverse("fairs:stand", args=[fair.slug])).status_code == 404


def test_form_of_a_new_post_and_of_an_old_one_are_shown(employer_client: Any) -> None:
    fair = factories.make_fair()
    stand = factories.make_stand(fair, employer_client.organisation)
    post = factories.make_post(fair, stand=stand)
    for address in (
        reverse("fairs:post-new", args=[fair.slug]),
        reverse("fairs:post-new", args=[fair.slug]) + f"?stand={stand.pk}",
        reverse("fairs:post-edit", args=[fair.slug, post.public_id]),
        reverse("fairs:stand", args=[fair.slug]),
    ):
        assert employer_client.get(address).status_code == 200


def test_post_that_states_everything_is_published(employer_client: Any) -> None:
    fair = factories.make_fair()
    factories.make_stand(fair, employer_client.organisation)
    answer = employer_client.post(reverse("fairs:post-new", args=[fair.slug]), post_values(), follow=True)
    post = Post.objects.get()
    assert answer.status_code == 200
    assert (post.state, post.headcount, str(post.pay_min), post.pay_period) == ("published", 3, "6000.00", "month")
    assert post.stand


@pytest.mark.parametrize("name", ["headcount", "workplace", "pay_text", "valid_until", "duties", "conditions"])
def test_post_without_what_the_law_asks_stays_a_draft(employer_client: Any, name: str) -> None:
    fair = factories.make_fair()
    factories.make_stand(fair, employer_client.organisation)
    answer = employer_client.post(reverse("fairs:post-new", args=[fair.slug]), post_values(**{name: ""}))
    assert answer.status_code == 422
    assert "The law asks for this" in answer.content.decode()
    assert Post.objects.get().state == "draft"


def test_post_sent_again_after_a_refusal_is_not_doubled(employer_client: Any) -> None:
    fair = factories.make_fair()
    factories.make_stand(fair, employer_client.organisation)
    answer = employer_client.post(reverse("fairs:post-new", args=[fair.slug]), post_values(duties=""))
    action = answer.context["action"]
    employer_client.post(action, post_values())
    assert Post.objects.get().state == "published"


def test_post_sent_twice_is_one(employer_client: Any) -> None:
    fair = factories.make_fair()
    factories.make_stand(fair, employer_client.organisation)
    values = post_values(key="01890000-0000-7000-8000-000000000001")
    for _twice in range(2):
        employer_client.post(reverse("fairs:post-new", args=[fair.slug]), values)
    assert Post.objects.get().title == "焊工"


def test_post_with_the_key_of_another_employers_post_changes_nothing(employer_client: Any) -> None:
    fair = factories.make_fair()
    factories.make_stand(fair, employer_client.organisation)
    key = "01890000-0000-7000-8000-000000000001"
    theirs = factories.make_post(fair, key=f"own:{key}")
    employer_client.post(reverse("fairs:post-new", args=[fair.slug]), post_values(key=key))
    theirs.refresh_from_db()
    assert Post.objects.get().title == theirs.title == "康复科护士"


def test_post_of_a_pending_employer_waits_for_the_office(client_with: Callable[..., Client]) -> None:
    fair = factories.make_fair()
    employer = factories.make_employer(state=Organisation.State.PENDING)
    Stand.objects.create(fair=fair, employer=employer, created_at=clock.now())
    answer = client_with("employer", organisation=employer).post(
        reverse("fairs:post-new", args=[fair.slug]), post_values()
    )
    assert "must approve your organisation first" in answer.content.decode()
    assert Post.objects.get().state == "draft"


def test_post_with_a_condition_on_sex_is_marked_and_waits(employer_client: Any) -> None:
    fair = factories.make_fair()
    factories.make_stand(fair, employer_client.organisation)
    answer = employer_client.post(reverse("fairs:post-new", args=[fair.slug]), post_values(conditions="限男性，持证"))
    assert answer.status_code == 422
    assert Condition.objects.get().kind == "sex"
    assert Post.objects.get().state == "draft"
    assert "household registration" in answer.content.decode()


def test_published_post_that_loses_a_needed_fact_becomes_a_draft(employer_client: Any) -> None:
    fair = factories.make_fair()
    stand = factories.make_stand(fair, employer_client.organisation)
    post = factories.make_post(fair, stand=stand)
    employer_client.post(
        reverse("fairs:post-edit", args=[fair.slug, post.public_id]), post_values(workplace="", then="draft")
    )
    post.refresh_from_db()
    assert post.state == "draft"


@pytest.mark.parametrize("name", ["post-edit", "post-state"])
def test_post_of_another_employer_does_not_exist(employer_client: Any, name: str) -> None:
    fair = factories.make_fair()
    factories.make_stand(fair, employer_client.organisation)
    post = factories.make_post(fair)
    answer = employer_client.post(
        reverse(f"fairs:{name}", args=[fair.slug, post.public_id]), post_values(title="劫持", to="withdrawn")
    )
    post.refresh_from_db()
    assert answer.status_code == 404
    assert (post.title, post.state) == ("康复科护士", "published")


def test_office_writes_a_post_for_an_employer(office_client: Client) -> None:
    fair = factories.make_fair()
    stand = factories.make_stand(fair)
    office_client.post(reverse("fairs:post-new", args=[fair.slug]), post_values(employer=str(stand.employer.public_id)))
    assert Post.objects.get().employer == stand.employer


def test_employer_cannot_write_for_another_by_naming_it(employer_client: Any) -> None:
    fair = factories.make_fair()
    other = factories.make_stand(fair)
    mine = factories.make_stand(fair, employer_client.organisation)
    employer_client.post(
        reverse("fairs:post-new", args=[fair.slug]), post_values(employer=str(other.employer.public_id))
    )
    assert Post.objects.get().employer == mine.employer


def test_withdrawn_post_can_be_published_again(employer_client: Any) -> None:
    fair = factories.make_fair()
    stand = factories.make_stand(fair, employer_client.organisation)
    post = factories.make_post(fair, stand=stand, education=None, conditions="持证")
    address = reverse("fairs:post-state", args=[fair.slug, post.public_id])
    for state in ("withdrawn", "published"):
        employer_client.post(address, {"to": state})
        post.refresh_from_db()
        assert post.state == state
