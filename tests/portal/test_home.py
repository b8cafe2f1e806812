"""The front page, the sitemap and what robots are told."""

from __future__ import annotations

from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.core.cache import caches
from django.test import Client

from duikou.activities.actions.activities import publish_activity
from duikou.base import clock
from duikou.base.actor import COMMAND
from duikou.base.recent import drop_everything
from duikou.desk.actions.guide import add_guide_page, publish_guide_text
from duikou.fairs.models import Fair
from tests.activities.factories import make_activity
from tests.desk.factories import make_centre, make_service
from tests.fairs.factories import make_fair, make_post

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_kept_figures() -> None:
    caches["process"].clear()


def body(client: Client, **said: str) -> str:
    return client.get("/", said, headers={"accept-language": "en"}).content.decode()


def test_city_without_fairs_says_so(client: Client) -> None:
    assert "No fair is announced" in body(client)


def test_fairs_are_listed_drafts_are_not(client: Client) -> None:
    make_post(make_fair(title="开放的"))
    make_fair(title="将开的", zone_open=False)
    make_fair(title="草稿", state=Fair.State.DRAFT)
    make_fair(title="取消的", state=Fair.State.CANCELLED)
    past = clock.now() - timedelta(days=9)
    make_fair(title="往期", state=Fair.State.CLOSED, starts_at=past, zone_opens_at=past)
    text = body(client)
    assert all(title in text for title in ("开放的", "将开的", "取消的", "往期"))
    assert "草稿" not in text
    assert "1 post<" in text
    assert "Cancelled" in text


def test_words_lead_into_the_only_open_zone(client: Client) -> None:
    make_fair(slug="autumn")
    assert client.get("/", {"q": "护士 C++"}).headers["Location"] == "/fairs/autumn/?q=%E6%8A%A4%E5%A3%AB+C%2B%2B"


def test_words_are_asked_in_every_open_zone(client: Client) -> None:
    make_post(make_fair(slug="one", title="第一场"), title="护士")
    make_post(make_fair(slug="two", title="第二场"), title="教师")
    text = body(client, q="护士")
    assert "/fairs/one/?q=" in text
    assert "/fairs/two/?q=" not in text
    assert "No open fair has such a post" in body(client, q="量子")


def test_sitemap_names_the_public_pages(client: Client) -> None:
    post = make_post(make_fair(slug="one"))
    make_post(make_fair(slug="hidden", state=Fair.State.DRAFT))
    make_post(make_fair(slug="later", zone_open=False))
    response = client.get("/sitemap.xml")
    assert response.headers["Content-Type"] == "application/xml"
    root = ElementTree.fromstring(response.content)
    places = [place.text for place in root.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    assert places[:2] == ["http://testserver/", "http://testserver/fairs/one/"]
    assert places[-1] == f"http://testserver/fairs/one/posts/{post.public_id}/"
    assert [place for place in places if "/fairs/" in str(place)] == [places[1], places[-1]]


def test_sitemap_names_centres_services_guide_and_activities_that_are_shown(client: Client) -> None:
    centre = make_centre(slug="one")
    make_centre(slug="draft", state="draft")
    service = make_service(centre)
    hidden = make_service(centre, "还没开放", offered=False)
    page = add_guide_page(slug="first", by=COMMAND)
    add_guide_page(slug="unwritten", by=COMMAND)
    publish_guide_text(page=page, language="en", title="First week", body="x", by=COMMAND)
    shown, draft = make_activity(), make_activity()
    publish_activity(activity=shown, by=COMMAND)
    text = client.get("/sitemap.xml").content.decode()
    for path in ("/guide", "/centres/one/", f"/services/{service.public_id}/", "/guide/first", "/which-window"):
        assert f"<loc>http://testserver{path}</loc>" in text, path
    assert f"/activities/{shown.public_id}/" in text
    for path in ("/centres/draft/", str(hidden.public_id), "/guide/unwritten", str(draft.public_id)):
        assert path not in text, path


def test_front_page_leads_to_help_and_finds_the_guide_in_ones_own_language(client: Client) -> None:
    assert 'href="/guide"' not in _main(client.get("/").content.decode())
    drop_everything()
    make_centre()
    page = add_guide_page(slug="first", by=COMMAND)
    publish_guide_text(page=page, language="en", title="Schools", body="Take the **form** with you", by=COMMAND)
    publish_guide_text(page=page, language="zh-hans", title="上学", body="带上登记表", by=COMMAND)

    def hits(path: str, language: str) -> bool:
        drop_everything()
        text = client.get(path, headers={"accept-language": language}).content.decode()
        return 'href="/guide/first"' in _main(text).partition('class="guide-tree"')[0]

    drop_everything()
    assert 'href="/guide"' in _main(client.get("/").content.decode())
    for path in ("/?q=", "/guide?q="):
        assert hits(path + "form", "en")
        assert hits(path + "登记表", "zh-hans")
        assert not hits(path + "登记表", "en")
        assert not hits(path + "form", "zh-hans")
    assert not hits("/guide?q=%00", "en")


def test_main_navigation_keeps_five_entries_open_and_folds_the_rest_without_scripts(client: Client) -> None:
    text = client.get("/guide", headers={"accept-language": "en"}).content.decode()
    navigation = text.partition('<nav class="nav"')[2].partition("</nav>")[0]
    opened, _details, folded = navigation.partition("<details")
    assert opened.count("<a ") == 5
    assert opened.count('<li class="wide">') == 2  # on a telephone these are folded, too
    assert folded.count('class="narrow-only"') == 2
    for path in ("/guide", "/which-window", "/services/", "/appointments/"):
        assert f'href="{path}"' in folded, path
    assert 'href="/guide" aria-current="page"' in folded


def _main(page: str) -> str:
    return page.partition("<main")[2].partition("</main>")[0]


def test_robots_are_kept_from_personal_pages(client: Client) -> None:
    text = client.get("/robots.txt").content.decode()
    assert "Disallow: /b/" in text
    assert "Disallow: /my" in text
    assert "Sitemap: http://testserver/sitemap.xml" in text
