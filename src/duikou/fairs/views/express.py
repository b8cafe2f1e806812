"""The express lane: a pass and a time in, a booking out. Works for a form without JavaScript as for the API."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from urllib.parse import urlencode

from django.conf import settings
from django.db import DatabaseError, connection
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation.trans_real import parse_accept_lang_header

from duikou.base import clock
from duikou.base.actor import Actor
from duikou.base.lean import Answer, Asked, Later
from duikou.base.recent import Missing, Recent
from duikou.booking import combiner, passes
from duikou.booking.actions import Claim, Confirmed
from duikou.booking.models import Slot
from duikou.booking.problems import MEDIA_TYPE, problem, problem_of, status_of
from duikou.booking.refusals import Reason, Refusal, refusal
from duikou.fairs import links
from duikou.fairs.actions.interviews import AboutPost, wish
from duikou.fairs.models import Post, Stand

PATH = "/api/v1/express/bookings"
BY_FORM, BY_API = Actor("person", door="web"), Actor("person", door="api")
FIELDS = ("pass", "post", "slot", "how", "key")
LONGEST_KEY = 255
ID_LENGTH = 36


@dataclass(frozen=True, slots=True)
class Wanted:
    """A post as booking it needs it, and the address of its page."""

    about: AboutPost
    offer_id: int
    resource_id: int
    page: str


# Published posts and laid times seldom change; whether there is a place is always the engine's answer.
_posts: Recent[Wanted | None] = Recent(seconds=5, most=5_000)
_slots: Recent[tuple[int, int, int] | None] = Recent(seconds=5, most=20_000)


def book(asked: Asked, *, at_once: bool) -> Answer | Later | None:
    """Book the interview that the fields `pass`, `post` and `slot` (public ids) name; `how` may be `online`. 201 with
    the booking, or a problem; a form is sent on to a page instead. A lean route."""
    said = asked.values() if asked.method == "POST" and asked.body is not None else None
    if said is None:
        return _unreadable(asked)
    post, slot = str(said.get("post", "")), str(said.get("slot", ""))
    wanted, time = (_posts.peek(post), _slots.peek(slot)) if at_once else (_post(post), _slot(slot))
    if isinstance(wanted, Missing) or isinstance(time, Missing):
        return None
    claim = _wish(asked, said, wanted, time)
    if isinstance(claim, Refusal):
        return _answer(asked, said, claim)
    by = BY_FORM if asked.is_form else BY_API
    return Later(
        start=lambda done: combiner.submit(claim, by=by, done=done),
        wait=lambda: _wait(claim, by),
        finish=partial(_answer, asked, said),
    )


def _wait(claim: Claim, by: Actor) -> Confirmed | Refusal | DatabaseError:
    try:
        return combiner.claim(claim, by=by)
    except DatabaseError as error:
        return error


def _answer(asked: Asked, said: dict[str, object], outcome: Confirmed | Refusal | BaseException) -> Answer:
    if isinstance(outcome, Confirmed) and not asked.is_form:
        return _booked(outcome)
    if isinstance(outcome, BaseException):  # the database is gone, perhaps after it booked: the same key finds it
        outcome = refusal(Reason.BUSY, seconds=2)
    with _in_language_of(asked):
        return _to_page(outcome, said) if asked.is_form else _refused(outcome)


def _unreadable(asked: Asked) -> Answer:
    with _in_language_of(asked):
        if asked.method != "POST":
            detail = _("This address only takes what is sent to it (POST).")
            return _problem(problem("method_not_allowed", 405, detail), {"Allow": "POST"})
        if asked.body is None:
            return _problem(problem("too_large", 413, _("What was sent is larger than this address takes.")))
        return _problem(problem("unreadable", 400, _("Send the fields as a form or as one JSON object.")))


def _wish(
    asked: Asked, said: dict[str, object], wanted: Wanted | None, time: tuple[int, int, int] | None
) -> Claim | Refusal:
    shown = passes.read(str(said.get("pass", "")), now=clock.now())
    if isinstance(shown, Refusal):
        return shown
    if wanted is None or time is None or time[1:] != (wanted.resource_id, wanted.offer_id):
        return refusal(Reason.UNKNOWN_SLOT)
    if wanted.offer_id != shown.offer_id:
        return refusal(Reason.PASS_ELSEWHERE)
    key = (asked.key or str(said.get("key", "")))[:LONGEST_KEY]
    return wish(
        about=wanted.about,
        slot_id=time[0],
        person_id=shown.person_id,
        online=said.get("how") == "online",
        key=passes.claim_key(f"pass:{shown.offer_id}:{shown.person_id}", key) if key else "",
    )


def _booked(answer: Confirmed) -> Answer:
    # Nothing in it can need escaping: ids, letters of codes, base64url.
    booked = answer.receipt
    manage = links.manage_path(booked)
    body = (
        f'{{"id": "{booked.public_id}", "code": "{booked.code}", "state": "{booked.state}", '
        f'"slot": "{booked.slot_public_id}", "online": {"true" if booked.online else "false"}, "manage": "{manage}"}}'
    )
    return Answer(201, body.encode(), headers={"Location": manage})


def _refused(answer: Confirmed | Refusal) -> Answer:
    assert isinstance(answer, Refusal)
    later = {"Retry-After": str(answer.facts["seconds"])} if answer.reason == Reason.BUSY else {}
    return _problem(problem_of(answer), later)


def _to_page(answer: Confirmed | Refusal, said: dict[str, object]) -> Answer:
    if isinstance(answer, Confirmed):
        return _go(f"{links.manage_path(answer.receipt)}?{links.JUST_BOOKED}")
    if answer.reason in (Reason.BUSY, Reason.FAILED):
        fields = [(name, str(said[name])) for name in FIELDS if name in said]
        page = render_to_string("fairs/busy.html", {"no": answer, "fields": fields, "action": PATH})
        later = {"Retry-After": str(answer.facts.get("seconds", 1))}
        return Answer(status_of(answer), page.encode(), "text/html; charset=utf-8", later)
    wanted = _posts.peek(str(said.get("post", "")))
    facts = {name: fact.isoformat() if isinstance(fact, datetime) else fact for name, fact in answer.facts.items()}
    query = urlencode({"no": answer.reason.value, "slot": str(said.get("slot", ""))[:40], **facts})
    return _go(f"{wanted.page if isinstance(wanted, Wanted) else reverse('portal:home')}?{query}")


def _go(address: str) -> Answer:
    return Answer(303, b"", "text/plain", {"Location": address})


def _problem(members: dict[str, object], headers: dict[str, str] | None = None) -> Answer:
    body = json.dumps(members, ensure_ascii=False, default=str).encode()
    return Answer(int(str(members["status"])), body, MEDIA_TYPE, headers or {})


def _id(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _post(text: str) -> Wanted | None:
    return _posts.get(text, lambda: _read_post(text)) if len(text) == ID_LENGTH else None


def _slot(text: str) -> tuple[int, int, int] | None:
    return _slots.get(text, lambda: _read_slot(text)) if len(text) == ID_LENGTH else None


def _read_post(text: str) -> Wanted | None:
    public_id = _id(text)
    if public_id is None:
        return None
    with _connection_for_a_moment():
        post = (
            Post.objects.select_related("fair", "stand")
            .filter(public_id=public_id, state=Post.State.PUBLISHED, stand__state=Stand.State.APPROVED)
            .first()
        )
    if post is None or post.stand is None or post.stand.resource_id is None:
        return None
    about = AboutPost(post.fair_id, post.stand.pk, post.pk)
    page = reverse("fairs:book", args=[post.fair.slug, post.public_id])
    return Wanted(about, post.fair.offer_id, post.stand.resource_id, page)


def _read_slot(text: str) -> tuple[int, int, int] | None:
    public_id = _id(text)
    if public_id is None:
        return None
    with _connection_for_a_moment():
        return Slot.objects.filter(public_id=public_id).values_list("pk", "resource_id", "offer_id").first()


@contextmanager
def _connection_for_a_moment() -> Iterator[None]:
    """A crowd comes through hundreds of threads: none of them keeps a connection to the database."""
    mine = connection.connection is None
    try:
        yield
    finally:
        if mine and not connection.in_atomic_block:
            connection.close()


@contextmanager
def _in_language_of(asked: Asked) -> Iterator[None]:
    """The language the client reads, for what is said when it cannot be booked."""
    wanted = settings.LANGUAGE_CODE
    for code, _weight in parse_accept_lang_header(asked.language.lower()[:200]):
        try:
            wanted = translation.get_supported_language_variant(code)
            break
        except LookupError:
            continue
    with translation.override(wanted):
        yield
