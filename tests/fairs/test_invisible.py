"""Marks that show nothing or turn text round: what employers type is shown to everybody and must look as it is."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from duikou.directory.models import Organisation
from duikou.fairs.models import Post
from tests.fairs.factories import make_fair, make_stand
from tests.fairs.test_employer import post_values

pytestmark = pytest.mark.django_db

TURNED = "\u202e\u2066祁连\u200b机械\u2069\x07\ufeff"
SIGN_UP = {
    "uscc": "91620200MA71CPUN3U", "username": "hr@example.cn", "tables": "1", "interview_minutes": "10",
    "on_site": "on", "password": "quite a long secret", "again": "quite a long secret",
}  # fmt: skip


@pytest.mark.parametrize(("name", "status"), [(TURNED, 302), ("\u202e\u200b\ufeff", 422)])
def test_employer_signs_up_under_a_name_that_looks_as_it_is(visitor: Client, name: str, status: int) -> None:
    fair = make_fair()
    answer = visitor.post(reverse("fairs:join", args=[fair.slug]), {**SIGN_UP, "name": name})
    assert answer.status_code == status
    named = [one.name_key for one in Organisation.objects.filter(kind="employer")]
    assert named == (["祁连机械"] if status == 302 else [])


def test_post_looks_as_it_is(employer_client: Any) -> None:
    fair = make_fair()
    make_stand(fair, employer_client.organisation)
    where = reverse("fairs:post-new", args=[fair.slug])
    values = post_values(title=TURNED, duties="一\u202e二\n三", headcount="\u202e2")
    answer = employer_client.post(where, values)
    assert answer.status_code == 302, answer.content.decode()
    post = Post.objects.get()
    assert (post.title, post.headcount) == ("祁连机械", 2)
    assert post.duties.replace("\r\n", "\n") == "一二\n三"
    assert employer_client.post(where, {**values, "title": "\u202e"}).status_code == 422
