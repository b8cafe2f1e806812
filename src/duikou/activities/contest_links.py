"""Links by which whoever entered a work sees, changes and withdraws it."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse

from duikou.activities.models import ContestEntry
from duikou.base.link_tokens import IdTokens

_tokens = IdTokens("duikou.activities.entry")


def entry_token(entry: ContestEntry) -> str:
    """The token in the link to one's own entry."""
    return _tokens.of(entry.public_id)


def read_entry_token(token: str) -> UUID:
    """The public id of the entry that `token` leads to; raises BadToken."""
    return _tokens.read(token)


def entry_path(entry: ContestEntry) -> str:
    """The path of the page of one's own entry."""
    return reverse("activities:my-entry", args=[entry_token(entry)])
