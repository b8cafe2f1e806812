"""Public forms under a flood: slowed down or asked for work, never refused, since a campus may sit behind one address.

A view that writes without any proof is marked `paced`. As long as few forms come in from a network nothing happens.
When more do, whoever sends one gets a page that holds what was typed, sealed, and goes on in one of two ways, whichever
comes first: the browser solves a riddle (`duikou.base.proof_of_work`) and sends the page by itself, or the person waits
for the moment that the page names and presses a button, without any JavaScript. What is sealed opens once, at the
address it was sent to.

A network is counted as in `duikou.config.gate`: a hash in the memory of this process. Who waits takes a turn of the
network's steady pace, so that a flood that does no work goes through at that pace and no faster.
"""

from __future__ import annotations

import json
import os
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from math import ceil
from typing import Any, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from duikou.base import clock, proof_of_work
from duikou.base.buckets import Buckets
from duikou.base.networks import network_of

TYPED, PROOF = "typed", "proof"  # the fields of the page
LONGEST_TURN_SECONDS = 300.0
LATER_SECONDS = 60  # told to whoever got no turn
GOOD_FOR_SECONDS = 3600
MOST_LETTERS = 64 * 1024
View = Callable[..., HttpResponse]

_buckets, _key = Buckets(), os.urandom(16)
_spend: Callable[[str], bool]


def use(spend: Callable[[str], bool]) -> None:
    """Have one-time words used up by `spend(word)`, which is True the first time only, in whatever process."""
    global _spend
    _spend = spend


def forget() -> None:
    """Forget every network."""
    _buckets.empty()


class Typed(NamedTuple):
    """What somebody typed and where it was sent; `turn`: from when it goes through without a proof (None: no turn yet);
    `until`: when it is too old; `once`: the word that is used up with it. Moments are seconds since 1970."""

    where: str
    values: str
    turn: float | None
    until: float
    once: str


def paced(*, per_minute: float, burst: float) -> Callable[[View], View]:
    """Let `burst` forms at once and then so many a minute from each network through without more ado."""

    def decorate(view: View) -> View:
        @wraps(view)
        def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method != "POST":
                return view(request, *args, **kwargs)

            def turn() -> float | None:
                return _turn(request, view.__qualname__, per_minute=per_minute, burst=burst)

            answer = _opened(request, turn) if TYPED in request.POST else _first(request, turn)
            return view(request, *args, **kwargs) if answer is None else answer

        return asked

    return decorate


def wait_for(request: HttpRequest, what: str, *, per_minute: float, burst: float) -> int:
    """The seconds that whoever sent the request has to wait before the network may have one more of `what`; 0 when it
    has it now. For what no person fills in."""
    key = _network_key(request)
    return ceil(_buckets.take((what, key), per_minute=per_minute, burst=burst)) if key else 0


def _turn(request: HttpRequest, form: str, *, per_minute: float, burst: float) -> float | None:
    key = _network_key(request)
    if not key:
        return 0.0  # nobody can be told from anybody else
    return _buckets.turn((form, key), per_minute=per_minute, burst=burst, longest=LONGEST_TURN_SECONDS)


def _network_key(request: HttpRequest) -> bytes:
    network = network_of(request.META.get("REMOTE_ADDR", ""), request.META.get("HTTP_X_FORWARDED_FOR", ""))
    return sha256(_key + network.encode()).digest() if network else b""


def _first(request: HttpRequest, turn: Callable[[], float | None]) -> HttpResponse | None:
    """None to let the form through, or the page that holds it."""
    seconds = turn()
    if seconds == 0:
        return None
    now, values = clock.now().timestamp(), request.POST.urlencode()
    if len(values) > MOST_LETTERS:
        raise RequestDataTooBig
    kept = Typed(
        request.get_full_path(),
        values,
        None if seconds is None else now + seconds,
        now + GOOD_FOR_SECONDS,
        secrets.token_urlsafe(16),
    )
    return _page(request, kept, now)


def _opened(request: HttpRequest, turn: Callable[[], float | None]) -> HttpResponse | None:
    """None to let what was kept through, put back into the request, or a page that says why not."""
    kept, now = _unseal(request.POST[TYPED]), clock.now().timestamp()
    if kept is None or kept.where != request.get_full_path() or kept.until < now:
        return _refused(request, 422, again=False)
    proof = request.POST.get(PROOF, "")
    if not proof_of_work.solved(proof, kept.once):
        if kept.turn is None and (seconds := turn()) is not None:
            kept = kept._replace(turn=now + seconds)
        if kept.turn is None or kept.turn > now:
            return _page(request, kept, now, riddle=not proof)
    if not _spend(kept.once):
        return _refused(request, 409, again=True)
    request.POST = QueryDict(kept.values)
    return None


def _page(request: HttpRequest, kept: Typed, now: float, *, riddle: bool = True) -> HttpResponse:
    seconds = LATER_SECONDS if kept.turn is None else max(1, ceil(kept.turn - now))
    context = {
        "typed": _seal(kept),
        "seconds": seconds,
        "riddle": proof_of_work.riddle(kept.once) if riddle else "",
    }
    response = render(request, "base/patience.html", context, status=429)
    response["Retry-After"] = str(seconds)
    response["Cache-Control"] = "private, no-store"
    return response


def _refused(request: HttpRequest, status: int, *, again: bool) -> HttpResponse:
    response = render(request, "base/patience_over.html", {"again": again}, status=status)
    response["Cache-Control"] = "private, no-store"
    return response


def _box() -> AESGCM:
    return AESGCM(sha256(f"duikou.paced:{settings.SECRET_KEY}".encode()).digest())


def _seal(kept: Typed) -> str:
    nonce = os.urandom(12)
    return urlsafe_b64encode(nonce + _box().encrypt(nonce, json.dumps(kept).encode(), None)).decode()


def _unseal(text: str) -> Typed | None:
    try:
        raw = urlsafe_b64decode(text.encode("ascii"))
        return Typed(*json.loads(_box().decrypt(raw[:12], raw[12:], None)))
    except (ValueError, InvalidTag):
        return None
