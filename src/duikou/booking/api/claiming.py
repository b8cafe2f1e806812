"""Booking a place through the API, as a lean route: a crowd may come through it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from django.conf import settings
from django.utils.translation import gettext as _
from pydantic import ValidationError

from duikou.base import clock, lean
from duikou.base.languages_asked import in_language_of
from duikou.base.lean import Answer, Asked, Later
from duikou.base.problem_details import ROOT, Problem
from duikou.base.recent import Missing
from duikou.base.wrong_fields import wrong, wrong_field
from duikou.booking import combiner, passes
from duikou.booking.actions import Claim, Confirmed
from duikou.booking.api.callers import Caller, caller_of
from duikou.booking.api.schemas.bookings import BookingIn
from duikou.booking.api.schemas.people import PersonIn
from duikou.booking.problems import as_problem
from duikou.booking.proofs import proven_offer
from duikou.booking.refusals import Reason, Refusal, refusal
from duikou.booking.subjects import Subject, slot_known, subject_of
from duikou.booking.tickets import manage_token
from duikou.directory.actions import BadContact, BadName, Newcomer, newcomer
from duikou.directory.models import ApiToken

PATH = f"{ROOT}/bookings"
LONGEST_KEY = 255
JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A claim, by whom, and what it is about."""

    claim: Claim
    caller: Caller
    subject: Subject


def book(asked: Asked, *, at_once: bool) -> Answer | Later | None:
    """Book the place that BookingIn names, for the holder of a pass or, with a token, for a person. 201 with BookedOut,
    or a problem. A lean route."""
    try:
        wanted = _wanted(asked, at_once=at_once)
    except Problem as problem:
        with in_language_of(asked.language):
            return refused(problem)
    if wanted is None:
        return None
    finish = partial(_answer, asked, wanted.subject)
    return combiner.answered_later(wanted.claim, by=wanted.caller.actor, finish=finish)


def key_of(asked_key: str, caller: Caller) -> str:
    """The engine's key for an `Idempotency-Key`; empty without one. Raises invalid when it is longer than 255."""
    if len(asked_key) > LONGEST_KEY:
        raise wrong_field("header.Idempotency-Key", _("A key has at most %(most)s letters.") % {"most": LONGEST_KEY})
    return passes.claim_key(caller.scope, asked_key) if asked_key else ""


def somebody(person: PersonIn) -> Newcomer:
    """Who it is for, as the engine keeps them. Raises invalid."""
    try:
        return newcomer(name=person.name, contact=person.contact, language=language_of(person))
    except BadName:
        raise wrong_field("body.person.name", _("Write a name of at most 80 letters.")) from None
    except BadContact:
        raise wrong_field(
            "body.person.contact", _("This is neither a telephone number nor an e-mail address.")
        ) from None


def language_of(person: PersonIn) -> str:
    """The language in which messages reach them: the one they named, if the city has it."""
    return person.language if person.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def for_whom(caller: Caller, person: PersonIn | None, *, offer: int, organisation: int) -> tuple[int, Newcomer | None]:
    """The holder of the pass by primary key, or, for whoever has a token for `organisation`, 0 and the person they
    named. Raises what is wrong."""
    if caller.card is not None:
        if person is not None:
            raise wrong_field("body.person", _("The pass says this already: leave it out."))
        if caller.card.offer_id != offer:
            raise as_problem(refusal(Reason.PASS_ELSEWHERE))
        return caller.card.person_id, None
    caller.may(ApiToken.Scope.BOOK, organisation=organisation)
    if person is None:
        raise needed("body.person")
    return 0, somebody(person)


def proven_for(caller: Caller, who: Newcomer | None, proof: str) -> int:
    """The offer for which the contact was shown to be theirs, by the pass or by a proof; 0 for none."""
    if caller.card is not None:
        return caller.card.proven_for
    return proven_offer(proof, contact_hash=who.contact_hash, now=clock.now()) if who and proof else 0


def needed(where: str) -> Problem:
    """A field that is missing."""
    return wrong_field(where, _("This is needed here."))


def refused(problem: Problem) -> Answer:
    """The answer that says so."""
    return lean.problem(problem.members(), problem.headers)


def _wanted(asked: Asked, *, at_once: bool) -> Wanted | None:
    caller = caller_of(asked.authorization, at_once=at_once)
    if isinstance(caller, Missing):
        return None
    said = _read(asked)
    slot = slot_known(str(said.slot), at_once=at_once)
    if isinstance(slot, Missing):
        return None
    if slot is None:
        raise as_problem(refusal(Reason.UNKNOWN_SLOT))
    subject = subject_of(slot.resource, str(said.about or ""), at_once=at_once)
    if isinstance(subject, Missing):
        return None
    if isinstance(subject, Refusal):
        raise as_problem(subject)
    person_id, who = for_whom(caller, said.person, offer=slot.offer, organisation=slot.organisation)
    claim = Claim(
        slot.pk,
        person_id,
        seats=said.seats,
        online=said.online,
        key=key_of(asked.key, caller),
        who=who,
        companion=subject.companion,
        about=subject.about,
        proven_for=proven_for(caller, who, said.proof),
    )
    return Wanted(claim, caller, subject)


def _read(asked: Asked) -> BookingIn:
    if asked.body is None:
        raise Problem("too_large")
    if asked.content_type.partition(";")[0].strip().lower() != JSON:
        raise Problem("unsupported_media_type")
    try:
        return BookingIn.model_validate_json(asked.body)
    except ValidationError as error:
        errors = error.errors(include_url=False, include_input=False)
        if errors[0]["type"] == "json_invalid":
            raise Problem("unreadable") from None
        raise wrong(errors, where="body") from None


def _answer(asked: Asked, subject: Subject, outcome: Confirmed | Refusal) -> Answer:
    if isinstance(outcome, Confirmed):
        return _booked(outcome, subject)
    with in_language_of(asked.language):
        return refused(as_problem(outcome))


def _booked(answer: Confirmed, subject: Subject) -> Answer:
    booked = answer.receipt
    said = {
        "id": str(booked.public_id),
        "code": booked.code,
        "state": booked.state,
        "slot": str(booked.slot_public_id),
        "online": booked.online,
        "key": manage_token(booked),
        "page": subject.page(booked) if subject.page else None,
    }
    return Answer(201, lean.as_json(said), headers={"Location": f"{PATH}/{booked.public_id}"})
