"""What an import found, in the reader's words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from duikou.fairs.models import Condition, ImportBatch
from duikou.fairs.postings.fields import BY_NAME
from duikou.fairs.postings.problems import Problem

KINDS: dict[str, Any] = {
    Condition.Kind.SEX: gettext_lazy("sex"),
    Condition.Kind.ETHNICITY: gettext_lazy("ethnicity"),
    Condition.Kind.RELIGION: gettext_lazy("religion"),
    Condition.Kind.HOUSEHOLD: gettext_lazy("household registration"),
}
COLUMNS: dict[str, Any] = {
    "title": gettext_lazy("Title"),
    "code": gettext_lazy("Post code"),
    "kind": gettext_lazy("Kind of work"),
    "headcount": gettext_lazy("Headcount"),
    "headcount_text": gettext_lazy("Headcount in words"),
    "education": gettext_lazy("Education"),
    "education_only": gettext_lazy("Only this education"),
    "education_text": gettext_lazy("Education in words"),
    "majors_text": gettext_lazy("Majors"),
    "any_major": gettext_lazy("Any major"),
    "workplace": gettext_lazy("Place of work"),
    "pay_min": gettext_lazy("Pay from"),
    "pay_max": gettext_lazy("Pay up to"),
    "pay_currency": gettext_lazy("Currency"),
    "pay_period": gettext_lazy("Pay per"),
    "pay_text": gettext_lazy("Pay in words"),
    "benefits": gettext_lazy("Benefits"),
    "valid_until": gettext_lazy("Valid until"),
    "extra": gettext_lazy("Other"),
    "defaults": gettext_lazy("Said by the office"),
}


def name_of(column: str) -> str:
    """A column of posts in the reader's language."""
    if column in COLUMNS:
        return str(COLUMNS[column])
    return _(BY_NAME[column].label) if column in BY_NAME else column


def shown_report(batch: ImportBatch) -> dict[str, Any]:
    """The batch's report with its messages translated."""
    report = batch.report
    rows = [{**one, "reason": Problem.from_json(one["problem"]).text} for one in report.get("rows_refused", [])]
    columns = [{**one, "reason": Problem.from_json(one["problem"]).text} for one in report.get("columns_refused", [])]
    skipped = [{**one, "reason": Problem.from_json(one["problem"]).text} for one in report.get("sheets_skipped", [])]
    changes = [
        {**one, "fields": [(name_of(name), before, after) for name, (before, after) in one["fields"].items()]}
        for one in report.get("changes", [])
    ]
    marked = [(str(KINDS[kind]), wording, count) for kind, wording, count in split(report.get("conditions", {}))]
    return {
        **report,
        "rows_refused": rows,
        "columns_refused": columns,
        "sheets_skipped": skipped,
        "changes": changes,
        "conditions": marked,
        "lacking": [(name_of(name), count) for name, count in report.get("lacking", {}).items()],
        "usable": sum(report.get(name, 0) for name in ("posts_new", "posts_changed", "posts_unchanged")),
        "to_write": report.get("posts_new", 0) + report.get("posts_changed", 0),
    }


def split(conditions: dict[str, int]) -> list[tuple[str, str, int]]:
    """Kind, wording and count of each condition found."""
    return [(*key.split(":", 1), count) for key, count in conditions.items()]  # type: ignore[misc]
