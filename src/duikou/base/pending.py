"""Answers that wait for somebody else: a view prepares one, and no thread sleeps until it can be given.

Whoever calls Django and can wait without a thread says so in the request's META; a view may then answer with a
`Pending`. When what it waits for is known, it names the headers that were still missing. If the answer has become
another one by then, the view is called once more for the same request, with the outcome in its META. Keys with a small
prefix cannot come from a client, whose headers are HTTP_*.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse

from duikou.base.recent import MISSING

WAITS, OUTCOME = "duikou.waits", "duikou.outcome"

Headers = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Rest:
    """What a pending answer waits for: `start(done)` sets it going and comes back at once, `done(outcome)` is called
    from another thread; `finish(outcome)` gives the missing headers, or None when the view has to be called again."""

    start: Callable[[Callable[[Any], None]], None]
    finish: Callable[[Any], Headers | None]


class Pending(HttpResponse):
    """An answer that is complete but for what `rest` brings."""

    def __init__(self, rest: Rest, *, status: int) -> None:
        super().__init__(status=status)
        self.rest = rest


def waits(request: HttpRequest) -> bool:
    """Whether a view may answer `request` with a Pending."""
    return bool(request.META.get(WAITS))


def outcome(request: HttpRequest) -> Any:
    """What a Pending of this very request waited for, when the view is called for the second time; else MISSING."""
    return request.META.get(OUTCOME, MISSING)
