"""The calendar somebody subscribes to: its address is sent to their own contact, made anew, and stopped."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from django.db import transaction

from duikou.base import clock
from duikou.base.actor import Actor
from duikou.base.ids import new_id
from duikou.booking.models import CalendarFeed
from duikou.booking.queries.feeds import feeds_of_nobody
from duikou.directory.erasure import let_go
from duikou.directory.models import Person
from duikou.journal.actions import queue, record

TEMPLATE = "calendar_feed"
OF_USE, PIECE = timedelta(days=1), 200


@transaction.atomic
def send_feed(*, person: Person, which: str, by: Actor, anew: bool = False) -> CalendarFeed:
    """Send the address of the person's calendar to their contact, made if there is none: who reads it there has shown
    that the contact is theirs. `anew`: under another address, so that the former one opens nothing any more. `which`
    stands in the journal."""
    list(Person.objects.select_for_update(no_key=True).filter(pk=person.pk).values_list("pk"))
    feed, new = CalendarFeed.objects.get_or_create(person=person, defaults={"created_at": clock.now()})
    if anew and not new:
        feed.public_id = new_id()
        feed.save(update_fields=("public_id",))
    now = clock.now()
    queue(
        template=TEMPLATE,
        recipient=f"person:{person.pk}",
        about=f"feed:{feed.public_id}",
        dedupe_key=f"{TEMPLATE}:{feed.public_id}:{now.timestamp():.6f}",
        expires_at=now + OF_USE,
        urgent=True,
    )
    record(what="feed.sent", which=which, by=by)
    return feed


@transaction.atomic
def stop_feed(*, person: Person, which: str, by: Actor) -> bool:
    """Let the address of the person's calendar open nothing any more; whether there was one."""
    stopped = bool(CalendarFeed.objects.filter(person=person).delete()[0])
    if stopped:
        record(what="feed.stopped", which=which, by=by)
    return stopped


def drop_feeds() -> int:
    """End the calendars of people of whom nothing is booked or waited for any more, and let those go to whom nothing
    else is tied; gives the number. For retention."""
    dropped = 0
    while piece := list(feeds_of_nobody(clock.now()).order_by("pk").values_list("pk", "person_id")[:PIECE]):
        with transaction.atomic():
            people = sorted({person for _pk, person in piece})
            list(Person.objects.select_for_update(no_key=True).filter(pk__in=people).order_by("pk"))
            _end(people)
            let_go(people)
        dropped += len(piece)
    return dropped


def _end(people: Collection[int]) -> None:
    """End the calendars of those of these people, whose rows are locked, who have booked nothing any more."""
    feeds_of_nobody(clock.now()).filter(person__in=people).delete()
