"""The newcomers' guide: pages in a tree, with every text that was ever published of each language."""

from __future__ import annotations

from django.db import models

from duikou.base.ids import new_id
from duikou.base.translated import TranslatedText
from duikou.desk.models.services import Topic


class GuidePage(models.Model):
    """A page of the guide as it is published: `said_on` holds for each language the day of the newest text that said
    something new. A page without a title is not published in any language yet. Reading it makes no row anywhere."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts")
    slug = models.SlugField(max_length=60, unique=True)
    order = models.PositiveSmallIntegerField(default=0)
    topic = models.ForeignKey(Topic, models.SET_NULL, null=True, blank=True, related_name="+")
    title = TranslatedText()
    body = TranslatedText()
    said_on = models.JSONField(default=dict, blank=True)
    sample = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("order", "id")

    def __str__(self) -> str:
        return str(self.title) or self.slug


class GuideRevision(models.Model):
    """A text of a page in one language as it was published. A `slight` one corrects words and says nothing new, so that
    no translation is outdated by it."""

    page = models.ForeignKey(GuidePage, models.CASCADE, related_name="revisions")
    language = models.CharField(max_length=10)
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=120)
    body = models.TextField(blank=True)
    slight = models.BooleanField(default=False)
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=60)

    class Meta:
        ordering = ("-published_at", "-id")
        constraints = (
            models.UniqueConstraint(fields=("page", "language", "number"), name="one_guide_revision_each_number"),
        )

    def __str__(self) -> str:
        return f"{self.language} {self.number}"
