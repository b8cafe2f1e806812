"""The newcomers' guide: its markup, its revisions, what is outdated, reading it without a trace, writing it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from duikou.base import clock
from duikou.base.actor import COMMAND
from duikou.desk.actions import guide as acts
from duikou.desk.guide_text import Line, Piece, bad_links, read
from duikou.desk.models import GuidePage, GuideRevision
from duikou.desk.queries.guide import Newer, newer_than, pages_in_order, to_translate
from duikou.directory.models import Account, Grant, Organisation
from tests.browser import PHONE, looks_well
from tests.desk.factories import make_centre, make_topic

BODY = "First words.\n\n## Papers\n- [ ] Register\n- [ ] Ask at [a centre](/centres/)\n\n- one\n- two"


def make_page(slug: str, *, zh: str = "", en: str = "", body: str = BODY, **where: Any) -> GuidePage:
    page = acts.add_guide_page(slug=slug, by=COMMAND, **where)
    for language, title in (("zh-hans", zh), ("en", en)):
        if title:
            acts.publish_guide_text(page=page, language=language, title=title, body=body, by=COMMAND)
    page.refresh_from_db()
    return page


def sign_in(role: str, body: Organisation) -> Client:
    account = Account.objects.create(username=role, display_name=role, created_at=clock.now())
    Grant.objects.create(account=account, role=role, organisation=body, granted_at=clock.now())
    client = Client(headers={"accept-language": "en"})
    client.force_login(account)
    return client


def test_the_markup_is_read_into_blocks():
    kinds = [(block.kind, len(block.lines)) for block in read(BODY)]
    assert kinds == [("paragraph", 1), ("heading", 1), ("ticks", 2), ("list", 2)]
    assert read(BODY)[2].lines[1] == Line([Piece("Ask at "), Piece("a centre", "/centres/")], 2)


@pytest.mark.parametrize(
    "address", ["javascript:alert", "//evil.example", "data:text/html,x", 'https://x.example/"onclick', ""]
)
def test_a_link_that_leads_nowhere_stays_text_and_is_named(address):
    text = f"[x]({address})"
    assert all(not piece.address for block in read(text) for line in block.lines for piece in line.pieces)
    assert bad_links(text) == [address]


@given(st.text(max_size=200))
def test_no_text_breaks_the_markup(text):
    for block in read(text):
        assert block.lines


@pytest.mark.django_db
def test_a_translation_is_outdated_by_news_and_not_by_slight_corrections(monkeypatch):
    page = make_page("first", zh="第一周", en="First week")
    assert (newer_than(page, "en"), newer_than(page, "zh-hans")) == (None, None)
    later = clock.now() + timedelta(days=3)
    monkeypatch.setattr("duikou.base.clock.now", lambda: later)
    acts.publish_guide_text(page=page, language="zh-hans", title="第一周", body="改字", slight=True, by=COMMAND)
    page.refresh_from_db()
    assert newer_than(page, "en") is None
    acts.publish_guide_text(page=page, language="zh-hans", title="第一周", body="新内容", by=COMMAND)
    page.refresh_from_db()
    newer = newer_than(page, "en")
    assert newer is not None
    assert (newer.language, newer.missing) == ("zh-hans", False)
    assert newer_than(page, "zh-hans") is None
    assert list(page.revisions.values_list("language", "number", "slight").order_by("pk")) == [
        ("zh-hans", 1, False),
        ("en", 1, False),
        ("zh-hans", 2, True),
        ("zh-hans", 3, False),
    ]
    body = Client().get("/guide/first", headers={"accept-language": "en"}).content.decode()
    assert "is newer (" in body
    assert "is newer (" not in Client().get("/guide/first").content.decode()


@pytest.mark.django_db
def test_what_is_missing_is_shown_in_another_language_and_listed_for_translators():
    page = make_page("first", zh="第一周")
    assert newer_than(page, "en") == Newer("zh-hans", None, missing=True)
    assert [(one.slug, code) for one, code, _newer in to_translate(pages_in_order())] == [("first", "en")]
    body = Client().get("/guide/first", headers={"accept-language": "en"}).content.decode()
    assert "This page is not translated yet" in body
    assert "第一周" in body


@pytest.mark.django_db
def test_the_tree_is_walked_in_order_and_drafts_are_left_out():
    school = make_page("school", zh="上学", order=20)
    make_page("enrol", zh="报名", parent=school)
    make_page("first", zh="第一周", order=10)
    make_page("later", order=30)
    assert [(place.page.slug, place.depth) for place in pages_in_order()] == [("first", 0), ("school", 0), ("enrol", 1)]
    body = Client().get("/guide/school").content.decode()
    assert 'rel="prev" href="/guide/first"' in body
    assert 'rel="next" href="/guide/enrol"' in body
    assert Client().get("/guide/later").status_code == 404
    with pytest.raises(acts.OwnPart):
        acts.place_guide_page(page=school, parent=GuidePage.objects.get(slug="enrol"), order=1, topic=None, by=COMMAND)


@pytest.mark.django_db
def test_reading_makes_no_row_and_no_cookie():
    make_page("first", zh="第一周")
    client = Client()
    for address in ("/guide", "/guide/first", "/guide/print", "/guide/worker.js"):
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(address)
        assert all(one["sql"].startswith("SELECT") for one in asked.captured_queries)
        assert len(asked) <= 2
        assert answer.status_code == 200
        assert not answer.cookies


@pytest.mark.django_db
def test_texts_are_previewed_and_published_side_by_side():
    centre = make_centre()
    staff = sign_in(Grant.Role.CENTRE, centre.organisation)
    topic = make_topic()
    form = {"slug": "first", "order": 10, "topic": topic.pk}
    assert staff.post("/office/guide/new", form).status_code == 302
    assert staff.post("/office/guide/new", form).status_code == 422
    texts = {"title_zh-hans": "第一周", "body_zh-hans": BODY, "title_en": "First week", "body_en": "[x](javascript:y)"}
    answer = staff.post("/office/guide/first/", {**texts, "publish": "1"})
    assert answer.status_code == 422
    assert "Begin it with https:// or with /" in answer.content.decode()
    assert not GuideRevision.objects.exists()
    texts["body_en"] = "<script>alert(1)</script>"
    looked = staff.post("/office/guide/first/", {**texts, "look": "1"}).content.decode()
    assert "Preview: not published yet" in looked
    assert "<script>alert" not in looked
    assert not GuideRevision.objects.exists()
    assert staff.post("/office/guide/first/", {**texts, "publish": "1"}).status_code == 302
    assert GuideRevision.objects.count() == 2
    assert (
        "Nothing has changed"
        in staff.post("/office/guide/first/", {**texts, "publish": "1"}, follow=True).content.decode()
    )
    assert "&lt;script&gt;" in Client().get("/guide/first", headers={"accept-language": "en"}).content.decode()
    assert sign_in(Grant.Role.DOOR, centre.organisation).get("/office/guide/").status_code == 403
    assert Client().get("/office/guide/").status_code == 302


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_newcomer_reads_ticks_and_goes_on_without_a_network(new_page):
    make_page("first", zh="第一周", en="First week", order=10)
    make_page("school", zh="上学", en="School", order=20, body="Nothing to tick.")
    page = new_page(size=PHONE)
    page.goto("/guide")
    page.wait_for_function("navigator.serviceWorker.ready.then(() => true)")
    looks_well(page, "guide")
    page.click("text=First week")
    page.get_by_text("0 of 2 done").wait_for()
    looks_well(page, "guide-page")
    page.check("[data-tick='first:1']")
    page.get_by_text("1 of 2 done").wait_for()
    page.context.set_offline(True)
    page.reload()
    page.get_by_text("1 of 2 done").wait_for()
    page.click("[rel=next]")
    page.get_by_role("heading", name="School").wait_for()
    page.context.set_offline(False)
    assert page.context.cookies() == []

    page.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new Error('shut'); } })")
    page.goto("/guide/first")
    page.check("[data-tick='first:2']")
    page.get_by_text("This browser does not keep ticks").wait_for()

    plain = new_page(javascript=False, size=PHONE)
    plain.goto("/guide/first")
    looks_well(plain, "guide-plain", scripts=False)
    plain.click("[rel=next]")
    assert plain.url.endswith("/guide/school")
