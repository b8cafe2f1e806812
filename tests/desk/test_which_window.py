"""The page “which window serves me”: what it shows and sends, in a browser with and without scripts and network."""

from __future__ import annotations

import gzip
import json
import logging
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from duikou.base.actor import COMMAND
from duikou.desk.actions import service_areas as acts
from duikou.desk.areas.geojson import read
from duikou.desk.models import AreaEdition, Centre
from tests.browser import PHONE, looks_well
from tests.desk.areas.drawing import as_file, square
from tests.desk.factories import make_body, make_centre, make_service

PAGE = "/which-window"


def publish() -> AreaEdition:
    """Two centres side by side, each with streets, and a third for everybody else."""
    north = make_centre(slug="north", organisation=make_body("示例：北关便民服务中心"), phone="0930 1234567")
    south = make_centre(slug="south", organisation=make_body("示例：南关便民服务中心"))
    hall = make_centre(slug="hall", organisation=make_body("示例：市政务服务大厅"))
    make_service(north, languages=["zh-Hans", "bo"])
    for centre, name, x, streets in (
        (north, "北关社区", 0, "人民路|Renmin Road 1-99 单\n除 人民路 17\n幸福小区\n解放街 1-50"),
        (south, "南关社区", 1, "人民路 2-100 双\n解放街 51以上\n团结路"),
    ):
        acts.draw_areas(centre=centre, drawn=read(as_file([square(name, x)])), by=COMMAND)
        area = centre.areas.get()
        acts.change_area(area=area, name=area.name, streets=streets, by=COMMAND)
    return acts.publish_areas(general=hall, by=COMMAND)


@pytest.mark.django_db
def test_the_page_names_every_open_centre_and_only_it_may_ask_for_the_position():
    edition = publish()
    make_centre(slug="later", state=Centre.State.DRAFT)
    answer = Client().get(PAGE)
    body = answer.content.decode()
    assert [slug in body for slug in ('id="centre-north"', 'id="centre-hall"', 'id="centre-later"')] == [
        True,
        True,
        False,
    ]
    assert "藏语" in body
    assert f"/which-window.{edition.digest}.json" in body
    assert "geolocation=(self)" in answer["Permissions-Policy"]
    for other in ("/", f"{PAGE}/streets"):
        assert "geolocation=()" in Client().get(other)["Permissions-Policy"]
    assert len(gzip.compress(answer.content)) < 60_000


@pytest.mark.django_db
def test_the_page_needs_no_more_queries_for_more_centres(django_assert_num_queries):
    make_centre()
    with django_assert_num_queries(7):
        first = Client().get(PAGE)
    for _ in range(3):
        make_service(make_centre())
    with django_assert_num_queries(7):
        Client().get(PAGE)
    assert first.status_code == 200


@pytest.mark.django_db
def test_without_an_edition_the_page_leads_to_the_centres():
    make_centre(slug="north")
    body = Client().get(PAGE, headers={"Accept-Language": "en"}).content.decode()
    assert "No areas are published yet" in body
    assert 'id="address"' not in body
    assert (
        "No street is listed yet" in Client().get(f"{PAGE}/streets", headers={"Accept-Language": "en"}).content.decode()
    )


@pytest.mark.django_db
def test_the_file_never_changes_and_holds_no_more_than_was_published():
    edition = publish()
    address = reverse("desk:which-file", args=[edition.digest])
    packed = Client().get(address, headers={"Accept-Encoding": "gzip"})
    plain = Client().get(address)
    assert packed["Cache-Control"] == "public, max-age=31536000, immutable"
    assert (packed["Content-Encoding"], "Content-Encoding" in plain) == ("gzip", False)
    assert gzip.decompress(packed.content) == plain.content
    assert json.loads(plain.content)["centres"] == ["hall", "north", "south"]
    assert Client().get(address.replace(edition.digest, "0" * 16)).status_code == 404
    acts.change_area(area=Centre.objects.get(slug="south").areas.get(), name="南关", streets="", by=COMMAND)
    acts.publish_areas(general=None, by=COMMAND)
    assert Client().get(address).content == plain.content


@pytest.mark.django_db
def test_every_street_leads_to_the_same_page():
    publish()
    body = Client().get(f"{PAGE}/streets", headers={"Accept-Language": "en"}).content.decode()
    links = {line.split('"')[0] for line in body.split('href="')[1:] if line.startswith("/which-window#")}
    assert links == {"/which-window#centre-north", "/which-window#centre-south"}
    assert body.count("<details>") == 5
    assert "but not" in body


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_nothing_can_be_sent_to_any_of_the_addresses(method, db):
    edition = publish()
    for address in (PAGE, f"{PAGE}/streets", f"{PAGE}/worker.js", f"/which-window.{edition.digest}.json"):
        assert getattr(Client(), method)(address).status_code == 405


# What a visitor may type or where they may be, and whom it leads to.
ADDRESSES = {
    "人民路13号": ("one", ["north"], "street"),
    "临夏市 人民路 十三号": ("one", ["north"], "street"),
    "13 Renmin Road": ("one", ["north"], "street"),
    "ｒｅｎｍｉｎ　ｒｏａｄ１３": ("one", ["north"], "street"),
    "人民路12号": ("one", ["south"], "street"),
    "人民路17号": ("none", [], "number_outside"),
    "人民路101号": ("none", [], "number_outside"),
    "人民路": ("several", ["north", "south"], "number_needed"),
    "人民路13号幸福小区3栋": ("one", ["north"], "street"),
    "人民路幸福小区3栋": ("one", ["north"], "street"),
    "团结路 幸福小区": ("several", ["north", "south"], "streets_differ"),
    "解放街 51弄 3号": ("one", ["south"], "street"),
    "和平路 3号": ("none", [], "unknown"),
    "": ("none", [], "unknown"),
}
POINTS = {
    (103.005, 34.905, 0): ("one", ["north"], "inside"),
    (103.015, 34.905, 20): ("one", ["south"], "inside"),
    (103.01, 34.905, 0): ("several", ["north", "south"], "border"),
    (103.0101, 34.905, 0): ("several", ["north", "south"], "border"),
    (103.0103, 34.905, 0): ("one", ["south"], "inside"),
    (103.0103, 34.905, 60): ("several", ["north", "south"], "border"),
    (102.99990, 34.905, 0): ("one", ["north"], "beside"),
    (102.99, 34.905, 0): ("none", [], "outside"),
    (103.012, 34.905, 5000): ("several", ["north", "south"], "border"),
}
ASKED = """async ([file, texts, points]) => {
  const { atAddress, atPoint, open, plain } = await import("/static/desk/areas.js");
  const book = open(await (await fetch(file)).json());
  const told = ({ kind, centres, why }) => [kind, centres.map((one) => book.centres[one]).sort(), why];
  const unsure = (text) => atAddress(book, text).read.map((one) => one.unsure);
  const places = points.map((point) => told(atPoint(book, ...point)));
  const addresses = texts.map((text) => told(atAddress(book, text)));
  return [addresses, places, texts.map(plain), unsure("新人民路13号"), unsure("临夏市人民路13号")];
}"""


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_visitor_finds_the_window_and_nobody_else_learns_where_they_live(new_page, caplog):
    from duikou.desk.areas.streets import plain

    edition = publish()
    caplog.set_level(logging.DEBUG)
    page = new_page(size=PHONE)
    context = page.context
    context.grant_permissions(["geolocation"])
    context.set_geolocation({"longitude": 103.005, "latitude": 34.905, "accuracy": 10})
    asked: list[str] = []
    context.on("request", lambda one: asked.append(f"{one.method} {one.url} {one.post_data or ''} {one.all_headers()}"))
    page.goto(PAGE)
    page.wait_for_selector("#which:not([hidden])")
    texts, points = list(ADDRESSES), list(POINTS)
    found = page.evaluate(ASKED, [f"/which-window.{edition.digest}.json", texts, [list(one) for one in points]])
    assert dict(zip(texts, map(tuple, found[0]), strict=True)) == ADDRESSES
    assert dict(zip(points, map(tuple, found[1]), strict=True)) == POINTS
    assert found[2] == [plain(text) for text in texts]
    assert found[3:] == [[True], [False]]
    page.wait_for_function("navigator.serviceWorker.ready.then(() => true)")
    looks_well(page, "which-window")

    before = len(asked)
    page.fill("#address", "人民路 73 号秘密")
    page.click("#find")
    page.wait_for_selector(".which-answer")
    assert "北关便民服务中心" in page.inner_text("#answer")
    page.fill("#address", "人民路")
    page.press("#address", "Enter")
    page.locator(".which-answer").nth(1).wait_for()
    looks_well(page, "which-window-two")
    page.click("#here")
    page.get_by_role("heading", name="This centre serves you").wait_for()
    page.click("#map-fold summary")
    page.wait_for_selector("#map path")
    box = page.locator("#map").bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.75, box["y"] + box["height"] / 2)
    page.locator(".which-answer", has_text="南关").wait_for()
    looks_well(page, "which-window-map")
    page.fill("#address", "和平路 9 号")
    page.click("#find")
    page.locator(".which-answer", has_text="市政务服务大厅").wait_for()
    looks_well(page, "which-window-none")
    assert asked[before:] == []
    assert page.url.endswith(PAGE)
    assert nothing_of("人民路 73", "秘密", "103.005") == []
    assert not any("秘密" in line or "73" in line for line in caplog.text)
    assert not [one for one in asked if "%E4%BA%BA%E6%B0%91" in one or "103.00" in one]
    assert page.evaluate("Object.keys(localStorage).length + Object.keys(sessionStorage).length") == 0

    context.set_offline(True)
    page.reload()
    page.wait_for_selector("#which:not([hidden])")
    page.fill("#address", "解放街 60")
    page.click("#find")
    page.wait_for_selector(".which-answer")
    assert "南关便民服务中心" in page.inner_text("#answer")
    page.emulate_media(media="print")
    assert not page.is_visible(".which-all")
    assert page.is_visible(".which-answer")
    context.set_offline(False)


def nothing_of(*texts: str) -> list[str]:
    """Where one of these texts stands in the database: every text of every table is read."""
    found = []
    with connection.cursor() as cursor:
        for table in set(connection.introspection.table_names(cursor)) - {"index_text"}:  # which keeps no text to read
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                found += [f"{table}: {text}" for text in texts if any(text in str(value) for value in row)]
    return found


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_without_scripts_a_street_is_chosen_from_a_list(new_page):
    publish()
    page = new_page(javascript=False, size=PHONE)
    asked: list[str] = []
    page.context.on("request", lambda one: asked.append(one.url))
    page.goto(PAGE)
    page.click("noscript a")
    looks_well(page, "which-streets", scripts=False)
    page.click("summary:has-text('团结路')")
    page.click("details[open] a")
    assert page.url.endswith("/which-window#centre-south")
    assert page.is_visible("#centre-south")
    looks_well(page, "which-window-plain", scripts=False)
    sent: Any = {one.split("/", 3)[3] for one in asked if "/static/" not in one}
    assert sent == {"which-window", "which-window/streets"} or sent == {
        "which-window",
        "which-window/streets",
        "which-window#centre-south",
    }
