"""The only writers of the search tables. Called inside the transaction of whoever changes the thing itself."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from django.db import connection, transaction
from django.db.models import F, Max

from duikou.index import fulltext, words
from duikou.index.entries import Entry, digest
from duikou.index.models import Document, Label, Scope

PIECE = 2000


@transaction.atomic
def put_many(entries: Iterable[Entry], *, kind: str, scope: int) -> int:
    """Write entries into the scope, replacing those of the same ref; unchanged ones are left alone. Returns how many
    were written. Takes about 40 µs an entry; holds 2,000 in memory at a time."""
    row, _new = Scope.objects.get_or_create(kind=kind, ref=scope)
    written, piece = 0, list[Entry]()
    for entry in entries:
        piece.append(entry)
        if len(piece) >= PIECE:
            written += _put(piece, row)
            piece = []
    return written + (_put(piece, row) if piece else 0)


@transaction.atomic
def drop_many(refs: Collection[int], *, kind: str, scope: int | None = None) -> int:
    """Take documents out of the scope, or of every scope of the kind. Returns how many there were."""
    gone: dict[int, list[int]] = {}
    listed = list(refs)
    scopes = Scope.objects.filter(kind=kind) if scope is None else Scope.objects.filter(kind=kind, ref=scope)
    within = list(scopes.values_list("id", flat=True))
    for start in range(0, len(listed), PIECE):
        found = Document.objects.filter(scope__in=within, ref__in=listed[start : start + PIECE])
        for row, pk in found.values_list("scope_id", "id"):
            gone.setdefault(row, []).append(pk)
    for row, ids in gone.items():
        for start in range(0, len(ids), PIECE):
            _drop(ids[start : start + PIECE])
        Scope.objects.filter(pk=row).update(documents=F("documents") - len(ids))
    return sum(map(len, gone.values()))


@transaction.atomic
def empty(*, kind: str = "", scope: int = 0) -> None:
    """Forget every document, or those of one scope, before they are put in anew."""
    scopes = Scope.objects.filter(kind=kind, ref=scope) if kind else Scope.objects.all()
    Document.objects.filter(scope__in=scopes).delete()
    scopes.update(documents=0)
    if not kind and not fulltext.on_postgresql():
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO index_text (index_text) VALUES ('delete-all')")


def tidy() -> None:
    """Merge what many small writes left behind. Worth it after a large import; takes seconds for a million entries."""
    with connection.cursor() as cursor:
        if fulltext.on_postgresql():
            cursor.execute("SELECT gin_clean_pending_list('index_document_lexemes')")
            cursor.execute("ANALYZE index_document")
        else:
            cursor.execute("INSERT INTO index_text (index_text) VALUES ('optimize')")


def label_numbers(values: Collection[str], *, facet: str) -> dict[str, int]:
    """The number of each value of a facet, new ones made. Values are cut to 60 characters."""
    wanted = {value[:60] for value in values}
    known = dict(Label.objects.filter(facet=facet, value__in=wanted).values_list("value", "id"))
    new = sorted(wanted - known.keys())
    if new:
        Label.objects.bulk_create([Label(facet=facet, value=value) for value in new], ignore_conflicts=True)
        known.update(Label.objects.filter(facet=facet, value__in=new).values_list("value", "id"))
    return {value: known[value[:60]] for value in values}


def _put(piece: Sequence[Entry], scope: Scope) -> int:
    latest = {entry.ref: (entry, digest(entry)) for entry in piece}
    # Imports hand in ever newer things: those beyond the newest known one need no look.
    highest = Document.objects.filter(scope=scope).aggregate(ref=Max("ref"))["ref"] or 0
    maybe = [ref for ref in latest if ref <= highest]
    rows = Document.objects.filter(scope=scope, ref__in=maybe).values_list("id", "ref", "digest") if maybe else ()
    known = {ref: (pk, said) for pk, ref, said in rows}
    changed = [pair for ref, pair in latest.items() if ref not in known or known[ref][1] != pair[1]]
    if not changed:
        return 0
    gone = _drop([known[entry.ref][0] for entry, _said in changed if entry.ref in known])
    ids = fulltext.next_ids(len(changed))
    fulltext.append(
        [
            (pk, scope.pk, entry.ref, entry.group, entry.pack, entry.amount, entry.until, said)
            for pk, (entry, said) in zip(ids, changed, strict=True)
        ],
        [entry.lexemes() | {f"{words.LABEL}scope{scope.pk}"} for entry, _said in changed],
    )
    Scope.objects.filter(pk=scope.pk).update(documents=F("documents") + len(changed) - gone)
    return len(changed)


def _drop(ids: list[int]) -> int:
    # FTS5 without content cannot delete: the row's words stay until the index is rebuilt, but lead nowhere.
    if ids:
        Document.objects.filter(id__in=ids).delete()
    return len(ids)
