"""What went wrong with a request to the API, as HTTP says it: problem details (RFC 9457) with types that never change.

The rooms declare the kinds of problem they have; the address in `type` leads to a page that explains the kind.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from django.utils.translation import gettext_lazy as _

from duikou.base.registry import Registry

ROOT = "/api/v1"  # where the API is
TYPE = ROOT + "/problems/{}"
MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem: its status, what it says when nothing more exact is known, and what to do about it."""

    name: str
    status: int
    detail: Any
    advice: Any = ""


kinds: Registry[Kind] = Registry()


@dataclass(eq=False)
class Problem(Exception):
    """Raised anywhere in an operation of the API: ends it with this kind of problem. Nothing was changed."""

    kind: str
    detail: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    def members(self) -> dict[str, Any]:
        """The members of the problem, in the active language."""
        kind = kinds.get(self.kind)
        assert kind is not None, self.kind
        return members(kind.name, kind.status, self.detail or str(kind.detail), **self.more)


def members(kind: str, status: int, detail: str, **more: Any) -> dict[str, Any]:
    """The members of a problem of this kind (RFC 9457, 3.1); `reason` is the kind's name by itself."""
    title = HTTPStatus(status).phrase
    return {
        "type": TYPE.format(kind),
        "title": title,
        "status": status,
        "reason": str(kind),
        "detail": detail,
        **more,
    }


GENERAL = (
    Kind(
        "unreadable",
        400,
        _("What was sent cannot be read."),
        _("Send one JSON object in UTF-8, with the content type application/json."),
    ),
    Kind(
        "no_token",
        401,
        _("This needs a token, a pass or a booking's own key, and none that is valid was sent."),
        _("Send it as “Authorization: Bearer …”. An office gives out tokens; a pass is got on the page of the event."),
    ),
    Kind(
        "not_allowed",
        403,
        _("What was sent as proof does not open this."),
        _("Ask the office that gave you the token for the scope that is named, or use a token for this organisation."),
    ),
    Kind("not_found", 404, _("There is nothing at this address, or nothing that may be shown."), _("Check the id.")),
    Kind(
        "method_not_allowed",
        405,
        _("This address does not take this method."),
        _("The header “Allow” names the methods it takes."),
    ),
    Kind(
        "request_in_progress",
        409,
        _("An equal request is still being worked on."),
        _("Wait a few seconds and send the same again with the same Idempotency-Key."),
    ),
    Kind("too_large", 413, _("What was sent is larger than this address takes."), _("Send at most 16 KB.")),
    Kind(
        "unsupported_media_type",
        415,
        _("Only JSON is taken here."),
        _("Set the content type to application/json."),
    ),
    Kind(
        "invalid",
        422,
        _("Some of what was sent is not as it should be."),
        _("“errors” names each field and what is wrong with it. Mend them and send again."),
    ),
    Kind(
        "too_many_requests",
        429,
        _("Too many requests came with this token or pass."),
        _("Wait as many seconds as “Retry-After” says."),
    ),
    Kind(
        "broken",
        500,
        _("Something went wrong on our side."),
        _("Send the same again with the same Idempotency-Key: what was done already is not done twice."),
    ),
    Kind(
        "not_ready",
        503,
        _("The city is not set up yet, or its database cannot be reached."),
        _("Try again later, as “Retry-After” says."),
    ),
)


def declare() -> None:
    """Declare the kinds that every room may use."""
    for kind in GENERAL:
        kinds.add(kind.name, kind)
