"""Photos of places and what is done there; a part of `models`, which is where others find it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from duikou.base.ids import new_id
from duikou.base.translated import TranslatedText


class PlacePhoto(models.Model):
    """A photo of a place or of what is done there, never of a person: whoever adds it says that no face can be
    recognised, or that all who are shown have agreed. It is drawn anew when it comes in, so that nothing else of the
    file is kept (ADR 0048). Rooms above point here, and say whether the public sees it (`shown`). Anybody who is in it
    takes it down with one tap, at once and for everybody, until somebody has looked."""

    class Recognisable(models.TextChoices):
        NOBODY = "nobody"
        AGREED = "agreed"

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    body = models.ForeignKey("directory.Organisation", models.PROTECT, related_name="photos")
    caption = TranslatedText()
    recognisable = models.CharField(max_length=6, choices=Recognisable.choices)
    confirmed_by = models.CharField(max_length=80)
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    shown = models.BooleanField(default=False)
    taken_down_at = models.DateTimeField(null=True, blank=True)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(condition=Q(taken_down_at=None) | Q(shown=False), name="photo_taken_down_is_hidden"),
            models.CheckConstraint(
                condition=Q(recognisable__in=("nobody", "agreed")) & ~Q(confirmed_by=""),
                name="photo_with_its_word_on_faces",
            ),
        )
        indexes = (models.Index(fields=("body",), condition=Q(taken_down_at__isnull=False), name="photos_taken_down"),)

    def __str__(self) -> str:
        return str(self.caption)


class PlacePhotoFile(models.Model):
    """The bytes (JPEG) of a photo in one of its sizes, kept with everything else, so that every process and every
    backup has them."""

    class Size(models.TextChoices):
        LARGE = "large"
        SMALL = "small"

    photo = models.ForeignKey(PlacePhoto, models.CASCADE, related_name="files")
    size = models.CharField(max_length=5, choices=Size.choices)
    content = models.BinaryField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("photo", "size"), name="one_file_per_photo_and_size"),)
