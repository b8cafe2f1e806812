"""Erasing what has been kept long enough, everywhere, and reporting it: what went by which promise, what is left."""

from __future__ import annotations

import logging
import traceback
from datetime import timedelta

from django.apps import apps
from django.db import connection, models

from duikou.base import clock
from duikou.base.keeping import retentions
from duikou.base.proofs.reading import column_of
from duikou.base.registry import personal_fields
from duikou.journal import turns
from duikou.journal.models import Erased, Message

log = logging.getLogger("duikou.journal")

EVERY = timedelta(hours=1)
REPORTS_KEPT = timedelta(days=400)
MESSAGES_KEPT = timedelta(days=90)
PIECE = 1000


def erase_due() -> Erased:
    """Let every room erase what is due. One that fails stops no other; it is named in the report, and nothing is said
    to be done. A run that erased nothing leaves a report only once a day."""
    erased: dict[str, int] = {}
    failed: list[str] = []
    for one in sorted(retentions, key=lambda one: one.last):
        try:
            erased[one.name] = one.run()
        except Exception as error:  # the next run tries again
            where = "".join(traceback.format_tb(error.__traceback__))  # without the error's text: it may hold a name
            log.error("retention '%s': %s\n%s", one.name, type(error).__name__, where)
            failed.append(one.name)
    report = Erased(at=clock.now(), erased={name: count for name, count in erased.items() if count}, failed=failed)
    if report.erased or failed or not Erased.objects.filter(at__gt=report.at - timedelta(days=1)).exists():
        report.left = left()
        report.save()
    if not failed:
        turns.say_done(turns.RETENTION)
    return report


def left() -> dict[str, int]:
    """How many rows hold each declared personal field, by `room.Model.field`."""
    return {f"{one.model}.{one.field}": _holding(one.model, one.field) for one in personal_fields}


def _holding(model: str, name: str) -> int:
    """Rows in which the column is filled in, as the database itself has it: sealed text cannot be asked for."""
    meta = apps.get_model(model)._meta
    field = meta.get_field(name)
    quoted = connection.ops.quote_name
    column = quoted(column_of(meta.model, name))
    filled = f"{column} <> ''" if isinstance(field, models.CharField | models.TextField) else f"{column} IS NOT NULL"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM {quoted(meta.db_table)} WHERE {filled}")
        return int(cursor.fetchone()[0])


def forget_messages() -> int:
    """Forget the messages of more than ninety days ago that are over; gives the number."""
    return _forget_oldest(Message, Message.objects.exclude(state=Message.State.WAITING), "created_at", MESSAGES_KEPT)


def forget_reports() -> int:
    """Forget the reports of more than 400 days ago; gives the number."""
    return _forget_oldest(Erased, Erased.objects.all(), "at", REPORTS_KEPT)


def _forget_oldest(model: type[models.Model], rows: models.QuerySet[models.Model], moment: str, kept: timedelta) -> int:
    """Delete those of `rows` that are too old, some at a time, from the first on: rows stand in the order in which they
    were made, so that the search ends at the first piece that is young."""
    then, forgotten, after = clock.now() - kept, 0, 0
    while True:
        piece = list(model._base_manager.filter(pk__gt=after).order_by("pk").values_list("pk", moment)[:PIECE])
        old = [pk for pk, at in piece if at < then]
        if not old:
            return forgotten
        forgotten += rows.filter(pk__in=old).delete()[0]
        after = piece[-1][0]
