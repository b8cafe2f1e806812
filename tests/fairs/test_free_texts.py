"""What employers and the office write holds no identity numbers, and contacts of persons only when they are meant."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from duikou.fairs.models import Fair, Post
from tests.fairs import factories
from tests.fairs.test_employer import post_values

pytestmark = pytest.mark.django_db
ID = "110105 19491231 002x"


@pytest.fixture
def fair(employer_client: Client) -> Fair:
    fair = factories.make_fair()
    factories.make_stand(fair, employer=employer_client.organisation)  # type: ignore[attr-defined]
    return fair


def write(client: Client, fair: Fair, **values: str) -> Any:
    return client.post(reverse("fairs:post-new", args=[fair.slug]), post_values(**values))


def test_an_identity_number_in_a_post_is_refused_and_goes_nowhere(employer_client: Client, fair: Fair, caplog) -> None:
    answer = write(employer_client, fair, duties=f"来人带 {ID}", keep_contacts="on")
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "looks like an identity number" in shown
    assert "来人带 […]" in shown
    assert "002x" not in shown + caplog.text
    assert not Post.objects.exists()


def test_a_mobile_number_in_a_post_is_asked_about_and_kept_by_one_tick(employer_client: Client, fair: Fair) -> None:
    answer = write(employer_client, fair, duties="联系 13912345678")
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "looks like the mobile number" in shown
    assert 'name="keep_contacts"' in shown
    assert not Post.objects.exists()
    assert write(employer_client, fair, duties="联系 13912345678", keep_contacts="on").status_code == 302
    post = Post.objects.get()
    assert post.duties == "联系 13912345678"
    again = reverse("fairs:post-edit", args=[fair.slug, post.public_id])
    assert employer_client.post(again, post_values(duties="联系 13912345678", title="钳工")).status_code == 302


def test_a_reason_of_the_office_is_looked_at_too(office_client: Client) -> None:
    fair = factories.make_fair()
    office_client.account.grants.update(organisation=fair.organiser)  # type: ignore[attr-defined]
    where = reverse("fairs:office-fair-cancel", args=[fair.slug])
    answer = office_client.post(where, {"why": f"因 {ID} 取消"})
    assert (answer.status_code, "002x" in answer.content.decode()) == (422, False)
    fair.refresh_from_db()
    assert fair.state != Fair.State.CANCELLED
