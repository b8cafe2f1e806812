"""`import-postings`: read a table of posts into a fair from the command line."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from duikou.base.actor import COMMAND
from duikou.fairs import rules
from duikou.fairs.actions.imports import import_file
from duikou.fairs.models import Fair
from duikou.fairs.postings.fields import BY_NAME
from duikou.fairs.postings.problems import FileRefused
from duikou.fairs.postings.reading import NothingUsable
from duikou.fairs.postings.report import Report

DEFAULTS = (
    "employer",
    "headcount",
    "education",
    "conditions",
    "duties",
    "place",
    "pay",
    "valid_until",
    "kind",
    "welfare",
    "contact",
)


class Command(BaseCommand):
    help = "Read a table of posts (.xlsx .xls .ods .csv .tsv .json, or a .zip or .gz of them) into a fair."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """FILE and the options."""
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument("--fair", required=True, metavar="SLUG", help="the fair's slug")
        parser.add_argument("--dry-run", action="store_true", help="only tell what would happen")
        parser.add_argument("--json", action="store_true", help="print the report as JSON")
        parser.add_argument(
            "--default",
            action="append",
            default=[],
            metavar="FIELD=VALUE",
            help=f"fill empty cells of a field: {', '.join(DEFAULTS)}; may be repeated",
        )
        parser.add_argument("--publish", action="store_true", help="publish the posts that may be published")

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit status: 0 done, 1 nothing in the file can be used, 2 wrong usage or no such fair."""
        defaults = self.defaults(options["default"])
        fair = Fair.objects.filter(slug=options["fair"]).first()
        if fair is None:
            known = ", ".join(Fair.objects.values_list("slug", flat=True)[:10]) or "-"
            self.leave(
                2,
                _("There is no fair with the slug %(slug)s. Fairs: %(known)s")
                % {"slug": options["fair"], "known": known},
            )
        path: Path = options["file"]
        if not path.is_file():
            self.leave(2, _("There is no file %(path)s.") % {"path": path})
        try:
            report = import_file(
                path=path,
                fair=fair,
                by=COMMAND,
                defaults=defaults,
                dry_run=options["dry_run"],
                publish=options["publish"],
            )
        except FileRefused as refused:
            if options["json"]:
                report = Report()
                if isinstance(refused, NothingUsable):
                    report.take_over(refused.reading)
                self.stdout.write(json.dumps(report.for_command(), ensure_ascii=False, indent=2))
            self.leave(1, refused.problem.text)
        except rules.Refused:
            self.leave(1, _("The fair is over; nothing can be added to it."))
        if options["json"]:
            self.stdout.write(json.dumps(report.for_command(), ensure_ascii=False, indent=2))
        else:
            self.tell(report, dry_run=options["dry_run"], published=options["publish"])
        if not (report.posts_new or report.posts_changed or report.posts_unchanged):
            self.leave(1, _("No row of the file can become a post."))

    def defaults(self, pairs: list[str]) -> dict[str, str]:
        """The defaults by field; leaves with 2 when one is not FIELD=VALUE."""
        found = {}
        for pair in pairs:
            name, _sign, value = pair.partition("=")
            if name not in DEFAULTS or not value:
                self.leave(
                    2, _("--default needs FIELD=VALUE with one of: %(fields)s") % {"fields": ", ".join(DEFAULTS)}
                )
            found[name] = value
        return found

    def leave(self, status: int, text: str) -> NoReturn:
        """Say why on stderr and end with this status."""
        self.stderr.write(text)
        sys.exit(status)

    def tell(self, report: Report, *, dry_run: bool, published: bool) -> None:
        """The report for people."""
        write = self.stdout.write
        for sheet, mapping in report.mapping.items():
            write(f"{sheet}:")
            for column, name in mapping.items():
                write(f"  {column} → {_(BY_NAME[name].label)}")
        for skipped in report.sheets_skipped:
            write(f"{skipped.sheet}: {skipped.problem.text}")
        for one in report.columns_refused:
            write(f"{one.sheet} / {one.column}: {one.problem.text}")
        for row in report.rows_refused[:20]:
            write(f"{row.sheet} {row.cell}: {row.problem.text}")
        figures = {
            _("rows read"): report.rows_read,
            _("new posts"): report.posts_new,
            _("changed posts"): report.posts_changed,
            _("unchanged posts"): report.posts_unchanged,
            _("headcount"): report.headcount_total,
            _("rows refused"): report.rows_refused_count,
            _("conditions marked"): report.conditions_marked,
            _("posts of earlier files that are missing here"): report.vanished_count,
        }
        if published:
            figures[_("posts published")] = report.posts_published
        for label, value in figures.items():
            write(f"{label}: {value}")
        if dry_run:
            write(_("Nothing was written: this was a dry run."))
