"""Services for other programs: held against the official schemas of the Human Services Data Specification 3.0, with a
checker of formats and without any key that they do not know."""

from __future__ import annotations

import csv
import io
import json
from copy import deepcopy
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from jsonschema import Draft202012Validator, FormatChecker

from duikou.base.actor import COMMAND
from duikou.base.recent import drop_everything
from duikou.desk.actions import centres, hours, services
from duikou.desk.models import Centre, Service, Topic
from tests.desk.factories import MORNING, make_centre, make_service, make_topic, make_window

pytestmark = pytest.mark.django_db
SCHEMAS = Path(__file__).parents[3] / "shared" / "schemas"
HSDS = SCHEMAS / "hsds" / "v3.0" / "schema"
needs_schemas = pytest.mark.skipif(not HSDS.exists(), reason="the official schemas are not here")
NOW = datetime(2026, 11, 25, 10, tzinfo=timezone.get_default_timezone())


def closed(schema):
    """The schema, in which no object has a key that it does not name."""
    if isinstance(schema, list):
        return [closed(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    found = {name: closed(one) for name, one in schema.items()}
    return found | {"additionalProperties": False} if isinstance(schema.get("properties"), dict) else found


@cache
def schema(name):
    """An official schema, closed; `location` is the one within a body's."""
    if name == "location":
        return schema("organization")["properties"]["locations"]["items"]
    if name.startswith("taxonomy"):
        whole = json.loads((HSDS / f"{name}.json").read_text(encoding="utf-8"))
        return closed(whole | {"properties": {k: v for k, v in whole["properties"].items() if "$ref" not in str(v)}})
    return closed(json.loads((HSDS / "compiled" / f"{name}.json").read_text(encoding="utf-8")))


@cache
def page_schema():
    return closed(json.loads((HSDS / "openapi.json").read_text(encoding="utf-8"))["components"]["schemas"]["Page"])


def faults(body, of):
    """What the schema says against `body`."""
    checker = Draft202012Validator(of, format_checker=FormatChecker())
    return [f"{list(one.absolute_path)}: {one.message[:200]}" for one in checker.iter_errors(body)]


@pytest.fixture
def city(clock_at):
    """Two centres with all that can be said of a centre and its services."""
    clock_at(NOW)
    centre = make_centre(
        slug="one", phone="0937-6200000", access="partly", access_note="坡道在东门", about={"zh-hans": "甲", "en": "A"}
    )
    centre.place.latitude, centre.place.longitude = Decimal("39.772500"), Decimal("98.289400")
    centre.place.save()
    window = make_window(centre, "B2")
    hours.set_week(centre=centre, window=window, week={3: (MORNING,), 6: (MORNING,)}, by=COMMAND)
    today = NOW.date()
    for kind, more in (("closed", {}), ("hours", {"spans": (MORNING,)}), ("like", {"like": 3})):
        for where in ({}, {"centre": centre}, {"centre": centre, "window": window}):
            hours.add_special_days(
                starts_on=today,
                ends_on=today + timedelta(days=2),
                kind=kind,
                reason="假日",
                by=COMMAND,
                **where,
                **more,
            )
    service = make_service(
        centre,
        {"zh-hans": "入学咨询", "en": "School"},
        topics=[make_topic("school"), make_topic("law")],
        windows=list(centre.windows.all()),
        languages=["zh-Hans", "bo", "csl"],
        cost=Decimal("12.50"),
        cost_terms="按次",
        what_to_bring="户主同意书\n\n学籍材料",
        for_whom="任何人",
        website="https://example.org/school",
        summary="说明",
    )
    services.confirm_service(service=service, by=COMMAND)
    make_service(make_centre(slug="other"), "免费咨询", cost=Decimal(0))
    make_service(centre, "还没开放", offered=False)
    make_centre(slug="draft", state=Centre.State.DRAFT)
    return centre


def read(visitor, path, status=200):
    answer = visitor.get(path)
    assert answer.status_code == status, answer.text
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    return answer.json()


@needs_schemas
@pytest.mark.parametrize("query", ["", "?per_page=1&page=2", "?search=入学", "?full=true", "?page=9"])
def test_pages_of_services_are_as_the_specification_says(visitor, city, query):
    page = read(visitor, f"/hsds/services{query}")
    of = schema("service" if "full" in query else "service_list")
    assert [fault for one in page["contents"] for fault in faults(one, of)] == []
    contents = page.pop("contents")
    assert faults(page, page_schema()) == []
    assert page["size"] == len(contents)


@needs_schemas
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_everything_is_as_the_specification_says(visitor, city, language):
    visitor.defaults["HTTP_ACCEPT_LANGUAGE"] = language
    for many, kind in (("services", "service"), ("organizations", "organization"), ("locations", "location")):
        ids = [one["id"] for one in read(visitor, f"/hsds/{many}")["contents"]]
        assert len(ids) == 2, many
        for one in ids:
            assert faults(read(visitor, f"/hsds/{many}/{one}"), schema(kind)) == [], many
    for query in ("?full=true", "?full_service=true"):
        for one in read(visitor, f"/hsds/organizations{query}")["contents"]:
            assert faults(one, schema("organization")) == []


@needs_schemas
def test_topics_and_services_at_places_are_as_the_specification_says(visitor, city):
    for many, plain, whole in (
        ("service_at_locations", "service_at_location_list", "service_at_location"),
        ("taxonomies", "taxonomy", "taxonomy"),
        ("taxonomy_terms", "taxonomy_term", "taxonomy_term"),
    ):
        page = read(visitor, f"/hsds/{many}")
        contents = page.pop("contents")
        assert faults(page, page_schema()) == []
        assert contents
        assert [fault for one in contents for fault in faults(one, schema(plain))] == [], many
        for one in contents:
            assert faults(read(visitor, f"/hsds/{many}/{one['id']}"), schema(whole)) == [], many
    for one in read(visitor, "/hsds/service_at_locations?full=true")["contents"]:
        assert faults(one, schema("service_at_location")) == []
        assert (one["location"]["addresses"][0]["city"] is not None, bool(one["schedules"])) == (True, True)


def test_lists_of_topics_and_of_services_at_places_are_narrowed(visitor, city):
    def count(path):
        return read(visitor, f"/hsds/{path}")["total_items"]

    topics = Topic.objects.count()  # those of the first migration, unless a test before has emptied the tables
    law = next(one for one in read(visitor, "/hsds/taxonomy_terms?search=legal")["contents"])
    assert (law["code"], count("taxonomy_terms"), count("taxonomy_terms?parent_id=" + law["id"])) == ("law", topics, 0)
    assert (count("taxonomies"), count("taxonomies?search=x")) == (1, 0)
    assert count(f"taxonomy_terms?taxonomy_id={law['taxonomy_id']}") == topics
    assert (count("service_at_locations"), count("service_at_locations?search=School")) == (3, 2)
    assert count(f"service_at_locations?taxonomy_term_id={law['id']}") == 2
    assert count(f"service_at_locations?organization_id={city.organisation.public_id}") == 2
    windows_closed = city.windows.order_by("pk").first()
    windows_closed.closed_at = NOW
    windows_closed.save()
    drop_everything()
    assert count("service_at_locations") == 2
    for path in (f"service_at_locations/{uuid4()}", f"taxonomies/{uuid4()}", f"taxonomy_terms/{uuid4()}", "people"):
        assert read(visitor, f"/hsds/{path}", 404)["reason"] == "not_found"


@needs_schemas
def test_the_check_notices_an_unknown_key_a_missing_one_and_a_wrong_format(visitor, city):
    good = read(visitor, f"/hsds/services/{Service.objects.order_by('pk')[0].public_id}")
    assert faults(good, schema("service")) == []
    for spoil in (
        lambda one: one.update(ethnic_group="x"),
        lambda one: one["languages"][0].update(x=1),
        lambda one: one.pop("status"),
        lambda one: one.update(id="not-a-uuid"),
        lambda one: one.update(last_modified="yesterday"),
        lambda one: one["service_at_locations"][0]["location"]["addresses"][0].pop("city"),
        lambda one: one["service_at_locations"][0]["schedules"][0].update(timezone="8"),
    ):
        bad = deepcopy(good)
        spoil(bad)
        assert faults(bad, schema("service")) != []


def test_service_says_all_that_is_known(visitor, city):
    service = Service.objects.order_by("pk")[0]
    said = read(visitor, f"/hsds/services/{service.public_id}")
    assert [one["document"] for one in said["required_documents"]] == ["户主同意书", "学籍材料"]
    assert [(one["amount"], one["currency"]) for one in said["cost_options"]] == [(12.5, "CNY")]
    assert [one["code"] for one in said["languages"]] == ["zh-Hans", "bo", "csl"]
    assert [one["name"] for one in said["languages"]] == ["Chinese", "Tibetan", "Chinese Sign Language"]
    assert (said["name"], said["alternate_name"]) == ("School", "入学咨询")
    assert said["assured_date"] == "2026-11-25"
    first, second = said["service_at_locations"]
    week = [one for one in second["schedules"] if "freq" in one]
    assert [(one["byday"], one["opens_at"], one["timezone"]) for one in week] == [("WE,SA", "09:00", 8)]
    assert [one["byday"] for one in first["schedules"] if "freq" in one] == ["MO,TU,WE,TH,FR"] * 2
    assert first["location"]["id"] == str(city.public_id)
    assert first["location"]["latitude"] == 39.7725
    assert first["location"]["phones"][0]["number"] == "0937-6200000"


def test_ids_stay_when_things_change(visitor, city):
    def ids(found):
        if isinstance(found, dict):
            return {found["id"], *(one for inner in found.values() for one in ids(inner))} if "id" in found else set()
        return {one for inner in found for one in ids(inner)} if isinstance(found, list) else set()

    service = Service.objects.order_by("pk")[0]
    path = f"/hsds/services/{service.public_id}"
    before = ids(read(visitor, path))
    services.change_service(service=service, facts={"title": "x", "cost": Decimal(3)}, by=COMMAND)
    centres.change_centre(centre=city, facts={"phone": "0937-1"}, by=COMMAND)
    drop_everything()
    assert ids(read(visitor, path)) == before
    assert len(before) > 30


def test_parameters_narrow_the_list(visitor, city):
    first, second = Service.objects.filter(state="offered").order_by("pk")
    every = {str(first.public_id), str(second.public_id)}

    def found(**asked):
        return {one["id"] for one in read(visitor, f"/hsds/services?{urlencode(asked)}")["contents"]} & every

    term = read(visitor, f"/hsds/services/{first.public_id}")["attributes"][0]
    assert found() == every
    assert found(search="School") == {str(first.public_id)}
    assert found(taxonomy_term_id=term["taxonomy_term_id"]) == {str(first.public_id)}
    assert found(taxonomy_term_id=uuid4()) == set()
    assert found(taxonomy_id=term["taxonomy_term"]["taxonomy_id"]) == {str(first.public_id)}
    assert found(organization_id=second.organisation.public_id) == {str(second.public_id)}
    assert found(modified_after="2026-11-25T00:00:00Z") == every
    assert found(modified_after="2026-11-26T00:00") == set()
    assert found(minimal="true") == every
    names = read(visitor, "/hsds/organizations?search=服务中心")["contents"]
    assert len(names) == 2


@pytest.mark.parametrize(
    "query",
    ["page=0", "page=x", "page=²", "per_page=201", "per_page=-1", "full=perhaps", "organization_id=7",
     "taxonomy_term_id=%00", "modified_after=soon", "modified_after=9999-12-31T23:59:59-23:00"],
)  # fmt: skip
def test_wrong_parameters_are_said_as_a_problem(visitor, query):
    said = read(visitor, f"/hsds/services?{query}", 422)
    assert said["errors"][0]["field"] == f"query.{query.split('=')[0]}"


def test_what_is_not_public_is_not_handed_on(visitor, city):
    hidden = Service.objects.get(state="draft")
    draft = Centre.objects.get(slug="draft")
    for path in (
        f"services/{hidden.public_id}",
        f"locations/{draft.public_id}",
        f"organizations/{draft.organisation.public_id}",
        f"services/{uuid4()}",
    ):
        assert read(visitor, f"/hsds/{path}", 404)["reason"] == "not_found"
    assert visitor.post("/hsds/services").status_code == 405
    assert read(visitor, "/hsds/")["version"] == "3.0"
    confirmed = json.dumps(read(visitor, "/hsds/services?full=true"))
    assert "confirmed_by" not in confirmed


@pytest.mark.parametrize("many", [1, 3])
def test_lists_take_the_same_number_of_queries(visitor, many):
    for number in range(many):
        centre = make_centre()
        make_service(centre, f"事项 {number}", topics=[make_topic("school")])
    found = []
    for path in (
        "services",
        "services?full=true",
        "organizations?full_service=true",
        "locations",
        "service_at_locations",
        "service_at_locations?full=true",
    ):
        read(visitor, f"/hsds/{path}")
        drop_everything()
        with CaptureQueriesContext(connection) as asked:
            read(visitor, f"/hsds/{path}")
        found.append(len(asked))
    assert found == [2, 12, 18, 6, 2, 13]


def test_open_data_has_every_offered_service_and_no_formula(visitor, city):
    first = Service.objects.order_by("pk")[0]
    services.change_service(service=first, facts={"summary": "=1+1"}, by=COMMAND)
    answer = visitor.get("/open-data/services.csv")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [row["id"] for row in rows] == [str(one.public_id) for one in Service.objects.filter(state="offered")]
    assert (rows[0]["cost"], rows[1]["cost"], rows[0]["summary"]) == ("12.50", "0.00", "'=1+1")
    assert (rows[0]["topics"], rows[0]["languages"], rows[0]["centres"]) == ("school law", "zh-Hans bo csl", "one")
    assert date.fromisoformat(rows[0]["confirmed_on"]) == NOW.date()
    package = visitor.get("/open-data/datapackage.json").json()
    fields = [field["name"] for field in package["resources"][0]["schema"]["fields"]]
    assert fields == list(rows[0])


@needs_schemas
def test_description_of_the_open_data_is_a_data_package(visitor):
    package = visitor.get("/open-data/datapackage.json").json()
    profile = SCHEMAS / "frictionless" / "public" / "profiles" / "1.0" / "datapackage.json"
    assert faults(package, json.loads(profile.read_text(encoding="utf-8"))) == []
