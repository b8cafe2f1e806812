"""Who may do what at fairs: an office within its area, an employer that was declined, guessed numbers."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from duikou.base import clock
from duikou.directory.models import Area, Grant, Organisation, Place
from duikou.fairs import permissions
from duikou.fairs.models import Fair
from tests.fairs.factories import make_booking, make_employer, make_fair, make_office, make_post, make_stand

Role = Grant.Role


@pytest.fixture
def areas(db: None) -> dict[str, Area]:
    """A city with two districts, one of which has a street."""
    made: dict[str, Area] = {}
    for code, parent in (("6202", ""), ("620201", "6202"), ("620202", "6202"), ("620201001", "620201")):
        made[code] = Area.objects.create(code=code, name={"zh-hans": code}, parent=made.get(parent))
    return made


@pytest.fixture
def fairs(areas) -> dict[str, Fair]:
    """A fair in each area, and one of which nobody knows where it is."""
    places = {
        code: Place.objects.create(name={"zh-hans": code}, address={"zh-hans": ""}, area=area)
        for code, area in areas.items()
    }
    known = {code: make_fair(slug=f"in-{code}", place=place) for code, place in places.items()}
    return known | {"": make_fair(slug="somewhere")}


def within(client, area: Area) -> None:
    client.account.grants.update(area=area)


def listed(client, where: str) -> set[str]:
    """The slugs that a page links to as fairs of the office."""
    return set(re.findall(r'href="/office/fairs/([-\w]+)/"', client.get(where).text))


def test_office_within_an_area_sees_and_opens_the_fairs_there_and_no_other(client_with, areas, fairs):
    client = client_with("office")
    within(client, areas["620201"])
    for where in ("/office/fairs/", "/work"):
        assert listed(client, where) == {"in-620201", "in-620201001"}
    for fair in fairs.values():
        inside = fair.slug in ("in-620201", "in-620201001")
        for where in (f"/office/fairs/{fair.slug}/", f"/office/fairs/{fair.slug}/stands/", f"/fairs/{fair.slug}/door"):
            assert client.get(where).status_code == (200 if inside else 404), where
    client.account.grants.update(area=None)
    assert listed(client, "/office/fairs/") == {fair.slug for fair in fairs.values()}


def test_fair_without_a_known_place_lies_where_its_office_lies(client_with, areas, fairs):
    client = client_with("office")
    within(client, areas["620202"])
    Organisation.objects.filter(kind="office").update(area=areas["620202"])
    assert listed(client, "/office/fairs/") == {"in-620202", "somewhere"}
    assert client.get("/office/fairs/somewhere/").status_code == 200
    assert client.get("/office/fairs/in-6202/").status_code == 404, "the place counts, where it is known"


def test_office_lists_its_own_fairs_only(client_with):
    ours, theirs = make_fair(organiser=make_office("甲局")), make_fair(organiser=make_office("乙局"))
    client = client_with("office", organisation=ours.organiser)
    for where in ("/office/fairs/", "/work"):
        assert listed(client, where) == {ours.slug}
        assert theirs.slug not in client.get(where).text


def test_door_of_one_office_and_office_of_another_see_each_with_its_own_ways_on(client_with):
    at_door, run = make_fair(organiser=make_office("甲局")), make_fair(organiser=make_office("乙局"))
    client = client_with("door", organisation=at_door.organiser)
    Grant.objects.create(account=client.account, role="office", organisation=run.organiser, granted_at=clock.now())
    page = client.get("/work").text
    assert listed(client, "/work") == {run.slug}
    assert f"/fairs/{at_door.slug}/door" in page
    assert f"/fairs/{run.slug}/door" in page


def form_of(fair: Fair, **changed: object) -> dict[str, object]:
    day = timezone.localtime(clock.now()) + timedelta(days=9)
    said = {"title_zh-hans": "秋季招聘会", "starts_at": f"{day:%Y-%m-%d}T09:00", "ends_at": f"{day:%Y-%m-%d}T16:00"}
    return said | {"on_site": "on", "place": fair.place_id} | changed


def test_office_within_an_area_makes_fairs_there_only(client_with, areas, fairs):
    client = client_with("office")
    within(client, areas["620201"])
    kept = client.post("/office/fairs/new", form_of(fairs["620201001"], slug="one"))
    assert kept["Location"] == "/office/fairs/one/stands/"
    refused = client.post("/office/fairs/new", form_of(fairs["620202"], slug="two"))
    assert refused.status_code == 422
    assert list(refused.context["form"].errors) == ["place"]
    assert not Fair.objects.filter(slug="two").exists()
    new = {"place": "", "place_name_zh-hans": "新礼堂", "slug": "three"}
    assert client.post("/office/fairs/new", form_of(fairs["620202"], **new)).status_code == 302
    assert Fair.objects.get(slug="three").place.area == areas["620201"]


def test_office_within_an_area_cannot_move_a_fair_out_of_it(client_with, areas, fairs):
    client = client_with("office")
    within(client, areas["620201"])
    mine = fairs["620201"]
    answer = client.post(f"/office/fairs/{mine.slug}/edit", form_of(fairs["620202"]))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["place"]
    mine.refresh_from_db()
    assert mine.place == fairs["620201"].place
    assert client.post(f"/office/fairs/{mine.slug}/edit", form_of(fairs["620201001"])).status_code == 302


def test_employer_that_is_declined_after_its_approval_is_out_with_the_next_request(client_with):
    fair = make_fair(state=Fair.State.RUNNING)
    stand = make_stand(fair)
    make_booking(stand)
    client = client_with("employer", organisation=stand.employer)
    assert client.get(f"/fairs/{fair.slug}/table").status_code == 200
    Organisation.objects.filter(pk=stand.employer_id).update(state=Organisation.State.DECLINED)
    for where in ("table", "stand", "stand/import/", "posts/new"):
        assert client.get(f"/fairs/{fair.slug}/{where}").status_code == 403, where
    Organisation.objects.filter(pk=stand.employer_id).update(state=Organisation.State.APPROVED)
    assert client.get(f"/fairs/{fair.slug}/table").status_code == 200


def test_role_taken_away_at_the_table_bites_at_the_next_request(client_with):
    fair = make_fair(state=Fair.State.RUNNING)
    stand = make_stand(fair)
    booking = make_booking(stand)
    client = client_with("employer", organisation=stand.employer)
    assert client.get(f"/fairs/{fair.slug}/table").status_code == 200
    client.account.grants.all().delete()
    assert client.get(f"/fairs/{fair.slug}/table").status_code == 403
    assert client.post(f"/fairs/{fair.slug}/table/{booking.public_id}", {"step": "call"}).status_code == 403
    booking.refresh_from_db()
    assert getattr(booking, "interview", None) is None


def test_number_of_another_stand_and_one_that_never_was_are_the_same_to_an_employer(client_with):
    fair = make_fair(state=Fair.State.RUNNING)
    mine, theirs = make_stand(fair), make_stand(fair)
    client = client_with("employer", organisation=mine.employer)
    assert client.get(f"/fairs/{fair.slug}/table?stand={mine.pk}").status_code == 200
    answers = {
        str(number): client.get(f"/fairs/{fair.slug}/table?stand={number}")
        for number in (theirs.pk, theirs.pk + 1000, 10**30, "x", "-1", "²")
    }
    assert {answer.status_code for answer in answers.values()} == {404}
    numbers = [number for number in answers if number.isascii() and number.isdecimal()]
    assert len({len(re.sub(r"stand(=|%3D)[0-9]+", "", answers[number].text)) for number in numbers}) == 1


def test_number_of_another_stand_takes_as_many_queries_as_one_that_never_was(client_with, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    fair = make_fair(state=Fair.State.RUNNING)
    mine, theirs = make_stand(fair), make_stand(fair)
    client = client_with("employer", organisation=mine.employer)
    counts = []
    for number in (theirs.pk, theirs.pk + 1000):
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/fairs/{fair.slug}/table?stand={number}")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_post_is_written_by_its_employer_by_the_office_and_by_administrators_only(client_with, areas):
    fair = make_fair(organiser=make_office("甲局"))
    post = make_post(fair, make_employer())
    clients = {
        "own": client_with("employer", organisation=post.employer),
        "office": client_with("office", organisation=fair.organiser),
        "administrator": client_with("administrator"),
        "rival": client_with("employer", organisation=make_employer()),
        "other office": client_with("office", organisation=make_office("乙局")),
        "programme": client_with("programme", organisation=fair.organiser),
    }
    may = {name for name, one in clients.items() if permissions.posts_written_by(one.account).exists()}
    assert may == {"own", "office", "administrator"}
    where = f"/fairs/{fair.slug}/posts/{post.public_id}/edit"
    assert {name for name, one in clients.items() if one.get(where).status_code == 200} == may
