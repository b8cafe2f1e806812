"""Changing a work until the close, and its pictures."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from duikou.activities import contest_rules as rules
from duikou.activities.actions.contest_entries import lock_entry, ref
from duikou.activities.models import ContestCategory, ContestEntry, WorkPicture
from duikou.base import clock
from duikou.base.actor import Actor
from duikou.directory.actions import photos
from duikou.directory.pictures import Picture
from duikou.journal import actions as journal


@transaction.atomic
def change_entry(
    *, entry: ContestEntry, category: ContestCategory, title: str, about: str, text: str, by: Actor,
    heads: int | None = None,
) -> None:  # fmt: skip
    """Change what was entered. Raises rules.Refused after the close."""
    row = lock_entry(entry)
    if no := rules.may_change_entry(row, now=clock.now()):
        raise rules.Refused(no)
    if category.contest_id != row.contest_id:
        raise rules.Refused(rules.Refusal.NO_CATEGORY)
    if len(text) > row.contest.most_letters:
        raise rules.Refused(rules.Refusal.TOO_LONG)
    row.category, row.title, row.about, row.text, row.changed_at = category, title, about, text, clock.now()
    row.heads = heads if row.body_id else None
    row.save(update_fields=["category", "title", "about", "text", "heads", "changed_at"])
    journal.record(what="contest_entry.changed", which=ref(row), by=by)
    entry.refresh_from_db()


@transaction.atomic
def add_picture(*, entry: ContestEntry, picture: Picture, recognisable: str, caption: str, by: Actor) -> None:
    """Add a picture of the work. Raises rules.Refused after the close, or when there are enough."""
    row = lock_entry(entry)
    if no := rules.may_change_entry(row, now=clock.now()):
        raise rules.Refused(no)
    if row.pictures.count() >= row.contest.most_pictures:
        raise rules.Refused(rules.Refusal.ENOUGH_PICTURES)
    kept = photos.add_photo(
        picture=picture, body=row.contest.organiser, recognisable=recognisable, caption=caption, by=by
    )
    WorkPicture.objects.create(entry=row, photo=kept)
    ContestEntry.objects.filter(pk=row.pk).update(changed_at=clock.now())


@transaction.atomic
def drop_picture(*, entry: ContestEntry, picture: UUID, by: Actor) -> None:
    """Delete a picture of the work, at any time; one that is gone is no error."""
    row = lock_entry(entry)
    one = row.pictures.select_related("photo").filter(photo__public_id=picture).first()
    if one is not None:
        photos.remove_photo(photo=one.photo, by=by)
