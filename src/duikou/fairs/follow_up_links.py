"""Links to the question how it goes, short enough for a text message."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse

from duikou.base.link_tokens import IdTokens
from duikou.fairs.models import FollowUp

_tokens = IdTokens("duikou.fairs.follow_up")


def follow_up_token(row: FollowUp) -> str:
    """The token in the link by which somebody answers, or stops being asked."""
    return _tokens.of(row.public_id)


def read_follow_up_token(token: str) -> UUID:
    """The public id of the row that `token` leads to; raises BadToken."""
    return _tokens.read(token)


def follow_up_path(row: FollowUp) -> str:
    """The path of the page with the question."""
    return reverse("fairs:how-it-goes", args=[follow_up_token(row)])
