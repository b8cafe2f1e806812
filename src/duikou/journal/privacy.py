"""The journal's declaration: it keeps references, never a name, a contact or an address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from duikou.base.registry import PersonalField, personal_fields, told_besides, who_did
from duikou.journal.deeds import in_words
from duikou.journal.kinds import label_of
from duikou.journal.models import Entry, Message
from duikou.journal.retention import MESSAGES_KEPT

SOFTWARE = _("the program")
STATES = {
    "waiting": _("to be sent"),
    "sent": _("sent"),
    "failed": _("could not be sent"),
    "expired": _("no longer needed"),
}
BY = {"person": _("yourself"), "account": _("staff"), "door": _("staff"), "token": _("another system")}


def _messages_kept_too_long(now: datetime) -> QuerySet[Message]:
    return Message.objects.exclude(state=Message.State.WAITING).filter(created_at__lt=now - MESSAGES_KEPT)


FIELDS = [
    PersonalField(
        model="journal.Message",
        field="recipient",
        label=_("whom a message is for"),
        whose="person",
        purpose=_("to find the address when the message is sent"),
        legal_basis=_("asked for by the person"),
        seen_by=_("nobody"),
        kept_for=_("90 days after it was written; it leads nowhere once the person is erased"),
        erased_by=_("deletion of the row, by the worker"),
        overdue=_messages_kept_too_long,
    ),
    who_did(
        "journal.Entry", "who", _("who did something"), _("as long as the journal; it is a reference, never a name")
    ),
]


def _entries(references: Sequence[str]) -> Mapping[str, Any]:
    """What was done with what is theirs, in words: whoever of the staff did it is called staff."""
    found = Entry.objects.filter(which__in=list(references)).order_by("pk").values_list("at", "who", "what")
    rows = [
        f"{timezone.localtime(at):%Y-%m-%d %H:%M} {in_words(what)} ({gettext(BY.get(who.partition(':')[0], SOFTWARE))})"
        for at, who, what in found
    ]
    return {gettext("What was done"): rows}


def _messages(references: Sequence[str]) -> Mapping[str, Any]:
    """Messages about what is theirs; their words are written when they are sent, and not kept."""
    found = (
        Message.objects.filter(about__in=list(references)).order_by("pk").values_list("created_at", "template", "state")
    )
    rows = [
        f"{timezone.localtime(at):%Y-%m-%d %H:%M} {label_of(template)} · {gettext(STATES.get(state, state))}"
        for at, template, state in found
    ]
    return {gettext("Messages to you"): rows}


def declare() -> None:
    """Put the fields into the registry that privacy pages and tests walk, and what exports tell besides."""
    told_besides.add("journal.entries", _entries)
    told_besides.add("journal.messages", _messages)
    for field in FIELDS:
        personal_fields.add(f"{field.model}.{field.field}", field)
