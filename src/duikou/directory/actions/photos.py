"""Keeping photos: added, shown to the public, taken down by who is in it, looked at, removed."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from duikou.base import clock
from duikou.base.actor import Actor
from duikou.base.translated import translated
from duikou.directory.models import Organisation, PlacePhoto, PlacePhotoFile
from duikou.directory.pictures import Picture
from duikou.journal.actions import record


@transaction.atomic
def add_photo(
    *, picture: Picture, body: Organisation, recognisable: str, by: Actor, caption: Mapping[str, str] | str = ""
) -> PlacePhoto:
    """Keep a picture for `body`, which the public does not see yet. `recognisable` is the word of whoever adds it:
    that nobody can be recognised, or that all who can be have agreed. Raises ValueError without that word."""
    if recognisable not in PlacePhoto.Recognisable.values:
        raise ValueError("a photo needs a word on the faces in it")
    photo = PlacePhoto.objects.create(
        body=body,
        caption=translated(caption),
        recognisable=recognisable,
        confirmed_by=str(by),
        width=picture.width,
        height=picture.height,
        added_at=clock.now(),
    )
    sizes = ((PlacePhotoFile.Size.LARGE, picture.large), (PlacePhotoFile.Size.SMALL, picture.small))
    PlacePhotoFile.objects.bulk_create(
        PlacePhotoFile(photo=photo, size=size, content=content) for size, content in sizes
    )
    record(what="photo.added", which=f"photo:{photo.public_id}", by=by, recognisable=recognisable)
    return photo


@transaction.atomic
def show_photo(*, photo: PlacePhoto, by: Actor) -> bool:
    """Let the public see a photo; one that somebody took down stays hidden. Whether it is shown now."""
    if PlacePhoto.objects.filter(pk=photo.pk, shown=False, taken_down_at=None).update(shown=True):
        record(what="photo.shown", which=f"photo:{photo.public_id}", by=by)
    photo.refresh_from_db(fields=("shown", "taken_down_at"))
    return photo.shown


@transaction.atomic
def hide_photo(*, photo: PlacePhoto, by: Actor) -> None:
    """Let the public see a photo no more."""
    if PlacePhoto.objects.filter(pk=photo.pk, shown=True).update(shown=False):
        record(what="photo.hidden", which=f"photo:{photo.public_id}", by=by)
    photo.refresh_from_db(fields=("shown",))


@transaction.atomic
def take_photo_down(*, photo: PlacePhoto, by: Actor) -> bool:
    """Hide a photo at once because somebody is in it who does not want to be; nothing is asked. Whether it was
    shown."""
    taken = PlacePhoto.objects.filter(pk=photo.pk, shown=True).update(shown=False, taken_down_at=clock.now())
    if taken:
        record(what="photo.taken_down", which=f"photo:{photo.public_id}", by=by)
    photo.refresh_from_db(fields=("shown", "taken_down_at"))
    return bool(taken)


@transaction.atomic
def show_photo_again(*, photo: PlacePhoto, by: Actor) -> bool:
    """Show a photo again that was taken down, by somebody who has looked and found nobody in it. Whether it was
    down."""
    shown = PlacePhoto.objects.filter(pk=photo.pk, taken_down_at__isnull=False).update(
        shown=True, taken_down_at=None, confirmed_by=str(by)
    )
    if shown:
        record(what="photo.shown_again", which=f"photo:{photo.public_id}", by=by)
    photo.refresh_from_db(fields=("shown", "taken_down_at"))
    return bool(shown)


@transaction.atomic
def remove_photo(*, photo: PlacePhoto, by: Actor) -> None:
    """Delete a photo with its bytes, and with whatever points at it for the sake of showing it."""
    deleted, _each = PlacePhoto.objects.filter(pk=photo.pk).delete()
    if deleted:
        record(what="photo.removed", which=f"photo:{photo.public_id}", by=by)
