"""Pictures of works: shown with the work, hidden with it."""

from __future__ import annotations

from duikou.activities.models import ContestEntry
from duikou.base.actor import Actor
from duikou.directory.actions import photos


def show_pictures(entry: ContestEntry, *, by: Actor) -> None:
    """Let everybody see the pictures of a work, but for those that somebody took down."""
    for one in entry.pictures.select_related("photo"):
        photos.show_photo(photo=one.photo, by=by)


def hide_pictures(entry: ContestEntry, *, by: Actor) -> None:
    """Let nobody see the pictures of a work any more but its maker, the jury and those who keep the contest."""
    for one in entry.pictures.select_related("photo"):
        photos.hide_photo(photo=one.photo, by=by)
