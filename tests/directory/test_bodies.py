"""Organisations and areas of a real city: added and renamed by administrators, codes checked, written down."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from duikou.base.actor import COMMAND
from duikou.directory.actions.areas import AreaKnown, NoDivision, add_area
from duikou.directory.divisions import above, is_division
from duikou.directory.models import Area, Organisation
from duikou.directory.permissions import with_parts
from duikou.journal.models import Entry
from tests.browser import DESK, PHONE, assert_accessible, assert_fits, shot

pytestmark = pytest.mark.django_db


@pytest.fixture
def chief(client_with: Callable[..., Any]) -> Any:
    return client_with("administrator")


def add(client: Client, route: str = "new-body", **said: Any) -> Any:
    return client.post(reverse(f"directory:{route}"), {"kind": "office", **said}, follow=True)


def test_organisation_is_added_renamed_and_written_down(chief: Any) -> None:
    area = add_area(code="620200", name={"zh-hans": "嘉峪关市"}, by=COMMAND)
    page = add(chief, name_zh="市民宗局", name_en="Ethnic Affairs Office", area=area.pk)
    assert "Roles can be given for it now" in page.content.decode()
    made = Organisation.objects.get(name_key="市民宗局")
    assert (made.kind, made.state, made.area, made.name.get("en")) == (
        "office", "approved", area, "Ethnic Affairs Office"
    )  # fmt: skip
    chief.post(reverse("directory:body", args=[made.public_id]), {"name_zh": "市民族事务局"})
    made.refresh_from_db()
    assert (str(made.name.get("zh-hans")), made.name_key, made.area) == ("市民族事务局", "市民族事务局", None)
    who = f"account:{chief.account.public_id}"
    for what in ("organisation.added", "organisation.renamed"):
        assert Entry.objects.get(what=what, who=who).which == f"organisation:{made.public_id}"


def test_name_that_another_has_is_refused(chief: Any) -> None:
    add(chief, name_zh="一中心", kind="centre")
    add(chief, name_zh="二中心", kind="centre")
    assert add(chief, name_zh="一 中心", kind="centre").status_code == 422
    second = Organisation.objects.get(name_key="二中心")
    answer = chief.post(reverse("directory:body", args=[second.public_id]), {"name_zh": "一中心"})
    assert answer.status_code == 422
    assert "one with this name already" in answer.content.decode()
    assert Organisation.objects.filter(kind="centre").count() == 2


@pytest.mark.parametrize(
    "said",
    [
        {"name_zh": ""},
        {"name_zh": "……"},
        {"name_zh": "某局", "kind": "employer"},
        {"name_zh": "某局", "area": "9999"},
        {"name_zh": "王某 11010519491231002X"},
    ],
)
def test_bad_organisation_is_refused(chief: Any, said: dict[str, str]) -> None:
    assert add(chief, **said).status_code == 422
    assert not Entry.objects.filter(what="organisation.added").exists()


def test_employer_is_not_renamed_here(chief: Any, organisation: Callable[..., Organisation]) -> None:
    employer = organisation()
    assert chief.get(reverse("directory:body", args=[employer.public_id])).status_code == 404
    assert str(employer) not in chief.get(reverse("directory:bodies")).content.decode()


def test_area_lies_where_its_code_says_in_whatever_order_they_are_added(chief: Any) -> None:
    for code in ("623025", "620000", "623000", "620200"):
        add(chief, "new-area", code=code, name_zh=f"区域{code}")
    lies = {one.code: one.parent.code if one.parent else "" for one in Area.objects.select_related("parent")}
    assert lies == {"620000": "", "623000": "620000", "623025": "623000", "620200": "620000"}
    top = Area.objects.get(code="620000")
    assert len(with_parts([top.pk])) == 4
    assert Entry.objects.filter(what="area.added").count() == 4


def test_area_is_renamed_and_keeps_its_code(chief: Any) -> None:
    area = add_area(code="623000", name="甘南", by=COMMAND)
    chief.post(reverse("directory:area", args=["623000"]), {"name_zh": "甘南州", "name_en": "Gannan", "code": "1"})
    area.refresh_from_db()
    assert (area.code, area.name) == ("623000", {"zh-hans": "甘南州", "en": "Gannan"})
    assert Entry.objects.get(what="area.renamed").which == "area:623000"


@pytest.mark.parametrize(
    "code",
    ["", "62", "62020", "990000", "600000", "620010", "abcdef", "6202000", "620200000", "620000001", "6202011000000"],
)
def test_code_that_is_none_is_refused(chief: Any, code: str) -> None:
    answer = add(chief, "new-area", code=code, name_zh="某地")
    assert answer.status_code == 422
    assert not Area.objects.exists()
    with pytest.raises(NoDivision):
        add_area(code=code, name="某地", by=COMMAND)


def test_code_in_full_width_is_read_and_one_that_is_there_is_refused(chief: Any) -> None:
    add(chief, "new-area", code="６２０２００", name_zh="嘉峪关市")
    assert Area.objects.get().code == "620200"
    assert "an area with this code already" in add(chief, "new-area", code="620200", name_zh="别名").content.decode()
    with pytest.raises(AreaKnown):
        add_area(code="620200", name="别名", by=COMMAND)


def test_what_lies_above() -> None:
    assert above("620201100001") == ["620201100", "620201", "620200", "620000"]
    assert above("620200") == ["620000"]
    assert above("620000") == []


@pytest.mark.parametrize(
    "code", ["110101", "350000", "441900", "441900003", "620200", "659001", "710000", "820000", "623025100001"]
)
def test_code_of_a_division_is_taken(code: str) -> None:
    assert is_division(code)


@pytest.mark.parametrize("role", ["office", "door", "auditor", "approver"])
@pytest.mark.parametrize("route", ["bodies", "new-body", "areas", "new-area"])
def test_only_administrators_get_in(client_with: Callable[..., Client], role: str, route: str) -> None:
    assert client_with(role).get(reverse(f"directory:{route}")).status_code == 403
    assert Client().get(reverse(f"directory:{route}")).status_code == 302


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("language", "size"), [("zh-hans", PHONE), ("en", DESK)])
def test_pages_are_seen_in_a_browser(client_with: Callable[..., Any], new_page: Any, language: str, size: Any) -> None:
    for code, name in (("620000", "甘肃省"), ("620200", "嘉峪关市"), ("623000", "甘南藏族自治州")):
        add_area(code=code, name=name, by=COMMAND)
    client = client_with("administrator", language=language)
    add(client, name_zh="甘南州玛曲县人力资源和社会保障局招聘服务办公室", area=Area.objects.get(code="623000").pk)
    page = new_page(client=client, size=size, language=language)
    for route in ("bodies", "areas", "new-body", "new-area"):
        page.goto(reverse(f"directory:{route}"))
        assert_accessible(page)
        assert_fits(page)
        shot(page, f"{route}-{language}")
