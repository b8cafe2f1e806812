"""The main job of a fair, walked as a browser without JavaScript does; with a queue, a draw and both sides’ word."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import Any

from duikou.base.ids import CODE_LETTERS
from duikou.demo.browsing import Browser, Form, Page
from duikou.demo.building import EMPLOYER_A
from duikou.demo.facts import employers, facts

CODE = re.compile(rf"\b[{CODE_LETTERS}]{{3}}-[{CODE_LETTERS}]{{3}}\b")
NUMBER = re.compile(r"\bA\d{3}\b")
COUNTED = ("Booked", "Arrived", "Talks", "Interested")
NAME, CONTACT = "示例：试用者", "check@example.org"


class Fault(Exception):
    """Something was not as it must be."""


def steps(browser: Browser) -> Any:
    """The main job, one (title, what was seen) after the other."""
    before = figures(browser)
    yield "the office's figures before", before
    become(browser, "visitor")
    post = find_post(browser)
    yield "a post in the zone", post.text_of_title()
    code, time_chosen, ticket = book(browser, post)
    yield "a ticket for an interview", {"code": code, "time": time_chosen}
    open_doors(browser)
    yield "the doors are open on the day of the fair", "09:05"
    yield "checked in at the door", check_in(browser, code)
    yield "an outcome recorded at the table", record_outcome(browser)
    yield "the same said by the person", agree(browser, ticket)
    after = figures(browser)
    yield "the office's figures after", after
    # Behind the figures: a number that is given a place is one more of those who had one.
    yield "a number called on the board", queue(browser)
    yield "a draw made again from its file", draw_again(browser)
    for name in COUNTED:
        if after.get(name, 0) != before.get(name, 0) + 1:
            raise Fault(f"the figure “{name}” went from {before.get(name)} to {after.get(name)}; one more was expected")


class Post(Page):
    """The page of a post."""

    def text_of_title(self) -> str:
        """The page's title."""
        found = re.search(r"<title>(.*?)</title>", self.html, re.S)
        return " ".join((found.group(1) if found else "").split())


def good(page: Page, what: str) -> Page:
    """The page, if it was answered with 200; raises Fault with what it is otherwise."""
    if page.status != 200:
        raise Fault(f"{what}: {page.address} answered {page.status}")
    return page


def become(browser: Browser, role: str) -> Page:
    """Take a role by its button in the bar, found on the clock's page, which every role can see."""
    bar = form_to(good(browser.get("/demo/clock"), "the clock"), "/demo/role")
    return browser.submit(bar, press=role)


def form_to(page: Page, path: str) -> Form:
    """The first form of the page that leads to an address containing `path`."""
    for form in page.forms:
        if path in form.action and form.buttons:
            return form
    raise Fault(f"{page.address} has no form to {path}")


def figures(browser: Browser) -> dict[str, int]:
    """The figures of the office's dashboard, by their English names."""
    become(browser, "office")
    page = good(browser.get("/office/fairs/demo/"), "the dashboard")
    found: dict[str, int] = {}
    for name, value in page.pairs:
        digits = value.replace(",", "")
        if digits.isdigit():
            found.setdefault(name, int(digits))
    if not set(COUNTED) <= found.keys():
        raise Fault(f"the dashboard lacks {sorted(set(COUNTED) - found.keys())}")
    return found


def find_post(browser: Browser) -> Post:
    """Search the zone for a post of employer A and open it."""
    employer = employers()[EMPLOYER_A]
    zone = good(browser.get("/fairs/demo/"), "the zone")
    search = next(
        (form for form in zone.forms for one in form.fields if form.method == "get" and one.name == "q"), None
    )
    if search is None:
        raise Fault("the zone has no search")
    results = good(browser.submit(search, q=employer.jobs[0].title), "the search")
    for address, _text in results.links:
        if re.search(r"/fairs/demo/posts/[0-9a-f-]{36}/?$", address):
            page = good(browser.get(address), "a post")
            if employer.name["en"] in page.text or employer.name["zh-hans"] in page.text:
                return Post(page.address, page.status, page.html)
    raise Fault(f"searching for {employer.jobs[0].title} does not find the post of {employer.name['en']}")


def book(browser: Browser, post: Post) -> tuple[str, str, str]:
    """Choose a free time late in the day, give name and contact, get the ticket's code, time and address."""
    address = next((address for address, _text in post.links if re.search(r"/book(\?|$)", address)), None)
    if address is None:
        raise Fault("the post cannot be booked")
    page = good(browser.get(address), "the times")
    form = next((form for form in page.forms if form.method == "post" and form.options("slot")), None)
    if form is None:
        raise Fault("no time is free")
    times = form.options("slot")
    chosen = times[len(times) * 2 // 3]
    ticket = good(browser.submit(form, press="book", slot=chosen, name=NAME, contact=CONTACT), "the booking")
    code = CODE.search(ticket.text)
    if code is None or "<svg" not in ticket.html:
        raise Fault("the ticket shows no code or no QR code")
    again = good(browser.submit(form, press="book", slot=chosen, name=NAME, contact=CONTACT), "the form sent twice")
    if code.group() not in again.text:
        raise Fault("the same form sent twice did not lead to the same booking")
    clock = re.search(r"\d\d:\d\d[–-]\d\d:\d\d", ticket.text)
    return code.group(), clock.group() if clock else "", ticket.address


def open_doors(browser: Browser) -> None:
    """Move the clock to the day of the fair and start the fair as the office."""
    become(browser, "office")
    clock = next(form for form in browser.get("/demo/clock").forms if any(one[1] == "fair" for one in form.buttons))
    good(browser.submit(clock, press="fair"), "the clock")
    page = good(browser.get("/office/fairs/demo/to/running"), "opening the doors")
    form = next((one for one in page.forms if one.method == "post" and "to/running" in one.action), None)
    if form is None:
        raise Fault("the office cannot open the doors")
    good(browser.submit(form), "opening the doors")


def check_in(browser: Browser, code: str) -> str:
    """Type the code at the door and check the person in; a second time must be harmless."""
    door = good(become(browser, "door"), "the door")
    card = good(browser.submit(form_to(door, "/door/look-up"), text=code), "the look-up")
    if NAME not in card.text:
        raise Fault("the door does not find the code")
    good(browser.submit(form_to(card, "/door/check-in")), "the check-in")
    door = good(browser.get("/fairs/demo/door"), "the door")
    again = good(browser.submit(form_to(door, "/door/look-up"), text=code), "the second look-up")
    said = re.search(r"Checked in at \d\d:\d\d", again.text)
    if said is None:
        raise Fault("the door does not say that the person is in")
    return said.group()


def record_outcome(browser: Browser) -> str:
    """As employer A, call the person, start the talk and record an outcome."""
    page = good(become(browser, "employer-a"), "the table")
    if NAME not in page.text:
        raise Fault("the table does not show who booked")
    for step in ("start", "interested"):
        form = next((one for one in page.forms if any(button[1] == step for button in one.buttons)), None)
        if form is None:
            raise Fault(f"the table does not offer the step “{step}”")
        page = good(browser.submit(form, press=step), f"the step {step}")
    return "Interested"


def queue(browser: Browser) -> str:
    """Give a number at the door to somebody without a booking, call it to employer A's table, see it on the board, and
    be done with it: by an outcome, where it was given a place when its talk began."""
    become(browser, "employer-a")
    table = good(browser.get("/fairs/demo/table"), "the table")
    stand = form_to(table, "/table/queue").values()["stand"]
    become(browser, "door")
    asking = form_to(good(browser.get("/fairs/demo/door/number"), "the form for a number"), "/door/number")
    slip = good(browser.submit(asking, stands=stand), "the number")
    number = NUMBER.search(slip.text)
    if number is None:
        raise Fault("the slip shows no number")
    table = good(become(browser, "employer-a"), "the table")
    table = good(browser.submit(form_to(table, "/table/queue"), press="next"), "calling the next number")
    board = good(browser.get("/fairs/demo/board"), "the board").text
    if number.group() not in board:
        raise Fault(f"the board does not show {number.group()}")
    table = press(browser, table, "start", "/table/queue")
    if any(is_of(one, "/table/queue", "done") for one in table.forms):
        press(browser, table, "done", "/table/queue")
    else:
        press(browser, table, "interested", "/table")
    return number.group()


def press(browser: Browser, table: Page, step: str, path: str) -> Page:
    """Press the button `step` of a number, in a form that leads to `path`."""
    form = next((one for one in table.forms if is_of(one, path, step)), None)
    if form is None:
        raise Fault(f"the table does not offer the step “{step}” for a number")
    return good(browser.submit(form, press=step), f"the step {step} for a number")


def is_of(form: Form, path: str, press: str) -> bool:
    """Whether a form leads to `path` and has this button."""
    return path in form.action and any(button[1] == press for button in form.buttons)


def agree(browser: Browser, ticket: str) -> str:
    """By the ticket's link, the person says that it is as the employer noted."""
    become(browser, "visitor")
    links = good(browser.get(ticket), "the ticket").links
    asks = next((address for address, _text in links if address.endswith("/came-of-it")), None)
    if asks is None:
        raise Fault("the ticket does not ask what came of the talk")
    page = good(browser.get(asks), "what came of it")
    form = next((one for one in page.forms if is_of(one, "/came-of-it", "agree")), None)
    if form is None:
        raise Fault("the person is not asked whether it is as the employer noted")
    said = good(browser.submit(form, press="agree"), "agreeing")
    if "You both say the same" not in said.text:
        raise Fault("the person has agreed, and the page does not say so")
    return "You both say the same."


def draw_again(browser: Browser) -> str:
    """Fetch the published file of a draw from its page, and have it made again by `duikou verify-draw`."""
    slug = facts()["fairs"]["drawn"]["slug"]
    page = good(browser.get(f"/fairs/{slug}/draw"), "the page of a draw")
    address = next((address for address, _text in page.links if address.endswith("/draw/file")), None)
    told = re.search(r"\b[0-9a-f]{64}\b", page.text)
    if address is None or told is None:
        raise Fault("the page of a draw has no file or no hash")
    command = [sys.executable, "-m", "duikou", "verify-draw", "-", "--sha256", told.group()]
    done = subprocess.run(command, input=browser.file(address), capture_output=True, check=False, timeout=60)
    last = done.stdout.decode("utf-8", "replace").strip().rpartition("\n")[2]
    if done.returncode:
        raise Fault(f"the published draw is not right: {last or done.stderr.decode('utf-8', 'replace').strip()}")
    return last
