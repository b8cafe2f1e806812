"""The screens of contests: entered on a telephone, judged blind, published, shown; what is hostile is turned away."""

from __future__ import annotations

import io
import struct
import zlib
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from duikou.activities.contest_links import entry_path, entry_token
from duikou.activities.models import Contest, ContestEntry, WorkSheet
from duikou.base import clock
from duikou.directory.models import PlacePhoto
from tests.activities.contest_factories import add_shot, judged_contest, make_contest, make_juror, make_work, mark_all
from tests.activities.factories import make_body
from tests.directory.photos import drawn

pytestmark = pytest.mark.django_db


def text(answer: Any) -> str:
    return str(answer.content.decode())


def page(name: str, *things: Any) -> str:
    return reverse(f"activities:{name}", args=[getattr(one, "public_id", one) for one in things])


def typed(contest: Contest, **values: Any) -> dict[str, Any]:
    work = {"category": contest.categories.get().pk, "title": "春联", "about": "", "text": "春风又绿江南岸"}
    person = {"name": "张三", "contact": "139 0000 0001", "language": "zh-hans", "own": "on", "may_show": "on"}
    return {**work, **person, **values}


@pytest.fixture
def keeper(client_with: Any) -> Client:
    """A client of the body that keeps the contests."""
    client: Client = client_with("centre", organisation=make_body())
    return client


def test_work_is_entered_changed_and_withdrawn_without_an_account(visitor: Client, clock_at: Any) -> None:
    contest = make_contest()
    form = page("enter", contest)
    key = text(visitor.get(form)).partition('name="key" value="')[2].partition('"')[0]
    answers = [visitor.post(form, typed(contest, key=key)) for _twice in range(2)]
    entry = ContestEntry.objects.get()
    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0].headers["Location"] == answers[1].headers["Location"] == f"{entry_path(entry)}?just=1"
    mine = text(visitor.get(entry_path(entry)))
    assert ("春联" in mine, "张三" in mine) == (True, False)
    more = visitor.post(entry_path(entry), {**typed(contest), "title": "新春联"}, follow=True)
    assert "新春联" in text(more)
    clock_at(contest.closes_at)
    late = visitor.post(entry_path(entry), {**typed(contest), "title": "迟了"}, follow=True)
    assert "nothing comes in any more" in text(late)
    assert "No work can be entered now" in text(visitor.get(form))
    assert visitor.post(form, typed(contest, name="李四")).status_code == 422
    withdraw = page("my-entry-withdraw", entry_token(entry))
    assert "cannot be taken back" in text(visitor.get(withdraw))
    assert "Your work is withdrawn" in text(visitor.post(withdraw))
    assert visitor.get(entry_path(entry)).status_code == 410
    assert visitor.get("/k/forged/").status_code == 404


def test_what_is_missing_wrong_or_an_identity_number_is_said_and_nothing_kept(visitor: Client) -> None:
    contest = make_contest()
    for values, said in (
        ({"own": ""}, "Tick this to enter"),
        ({"category": 0}, "Choose one of the categories"),
        ({"title": ""}, "Give the work a title"),
        ({"text": "长" * 201}, "at most 200 characters"),
        ({"about": "我的号码 11010519491231002X"}, "never kept and was taken out"),
        ({"name": "11010519491231002X"}, "We never keep those"),
        ({"contact": "x"}, "neither a telephone number"),
    ):
        answer = visitor.post(page("enter", contest), typed(contest, **values))
        assert answer.status_code == 422, values
        assert said in text(answer), values
        assert "11010519491231002X" not in text(answer)
    assert not ContestEntry.objects.exists()


def bomb() -> bytes:
    """A PNG that says it is 30,000 by 30,000 dots."""
    head = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    parts = [(b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b"")]
    body = b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + body


def test_picture_is_drawn_anew_and_what_is_none_is_refused(visitor: Client) -> None:
    contest = make_contest()
    entry = make_work(contest)
    where = page("my-entry-add-picture", entry_token(entry))

    def send(content: bytes, name: str = "a.jpg", **values: Any) -> Any:
        said = {"caption_text": "一幅字", "recognisable": "nobody", **values}
        return visitor.post(where, {"file": SimpleUploadedFile(name, content), **said})

    picture = drawn(400, 300, exif=b"Exif\0\0GPS-of-home")
    for content, name, values, why in (
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "a.svg", {}, "This is no picture"),
        (b"<!doctype html><script>alert(1)</script>", "a.png", {}, "This is no picture"),
        (bomb(), "a.png", {}, "too many dots"),
        (drawn(90, 90).getvalue(), "a.jpg", {}, "smaller than 200 dots"),
        (picture.getvalue(), "a.jpg", {"recognisable": ""}, "say whether somebody can be recognised"),
        (picture.getvalue(), "a.jpg", {"caption_text": ""}, "what is seen"),
    ):
        answer = send(content, name, **values)
        assert (answer.status_code, why in text(answer)) == (422, True), why
    assert not PlacePhoto.objects.exists()
    assert send(picture.getvalue()).status_code == 302
    photo = PlacePhoto.objects.get()
    own = visitor.get(page("my-entry-picture", entry_token(entry), photo))
    assert (own.headers["Content-Type"], b"GPS-of-home" in own.content) == ("image/jpeg", False)
    assert visitor.get(reverse("directory:photo", args=[photo.public_id, "large"])).status_code == 404
    other = make_work(contest)
    assert visitor.get(page("my-entry-picture", entry_token(other), photo)).status_code == 404
    visitor.post(page("my-entry-drop-picture", entry_token(other), photo))
    assert PlacePhoto.objects.count() == 1
    visitor.post(page("my-entry-drop-picture", entry_token(entry), photo))
    assert not PlacePhoto.objects.exists()


def test_school_enters_by_its_account_as_a_number_of_people(client_with: Any, keeper: Client) -> None:
    contest, school = make_contest(), make_body("示例：第一小学")
    teacher = client_with("line_body", organisation=school)
    values = {**typed(contest), "body": school.pk, "heads": 23, "name": "", "contact": ""}
    assert teacher.post(page("enter-body", contest), {**values, "body": make_body().pk}).status_code == 422
    assert teacher.post(page("enter-body", contest), {**values, "heads": 0}).status_code == 422
    assert teacher.post(page("enter-body", contest), values).status_code == 302
    entry = ContestEntry.objects.get()
    assert (entry.body, entry.heads, entry.person) == (school, 23, None)
    assert keeper.post(page("enter-body", contest), {**values, "key": ""}).status_code == 302  # typed in from paper
    assert client_with().get(page("enter-body", contest)).status_code == 403


def test_jury_sees_works_by_number_and_nothing_of_whose_they_are(client_with: Any, clock_at: Any) -> None:
    school, teacher = make_body("示例：第一小学"), client_with()
    contest, elsewhere = make_contest(), make_contest()
    named = make_work(contest, who=("欧阳暮雪", "13912345678", "zh-hans"))
    theirs, other = make_work(contest, body=school), make_work(elsewhere)
    add_shot(named)
    make_juror(contest, teacher.account)
    shot = named.pictures.get().photo
    marks = {f"c{pk}": 7 for pk in contest.criteria.values_list("pk", flat=True)}
    assert teacher.get(page("sheet", contest, named)).status_code == 404, "works still come in"
    assert "works come in until" in text(teacher.get(page("juries")))
    clock_at(contest.closes_at)
    seen = [
        text(teacher.get(page("juries"))),
        text(teacher.get(page("jury", contest))),
        text(teacher.get(page("sheet", contest, named))),
        text(teacher.get(page("sheet", contest, theirs))),
        text(teacher.post(page("sheet", contest, named), {}, follow=True)),
    ]
    for one in seen:
        for hidden in ("欧阳暮雪", "13912345678", str(school), "a person", entry_token(named), entry_token(theirs)):
            assert hidden not in one
    assert teacher.get(page("jury-picture", contest, named, shot)).headers["Content-Type"] == "image/jpeg"
    assert teacher.get(page("jury-picture", contest, theirs, shot)).status_code == 404
    for wrong in (page("sheet", contest, other), page("sheet", elsewhere, other), page("jury", elsewhere)):
        assert teacher.get(wrong).status_code == 404
    assert teacher.post(page("sheet", contest, other), marks).status_code == 404
    too_many = text(teacher.post(page("sheet", contest, named), dict.fromkeys(marks, 21)))
    assert "Write a whole number from 0 to 10." in too_many
    assert not WorkSheet.objects.exists()
    about_somebody = {**marks, "remark": "作者电话 13912345678"}
    assert teacher.post(page("sheet", contest, named), about_somebody).status_code == 422
    teacher.post(page("sheet", contest, named), {**marks, "remark": "笔力足"})
    assert "still to be marked" in text(teacher.post(page("hand-in", contest), follow=True))
    teacher.post(page("recuse", contest, theirs))
    assert "Your marks are handed in" in text(teacher.post(page("hand-in", contest), follow=True))
    assert "These marks are handed in" in text(teacher.post(page("sheet", contest, named), marks))


def test_contest_goes_from_its_call_to_its_exhibition(keeper: Client, client_with: Any, visitor: Client, clock_at: Any):
    begin = timezone.localtime(clock.now()) - timedelta(hours=1)
    said = {
        "title_zh-hans": "我们的广场",
        "organiser": make_body().pk,
        "opens_at": f"{begin:%Y-%m-%dT%H:%M}",
        "closes_at": f"{begin + timedelta(days=3):%Y-%m-%dT%H:%M}",
        "most_letters": 0,
        "most_pictures": 0,
        "most_each": 1,
    }
    wrong = keeper.post(page("new-contest"), said)
    assert (wrong.status_code, "allow one of them" in text(wrong)) == (422, True)
    said |= {"most_letters": 100, "by_persons": "on"}
    kept = text(keeper.post(page("new-contest"), said, follow=True))
    contest = Contest.objects.get()
    assert ("Kept as a draft" in kept, "one is needed before" in kept) == (True, True)
    assert visitor.get(page("contest", contest)).status_code == 404
    keeper.post(page("add-part", contest, "categories"), {"name_zh-hans": "书法"})
    keeper.post(page("add-part", contest, "prizes"), {"name_zh-hans": "一等奖", "count": 1})
    bad = keeper.post(page("add-part", contest, "criteria"), {"name_zh-hans": "技法", "most": 0, "weight": 1})
    assert bad.status_code == 422
    keeper.post(page("add-part", contest, "criteria"), {"name_zh-hans": "技法", "most": 10, "weight": 1})
    assert "everybody can read it now" in text(keeper.post(page("publish-contest", contest), follow=True))
    assert "我们的广场" in text(visitor.get(page("contests")))
    one, two = make_work(contest, who=("张三", "13900000001", "zh-hans")), make_work(contest)
    asked = text(keeper.post(page("contest-jury", contest), {"account": keeper.account.pk}))  # type: ignore[attr-defined]
    assert "cannot judge" in asked
    judge = client_with()
    keeper.post(page("contest-jury", contest), {"account": judge.account.pk})
    Contest.objects.update(closes_at=clock.now())
    contest.refresh_from_db()
    juror = contest.jurors.get()
    mark_all(juror, (9,), (4,), remark="有新意", hand_in=False)
    jury_page = text(keeper.get(page("contest-jury", contest)))
    assert ("2 of 2" in jury_page, "有新意" in jury_page) == (True, False)
    assert "Not every juror has handed in" in text(keeper.get(page("contest-judged", contest)))
    judge.post(page("hand-in", contest))
    preview = text(keeper.get(page("contest-judged", contest)))
    assert ("90.0000" in preview, "张三" in preview) == (True, False)
    digest = preview.partition('name="digest" value="')[2].partition('"')[0]
    assert "have changed since" in text(keeper.post(page("contest-judged", contest), {"digest": "x"}, follow=True))
    keeper.post(page("contest-judged", contest), {"digest": digest})
    public = text(visitor.get(page("contest-results", contest)))
    assert ("No. 1" in public, one.title in public, "90.00" in public, digest in public) == (True,) * 4
    assert ("张三" in public, judge.account.username in public, "有新意" in public) == (False,) * 3
    assert visitor.get(page("contest-results", contest), {"edition": "9"}).status_code == 404
    assert "有新意" in text(visitor.get(entry_path(one)))
    visitor.post(page("my-entry-agree", entry_token(one)), {"may_show": "on", "name_shown": "on"})
    assert "张三" in text(visitor.get(page("contest-results", contest)))
    assert visitor.get(page("gallery", contest)).status_code == 404
    keeper.post(page("kept-entry-step", contest, one), {"do": "choose"})
    assert "Choose where it is shown" in text(keeper.post(page("exhibit", contest), {"shown_from": "2026-01-01"}))
    there = {"place_name_zh-hans": "文化馆", "shown_from": "2026-01-01", "shown_until": "2026-01-31"}
    keeper.post(page("exhibit", contest), {**there, "visiting_zh-hans": "每天 9:00–17:00"})
    shown = text(visitor.get(page("gallery", contest)))
    assert (one.title in shown, two.title in shown, "文化馆" in shown) == (True, False, True)
    assert visitor.get(page("shown-work", contest, two)).status_code == 404
    visitor.post(page("my-entry-withdraw", entry_token(one)))
    assert one.title not in text(visitor.get(page("gallery", contest)))
    assert visitor.get(page("shown-work", contest, one)).status_code == 404
    assert "withdrawn or left out since" in text(visitor.get(page("contest-results", contest)))


def test_who_entered_is_shown_to_its_keepers_alone_and_each_look_can_be_seen(keeper: Client, visitor: Client) -> None:
    contest = make_contest()
    entry = make_work(contest, who=("张三", "13900000001", "zh-hans"))
    plain = [page("kept-works", contest), page("kept-entry", contest, entry), page("keep-contest", contest)]
    assert not any("张三" in text(keeper.get(one)) for one in plain)
    assert "张三" in text(keeper.post(page("kept-entry-who", contest, entry)))
    about = page("my-entry-about-me", entry_token(entry))
    assert "has looked at your name" in text(visitor.get(about))
    told = visitor.post(f"{about}/file", {"contact": "13900000001"}).json()
    assert any("春风又绿江南岸" in str(rows) for rows in told.values())
    assert "Your work is withdrawn" in text(visitor.post(about))
    assert visitor.get(entry_path(entry)).status_code == 410


def test_work_that_breaks_the_conditions_is_left_out_with_a_reason_its_maker_reads(keeper: Client, visitor: Client):
    contest = make_contest()
    entry = make_work(contest)
    step = page("kept-entry-step", contest, entry)
    assert keeper.post(step, {"do": "exclude", "why": ""}).status_code == 422
    keeper.post(step, {"do": "exclude", "why": "不是书法作品"})
    assert "不是书法作品" in text(visitor.get(entry_path(entry)))
    keeper.post(step, {"do": "again"})
    assert "不是书法作品" not in text(visitor.get(entry_path(entry)))


def test_contests_of_others_are_kept_by_nobody_else(client_with: Any, visitor: Client) -> None:
    contest = make_contest()
    elsewhere = client_with("centre", organisation=make_body("示例：别的中心"))
    assert elsewhere.get(page("keep-contest", contest)).status_code == 404
    assert client_with("door", organisation=make_body()).get(page("kept-contests")).status_code == 403
    assert visitor.get(page("kept-contests")).headers["Location"].startswith("/sign-in")


def test_lists_ask_the_same_number_of_questions_however_long(visitor: Client, keeper: Client) -> None:
    found = judged_contest(make_body())

    def asked(client: Client, where: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(where).status_code == 200
        return len(queries)

    contest = found["contest"]
    pages = [(visitor, page("gallery", contest)), (keeper, page("kept-works", contest)), (visitor, page("contests"))]
    for client, where in pages:
        client.get(where)
    before = [asked(client, where) for client, where in pages]
    first = ContestEntry.objects.get()
    for number in (2, 3):
        ContestEntry.objects.create(
            contest=contest, category=first.category, number=number, title="x", text="y", may_show=True, accepted=True,
            entered_at=clock.now(), changed_at=clock.now(),
        )  # fmt: skip
        make_contest()
    assert [asked(client, where) for client, where in pages] == before
    assert io.BytesIO(visitor.get(page("gallery", contest)).content).getbuffer().nbytes < 60_000
