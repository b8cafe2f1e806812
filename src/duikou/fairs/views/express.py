"""The express lane: a pass and a time in, a booking out. Works for a form without JavaScript as for the API."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from urllib.parse import urlencode

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from duikou.base import clock
from duikou.base.actor import Actor
from duikou.base.connections import AGAIN_SECONDS, GONE
from duikou.base.languages_asked import in_language_of
from duikou.base.lean import Answer, Asked, Later, problem
from duikou.base.problem_details import ROOT, members
from duikou.base.recent import Missing
from duikou.booking import combiner, own_links, passes
from duikou.booking.actions import Claim, Confirmed
from duikou.booking.problems import later, problem_of, status_of
from duikou.booking.refusals import Reason, Refusal, refusal
from duikou.booking.subjects import KnownSlot, slot_known
from duikou.fairs.actions.interviews import wish
from duikou.fairs.subjects import KnownPost, post_known

PATH = f"{ROOT}/express/bookings"
BY_FORM, BY_API = Actor("person", door="web"), Actor("person", door="api")
FIELDS = ("pass", "post", "slot", "how", "key")
LONGEST_KEY = 255


def book(asked: Asked, *, at_once: bool) -> Answer | Later | None:
    """Book the interview that the fields `pass`, `post` and `slot` (public ids) name; `how` may be `online`. 201 with
    the booking, or a problem; a form is sent on to a page instead. A lean route."""
    said = asked.values() if asked.method == "POST" and asked.body is not None else None
    if said is None:
        return _unreadable(asked)
    post, slot = str(said.get("post", "")), str(said.get("slot", ""))
    try:
        wanted, time = post_known(post, at_once=at_once), slot_known(slot, at_once=at_once)
    except GONE:
        return _answer(asked, said, refusal(Reason.BUSY, seconds=AGAIN_SECONDS))
    if isinstance(wanted, Missing) or isinstance(time, Missing):
        return None
    claim = _wish(asked, said, wanted, time)
    if isinstance(claim, Refusal):
        return _answer(asked, said, claim)
    by = BY_FORM if asked.is_form else BY_API
    return combiner.answered_later(claim, by=by, finish=partial(_answer, asked, said))


def _answer(asked: Asked, said: dict[str, object], outcome: Confirmed | Refusal) -> Answer:
    if isinstance(outcome, Confirmed) and not asked.is_form:
        return _booked(outcome)
    with in_language_of(asked.language):
        return _to_page(outcome, said) if asked.is_form else _refused(outcome)


def _unreadable(asked: Asked) -> Answer:
    with in_language_of(asked.language):
        if asked.method != "POST":
            detail = _("This address only takes what is sent to it (POST).")
            return problem(members("method_not_allowed", 405, detail), {"Allow": "POST"})
        if asked.body is None:
            return problem(members("too_large", 413, _("What was sent is larger than this address takes.")))
        return problem(members("unreadable", 400, _("Send the fields as a form or as one JSON object.")))


def _wish(asked: Asked, said: dict[str, object], wanted: KnownPost | None, time: KnownSlot | None) -> Claim | Refusal:
    shown = passes.read(str(said.get("pass", "")), now=clock.now())
    if isinstance(shown, Refusal):
        return shown
    if wanted is None or time is None or time.resource != wanted.resource:
        return refusal(Reason.UNKNOWN_SLOT)
    if time.offer != shown.offer_id:
        return refusal(Reason.PASS_ELSEWHERE)
    key = (asked.key or str(said.get("key", "")))[:LONGEST_KEY]
    return wish(
        about=wanted.about,
        slot_id=time.pk,
        person_id=shown.person_id,
        proven_for=shown.proven_for,
        online=said.get("how") == "online",
        key=passes.claim_key(f"pass:{shown.offer_id}:{shown.person_id}", key) if key else "",
    )


def _booked(answer: Confirmed) -> Answer:
    # Nothing in it can need escaping: ids, letters of codes, base64url.
    booked = answer.receipt
    manage = own_links.manage_path(booked)
    body = (
        f'{{"id": "{booked.public_id}", "code": "{booked.code}", "state": "{booked.state}", '
        f'"slot": "{booked.slot_public_id}", "online": {"true" if booked.online else "false"}, "manage": "{manage}"}}'
    )
    return Answer(201, body.encode(), headers={"Location": manage})


def _refused(answer: Confirmed | Refusal) -> Answer:
    assert isinstance(answer, Refusal)
    return problem(problem_of(answer), later(answer))


def _to_page(answer: Confirmed | Refusal, said: dict[str, object]) -> Answer:
    if isinstance(answer, Confirmed):
        return _go(own_links.just_booked_path(answer.receipt))
    if answer.reason in (Reason.BUSY, Reason.FAILED):
        fields = [(name, str(said[name])) for name in FIELDS if name in said]
        page = render_to_string("fairs/busy.html", {"no": answer, "fields": fields, "action": PATH})
        again = {"Retry-After": str(answer.facts.get("seconds", 1))}
        return Answer(status_of(answer), page.encode(), "text/html; charset=utf-8", again)
    wanted = post_known(str(said.get("post", "")), at_once=True)
    facts = {name: fact.isoformat() if isinstance(fact, datetime) else fact for name, fact in answer.facts.items()}
    query = urlencode({"no": answer.reason.value, "slot": str(said.get("slot", ""))[:40], **facts})
    return _go(f"{wanted.page if isinstance(wanted, KnownPost) else reverse('portal:home')}?{query}")


def _go(address: str) -> Answer:
    return Answer(303, b"", "text/plain", {"Location": address})
