"""The page that checks a draw: it needs no server for it, agrees with the program, and sees a single changed byte."""

from __future__ import annotations

import random
import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext

from duikou.booking.draw import DrawList, Entry, check, drawn, result
from duikou.booking.models import DrawFile, Wish
from tests.browser import DESK, assert_accessible, assert_fits, follow, shot
from tests.fairs.drawing import a_fair_drawn, entered
from tests.fairs.drawing import drawn as drawn_fair

SEEDS = {
    "drand": lambda chance: f"{chance.getrandbits(256):064x}",
    "nist": lambda chance: f"{chance.getrandbits(512):0128x}",
    "spoken": lambda chance: "dice:" + "".join(chance.choices("123456", k=60)),
}
FILE = "/fairs/spring/draw/file"
ADDRESS = re.compile(rf"://[^/]+{FILE}$")
LETTERS = "34679ACDEFGHJKMNPQRTWXY"


def some_draw(chance: random.Random, people: int = 0) -> bytes:
    """The published file of a draw made up from this chance."""
    keys = [str(number) for number in range(1, chance.randint(1, 9) + 1)]
    codes = {"".join(chance.choices(LETTERS, k=6)) for _ in range(people or chance.randint(0, 30))}
    entries = [Entry(code, tuple(chance.sample(keys, chance.randint(0, len(keys))))) for code in codes]
    ranks = {key: chance.sample(sorted(codes), chance.randint(0, len(codes))) for key in keys}
    source = chance.choice(list(SEEDS))
    listed = DrawList(
        draw="0198c1d2-0000-7000-8000-000000000001",
        title=chance.choice(["2026 春季招聘会", "Spring fair", "𠮷野 ئۇيغۇر"]),
        cap=chance.randint(1, 4),
        places={key: chance.randint(0, 6) for key in keys},
        entries=entries,
        source=source,
        source_name="drand quicknet, round 24051733",
        labels={key: f"固原市第{key}医院" for key in keys},
        ranks=ranks if chance.random() < 0.4 else {},
    )
    seed = SEEDS[source](chance)
    return result(listed, seed, drawn(listed, seed))


def page_of(query: str = "", language: str = "en") -> str:
    answer = Client(headers={"accept-language": language}).get("/draws/verify" + query)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_page_says_how_a_draw_works_and_what_to_do_without_it(language: str) -> None:
    text = page_of(language=language)
    with translation.override(language):
        assert gettext("How a draw works") in text
    assert "./run verify-draw draw.txt" in text
    assert "shasum -a 256" in text


@pytest.mark.django_db
def test_page_hands_on_only_a_draw_of_this_city_and_only_a_hash() -> None:
    good = page_of(f"?file={FILE}&sha256={'AB' * 32}")
    assert f'data-file="{FILE}"' in good
    assert f">{'ab' * 32}</textarea>" in good
    for file in ("https://evil.example/fairs/a/draw/file", "//evil.example/fairs/a/draw/file", "/my", FILE + "?x=1"):
        text = page_of(f"?file={file}&sha256=%22%3E%3Cscript")
        assert "data-file" not in text
        assert "evil" not in text.partition("<main")[2]
        assert "%3Cscript" not in text.partition("<main")[2]
        assert "></textarea>" in text


@pytest.mark.django_db
def test_script_is_small() -> None:
    from django.contrib.staticfiles import finders

    scripts = [Path(str(finders.find(f"fairs/{name}.js"))) for name in ("draw_check", "draw_verify")]
    assert sum(script.stat().st_size for script in scripts) <= 25_000


CHECK = """async (files) => Promise.all(files.map(async (file) => {
  const bytes = Uint8Array.from(atob(file), (letter) => letter.charCodeAt(0));
  const { fault, sha256, seed, won, list } = await drawCheck(bytes);
  const why = list && won && Object.fromEntries(list.entries.map((one) => [one.code, one.why.map(
    ({ wish, outcome, round, stood, among, places }) =>
      [wish, outcome, round ?? null, stood ?? null, among ?? null, places ?? null])]));
  return { fault: fault?.name ?? "", sha256, seed, won, why };
}))"""


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_browser_and_program_agree_on_every_file_whole_or_broken(new_page: Any) -> None:
    chance = random.Random(20260401)
    files = []
    for _ in range(120):
        file = some_draw(chance)
        at = chance.randrange(len(file))
        broken = file[:at] + bytes([file[at] ^ 1 << chance.randrange(8)]) + file[at + 1 :]
        lines = file.splitlines(keepends=True)
        one, other = sorted(chance.sample(range(len(lines)), 2))
        lines[one], lines[other] = lines[other], lines[one]
        files += [file, broken, b"".join(lines), file.partition(b"sha256 ")[0], file[:at]]
    page = new_page()
    page.goto("/draws/verify")
    answers = page.evaluate(CHECK, [b64encode(file).decode() for file in files])
    for file, answer in zip(files, answers, strict=True):
        found = check(file)
        assert bool(answer["fault"]) == bool(found.fault), (answer, found.fault, file)
        assert answer["fault"] != "broken", answer
        assert answer["sha256"] == found.sha256 or not found.listed
        if found.again:
            wanted = [f"place {one.round} {one.entry} {one.wish}" for one in found.again.places]
            assert answer["won"] == wanted
            assert answer["why"] == {code: [list(one) for one in why] for code, why in found.again.why.items()}
    assert sum(not answer["fault"] for answer in answers) >= 240


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_pages_without_web_crypto_hash_alike(new_page: Any) -> None:
    page = new_page()
    page.goto("/draws/verify")
    texts = ["a" * size for size in (0, 1, 54, 55, 56, 63, 64, 65, 119, 120, 128, 5000)]
    own = page.evaluate("(texts) => texts.map((text) => drawCheck.own(new TextEncoder().encode(text)))", texts)
    assert own == [sha256(text.encode()).hexdigest() for text in texts]
    file = b64encode(some_draw(random.Random(3), 200)).decode()
    without = "Object.defineProperty(globalThis, 'crypto', { value: {} })"
    before = page.evaluate(CHECK, [file])
    page.evaluate(without)
    assert page.evaluate(CHECK, [file]) == before
    assert before[0]["fault"] == ""


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_published_draw_is_green_and_red_after_one_changed_byte(new_page: Any, language: str) -> None:
    file = some_draw(random.Random(11), 300)
    served = [file]
    with translation.override(language):
        right, wrong, check_it = (
            gettext("Right"),
            gettext("Not right"),
            gettext("Check the published draw of this fair"),
        )
    for size, name in ((None, "phone"), (DESK, "desk")):
        page = new_page(language=language, **({"size": size} if size else {}))
        page.route(ADDRESS, lambda route: route.fulfill(body=served[0], content_type="text/plain; charset=utf-8"))
        served[0] = file
        page.goto(f"/draws/verify?file={FILE}&sha256={check(file).sha256}")
        shot(page, f"verify-{language}-{name}-before")
        page.get_by_role("button", name=check_it).click()
        page.locator("#verdict .banner.done").wait_for()
        assert right in page.locator("#verdict strong").inner_text()
        assert check(file).sha256 in page.locator("#found").inner_text()
        code = next(code for code, why in check(file).again.why.items() if len(why) > 2)  # type: ignore[union-attr]
        page.fill("#code", f"{code[:3]}-{code[3:].lower()}")
        assert page.locator("#why li").count() == len(check(file).again.why[code])  # type: ignore[union-attr]
        assert_accessible(page)
        assert_fits(page)
        shot(page, f"verify-{language}-{name}-right")
        at = file.rindex(b"place ") + 6
        served[0] = file[:at] + b"7" + file[at + 1 :]
        page.get_by_role("button", name=check_it).click()
        page.locator("#verdict .banner.warn").wait_for()
        assert wrong in page.locator("#verdict strong").inner_text()
        line = file[:at].count(b"\n") + 1
        assert f"{line:,}" in page.locator("#verdict").inner_text()
        assert_accessible(page)
        assert_fits(page)
        shot(page, f"verify-{language}-{name}-wrong")


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_draw_of_a_fair_is_checked_from_its_own_page(new_page: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    fair, posts = a_fair_drawn(times=1)
    for _ in range(5):
        entered(fair, posts)
    held = drawn_fair(fair, monkeypatch)
    page = new_page()
    page.goto(f"/fairs/{fair.slug}/draw")
    follow(page, page.get_by_role("link", name="Check it in this browser"))
    page.click("#fetch")
    page.locator("#verdict .banner.done").wait_for()
    assert held.list_sha256 in page.locator("#found").inner_text()
    kept = DrawFile.objects.get(draw=held)
    kept.result = bytes(kept.result).replace(b"place 1 ", b"place 2 ", 1)
    kept.save()
    page.click("#fetch")
    page.locator("#verdict .banner.warn").wait_for()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_ranked_draw_says_what_the_order_did(new_page: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    fair, posts = a_fair_drawn(times=1, stands=1, ranked=True)
    first, second, unnamed = (entered(fair, posts) for _ in range(3))
    for at, entry in enumerate((first, second), start=1):
        Wish.objects.filter(entry=entry).update(named=at)
    held = drawn_fair(fair, monkeypatch)
    page = new_page()
    page.goto(f"/draws/verify?file=/fairs/{fair.slug}/draw/file&sha256={held.list_sha256}")
    page.click("#fetch")
    page.locator("#verdict .banner.done").wait_for()
    assert "1 of them named an order" in page.locator("#found").inner_text()
    for entry, said in (
        (
            first,
            "won. Number 1 of 3 who asked there in round 1; places free then: 1. An order was named there: number 1",
        ),
        (second, "not won. Number 2 of 3 who asked there in round 1; places free then: 1. An order was named there: n"),
        (unnamed, "An order was named there, and this entry stood behind the 2 in it."),
    ):
        page.fill("#code", entry.code)
        page.locator("#why li").get_by_text(said).wait_for()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_chosen_file_is_checked_and_what_is_no_draw_is_told(new_page: Any, tmp_path: Any) -> None:
    file = some_draw(random.Random(12), 60)
    path = tmp_path / "draw.txt"
    page = new_page()
    page.goto("/draws/verify")

    def said(data: bytes) -> str:
        path.write_bytes(data)
        page.set_input_files("#file", [])
        page.set_input_files("#file", path)
        page.locator("#verdict .banner").wait_for()
        return page.locator("#verdict").inner_text()

    assert "Right" in said(file)
    assert "Nothing has been drawn yet" in said(file.partition(b"sha256 ")[0])
    assert "it is no text" in said(b"\xff\xd8\xff\xe0" * 30)
    assert "its first line is not" in said(b"PK\x03\x04")
    assert "its first line is not" in said(b"")
    assert "The end of the file is missing" in said(file[:-9])
    assert "too large" in said(b"duikou-draw 1\n" + b"a" * (17 << 20))
    assert "is not the one that was drawn from" in said(file.replace(b"title ", b"title A", 1))
    page.fill("#told", "0" * 40 + "\n" + "0" * 24)
    page.locator("#told").blur()
    page.get_by_text("whose hash was told before the draw. Its hash is").wait_for()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_lost_network_says_what_to_do(new_page: Any) -> None:
    page = new_page()
    page.route(ADDRESS, lambda route: route.abort())
    page.goto(f"/draws/verify?file={FILE}")
    page.click("#fetch")
    page.get_by_text("The file could not be fetched").wait_for()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_page_without_javascript_leads_to_the_file_and_the_command(new_page: Any, language: str) -> None:
    page = new_page(javascript=False, language=language)
    page.goto(f"/draws/verify?file={FILE}")
    assert page.locator("#no-script").is_visible()
    assert not page.locator("#verify").is_visible()
    assert page.locator(f'a[href="{FILE}"]').is_visible()
    assert_fits(page)
    shot(page, f"verify-{language}-plain")
