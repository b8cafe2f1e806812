"""What activities are sorted by: what they are, and by which way they reach people."""

from __future__ import annotations

from django.db import models

from duikou.base.translated import TranslatedText


class Kind(models.Model):
    """What an activity is: a talk, a performance, an exhibition. One that is `retired` is chosen for no new one."""

    key = models.SlugField(max_length=40, unique=True)
    name = TranslatedText()
    order = models.PositiveSmallIntegerField(default=0)
    retired = models.BooleanField(default=False)

    class Meta:
        ordering = ("order", "id")

    def __str__(self) -> str:
        return str(self.name)


class Channel(models.Model):
    """By which way activities reach people: offices, townships, communities, schools, companies. Where the channel
    `counts_heads_only`, as at places of religion, nobody signs up and nobody is checked in: heads are counted."""

    key = models.SlugField(max_length=40, unique=True)
    name = TranslatedText()
    order = models.PositiveSmallIntegerField(default=0)
    counts_heads_only = models.BooleanField(default=False)
    retired = models.BooleanField(default=False)

    class Meta:
        ordering = ("order", "id")

    def __str__(self) -> str:
        return str(self.name)
