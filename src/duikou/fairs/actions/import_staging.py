"""An upload looked at before it is committed: dry run, corrections, and the commit itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from duikou.base import clock
from duikou.base.actor import Actor
from duikou.base.one_at_a_time import Taken, alone
from duikou.directory.models import Organisation
from duikou.fairs import rules
from duikou.fairs.actions.imports import commit, sha256, try_out
from duikou.fairs.models import Fair, ImportBatch
from duikou.fairs.postings import kept
from duikou.fairs.postings.problems import FileRefused
from duikou.fairs.postings.reading import Reading, understand
from duikou.fairs.postings.report import Report
from duikou.fairs.postings.sources import opened

KEPT_FOR = timedelta(days=7)
Chosen = Mapping[str, Mapping[str, str]]


class NotStaged(ValueError):
    """The import is not waiting to be committed (any more)."""


def folder_of(batch: ImportBatch) -> Path:
    """Where an upload waits."""
    return Path(settings.DATA) / "imports" / str(batch.public_id)


def stage(*, path: Path, name: str, fair: Fair, by: Actor, employer: Organisation | None = None) -> ImportBatch:
    """Keep an upload with the report of a dry run; columns about persons are not kept.

    Raises problems.FileRefused when nothing in it can be used, rules.Refused when the fair is over.
    """
    if not rules.may_change(fair):
        raise rules.Refused(rules.Refusal.FAIR_OVER)
    forget_old()
    with opened(path, name=name, limit=settings.UPLOAD_LIMIT) as tables:
        reading = understand(tables)
        report = try_out(reading=reading, fair=fair, employer=employer, defaults={})
        batch = ImportBatch(
            fair=fair,
            employer=employer,
            file_name=name[:200],
            sha256=sha256(path),
            by=str(by)[:80],
            created_at=clock.now(),
        )
        kept.keep(reading, folder_of(batch))
    note(batch, reading, report)
    batch.save()
    return batch


def note(batch: ImportBatch, reading: Reading, report: Report) -> None:
    """Write what a dry run found into the batch; refusals from the upload itself stay known."""
    before = batch.report
    batch.mapping = columns_json(reading)
    batch.report = report.as_json()
    for name in ("columns_refused", "sheets_skipped"):
        batch.report[name] = before.get(name) or batch.report[name]
    batch.rows_total = report.rows_read


def columns_json(reading: Reading) -> dict[str, Any]:
    """The columns of every sheet as they are shown: label, field, confidence, examples, other guesses."""
    return {
        plan.sheet.name: [
            {
                "label": column.label,
                "field": column.field,
                "confidence": column.confidence,
                "examples": column.examples,
                "guesses": [name for name, _score in column.guesses],
            }
            for column in plan.columns
            if column.refused is None
        ]
        for plan in reading.plans
    }


def check_again(*, batch: ImportBatch, chosen: Chosen, defaults: Mapping[str, str]) -> ImportBatch:
    """Repeat the dry run with a corrected mapping ({sheet: {column: field}}) and defaults for what the file leaves out.

    Raises NotStaged when the upload is gone, FileRefused when nothing can be used with this mapping.
    """
    with waiting(batch, chosen) as reading:
        batch.defaults = {name: text for name, text in defaults.items() if text}
        note(
            batch, reading, try_out(reading=reading, fair=batch.fair, employer=batch.employer, defaults=batch.defaults)
        )
    batch.save(update_fields=["mapping", "report", "defaults", "rows_total"])
    return batch


@contextmanager
def waiting(batch: ImportBatch, chosen: Chosen) -> Iterator[Reading]:
    """The reading of a waiting upload."""
    if batch.state not in (ImportBatch.State.STAGED, ImportBatch.State.COMMITTING):
        raise NotStaged
    try:
        tables = kept.load(folder_of(batch))
    except FileNotFoundError:
        raise NotStaged from None
    yield understand(tables, chosen)


def chosen_in(batch: ImportBatch) -> dict[str, dict[str, str]]:
    """The mapping that the batch holds, as `check_again` takes it."""
    return {sheet: {column["label"]: column["field"] for column in columns} for sheet, columns in batch.mapping.items()}


def claim(*, batch: ImportBatch) -> None:
    """Take the batch for committing, once. Raises NotStaged when somebody else did."""
    taken = ImportBatch.objects.filter(id=batch.id, state=ImportBatch.State.STAGED).update(
        state=ImportBatch.State.COMMITTING, rows_done=0
    )
    if not taken:
        raise NotStaged
    batch.refresh_from_db()


def commit_staged(*, batch: ImportBatch, by: Actor, publish: bool = False) -> Report:
    """Write a claimed upload into its fair and forget the upload.

    Raises NotStaged when the upload is gone or is being written elsewhere, rules.Refused when the fair is over.
    """
    with _alone(batch), waiting(batch, chosen_in(batch)) as reading:
        refused = {name: batch.report.get(name, []) for name in ("columns_refused", "sheets_skipped")}
        report = commit(batch=batch, reading=reading, by=by, publish=publish)
        batch.report = {**report.as_json(), **{name: found for name, found in refused.items() if found}}
        batch.save(update_fields=["report"])
    kept.forget(folder_of(batch))
    return report


@contextmanager
def _alone(batch: ImportBatch) -> Iterator[None]:
    """Hold the right to write this batch; NotStaged when somebody else has it."""
    with ExitStack() as held:
        try:
            held.enter_context(alone("import", batch.pk, wait=False))
        except Taken:
            raise NotStaged from None
        yield


def drop(*, batch: ImportBatch) -> None:
    """Give a waiting upload up."""
    ImportBatch.objects.filter(id=batch.id, state=ImportBatch.State.STAGED).update(state=ImportBatch.State.DROPPED)
    kept.forget(folder_of(batch))


def forget_old() -> None:
    """Drop uploads that nobody committed for a week."""
    old = ImportBatch.objects.filter(state=ImportBatch.State.STAGED, created_at__lt=clock.now() - KEPT_FOR)
    for batch in old:
        drop(batch=batch)


__all__ = ["FileRefused", "NotStaged", "check_again", "chosen_in", "claim", "commit_staged", "drop", "stage"]
