"""The page's language follows the browser at the first visit and the reader's choice afterwards."""

import pytest
from django.test import Client
from django.utils import translation


def language_of(client, **headers):
    client.get("/no-such-page", headers=headers)
    response = client.get("/no-such-page", headers=headers)
    return response.headers["Content-Language"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "zh-hans"),
        ("zh", "zh-hans"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-hans"),
        ("zh-TW", "zh-hans"),
        ("zh-Hans-CN", "zh-hans"),
        ("en-GB,en;q=0.9,zh;q=0.5", "en"),
        ("fr;q=0.9,en;q=0.5", "en"),
        ("fr", "zh-hans"),
    ],
)
def test_the_first_visit_follows_accept_language(accepted, language):
    assert language_of(Client(), **({"accept-language": accepted} if accepted else {})) == language
    translation.deactivate()


@pytest.mark.django_db
def test_a_chosen_language_is_kept_and_leads_back_to_the_page():
    client = Client(headers={"accept-language": "zh"})
    response = client.post("/language", {"language": "en", "next": "/no-such-page?page=2"})
    assert (response.status_code, response.headers["Location"]) == (302, "/no-such-page?page=2")
    assert language_of(client) == "en"
    translation.deactivate()


@pytest.mark.django_db
def test_reading_does_not_change_the_language_and_another_site_is_not_a_way_back():
    client = Client(headers={"accept-language": "zh"})
    assert client.get("/language?language=en").status_code == 405
    response = client.post("/language", {"language": "en", "next": "https://elsewhere.example/"})
    assert response.headers["Location"] == "/"


@pytest.mark.django_db
def test_an_unknown_language_changes_nothing():
    client = Client(headers={"accept-language": "en"})
    client.post("/language", {"language": "xx", "next": "/"})
    assert language_of(client) == "en"
    translation.deactivate()
