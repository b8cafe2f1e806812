"""How a queued message becomes a letter: who renders it, who knows the address, what carries it.

Journal knows neither bookings nor people. The rooms above declare here while the apps load:
`renderers.add("booked", render)`, `resolvers.add("person", resolve)`, `ways.add("mail", Way(…))`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

from django.utils import translation

from duikou.base.registry import Registry
from duikou.journal.models import Message


class Attachment(NamedTuple):
    """A file that goes with a letter: its name, its bytes, its media type (`text/calendar`)."""

    name: str
    content: bytes
    kind: str


class Letter(NamedTuple):
    """A message in words: plain text, in the language that was active; `short` is all of it in a sentence or two, for
    ways that carry little, and `values` are its facts by name, for ways with a wording of their own. `template` is the
    message's."""

    subject: str
    body: str
    attachments: tuple[Attachment, ...] = ()
    short: str = ""
    values: Mapping[str, str] = MappingProxyType({})
    template: str = ""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who gets it: `way` names an entry of `ways` (`mail`, `sms`), `language` is a code such as `zh-hans`."""

    way: str
    address: str
    name: str
    language: str


@dataclass(frozen=True, slots=True)
class Way:
    """What carries letters. `obstacle()` says in plain English why it cannot now (empty: it can); `send` raises
    OSError or SMTPException when it did not, Refused when it never will. Its last argument is the same for every try of
    the same message."""

    obstacle: Callable[[], str]
    send: Callable[[Recipient, Letter, str], None]


# Both answer None when there is nothing left to say or nobody to say it to (the person was erased).
Renderer = Callable[[Message], Letter | None]
Resolver = Callable[[str], Recipient | None]

renderers: Registry[Renderer] = Registry()
# Used for a template that no room above renders in its own words.
plain_renderers: Registry[Renderer] = Registry()
resolvers: Registry[Resolver] = Registry()
ways: Registry[Way] = Registry()


class NotNow(OSError):
    """The message was not carried this time; says why, as a message to translate."""


class Refused(Exception):
    """The message will never be carried; says why, as a message to translate."""


class KnownOtherwise(Exception):
    """The message need not be carried, as its reader knows it already; says from what, as a message to translate."""


class NoRenderer(LookupError):
    """No room renders messages of this template."""


def recipient_of(message: Message) -> Recipient | None:
    """Who gets `message` now; None when nobody does any more."""
    kind, _, ref = message.recipient.partition(":")
    resolve = resolvers.get(kind)
    return resolve(ref) if resolve else None


def letter_of(message: Message, language: str) -> Letter | None:
    """`message` in words, in `language`; None when there is nothing left to say. Raises NoRenderer."""
    render = renderers.get(message.template) or plain_renderers.get(message.template)
    if render is None:
        raise NoRenderer(f"no room renders '{message.template}'")
    with translation.override(language):
        letter = render(message)
    return letter._replace(template=message.template) if letter else None
