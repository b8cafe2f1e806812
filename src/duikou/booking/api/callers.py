"""Who calls the API: the holder of a token, of a pass, or of the own key of a booking, a waiting entry or a list of
wishes. All are sent the same way: `Authorization: Bearer …`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from uuid import UUID

from django.http import HttpRequest
from ninja.security.base import AuthBase

from duikou.base import clock
from duikou.base.actor import Actor
from duikou.base.buckets import Buckets
from duikou.base.problem_details import Problem
from duikou.base.recent import Missing
from duikou.booking import passes
from duikou.booking.models import Booking, DrawEntry, WaitingEntry
from duikou.booking.problems import as_problem
from duikou.booking.refusals import Refusal
from duikou.booking.tickets import BadToken, read_entry_token, read_manage_token, read_waiting_token
from duikou.directory import tokens
from duikou.directory.tokens import Token

PER_MINUTE_OF_ONE = 60  # requests with one pass or key
LONGEST = 400
BY_PERSON = Actor("person", door="api")
buckets = Buckets()
Kept = Booking | WaitingEntry | DrawEntry


@dataclass(frozen=True, slots=True)
class Caller:
    """What was shown as proof: exactly one of these."""

    token: Token | None = None
    card: passes.Pass | None = None
    booking: UUID | None = None
    entry: UUID | None = None
    wishes: UUID | None = None

    @property
    def scope(self) -> str:
        """Names the caller, for idempotency keys."""
        if self.token:
            return f"token:{self.token.public_id}"
        return f"pass:{self.card.offer_id}:{self.card.person_id}" if self.card else f"key:{self.key}"

    @property
    def key(self) -> UUID | None:
        """The public id of what was shown by its own key."""
        return self.booking or self.entry or self.wishes

    @property
    def actor(self) -> Actor:
        """The caller as the one who acts: a system, or a person for themselves."""
        if self.token:
            return self.token.actor
        return Actor("person", ref=str(self.key), door="api") if self.key else BY_PERSON

    def may(self, scope: str, *, organisation: int) -> None:
        """Raises not_allowed unless it is a token that opens this organisation's things for `scope`."""
        if self.token is None or not self.token.opens(organisation, scope):
            raise Problem("not_allowed", more={"scope": scope})

    def may_see(self, kept: Kept, *, scope: str) -> None:
        """Raises not_allowed unless the booking, waiting entry or list of wishes is the caller's own, or a token opens
        it for `scope`. A pass shows whose it is where the contact was shown to be theirs when it was given."""
        offer = kept.draw.offer if isinstance(kept, DrawEntry) else kept.offer
        own = kept.public_id == self._own_of(kept)
        if self.card is not None and self.card.proven:  # anybody gets another for a name and contact that they know
            own = own or (offer.pk, kept.person_id) == (self.card.offer_id, self.card.person_id)
        if not own:
            self.may(scope, organisation=offer.by_id)

    def _own_of(self, kept: Kept) -> UUID | None:
        if isinstance(kept, Booking):
            return self.booking
        return self.entry if isinstance(kept, WaitingEntry) else self.wishes


class Called(HttpRequest):
    """A request of an operation that is guarded by `bearer`."""

    auth: Caller


KEYS: tuple[tuple[Callable[[str], UUID], Callable[[UUID], Caller]], ...] = (
    (read_manage_token, lambda known: Caller(booking=known)),
    (read_waiting_token, lambda known: Caller(entry=known)),
    (read_entry_token, lambda known: Caller(wishes=known)),
)


def caller_of(authorization: str, *, at_once: bool = False) -> Caller | Missing:
    """Who sent this header. MISSING when that could only be told by asking the database, which `at_once` forbids.
    Raises no_token, what is wrong with a pass, and too_many_requests."""
    scheme, _, text = authorization.partition(" ")
    text = text.strip()
    if scheme.lower() != "bearer" or not text or len(text) > LONGEST:
        raise _unknown()
    if tokens.is_token(text):
        token = tokens.token_at_hand(text) if at_once else tokens.token_of(text)
        if isinstance(token, Missing):
            return token
        if token is None:
            raise _unknown()
        _in_time(token.public_id, token.per_minute, max(20.0, token.per_minute / 10))
        return Caller(token=token)
    caller = _person(text)
    _in_time(caller.scope, PER_MINUTE_OF_ONE, PER_MINUTE_OF_ONE)
    return caller


def _person(text: str) -> Caller:
    if text.startswith(passes.FORMAT):
        shown = passes.read(text, now=clock.now())
        if isinstance(shown, Refusal):
            raise as_problem(shown)
        return Caller(card=shown)
    for read, caller in KEYS:
        try:
            return caller(read(text))
        except BadToken:
            continue
    raise _unknown()


def _unknown() -> Problem:
    return Problem("no_token", headers={"WWW-Authenticate": "Bearer"})


def _in_time(key: object, per_minute: int, burst: float) -> None:
    wait = buckets.take(str(key), per_minute=per_minute, burst=burst)
    if wait:
        raise Problem("too_many_requests", headers={"Retry-After": str(ceil(wait))})


class Bearer(AuthBase):
    """Asks for a token, a pass or a key; `request.auth` is the Caller."""

    openapi_type = "http"
    openapi_scheme = "bearer"
    openapi_description = "A token, a pass, or the own key of a booking, a waiting entry or a list of wishes."

    def __call__(self, request: HttpRequest) -> Caller:
        """The caller. Raises a Problem when there is none."""
        caller = caller_of(request.headers.get("Authorization", ""))
        assert isinstance(caller, Caller)
        return caller


bearer = Bearer()
