"""Keeping centres, windows, hours and services on the screens."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from duikou.base import clock
from duikou.base.actor import COMMAND
from duikou.desk.actions import hours
from duikou.desk.affected import Affected, ways
from duikou.desk.models import Centre, Hours, Service, SpecialDays, Window
from duikou.desk.queries.hours import hours_of_centre
from duikou.directory.models import Area, Grant
from tests.desk.factories import MORNING, WORKDAYS, make_body, make_centre, make_place, make_service, make_topic

pytestmark = pytest.mark.django_db
MONDAY = date(2030, 3, 4)
WORK = reverse("desk:work")
WINDOW = {"order": "0", "appointment_minutes": "20", "walk_ins_every": "3"}
FACTS = {
    "slug": "qilian",
    "place_name_zh-hans": "祁连社区",
    "place_address_zh-hans": "祁连路 1 号",
    "phone": "0937-6200000",
    "access": "step_free",
    "latitude": "39.77",
    "longitude": "98.29",
}


@pytest.fixture
def centre():
    return make_centre(slug="mine")


@pytest.fixture
def keeper(client_with, centre):
    return client_with("centre", centre.organisation)


def test_centre_is_made_with_its_place_windows_hours_and_opened(client_with):
    body = make_body("示例：祁连")
    client = client_with("centre", body)
    answer = client.post("/office/centres/new", FACTS | {"organisation": body.pk})
    assert answer.headers["Location"] == "/office/centres/qilian/"
    centre = Centre.objects.get()
    assert (str(centre.place.latitude), str(centre.place.address)) == ("39.770000", "祁连路 1 号")
    client.post("/office/centres/qilian/windows/new", {"number": "a1", "label_zh-hans": "综合窗口", **WINDOW})
    assert Window.objects.get().number == "A1"
    client.post("/office/centres/qilian/hours", {"d1_0_opens": "09:00", "d1_0_closes": "12:00", "same": "on"})
    assert hours_of_centre(centre).week == dict.fromkeys(range(1, 6), (MORNING,))
    answer = client.post("/office/centres/qilian/state/open", follow=True)
    assert Centre.objects.get().state == Centre.State.OPEN
    assert "qilian" in client.get("/centres/").text
    client.post("/office/centres/qilian/edit", FACTS | {"phone": "0937-6200001"})
    assert Centre.objects.get().phone == "0937-6200001"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"slug": "mine"}, "Another centre has this address"),
        ({"phone": "call me"}, "Write a telephone number"),
        ({"phone": "13800001111"}, "mobile number"),
        ({"longitude": ""}, "Write both latitude and longitude"),
        ({"latitude": "91"}, "less than or equal to 90"),
        ({"place_address_zh-hans": ""}, "required"),
        ({"about_zh-hans": "找 11010519491231002X"}, "identity number"),
    ],
)
def test_centre_with_wrong_facts_is_refused_and_what_was_written_stays(client_with, centre, wrong, said):
    body = make_body("示例：祁连")
    client = client_with("centre", body)
    answer = client.post("/office/centres/new", FACTS | {"organisation": body.pk, "access_note_en": "Ramp"} | wrong)
    assert answer.status_code == 422
    assert said in answer.text
    assert "Ramp" in answer.text
    assert Centre.objects.count() == 1


def test_body_of_others_cannot_be_given_a_centre(keeper):
    answer = keeper.post("/office/centres/new", FACTS | {"organisation": make_body().pk})
    assert answer.status_code == 422
    assert Centre.objects.count() == 1


def test_wrong_times_are_refused_and_all_that_was_written_stays(keeper, centre):
    sent = {
        "d1_0_opens": "09:00",
        "d1_0_closes": "08:00",
        "d2_0_opens": "25:00",
        "d3_0_opens": "10:00",
        "d4_0_opens": "09:00",
        "d4_0_closes": "12:00",
        "d4_1_opens": "11:00",
        "d4_1_closes": "13:00",
    }
    answer = keeper.post("/office/centres/mine/hours", sent)
    assert answer.status_code == 422
    for said in ("end on the same day", "like 10:30", "Write both times", "overlap", 'value="25:00"', 'value="08:00"'):
        assert said in answer.text
    assert hours_of_centre(centre).week == WORKDAYS


def test_hours_of_a_window_are_its_own_until_they_are_emptied(keeper, centre):
    window = centre.windows.get()
    path = f"/office/windows/{window.public_id}/hours"
    keeper.post(path, {"d7_2_opens": "10:00", "d7_2_closes": "11:00"})
    assert Hours.objects.filter(window=window).count() == 1
    assert "10:00–11:00" in keeper.get("/office/centres/mine/").text
    keeper.post(path, {})
    assert not Hours.objects.filter(window=window).exists()


def test_special_days_are_shown_with_what_they_change_before_they_are_kept(keeper, centre):
    sent = {"starts_on": MONDAY.isoformat(), "kind": "closed", "reason_zh-hans": "盘点"}
    path = "/office/centres/mine/days/new"
    answer = keeper.post(path, sent)
    assert (answer.status_code, SpecialDays.objects.count()) == (200, 0)
    assert "09:00–12:00, 14:00–18:00" in answer.text
    keeper.post(path, sent | {"sure": "1"})
    row = SpecialDays.objects.get()
    assert (row.centre, row.starts_on, row.ends_on) == (centre, MONDAY, MONDAY)
    assert "Nothing: on these days it is so already" in keeper.post(path, sent).text
    moved = sent | {"starts_on": (MONDAY + timedelta(days=1)).isoformat(), "ends_on": ""}
    moved |= {"kind": "hours", "day_1_opens": "09:00", "day_1_closes": "12:00"}
    path = f"/office/special-days/{row.public_id}/"
    page = keeper.post(path, moved).text
    assert page.count('data-label="until now"') == 2  # the day it leaves, and the one it comes to
    keeper.post(path, moved | {"sure": "1"})
    row.refresh_from_db()
    assert (row.starts_on, row.spans) == (MONDAY + timedelta(days=1), [["09:00", "12:00"]])
    keeper.post(f"{path}remove")
    assert not SpecialDays.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"ends_on": "2030-03-01"}, "before the first"),
        ({"ends_on": "2032-03-01"}, "longer than a year"),
        ({"kind": "hours"}, "Write from when until when"),
        ({"kind": "like"}, "Choose the weekday"),
        ({"starts_on": "1030-03-04"}, "Look at the year again"),
        ({"starts_on": "soon"}, "Write a day"),
        ({"reason_zh-hans": ""}, "required"),
    ],
)
def test_special_days_that_make_no_sense_are_refused(keeper, wrong, said):
    sent = {"starts_on": MONDAY.isoformat(), "kind": "closed", "reason_zh-hans": "盘点", "sure": "1"} | wrong
    answer = keeper.post("/office/centres/mine/days/new", sent)
    assert answer.status_code == 422
    assert said in answer.text
    assert not SpecialDays.objects.exists()


def test_holiday_of_the_city_is_entered_once_by_an_office(client_with, centre, office_client, monkeypatch):
    make_centre()
    sent = {"starts_on": MONDAY.isoformat(), "kind": "closed", "reason_zh-hans": "元旦"}
    monkeypatch.setitem(ways._things, "test", lambda days: Affected(2, f"2 since {days.first} at {days.centre}"))
    page = office_client.post("/office/holidays/new", sent).text
    assert page.count('data-label="until now"') == 2
    assert f"2 since {MONDAY} at None" in page
    office_client.post("/office/holidays/new", sent | {"sure": "1"})
    assert hours_of_centre(centre).whole.on(MONDAY) == ()
    row = SpecialDays.objects.get()
    keeper = client_with("centre", centre.organisation)
    assert keeper.get("/office/holidays/").status_code == 403
    assert keeper.post(f"/office/special-days/{row.public_id}/remove").status_code == 404
    assert "元旦" in keeper.get("/office/centres/mine/").text


def test_office_of_one_area_enters_no_holiday_of_the_city_but_keeps_its_centres(client_with):
    here, there = (Area.objects.create(code=code, name={"en": code}) for code in ("1", "2"))
    make_centre(slug="here", place=make_place(area=here))
    make_centre(slug="there", place=make_place(area=there))
    client = client_with("office")
    Grant.objects.filter(account=client.account).update(area=here)
    assert client.get("/office/holidays/").status_code == 403
    assert client.get("/office/centres/here/").status_code == 200
    assert client.get("/office/centres/there/").status_code == 404


def test_service_is_written_offered_confirmed_and_ended(keeper, centre):
    window, topic = centre.windows.get(), make_topic("school")
    sent = {"title_zh-hans": "入学咨询", "cost": "0", "topics": [topic.pk], "windows": [window.pk]}
    sent |= {"languages": ["zh-Hans", "bo"], "website": "example.org/school", "organisation": centre.organisation_id}
    answer = keeper.post("/office/services/new", sent)
    service = Service.objects.get()
    path = answer.headers["Location"]
    assert path == f"/office/services/{service.public_id}/"
    assert (service.languages, service.website) == (["zh-Hans", "bo"], "https://example.org/school")
    keeper.post(f"{path}state/offered")
    keeper.post(f"{path}confirm")
    service.refresh_from_db()
    assert (service.state, service.confirmed_by) == ("offered", f"account:{keeper.account.public_id}")
    assert 'value="https://example.org/school"' in keeper.get(path).text
    keeper.post(path, sent | {"title_zh-hans": "入学和转学咨询", "windows": []})
    service.refresh_from_db()
    assert (str(service.title), service.at.count()) == ("入学和转学咨询", 0)
    keeper.post(f"{path}state/ended")
    assert keeper.post(f"{path}state/nonsense").status_code == 404
    service.refresh_from_db()
    assert service.state == "ended"


@pytest.mark.parametrize("wrong", [{"cost": "-1"}, {"languages": ["xx"]}, {"website": "javascript:alert(1)"}])
def test_service_with_wrong_facts_is_refused(keeper, centre, wrong):
    sent = {"title_zh-hans": "入学咨询", "organisation": centre.organisation_id} | wrong
    answer = keeper.post("/office/services/new", sent)
    assert answer.status_code == 422
    assert "入学咨询" in answer.text
    assert not Service.objects.exists()


def test_service_stays_at_windows_that_its_keeper_does_not_keep(keeper, centre):
    other = make_centre().windows.get()
    service = make_service(centre, windows=[other])
    keeper.post(f"/office/services/{service.public_id}/", {"title_zh-hans": "x", "windows": [centre.windows.get().pk]})
    assert set(service.at.values_list("window", flat=True)) == {other.pk, centre.windows.get().pk}


def test_service_cannot_be_put_at_windows_of_others(keeper, centre):
    other = make_centre().windows.get()
    service = make_service(centre)
    answer = keeper.post(f"/office/services/{service.public_id}/", {"title_zh-hans": "x", "windows": [other.pk]})
    assert answer.status_code == 422


def test_what_is_stale_is_listed_for_its_keeper_until_it_is_confirmed(keeper, centre, clock_at):
    service = make_service(centre)
    other = make_service(make_centre(slug="others"))
    page = keeper.get(WORK).text
    assert "To be confirmed" in page
    assert f"/office/services/{service.public_id}/confirm" in page
    assert str(other.public_id) not in page
    for path in ("/office/centres/mine/confirm", f"/office/services/{service.public_id}/confirm"):
        assert keeper.post(path, {"back": "work"}).headers["Location"] == WORK
        assert keeper.get(path).status_code == 405
    assert "To be confirmed" not in keeper.get(WORK).text
    clock_at(clock.now() + timedelta(days=181))
    assert "To be confirmed" in keeper.get(WORK).text
    assert Centre.objects.get(slug="mine").confirmed_on == timezone.localdate(clock.now() - timedelta(days=181))


def test_window_is_closed_and_brought_back(keeper, centre):
    path = f"/office/windows/{centre.windows.get().public_id}/"
    keeper.post(f"{path}close")
    assert Window.objects.get().closed_at
    assert keeper.post(path, {"number": "2", "label_zh-hans": "x", **WINDOW}).status_code == 422
    keeper.post(f"{path}close")
    assert Window.objects.get().closed_at is None
    assert keeper.post(path, {"number": "窗口", "label_zh-hans": "x", **WINDOW}).status_code == 422
    keeper.post(path, {"number": "2", "label_zh-hans": "x", **WINDOW})
    assert Window.objects.get().number == "2"


def test_keeper_without_a_centre_is_told_what_to_do(client_with):
    page = client_with("centre", make_body()).get(WORK).text
    assert "Make the page of your centre" in page


@pytest.mark.parametrize("many", [1, 3])
def test_work_page_takes_the_same_number_of_queries(keeper, centre, many, django_assert_num_queries):
    for number in range(many):
        make_service(centre, f"事项 {number}")
        hours.add_special_days(
            centre=centre, starts_on=MONDAY, ends_on=MONDAY, kind="closed", reason=str(number), by=COMMAND
        )
    keeper.get(WORK)
    with django_assert_num_queries(17):
        keeper.get(WORK)
