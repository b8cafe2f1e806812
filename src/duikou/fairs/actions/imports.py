"""Bringing a table of posts into a fair: looked at first, then committed; the same file twice changes nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from duikou.base import clock
from duikou.base.actor import Actor
from duikou.directory.models import Organisation
from duikou.fairs import rules
from duikou.fairs.actions.import_writing import CONTENT, Writer
from duikou.fairs.actions.publishing import publish_ready
from duikou.fairs.models import Fair, ImportBatch, Post
from duikou.fairs.postings.drafts import Draft
from duikou.fairs.postings.reading import Reading, understand
from duikou.fairs.postings.report import CHANGES_SHOWN, Report, shown
from duikou.fairs.postings.sources import opened
from duikou.fairs.postings.values import values
from duikou.fairs.queries.imports import Existing, Known, decisions, existing, key_of
from duikou.journal import actions as journal

CHANGE_PIECE = 100
Later = list[tuple[Draft, str, str]]


def import_file(
    *,
    path: Path,
    fair: Fair,
    by: Actor,
    name: str = "",
    employer: Organisation | None = None,
    defaults: Mapping[str, str] | None = None,
    dry_run: bool = False,
    publish: bool = False,
) -> Report:
    """Read a file into `fair` in one go, or only tell what would happen (`dry_run`).

    Raises problems.FileRefused when nothing in the file can be used, rules.Refused when the fair is over.
    """
    with opened(path, name=name, limit=settings.UPLOAD_LIMIT) as tables:
        reading = understand(tables)
        if dry_run:
            return try_out(reading=reading, fair=fair, employer=employer, defaults=defaults or {})
        batch = ImportBatch.objects.create(
            fair=fair,
            employer=employer,
            file_name=(name or path.name)[:200],
            sha256=sha256(path),
            by=str(by)[:80],
            mapping=reading.mapping,
            defaults=dict(defaults or {}),
            created_at=clock.now(),
        )
        return commit(batch=batch, reading=reading, by=by, publish=publish)


def sha256(path: Path) -> str:
    """The SHA-256 of a file, in hex."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def try_out(*, reading: Reading, fair: Fair, employer: Organisation | None, defaults: Mapping[str, str]) -> Report:
    """What committing would do, without writing anything."""
    report, known = Report(), existing(fair, employer)
    later: Later = []
    for draft in each_draft(reading, report, employer, defaults):
        identity, digest = draft.identity(), draft.digest()
        if known.is_new(identity):
            report.posts_new += 1
        elif known.unchanged(identity, digest):
            report.posts_unchanged += 1
        else:
            later.append((draft, identity, digest))
    changed = pair_up(later, known, report)
    tell_changes(changed, fair, report)
    tell_vanished(known, report)
    return report


def each_draft(reading: Reading, report: Report, employer: Organisation | None, defaults: Mapping[str, str]) -> Any:
    """The drafts of a reading, counted; refused rows are only counted."""
    # By the name in the city's language, so that a file is known again whatever language its reader has.
    own = employer.name.text(settings.LANGUAGE_CODE) if employer is not None else ""
    employers = set()
    for row in reading.drafts(defaults, own):
        if not isinstance(row, Draft):
            report.count_refusal(row)
            continue
        if own and row.employer != own:
            row.texts["department"] = row.texts.get("department") or row.employer
            row.texts["employer"] = own
        report.count_draft(row)
        count_lacking(row, report)
        employers.add(row.employer)
        yield row
    report.employers = len(employers)
    report.take_over(reading)


def count_lacking(draft: Draft, report: Report) -> None:
    """Count what keeps a row from being published."""
    texts = draft.texts
    stated = {
        "headcount": texts.get("headcount"),
        "conditions": any(texts.get(name) for name in ("conditions", "education", "majors", "experience")),
        "duties": texts.get("duties"),
        "workplace": texts.get("place"),
        "pay": texts.get("pay"),
        "valid_until": draft.valid_until,
    }
    for name, value in stated.items():
        if not value:
            report.lacking[name] = report.lacking.get(name, 0) + 1


def pair_up(later: Later, known: Existing, report: Report) -> list[tuple[Draft, Known, str]]:
    """Pair rows that say something else than before with the posts they change; rows left over are new twins."""
    changed: list[tuple[Draft, Known, str]] = []
    for draft, identity, digest in later:
        post = known.take_changed(identity)
        if post is None:
            report.posts_new += 1
            changed.append(
                (
                    draft,
                    Known(0, digest, known.next_ordinal(identity), 0),
                    key_of(identity, digest, known.highest[identity]),
                )
            )
        else:
            report.posts_changed += 1
            changed.append((draft, post, key_of(identity, digest, post.ordinal)))
    return changed


def tell_changes(changed: Sequence[tuple[Draft, Known, str]], fair: Fair, report: Report) -> None:
    """Note field by field what a newer file changes, for as many posts as are shown."""
    pairs = [(draft, known.post) for draft, known, _key in changed if known.post][:CHANGES_SHOWN]
    posts = Post.objects.in_bulk([post for _draft, post in pairs])
    decided = decisions(fair)
    for draft, post_id in pairs:
        before, after = posts[post_id], values(draft, decided)[0]
        fields = {
            name: [shown(getattr(before, name)), shown(after[name])]
            for name in CONTENT
            if name not in ("area_code", "majors", "other", "pay_monthly") and getattr(before, name) != after[name]
        }
        for name in sorted(before.other.keys() | after["other"].keys()):
            if before.other.get(name) != after["other"].get(name):
                fields[name] = [shown(before.other.get(name)), shown(after["other"].get(name))]
        report.changes.append({"sheet": draft.sheet, "row": draft.row, "title": draft.title, "fields": fields})


def tell_vanished(known: Existing, report: Report) -> None:
    """Note which posts of earlier files this one leaves out; they stay as they are."""
    ids = list(known.vanished())
    report.vanished_count = len(ids)
    for post in Post.objects.filter(id__in=ids[:CHANGES_SHOWN]).select_related("employer"):
        report.vanished.append(f"{post.employer}: {post.title} {post.code}".strip())


def commit(*, batch: ImportBatch, reading: Reading, by: Actor, publish: bool = False) -> Report:
    """Write a reading into the batch's fair, in short pieces; then publish what may be published if asked to.

    On any error the posts made so far are taken out again. Raises rules.Refused when the fair is over.
    """
    fair = batch.fair
    if not rules.may_change(fair):
        raise rules.Refused(rules.Refusal.FAIR_OVER)
    start(batch)
    report = Report()
    try:
        write_all(batch, reading, report)
    except BaseException:
        take_out(batch)
        raise
    finish(batch, report, by)
    if publish:
        report.posts_published = publish_ready(fair=fair, by=by, batch=batch)
    return report


def write_all(batch: ImportBatch, reading: Reading, report: Report) -> None:
    """Write new posts while reading, then the changed ones."""
    known, later = existing(batch.fair, batch.employer), Later()
    writer = Writer(batch.fair, batch, clock.now(), batch.employer)
    fresh: dict[str, int] = {}
    for draft in each_draft(reading, report, batch.employer, batch.defaults):
        identity, digest = draft.identity(), draft.digest()
        writer.rows_done = reading.rows_read
        if known.is_new(identity):
            report.posts_new += 1
            fresh[identity] = fresh.get(identity, known.highest.get(identity, -1)) + 1
            writer.add(draft, key_of(identity, digest, fresh[identity]))
        elif known.unchanged(identity, digest):
            report.posts_unchanged += 1
        else:
            later.append((draft, identity, digest))
    changed = pair_up(later, known, report)
    tell_changes(changed, batch.fair, report)
    pairs = [(draft, post.post, key) for draft, post, key in changed if post.post]
    for draft, post, key in changed:
        if not post.post:
            writer.add(draft, key)
    writer.flush()
    for first in range(0, len(pairs), CHANGE_PIECE):
        writer.change(pairs[first : first + CHANGE_PIECE])
    report.longest_write = writer.longest
    tell_vanished(known, report)


@transaction.atomic
def start(batch: ImportBatch) -> None:
    """Mark the batch as being written; what an interrupted run left behind is met again as unchanged."""
    batch.state = ImportBatch.State.COMMITTING
    batch.rows_done = 0
    batch.save(update_fields=["state", "rows_done"])


@transaction.atomic
def finish(batch: ImportBatch, report: Report, by: Actor) -> None:
    """Close the batch with its report and one journal entry."""
    batch.state = ImportBatch.State.COMMITTED
    batch.committed_at = clock.now()
    batch.rows_done = batch.rows_total = report.rows_read
    batch.report = report.as_json()
    batch.save(update_fields=["state", "committed_at", "rows_done", "rows_total", "report"])
    journal.record(
        what="posts.imported",
        which=f"import:{batch.public_id}",
        by=by,
        fair=batch.fair.slug,
        rows=report.rows_read,
        new=report.posts_new,
        changed=report.posts_changed,
        employers=report.employers,
        defaults=sorted(batch.defaults),
    )


def take_out(batch: ImportBatch) -> None:
    """Remove the posts of a batch that could not be finished, in pieces, and say so in its state."""
    while ids := list(Post.objects.filter(batch=batch).values_list("id", flat=True)[:300]):
        Post.objects.filter(id__in=ids).delete()
    ImportBatch.objects.filter(id=batch.id).update(state=ImportBatch.State.DROPPED)


__all__ = ["commit", "import_file", "try_out"]
