"""Reads of the journal and the outbox."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext

from duikou.base import clock
from duikou.base.keeping import Proof, in_order
from duikou.base.quiet import night_of
from duikou.journal.kinds import Kind, kinds, label_of, samples, variants
from duikou.journal.letters import Letter, NoRenderer, Recipient, letter_of, recipient_of
from duikou.journal.models import Beat, Entry, Erased, Message, Proven
from duikou.journal.outbox import UNDELIVERED

log = logging.getLogger("duikou.journal")

LATE = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message of the outbox as its recipient (would) get it. Both are None for somebody who was erased; `letter`
    alone is None when there is nothing left to say."""

    message: Message
    recipient: Recipient | None
    letter: Letter | None


def history_of(which: str) -> QuerySet[Entry]:
    """What happened to `which` (`booking:<public id>`), the oldest first."""
    return Entry.objects.filter(which=which).order_by("pk")


def entries(
    *, which: str = "", who: str = "", day: tuple[datetime, datetime] | None = None, before: int = 0, most: int = 50
) -> list[Entry]:
    """Entries, the newest first: about `which` thing, by `who` (both as they stand in the journal), of the moments in
    `day` (from, to), with a number below `before`."""
    found = Entry.objects.order_by("-pk")
    if which:
        found = found.filter(which=which)
    if who:
        found = found.filter(who=who)
    if day:
        found = found.filter(at__gte=day[0], at__lt=day[1])
    if before:
        found = found.filter(pk__lt=before)
    return list(found[:most])


def latest_messages(*, limit: int = 50, offset: int = 0) -> list[Rendered]:
    """The newest messages, rendered in their recipients' languages. Resolves names and addresses: for the demo's
    outbox page and for nobody else's eyes. Takes a few queries per message."""
    return [_rendered(message) for message in Message.objects.order_by("-pk")[offset : offset + limit]]


def outbox_counts() -> dict[str, int]:
    """The number of messages by state, every state named."""
    found = dict(Message.objects.order_by().values_list("state").annotate(number=Count("pk")))
    return {state: found.get(state, 0) for state in Message.State.values}


@dataclass(frozen=True, slots=True)
class AtWork:
    """When a worker last gave a sign of life (None: never), and whether that is so long ago that none is at work."""

    at: datetime | None
    late: bool


def worker_at_work(*, now: datetime) -> AtWork:
    """Whether a worker is at work: one that gave a sign of life within the last two minutes."""
    at = Beat.objects.order_by("-at").values_list("at", flat=True).first()
    return AtWork(at, late=at is None or now - at > LATE)


def quiet_until(*, now: datetime) -> datetime | None:
    """When the quiet hours of this moment are over; None by day, when everything goes out."""
    night = night_of(now, settings.QUIET_HOURS, timezone.get_default_timezone())
    return night[1] if night else None


@dataclass(frozen=True, slots=True)
class Undelivered:
    """A message that did not reach anybody: of what kind it is, and why, both in the active language."""

    message: Message
    label: str
    why: str


def undelivered(*, template: str = "", state: str = "") -> QuerySet[Message]:
    """The messages that were given up or are to be tried again, the newest first; of one kind or state if asked."""
    found = Message.objects.filter(UNDELIVERED).order_by("-pk")
    if template:
        found = found.filter(template=template)
    return found.filter(state=state) if state else found


def undelivered_kinds() -> list[tuple[str, str]]:
    """The kinds of what did not reach anybody, by template, with their names in the active language."""
    found = Message.objects.filter(UNDELIVERED).order_by("template").values_list("template", flat=True).distinct()
    return sorted(((one, label_of(one)) for one in found), key=lambda one: one[1])


def told_why(found: Iterable[Message]) -> list[Undelivered]:
    """Messages with what they are and why nobody has them, without anybody's address."""
    return [Undelivered(one, label_of(one.template), gettext(one.problem) if one.problem else "") for one in found]


@dataclass(frozen=True, slots=True)
class Wording:
    """A kind of message as it would be written about something invented, by language; `where`: in whose words, of a
    further one of its kind."""

    template: str
    kind: Kind
    letters: dict[str, Letter]
    where: str = ""


def wordings(*, languages: Sequence[str]) -> list[Wording]:
    """Every kind of message that is declared, in each of these languages; no letters for one without a sample."""
    found = []
    for template, kind in kinds.items():
        found.append(Wording(template, kind, _in_each(samples.get(template), languages)))
        found += [
            Wording(template, kind, _in_each(one.letter, languages), str(one.where))
            for one in variants
            if one.template == template
        ]
    return found


def _in_each(sample: Callable[[], Letter] | None, languages: Sequence[str]) -> dict[str, Letter]:
    letters = {}
    for language in languages if sample else ():
        assert sample is not None
        with translation.override(language):
            letters[language] = sample()
    return letters


def _rendered(message: Message) -> Rendered:
    recipient = recipient_of(message)
    if recipient is None:
        return Rendered(message, None, None)
    try:
        return Rendered(message, recipient, letter_of(message, recipient.language or settings.LANGUAGE_CODE))
    except NoRenderer:
        log.warning("no room renders '%s'", message.template)
        return Rendered(message, recipient, None)


@dataclass(frozen=True, slots=True)
class Promised:
    """A promise about people with what came of looking whether it is kept, the last time: None if that was never done,
    and no longer worth anything when it is `old`."""

    proof: Proof
    last: Proven | None
    old: bool

    @property
    def state(self) -> str:
        """`kept`, `broken`, `unknown`, `old` or `never`."""
        if self.last is None:
            return "never"
        return "old" if self.old and self.last.result == Proven.Result.KEPT else self.last.result


OLD = timedelta(days=2)


def promised() -> list[Promised]:
    """Every promise about people, in order. One query."""
    known, then = Proven.objects.in_bulk(), clock.now() - OLD
    return [
        Promised(one, last, last is not None and last.at < then) for one in in_order() for last in [known.get(one.name)]
    ]


def erasures(*, most: int) -> list[Erased]:
    """The latest reports of what was erased, the newest first."""
    return list(Erased.objects.all()[:most])
