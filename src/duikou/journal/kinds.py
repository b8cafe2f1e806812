"""Kinds of messages: what each is, until when it is of use, when it goes at night. Rooms declare theirs while the apps
load, with a sample in invented words for the page of wordings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from duikou.base.registry import Registry
from duikou.journal.letters import Letter

# When a message goes in quiet hours.
ASKED = _("at any hour: it was just asked for")
SOON = _("at any hour when it is about the next 24 hours, otherwise by day")
ASKED_OR_SOON = _("at any hour when it was just asked for or is about the next 24 hours, otherwise by day")
BY_DAY = _("by day only")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of message in (lazily) translated words: what it is, after what it is never sent, and when it goes in
    quiet hours. One that is of use for ever says `lasts`, the reason; every other must be queued with an end. What
    somebody without telephone and mail reads on their slip is `on_slip`; what goes `to_accounts` goes by mail only."""

    label: Any
    until: Any
    urgent: Any
    lasts: Any = ""
    on_slip: bool = False
    to_accounts: bool = False


kinds: Registry[Kind] = Registry()

# By template: the message in the active language, about somebody and something invented.
samples: Registry[Callable[[], Letter]] = Registry()


@dataclass(frozen=True, slots=True)
class Variant:
    """A sample of a kind of message as one room words it, beside the one in `samples`; `where` is whose words."""

    template: str
    where: Any
    letter: Callable[[], Letter]


variants: Registry[Variant] = Registry()


def label_of(template: str) -> str:
    """What messages of this template are, in the active language; the template when nobody says."""
    kind = kinds.get(template)
    return str(kind.label) if kind else template
