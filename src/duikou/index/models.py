"""The search tables: what can be found, in which scope, with which facets. The words themselves are kept by the
database's own full-text engine (migration 0002): an FTS5 table on SQLite, a tsvector column on PostgreSQL."""

from __future__ import annotations

from django.db import models


class Scope(models.Model):
    """A set of documents that is searched together, such as the posts of one fair."""

    kind = models.CharField(max_length=20)
    ref = models.BigIntegerField()
    documents = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("kind", "ref"), name="one_scope_each"),)


class Document(models.Model):
    """One thing that can be found. Narrow on purpose: a search reads up to three thousand of these rows.

    `ref` is the thing's id in its own room, `group` what it belongs to there (a stand), `pack` its facets as bits,
    `amount` and `until` numbers to sort by, `digest` tells whether a new entry changes anything. A changed document
    gets a new id, so that the full-text engines only ever append.
    """

    scope = models.ForeignKey(Scope, models.CASCADE, related_name="entries", db_index=False)
    ref = models.BigIntegerField()
    group = models.BigIntegerField(default=0)
    pack = models.BigIntegerField(default=0)
    amount = models.IntegerField(default=0)
    until = models.IntegerField(default=0)
    digest = models.BigIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("scope", "ref"), name="one_document_each"),)
        indexes = (models.Index(fields=("scope", "id")),)


class Label(models.Model):
    """A facet's value that is a text (a place name); its id is the number kept in a document's bits."""

    facet = models.CharField(max_length=20)
    value = models.CharField(max_length=60)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("facet", "value"), name="one_label_each"),)
