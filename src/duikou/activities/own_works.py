"""What a work in a contest is to whoever entered it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from duikou.activities.actions import contest_entries, withdrawing_works
from duikou.activities.contest_links import entry_path, entry_token
from duikou.activities.contest_rules import KEPT_AFTER
from duikou.activities.models import ContestEntry
from duikou.activities.queries import contests as queries
from duikou.booking import own_things
from duikou.booking.own_things import Kept, Kind
from duikou.directory.models import Person
from duikou.journal.actions import READ
from duikou.journal.models import Entry


def mine(person: Person, known: Collection[UUID]) -> Kept:
    """The works that somebody entered: shown to whoever has their links."""
    rows = queries.entries_of_person(person.pk)
    shown = [one for one in rows if one.public_id in known]
    context = {
        "entered": [(one, entry_path(one)) for one in shown],
        "shown_to": readings_of(shown),
        "days": KEPT_AFTER.days,
    }
    return Kept(len(rows), len(shown), "activities/about_me_entries.html", context)


def readings_of(entries: Sequence[ContestEntry]) -> list[Entry]:
    """When who keeps a contest was shown who entered these works, in order."""
    refs = [contest_entries.ref(one) for one in entries]
    return list(Entry.objects.filter(what=READ, which__in=refs).order_by("at", "pk"))


ENTRY = Kind(
    model=ContestEntry,
    token=entry_token,
    page=entry_path,
    about="activities:my-entry-about-me",
    back=_("Back to my work"),
    erased=_("Your work is withdrawn, and nothing about you is stored any more."),
    given_up=_("This work is withdrawn"),
    stop=lambda thing, *, which, by: withdrawing_works.withdraw(entry=thing, by=by),
)


def declare() -> None:
    """Let one's own pages show what contests know."""
    own_things.kinds.add("contest_entry", ENTRY)
    own_things.kept.add("contests", mine)
