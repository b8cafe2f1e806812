"""What holds for every address of the API: problems, conditional reading, sizes, languages, its pages."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from duikou.base.actor import COMMAND
from duikou.base.problem_details import kinds
from duikou.booking.refusals import Reason
from duikou.config.api import api
from duikou.directory import setting_up
from duikou.directory.actions.connections import give_token
from duikou.directory.models import ApiToken
from tests.fairs.factories import make_fair, make_post

pytestmark = pytest.mark.django_db
JSON = "application/json"


@pytest.fixture
def token() -> str:
    return give_token(name="Portal", organisation=None, scopes=ApiToken.Scope.values, by=COMMAND)[1]


def problem(answer: Any) -> tuple[int, str]:
    assert answer.headers["Content-Type"] == "application/problem+json"
    said = answer.json()
    assert (said["status"], said["type"]) == (answer.status_code, f"/api/v1/problems/{said['reason']}")
    assert said["detail"]
    return answer.status_code, said["reason"]


@pytest.mark.parametrize(
    ("method", "where", "told"),
    [
        ("GET", "/api/v1/nothing", (404, "not_found")),
        ("GET", "/api/v1/fairs/", (404, "not_found")),
        ("GET", "/api/v2/fairs", (404, "not_found")),
        ("GET", "/api/v1/fairs/no-such-fair", (404, "not_found")),
        ("GET", "/api/v1/offers/not-an-id", (404, "not_found")),
        ("GET", "/api/v1/problems/no-such-kind", (404, "not_found")),
        ("DELETE", "/api/v1/fairs", (405, "method_not_allowed")),
        ("PUT", "/api/v1/bookings", (405, "method_not_allowed")),
        ("OPTIONS", "/api/v1/fairs", (405, "method_not_allowed")),
        ("POST", "/api/v1/docs", (405, "method_not_allowed")),
        ("GET", "/api/v1/bookings", (401, "no_token")),
    ],
)
def test_what_is_wrong_with_an_address_is_said_in_json(method, where, told):
    answer = Client().generic(method, where)
    assert problem(answer) == told
    if told[0] == 405:
        assert answer.headers["Allow"]
    if told[0] == 401:
        assert answer.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize(
    ("body", "kind", "told"),
    [
        ("{}", "text/plain", (415, "unsupported_media_type")),
        ("a=1", "application/x-www-form-urlencoded", (415, "unsupported_media_type")),
        ("{", JSON, (400, "unreadable")),
        ("[" * 8_000, JSON, (400, "unreadable")),
        ("", JSON, (422, "invalid")),
        ("null", JSON, (422, "invalid")),
        ('{"offer": NaN}', JSON, (422, "invalid")),
        ("{" + " " * 20_000 + "}", JSON, (413, "too_large")),
        ("{" + " " * 10_000_000 + "}", JSON, (413, "too_large")),
    ],
)
def test_body_that_cannot_be_taken_is_said_to_be(token, body, kind, told):
    headers = {"Authorization": f"Bearer {token}"}
    assert problem(Client().generic("POST", "/api/v1/passes", body, content_type=kind, headers=headers)) == told


def test_error_of_ours_is_a_problem_too(monkeypatch):
    monkeypatch.setattr("duikou.fairs.api.fairs.fairs_listed", lambda **_ignored: int("²"))
    assert problem(Client(raise_request_exception=False).get("/api/v1/fairs")) == (500, "broken")


def test_city_that_is_not_set_up_asks_to_come_back(settings, tmp_path, monkeypatch):
    monkeypatch.setattr("duikou.directory.middleware.awaited", lambda: True)
    assert setting_up is not None
    answer = Client().get("/api/v1/fairs")
    assert problem(answer) == (503, "not_ready")
    assert answer.headers["Retry-After"]


def test_reading_again_with_the_etag_is_answered_in_a_few_bytes():
    fair = make_fair()
    where = f"/api/v1/fairs/{fair.slug}"
    first = Client().get(where)
    again = Client().get(where, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", first.headers["ETag"])
    make_post(fair)
    zone = Client().get(f"{where}/zone")
    assert Client().get(f"{where}/zone", headers={"If-None-Match": first.headers["ETag"]}).status_code == 200
    assert zone.headers["ETag"] != first.headers["ETag"]


def test_public_is_for_pages_of_other_sites_and_nothing_else_is(token):
    make_fair()
    assert Client().get("/api/v1/fairs").headers["Access-Control-Allow-Origin"] == "*"
    mine = Client().get("/api/v1/bookings?offer=x", headers={"Authorization": f"Bearer {token}"})
    assert "Access-Control-Allow-Origin" not in mine.headers
    assert "no-store" in mine.headers["Cache-Control"]


def test_head_is_answered_like_get_without_a_body():
    answer = Client().head("/api/v1/fairs")
    assert (answer.status_code, answer.content) == (200, b"")


def test_no_cookie_is_set():
    answer = Client().get("/api/v1/fairs")
    assert not answer.cookies


def test_every_reason_of_the_engine_has_its_page():
    for reason in Reason:
        assert kinds.get(reason.value) is not None
    for kind in kinds:
        for language in ("en", "zh-hans"):
            page = Client().get(f"/api/v1/problems/{kind.name}", headers={"accept-language": language})
            assert page.status_code == 200
            assert kind.name in page.content.decode()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_page_shows_every_operation(language):
    page = Client().get("/api/v1/docs", headers={"accept-language": language}).content.decode()
    described = api.get_openapi_schema()
    for path, operations in described["paths"].items():
        assert path in page
        for operation in operations.values():
            assert f'id="{operation["operationId"]}"' in page
    assert "booking.confirmed" in page
    assert "bookings:create" in page


def test_description_is_at_a_stable_address_and_complete():
    said = json.loads(Client().get("/api/v1/openapi.json").content)
    assert said["openapi"].startswith("3.1")
    references = set(json.dumps(said).split('"$ref": "#/components/schemas/')[1:])
    named = {one.split('"')[0] for one in references}
    assert named <= set(said["components"]["schemas"])
    assert {"BookingIn", "PersonIn", "BookedOut", "ProblemOut", "SlotOut"} <= named
