"""The zone: looking for posts, filters, who fits, what is shown when."""

from __future__ import annotations

import gzip
import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from duikou.base import clock
from duikou.base.recent import drop_everything
from duikou.booking.models import Slot, WaitingEntry
from duikou.fairs import filters
from duikou.fairs.actions import posts as post_actions
from duikou.fairs.models import Fair, Post
from duikou.fairs.queries import zone
from duikou.index import queries as index
from tests.fairs.factories import make_booking, make_employer, make_fair, make_person, make_post, make_stand

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_kept_figures() -> None:
    caches["process"].clear()


@pytest.fixture
def fair() -> Fair:
    return make_fair(slug="autumn", title="秋季招聘会")


def titles(fair: Fair, **said: str) -> list[str]:
    return [post.title for post in look(fair, **said).posts]


def look(fair: Fair, **said: str) -> zone.Zone:
    return zone.look(fair, filters.read(said), now=clock.now())


def page(client: Client, fair: Fair, **said: str) -> str:
    response = client.get(f"/fairs/{fair.slug}/", said, headers={"accept-language": "en"})
    assert response.status_code == 200
    return response.content.decode()


def test_zone_made_again_is_known_by_its_tag_while_nothing_has_changed(client: Client, fair: Fair) -> None:
    post_of(fair, "护士")
    first, again = (client.get("/fairs/autumn/", headers={"accept-encoding": "gzip"}) for _time in range(2))
    assert first.content != again.content  # they were compressed each for itself
    assert first["ETag"] == again["ETag"]
    post_of(fair, "电焊工")
    drop_everything()
    assert client.get("/fairs/autumn/")["ETag"] != first["ETag"]


def post_of(fair: Fair, title: str, **values: Any) -> Post:
    stand = fair.stands.first() or make_stand(fair)
    return make_post(fair, stand=stand, title=title, **values)


@pytest.mark.parametrize(
    "q", ["护士", "护", "康复护士", "hushi", "hs", "kangfu", "玛曲", "mqxyy", "护理学", "C++", "ｃ＋＋", "5G"]
)
def test_post_is_found_by_words_pinyin_and_latin(fair: Fair, q: str) -> None:
    make_post(fair, make_employer("玛曲县医院"), title="康复科护士（C++、5G）")
    make_post(
        fair, make_employer("祁连路学校"), title="数学教师", majors_text="数学类", duties="上课", workplace="嘉峪关市"
    )
    assert titles(fair, q=q) == ["康复科护士（C++、5G）"]


def test_post_with_the_word_in_its_title_comes_first(fair: Fair) -> None:
    post_of(fair, "护士")
    post_of(fair, "司机", duties="接送护士")
    assert titles(fair, q="护士") == ["护士", "司机"]
    assert titles(fair, q="护士", sort="newest") == ["司机", "护士"]


def test_post_of_another_fair_is_not_found(fair: Fair) -> None:
    make_post(make_fair(), title="护士")
    assert titles(fair, q="护士") == []


@pytest.mark.parametrize("state", [Post.State.DRAFT, Post.State.WITHDRAWN])
def test_unpublished_post_is_not_found(fair: Fair, state: str) -> None:
    post = make_post(fair, state=state)
    assert titles(fair) == []
    assert Client().get(f"/fairs/{fair.slug}/posts/{post.public_id}/").status_code == 404


def test_withdrawn_post_leaves_the_zone(fair: Fair) -> None:
    from duikou.base.actor import SYSTEM

    post = make_post(fair, title="护士")
    post_actions.withdraw_post(post=post, by=SYSTEM)
    assert titles(fair, q="护士") == []
    assert index.documents("post", fair.pk) == 0


def test_telephone_numbers_and_mail_addresses_are_not_searchable(fair: Fair) -> None:
    make_post(fair, duties="咨询电话：0937-6226107，13812345678，hr@example.com 王女士")
    for q in ("13812345678", "6226107", "example.com", "hr"):
        assert titles(fair, q=q) == []


def test_filters_leave_what_they_say_and_count_it(fair: Fair) -> None:
    post_of(fair, "护士", education=30, pay_monthly=5250, workplace="玛曲县")
    post_of(fair, "教师", education=40, pay_monthly=8000, workplace="嘉峪关市", majors=[], any_major=True)
    post_of(
        fair, "保洁", education=0, pay_monthly=None, workplace="嘉峪关市", kind="part_time", majors=[], any_major=True
    )
    everything = look(fair).counts
    assert dict(+everything.education) == {10: 1, 20: 1, 30: 2, 40: 3, 50: 3, 60: 3}
    assert dict(+everything.pay) == {3000: 2, 5000: 2, 8000: 1}
    assert dict(+everything.kind) == {"full_time": 2, "part_time": 1}
    assert dict(+everything.majors) == {"10": 1}
    for said, wanted in (
        ({"education": "senior"}, ["保洁"]),
        ({"education": "college"}, ["保洁", "护士"]),
        ({"pay": "8000"}, ["教师"]),
        ({"place": "嘉峪关市"}, ["保洁", "教师"]),
        ({"place": "月球"}, []),
        ({"kind": "part_time"}, ["保洁"]),
        ({"field": "10"}, ["护士"]),
        ({"education": "college", "place": "嘉峪关市"}, ["保洁"]),
    ):
        assert titles(fair, **said) == wanted, said
        assert look(fair, **said).total == len(wanted)


def test_count_of_a_filter_is_what_choosing_it_leaves(fair: Fair) -> None:
    for number in range(12):
        post_of(fair, f"岗位{number}", education=(20, 30, 40)[number % 3], pay_monthly=3000 + 1000 * (number % 4))
    for name in ("senior", "college", "bachelor"):
        counts = look(fair, pay="5000").counts
        assert counts.education[filters.LEVEL_NAMES[name]] == look(fair, pay="5000", education=name).total
    for step in (3000, 5000):
        assert look(fair, education="college").counts.pay[step] == look(fair, education="college", pay=str(step)).total


def test_filters_go_into_the_search_when_there_are_too_many(fair: Fair, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(9):
        post_of(fair, f"护士{number}", education=30 if number % 2 else 40, pay_monthly=3000 + 1000 * number)
    wanted = look(fair, q="护士", education="college", pay="5000")
    monkeypatch.setattr(index, "MOST_HITS", 4)
    monkeypatch.setattr(index, "MOST_COUNTED", 6)
    capped = look(fair, q="护士", education="college", pay="5000")
    assert [post.pk for post in capped.posts] == [post.pk for post in wanted.posts]
    assert not capped.capped
    everything = look(fair, q="护士")
    assert everything.capped
    assert (everything.total, everything.more) == (6, True)


def test_still_bookable_follows_every_booking_without_indexing(fair: Fair) -> None:
    stand = make_stand(fair, times=1)
    make_post(fair, stand=stand, title="护士")
    assert titles(fair, open="1") == ["护士"]
    make_booking(stand)
    drop_everything()
    assert titles(fair, open="1") == []
    assert look(fair).counts.open == 0
    WaitingEntry.objects.create(
        offer=fair.offer, resource=stand.resource, person=make_person(), state="waiting", created_at=clock.now()
    )
    drop_everything()
    assert "waiting list (1 ahead)" in page(Client(), fair)


def test_places_kept_for_walk_ins_are_not_bookable(fair: Fair) -> None:
    stand = make_stand(fair, times=2)
    Slot.objects.filter(resource=stand.resource).update(kept=1)
    make_post(fair, stand=stand)
    assert look(fair).counts.open == 0


def test_few_places_left_are_marked(fair: Fair) -> None:
    make_post(fair, stand=make_stand(fair, times=2))
    assert 'class="left few">2 interview places left' in page(Client(), fair)


@pytest.mark.parametrize(("sort", "wanted"), [("pay", "312"), ("closing", "231"), ("newest", "321")])
def test_posts_are_put_in_order(fair: Fair, sort: str, wanted: str) -> None:
    last = fair.ends_at.date()
    for title, pay, days in (("1", 5000, 9), ("2", 4000, 3), ("3", 9000, 5)):
        post_of(fair, title, pay_monthly=pay, valid_until=last + timedelta(days=days))
    assert titles(fair, sort=sort) == list(wanted)


def test_pages_hold_every_post_once(fair: Fair) -> None:
    for number in range(45):
        post_of(fair, f"护士{number}" if number % 2 else f"司机{number}", duties="护士")
    for said in ({}, {"q": "护士"}, {"q": "护士", "sort": "pay"}):
        seen = [title for number in (1, 2, 3) for title in titles(fair, page=str(number), **said)]
        assert len(seen) == len(set(seen)) == 45
    assert look(fair, page="999999").filters.page == 3


def test_page_takes_a_constant_number_of_queries_and_little_room(client: Client, fair: Fair) -> None:
    counted = []
    for number in range(200):
        post_of(fair, f"护士{number}")
        if number + 1 in (1, 3, 200):
            caches["process"].clear()
            drop_everything()
            with CaptureQueriesContext(connection) as queries:
                body = client.get(f"/fairs/{fair.slug}/", {"q": "护士"}).content
            counted.append(len(queries))
    assert counted[0] == counted[1] == counted[2] <= 20
    assert len(gzip.compress(body)) < 25_000


def test_unknown_values_in_the_address_are_named_and_left_aside(client: Client, fair: Fair) -> None:
    make_post(fair, title="护士")
    body = page(
        client, fair, pay="abc", education="phd", kind="x", field="99", sort="z", page="-1", major="占星学", show="q"
    )
    assert "left aside: education, major, pay, page" in re.sub(r", (show|field|kind|sort)", "", body)
    assert "护士" in body
    assert "101101" in body


@pytest.mark.parametrize(
    "q",
    [
        "护" * 10_000,
        "\0",
        "\"'",
        "NEAR(护士 护理) OR *",
        "%_%",
        "🙂🙂",
        "\u202e\u200f护士",
        "a" * 5000,
        "=scope1",
        "' | '!& <->",
        "\ud800",
    ],
)
def test_strange_words_get_an_answer(client: Client, fair: Fair, q: str) -> None:
    make_post(fair, title="护士")
    text = q.encode("utf-8", "replace").decode()
    assert client.get(f"/fairs/{fair.slug}/", {"q": text}).status_code == 200


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        st.sampled_from(
            ["q", "education", "major", "field", "place", "pay", "kind", "way", "open", "sort", "page", "show"]
        ),
        st.text(max_size=40),
    )
)
def test_any_address_gets_an_answer_and_its_own_address_reads_back(fair: Fair, said: dict[str, str]) -> None:
    read = filters.read(said)
    again = filters.read(dict(read.fields()))
    assert again.fields() == read.fields()
    assert look(fair, **said).total == 0


def test_empty_result_says_what_to_do_next(client: Client, fair: Fair) -> None:
    make_post(fair, title="护士")
    body = page(client, fair, q="量子物理")
    assert "No post matches all of this" in body
    assert "Show all posts" in body


def test_zone_without_posts_says_so(client: Client, fair: Fair) -> None:
    assert "No posts yet" in page(client, fair)


def test_draft_fair_is_not_there(client: Client) -> None:
    fair = make_fair(state=Fair.State.DRAFT)
    post = make_post(fair)
    for path in ("", f"posts/{post.public_id}/", "feed.rss", "carry", f"employers/{post.employer.public_id}/"):
        assert client.get(f"/fairs/{fair.slug}/{path}").status_code == 404
    assert client.get(f"/embed/fairs/{fair.slug}/").status_code == 404


def test_zone_before_its_opening_shows_the_time_and_no_post(client: Client) -> None:
    fair = make_fair(zone_open=False)
    post = make_post(fair, title="护士")
    body = page(client, fair)
    assert "The posts can be read and interviews booked from" in body
    assert "护士" not in body
    assert client.get(f"/fairs/{fair.slug}/posts/{post.public_id}/").headers["Location"] == f"/fairs/{fair.slug}/"
    assert client.get(f"/fairs/{fair.slug}/feed.json").status_code == 404


def test_cancelled_fair_says_so_and_why(client: Client) -> None:
    fair = make_fair(state=Fair.State.CANCELLED, why_cancelled={"en": "Snow."})
    make_post(fair, title="护士")
    body = page(client, fair)
    assert "This fair is cancelled." in body
    assert "Snow." in body
    assert "护士" not in body


def test_closed_fair_can_be_read_but_not_booked(client: Client) -> None:
    fair = make_fair(state=Fair.State.CLOSED)
    post = make_post(fair)
    assert "This fair is over" in page(client, fair)
    body = client.get(f"/fairs/{fair.slug}/posts/{post.public_id}/").content.decode()
    assert f"/posts/{post.public_id}/book" not in body


def test_somebody_sees_what_fits_and_why_not(client: Client, fair: Fair) -> None:
    post_of(fair, "护士", education=30, majors=[{"level": 0, "scheme": "", "code": "", "label": "护理学类"}])
    post_of(
        fair,
        "医生",
        education=40,
        majors=[{"level": 0, "scheme": "moe-undergraduate", "code": "1002", "label": "临床医学类"}],
    )
    post_of(fair, "怪职", education=30, majors=[{"level": 0, "scheme": "", "code": "", "label": "没有的专业"}])
    me = {"education": "college", "major": "护理学"}
    assert titles(fair, **me) == ["怪职", "护士"]
    assert titles(fair, **me, show="all") == ["怪职", "医生", "护士"]
    body = page(client, fair, **me, show="all")
    assert "needs a bachelor&#x27;s degree; you said junior college" in body
    assert "asks for 临床医学类（1002）; you said 护理学" in body
    assert body.count("Ask the employer") == 1
    assert body.count("Fits you") == 1


def test_filter_and_answer_agree_about_every_post(fair: Fair) -> None:
    from duikou.fairs import qualifying
    from duikou.fairs.postings import majors as read_majors

    for text in (
        "法学类（0301）",
        "本科：法学类（0301）；研究生：法学（0301）、法律（0351）",
        "不限",
        "护理学",
        "工学",
        "计算机类",
        "X",
    ):
        for level, only in ((None, False), (0, False), (30, True), (40, False), (50, False)):
            read = read_majors.parse(text)
            post_of(
                fair,
                f"{text}-{level}-{only}"[:60],
                education=level,
                education_only=only,
                majors_text=text,
                majors=[one.as_json() for one in read.items],
                any_major=read.any,
            )
    for education in ("", "college", "bachelor", "master"):
        for major in ("", "法学", "0301", "护理学", "计算机科学与技术"):
            said = {"education": education, "major": major}
            wanted = filters.read(said)
            shown = (
                {title for number in "12" for title in titles(fair, page=number, **said)}
                if look(fair, **said).total
                else set()
            )
            fits = {post.title for post in Post.objects.all() if qualifying.verdict(post, wanted.me).fit.value != "no"}
            assert shown == fits, said


def test_post_page_states_everything_and_leads_to_booking(client: Client, fair: Fair) -> None:
    post = make_post(
        fair, make_employer("玛曲县医院"), conditions="能上夜班", experience="一年", benefits="五险一金", code="A7"
    )
    response = client.get(f"/fairs/{fair.slug}/posts/{post.public_id}/", headers={"accept-language": "en"})
    body = response.content.decode()
    for text in (
        "玛曲县医院",
        "能上夜班",
        "一年",
        "五险一金",
        "A7",
        "护理住院病人",
        "¥4,500–6,000 a month",
        "2 wanted",
        "Junior college or higher",
    ):
        assert text in body, text
    assert f'href="/fairs/{fair.slug}/posts/{post.public_id}/book"' in body


def test_job_posting_is_complete_and_cannot_break_out_of_its_script(client: Client, fair: Fair) -> None:
    evil = "</script><script>alert(1)</script>"
    post = make_post(fair, make_employer("玛曲县医院"), title=f"护士{evil}", duties=f"照护 {evil}")
    body = client.get(f"/fairs/{fair.slug}/posts/{post.public_id}/").content.decode()
    assert "<script>alert" not in body
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', body, re.S)
    assert found
    data = json.loads(found[1])
    assert data["@type"] == "JobPosting"
    assert data["title"] == f"护士{evil}"
    assert "<script>" not in data["description"]
    assert data["hiringOrganization"] == {"@type": "Organization", "name": "玛曲县医院"}
    assert data["jobLocation"]["address"]["addressCountry"] == "CN"
    assert data["baseSalary"]["value"] == {
        "@type": "QuantitativeValue",
        "unitText": "MONTH",
        "minValue": 4500.0,
        "maxValue": 6000.0,
    }
    assert data["educationRequirements"]["credentialCategory"] == "associate degree"
    assert data["employmentType"] == "FULL_TIME"
    assert {"description", "datePosted", "validThrough", "identifier", "totalJobOpenings", "url"} <= data.keys()


@pytest.mark.parametrize(
    ("on_site", "online", "mode"), [(True, True, "Mixed"), (True, False, "Offline"), (False, True, "Online")]
)
def test_fair_is_an_event_with_its_attendance_mode(client: Client, on_site: bool, online: bool, mode: str) -> None:
    fair = make_fair(on_site=on_site, online=online)
    found = re.search(r'ld\+json">(.*?)</script>', page(client, fair), re.S)
    assert found
    data = json.loads(found[1])
    assert data["eventAttendanceMode"] == f"https://schema.org/{mode}EventAttendanceMode"
    assert {"name", "startDate", "endDate", "location", "organizer", "eventStatus"} <= data.keys()


def test_employer_page_lists_its_posts_only(client: Client, fair: Fair) -> None:
    post = make_post(fair, make_employer("玛曲县医院"), title="护士")
    make_post(fair, make_employer("学校"), title="教师")
    body = client.get(f"/fairs/{fair.slug}/employers/{post.employer.public_id}/").content.decode()
    assert "护士" in body
    assert "教师" not in body
    assert client.get(f"/fairs/{fair.slug}/employers/{make_employer().public_id}/").status_code == 404


def test_rebuilt_index_finds_the_same(fair: Fair) -> None:
    from duikou.fairs import search

    make_post(fair, title="护士")
    make_post(fair, title="司机", state=Post.State.DRAFT)
    assert search.rebuild() == 1
    assert titles(fair) == ["护士"]
