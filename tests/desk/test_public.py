"""What everybody sees of centres and services."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from icalendar import Calendar

from duikou.base.actor import COMMAND
from duikou.base.recent import drop_everything
from duikou.desk.actions import centres, hours, services, windows
from duikou.desk.models import Centre, Service
from tests.desk.factories import AFTERNOON, MORNING, make_centre, make_service, make_topic, make_window
from tests.fairs.factories import make_fair

pytestmark = pytest.mark.django_db
WEDNESDAY = datetime(2026, 11, 25, 10, tzinfo=timezone.get_default_timezone())
TODAY = WEDNESDAY.date()


@pytest.fixture(autouse=True)
def _on_wednesday(clock_at):
    clock_at(WEDNESDAY)


def read(visitor, path, status=200):
    answer = visitor.get(path)
    assert answer.status_code == status
    return answer.text


def test_list_says_which_centres_are_open_now(visitor, clock_at):
    make_centre(slug="one")
    make_centre(slug="other", week={4: (MORNING,)})
    make_centre(slug="draft", state=Centre.State.DRAFT)
    page = read(visitor, "/centres/")
    assert "Open until 12:00" in page
    assert "Closed, opens Thu 26 Nov, 09:00" in page
    assert "/centres/draft/" not in page


def test_empty_lists_say_what_to_do(visitor):
    assert "No centre is open to the public yet" in read(visitor, "/centres/")
    assert "Ask at a service centre" in read(visitor, "/services/")


@pytest.mark.parametrize("state", [Centre.State.DRAFT, Centre.State.CLOSED])
def test_centre_that_is_not_open_to_the_public_is_not_found(visitor, state):
    make_centre(slug="one", state=state)
    for path in ("/centres/one/", "/centres/one/calendar.ics", "/centres/none/"):
        read(visitor, path, 404)


def test_page_of_a_centre_says_what_is_special_and_what_is_on(visitor):
    centre = make_centre(slug="one", phone="0937-6200000", access="step_free")
    service = make_service(centre, "医保参保登记", languages=["zh-Hans", "bo"])
    hours.add_special_days(starts_on=TODAY, ends_on=TODAY, kind="closed", reason={"en": "Stocktaking"}, by=COMMAND)
    fair = make_fair(place=centre.place, starts_at=WEDNESDAY + timedelta(hours=4), title={"en": "Autumn fair"})
    make_fair(starts_at=WEDNESDAY, title={"en": "Elsewhere"})
    page = read(visitor, "/centres/one/")
    for said in ("Stocktaking", "0937-6200000", "Autumn fair", f"/fairs/{fair.slug}/", "Tibetan", "医保参保登记"):
        assert said in page
    assert "Closed, opens Thu 26 Nov, 09:00" in page
    assert "Elsewhere" not in page
    assert str(service.public_id) in page


def test_window_with_other_hours_says_so(visitor):
    centre = make_centre(slug="one")
    window = make_window(centre, "B2", {"en": "Evening window"})
    hours.set_week(centre=centre, window=window, week={3: (AFTERNOON,)}, by=COMMAND)
    closed = make_window(centre, "C", {"en": "Gone window"})
    windows.close_window(window=closed, by=COMMAND)
    page = read(visitor, "/centres/one/")
    assert "Closed, opens Wed 25 Nov, 14:00" in page
    assert "Evening window" in page
    assert "Gone window" not in page


@pytest.mark.parametrize("many", [1, 3])
def test_pages_take_the_same_number_of_queries_however_much_they_show(visitor, many):
    centre = make_centre(slug="centre")
    for number in range(many):
        make_centre()
        window = make_window(centre, f"X{number}")
        hours.set_week(centre=centre, window=window, week={1: (MORNING,)}, by=COMMAND)
        for day in (TODAY, TODAY + timedelta(days=number)):
            hours.add_special_days(centre=centre, window=window, starts_on=day, ends_on=day, kind="closed", by=COMMAND)
        make_service(centre, f"事项 {number}", windows=[window], topics=[make_topic("school"), make_topic("work")])
        make_fair(place=centre.place, starts_at=WEDNESDAY)
    service = Service.objects.order_by("pk")[0]
    found = {}
    for path in (
        "/centres/",
        "/centres/centre/",
        "/services/",
        "/services/?topic=school&language=zh-Hans",
        f"/services/{service.public_id}/",
        "/centres/centre/calendar.ics",
    ):
        drop_everything()
        read(visitor, path)
        with CaptureQueriesContext(connection) as asked:
            read(visitor, path)
        found[path.replace(str(service.public_id), "one")] = len(asked)
    assert found == {
        "/centres/": 4,
        "/centres/centre/": 11,
        "/services/": 7,
        "/services/?topic=school&language=zh-Hans": 9,
        "/services/one/": 6,
        "/centres/centre/calendar.ics": 7,
    }


def test_services_are_found_by_words_pinyin_topic_and_language(visitor):
    centre = make_centre()
    school = make_service(centre, "入学咨询", topics=[make_topic("school")], languages=["zh-Hans", "bo"])
    work = make_service(centre, "就业登记", topics=[make_topic("work")], what_to_bring="社保卡")
    make_service(centre, "还没开放", offered=False)
    every = {str(one.public_id) for one in Service.objects.all()}

    def found(query):
        page = read(visitor, f"/services/{query}")
        return {one for one in every if one in page}

    both, first, second = {str(school.public_id), str(work.public_id)}, {str(school.public_id)}, {str(work.public_id)}
    assert found("") == both
    assert found("?q=入学") == first
    assert found("?q=jiuye") == second
    assert found("?q=社保卡") == second
    assert found("?topic=work") == second
    assert found("?language=bo") == first
    assert found("?topic=work&language=bo") == set()
    assert found("?topic=nonsense&language=x&page=99") == both
    services.set_state(service=work, state="ended", by=COMMAND)
    assert found("?q=就业") == set()
    services.change_service(service=school, facts={"title": "转学咨询"}, by=COMMAND)
    assert found("?q=转学") == first


def test_service_of_a_centre_that_closed_names_no_window_of_it(visitor):
    centre = make_centre(slug="one")
    service = make_service(centre, what_to_bring="户主同意书", cost=0)
    assert "/centres/one/" in read(visitor, f"/services/{service.public_id}/")
    centres.set_state(centre=centre, state="closed", by=COMMAND)
    page = read(visitor, f"/services/{service.public_id}/")
    assert "/centres/one/" not in page
    assert "At no window at the moment" in page
    assert "户主同意书" in page


def test_service_says_when_it_was_confirmed_and_when_that_is_too_long_ago(visitor, clock_at):
    service = make_service(make_centre())
    path = f"/services/{service.public_id}/"
    assert "Nobody has confirmed lately" in read(visitor, path)
    services.confirm_service(service=service, by=COMMAND)
    page = read(visitor, path)
    assert "Last confirmed on Wed 25 Nov." in page
    assert "Nobody has confirmed lately" not in page
    clock_at(WEDNESDAY + timedelta(days=181))
    assert "Nobody has confirmed lately" in read(visitor, path)


@pytest.mark.parametrize("offered", [True, False])
def test_service_that_is_not_offered_is_not_found(visitor, offered):
    service = make_service(make_centre(), offered=offered)
    read(visitor, f"/services/{service.public_id}/", 200 if offered else 404)
    read(visitor, f"/services/{uuid4()}/", 404)


def test_calendar_has_special_days_and_what_is_on_with_ids_that_stay(visitor):
    centre = make_centre(slug="one")
    window = centre.windows.get()
    row = hours.add_special_days(
        starts_on=TODAY, ends_on=TODAY + timedelta(days=1), kind="closed", reason={"en": "Holiday"}, by=COMMAND
    )
    hours.add_special_days(
        centre=centre, window=window, starts_on=TODAY, ends_on=TODAY, kind="like", like=1, reason="x", by=COMMAND
    )
    make_fair(place=centre.place, starts_at=WEDNESDAY, title={"en": "Autumn fair"}, slug="autumn")
    said = read(visitor, "/centres/one/calendar.ics")
    events = {str(one["uid"]): one for one in Calendar.from_ical(said).walk("VEVENT")}
    holiday = events[f"{row.public_id}.{centre.public_id}@duikou"]
    assert (holiday["dtstart"].dt, holiday["dtend"].dt) == (TODAY, TODAY + timedelta(days=2))
    assert "Holiday" in str(holiday["summary"])
    assert str(events["fair:autumn@duikou"]["summary"]) == "Autumn fair"
    assert len(events) == 3


def test_pages_are_in_the_readers_language(client):
    make_centre(slug="one")
    page = client.get("/centres/one/", headers={"accept-language": "zh"}).text
    assert "开放时间" in page
    assert "周一至周五" in page
    assert 'lang="zh-hans"' in page
