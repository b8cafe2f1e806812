"""The clients of `bench crowd`: what somebody with a pass, another portal, a visitor and a reader send."""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from duikou.base.closed_loop import Response, Script, request

EXPRESS, PLAIN = "/api/v1/express/bookings", "/api/v1/bookings"
CSRF = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')
KEY = re.compile(rb'name="key" value="([^"]+)"')
JSON = "Content-Type: application/json\r\n"
FORM = "Content-Type: application/x-www-form-urlencoded\r\n"
OUTCOMES = {201: "confirmed", 409: "soldout", 503: "busy", 429: "busy"}


def express(spec: dict[str, Any], port: int, folder: Path) -> Callable[[int], Script]:
    """Somebody whose pass was issued before: one request. In a run of so many in all, the seed says who comes when."""
    cards = (folder / "passes.txt").read_text(encoding="ascii").split("\n")
    first, post, choose = spec.get("first", 0), spec["post"], _chooser(spec["slots"], spec["seed"])
    order = list(range(spec.get("total", 0)))
    random.Random(spec["seed"]).shuffle(order)

    def script(number: int) -> Script:
        card = cards[(first + (order[number] if order else number)) % len(cards)]
        body = f'{{"pass": "{card}", "post": "{post}", "slot": "{choose()}"}}'.encode()
        answer = yield request(
            "POST", EXPRESS, port=port, body=body, headers=f"{JSON}Idempotency-Key: {spec['seed']}-{number}\r\n"
        )
        return OUTCOMES.get(answer.status, "error")

    return script


def plain(spec: dict[str, Any], port: int, folder: Path) -> Callable[[int], Script]:
    """Another portal with a token: name and contact of somebody new, and a time."""
    token = (folder / "token.txt").read_text(encoding="ascii")
    post, choose, seed = spec["post"], _chooser(spec["slots"], spec["seed"]), spec["seed"]
    proof = f"{JSON}Authorization: Bearer {token}\r\n"

    def script(number: int) -> Script:
        person = f'{{"name": "Person {number}", "contact": "p{seed:x}-{number}@example.org", "language": "en"}}'
        body = f'{{"slot": "{choose()}", "about": "{post}", "person": {person}}}'.encode()
        answer = yield request(
            "POST", PLAIN, port=port, body=body, headers=f"{proof}Idempotency-Key: {seed}-{number}\r\n"
        )
        return OUTCOMES.get(answer.status, "error")

    return script


def visitor(spec: dict[str, Any], port: int, folder: Path) -> Callable[[int], Script]:
    """Somebody with a browser and without JavaScript: the page with the times, the form, the confirmation."""
    page, choose = spec["page"], _chooser(spec["slots"], spec["seed"])
    mark = random.Random(spec["seed"]).getrandbits(40)
    plain = "Accept-Encoding: gzip\r\nAccept-Language: en\r\n"

    def script(number: int) -> Script:
        # Read plainly: the generator shares the machine and need not unpack what it searches.
        shown = yield request("GET", page, port=port, headers="Accept-Language: en\r\n")
        csrf, key = CSRF.search(shown.body), KEY.search(shown.body)
        if shown.status != 200 or not csrf or not key:
            return "error"
        cookies = _cookies(shown)
        fields = {
            "csrfmiddlewaretoken": csrf[1].decode(),
            "key": key[1].decode(),
            "slot": choose(),
            "how": "on_site",
            "name": f"Visitor {number}",
            "contact": f"v{mark:x}-{number}@example.org",
            "language": "en",
            "do": "book",
        }
        headers = f"{FORM}{plain}Cookie: {cookies}\r\n"
        sent = yield request("POST", page, port=port, body=urlencode(fields).encode(), headers=headers)
        if sent.status == 409:
            return "soldout"
        if sent.status != 302:
            return "error"
        mine, cookies = sent.header(b"location").decode(), f"{cookies}; {_cookies(sent)}"
        ticket = yield request("GET", mine, port=port, headers=f"{plain}Cookie: {cookies}\r\n")
        return "confirmed" if ticket.status == 200 else "error"

    return script


def reader(spec: dict[str, Any], port: int, folder: Path) -> Callable[[int], Script]:
    """Somebody who looks at the zone."""
    raw = request("GET", spec["path"], port=port, headers="Accept-Encoding: gzip\r\nAccept-Language: en\r\n")

    def script(_number: int) -> Script:
        answer = yield raw
        return "confirmed" if answer.status == 200 else "error"

    return script


KINDS = {"express": express, "plain": plain, "visitor": visitor, "reader": reader}


def _chooser(slots: Sequence[str], seed: int) -> Callable[[], str]:
    if len(slots) == 1:
        return itertools.repeat(slots[0]).__next__
    dice = random.Random(seed)
    return lambda: dice.choice(slots)


def _cookies(answer: Response) -> str:
    found = re.findall(rb"(?i)\r\nset-cookie: ([^;\r\n]+)", b"\r\n" + answer.head)
    return "; ".join(one.decode() for one in found)
