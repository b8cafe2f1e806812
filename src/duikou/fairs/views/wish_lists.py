"""The wishes that somebody is putting together for the draw of a fair: posts in an order, in one signed cookie of this
browser, and nothing on the server until they are sent."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse

from duikou.base.signed_cookies import SignedCookie
from duikou.fairs.models import Fair
from duikou.fairs.rules import MOST_WISHES

MOST_FAIRS = 3
WISHES = SignedCookie("duikou_wishes", "fairs.wishes", 30 * 24 * 3600)


def listed(request: HttpRequest, fair: Fair) -> list[uuid.UUID] | None:
    """The posts (public ids) of this browser's list for `fair`, the most wanted first; None when it has none."""
    return _lists(request).get(fair.pk)


def keep(request: HttpRequest, response: HttpResponse, fair: Fair, posts: Sequence[uuid.UUID]) -> HttpResponse:
    """Let the browser keep this list for `fair`; of the fairs of longest ago it forgets the lists."""
    lists = {pk: ids for pk, ids in _lists(request).items() if pk != fair.pk}
    lists[fair.pk] = list(posts)[:MOST_WISHES]
    newest = list(lists.items())[-MOST_FAIRS:]
    return WISHES.keep(response, "/".join(f"{pk}:{','.join(one.hex for one in ids)}" for pk, ids in newest))


def _lists(request: HttpRequest) -> dict[int, list[uuid.UUID]]:
    found = {}
    for part in WISHES.read(request).split("/"):
        pk, colon, words = part.partition(":")
        if colon and pk.isdecimal():
            found[int(pk)] = [uuid.UUID(hex=word) for word in words.split(",") if len(word) == 32]
    return found
