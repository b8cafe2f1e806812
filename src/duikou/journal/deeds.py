"""What is done in the house, in words: each room declares the kinds of entries that it writes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from duikou.base.registry import Registry
from duikou.journal.actions import READ

deeds: Registry[Any] = Registry()
# By the kind of those who act: what the ones with these ids are called, for the journal's page.
namers: Registry[Callable[[Sequence[UUID]], Mapping[UUID, str]]] = Registry()


def declare(said: Mapping[str, Any]) -> None:
    """Say what kinds of entries mean, each in a few translated words."""
    for what, words in said.items():
        deeds.add(what, words)


def in_words(what: str) -> str:
    """What an entry of this kind means; the kind itself when no room says."""
    return str(deeds.get(what) or what)


OWN = {READ: _("read who it is")}
