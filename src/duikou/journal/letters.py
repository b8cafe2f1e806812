"""A queued message becomes a letter only when it is sent or shown: every room declares how its templates are written.

A room declares in its AppConfig.ready(): `letters.writers.add("booked", write_booked)`. The worker asks
`letters.write(message)`; None means that nobody is left to tell, and the message expires.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from duikou.base.registry import Registry
from duikou.journal.models import Message


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a letter. `kind` is its media type with parameters."""

    name: str
    kind: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter in its recipient's language. `to` is a telephone number or e-mail address: never log or store it."""

    to: str
    language: str
    subject: str
    body: str
    attachments: tuple[Attachment, ...] = ()


class NoWriter(LookupError):
    """No room has declared how messages with this template are written."""


writers: Registry[Callable[[Message], Letter | None]] = Registry()


def write(message: Message) -> Letter | None:
    """The letter that `message` stands for; None when its recipient or its subject is gone. Raises NoWriter."""
    writer = writers.get(message.template)
    if writer is None:
        raise NoWriter(message.template)
    return writer(message)
