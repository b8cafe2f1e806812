"""The way of messages to people with neither telephone nor mail: there is none. What their slip says needs no message;
of the rest the page of messages says that somebody must tell them."""

from __future__ import annotations

from django.utils.translation import gettext_noop as N_

from duikou.journal.kinds import kinds
from duikou.journal.letters import KnownOtherwise, Letter, Recipient, Refused

PRINTED = N_("printed slip")
ONLY_A_SLIP = N_("has a printed slip only: tell them in person")


def obstacle() -> str:
    """Nothing hinders a way that leads nowhere."""
    return ""


def send(recipient: Recipient, letter: Letter, key: str) -> None:
    """Raises KnownOtherwise when the slip says it already, Refused when it does not."""
    kind = kinds.get(letter.template)
    if kind and kind.on_slip:
        raise KnownOtherwise(PRINTED)
    raise Refused(ONLY_A_SLIP)
