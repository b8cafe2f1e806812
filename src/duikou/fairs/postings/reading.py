"""A file of posts from end to end: what its sheets and columns are, then row after row as drafts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from django.utils.translation import gettext_noop as N_

from . import lexicon, persons, profiles
from .cells import clean
from .columns import Column, recognise
from .drafts import Draft
from .headers import Head, find_head, head_rows
from .problems import ColumnRefused, FileRefused, Problem, RowRefused, SheetSkipped
from .rows import RowReader
from .sheets import Sheet
from .sources import Opened

TOTAL = re.compile(r"^(?:合\s*计|总\s*计|小\s*计|共\s*计|总数|合计人数|total|subtotal|sum)\s*[:：]?", re.I)
FOOTER = re.compile(
    r"^(?:注|备注|说明|填表|制表|联系人|联系电话|审核|单位[（(]?盖章|附件|附|※|\*|填报|报名方式|"
    r"报名时间|咨询|notes?\b|remarks?\b)[\s:：、0-9（(.*]?",
    re.I,
)
EMPLOYER_IN_TITLE = re.compile(
    r"^[\W\d]*(.{2,40}?(?:有限责任公司|股份有限公司|有限公司|集团|公司|医院|学校|学院|大学|银行|"
    r"研究院|酒店|事务所|幼儿园))"
)
MERGES_KEPT = 200_000


@dataclass
class Plan:
    """How one sheet will be read."""

    sheet: Sheet
    head: Head
    columns: list[Column]
    employer: str = ""

    @property
    def mapping(self) -> dict[str, str]:
        """The field of every column that is read, by its label."""
        return {column.label: column.field for column in self.columns if column.refused is None}


@dataclass
class Reading:
    """A file understood: plans for its sheets with posts, what was passed over and what was refused."""

    plans: list[Plan] = field(default_factory=list)
    skipped: list[SheetSkipped] = field(default_factory=list)
    columns_refused: list[ColumnRefused] = field(default_factory=list)
    rows_read: int = 0
    rows_filled_down: int = 0

    @property
    def mapping(self) -> dict[str, dict[str, str]]:
        """The mapping of every sheet: {sheet: {column: field}}."""
        return {plan.sheet.name: plan.mapping for plan in self.plans}

    def drafts(self, defaults: Mapping[str, str] | None = None, employer: str = "") -> Iterator[Draft | RowRefused]:
        """Row after row of every sheet: a draft, or the refusal that names the cell.

        `defaults` fill empty fields of all rows; `employer` is whose posts these are when no cell says it.
        """
        for plan in self.plans:
            yield from self.rows_of(plan, defaults or {}, employer)
            plan.sheet.release()

    def rows_of(self, plan: Plan, defaults: Mapping[str, str], employer: str) -> Iterator[Draft | RowRefused]:
        """The rows of one sheet."""
        reader = RowReader(plan.sheet, plan.columns, defaults, plan.employer or employer)
        employer_at = reader.place.get("employer")
        title_at = reader.place.get("title")
        merged = Merges(plan.sheet)
        may_fill = employer_at is not None and not merged.touches(employer_at)
        above = section = ""
        first = plan.sheet.first_row
        for index, row in enumerate(plan.sheet.rows()):
            cells = [clean(cell) for cell in row]
            merged.fill(index, cells)
            if index < plan.head.rows_above:
                continue
            filled = [cell for cell in cells if cell]
            if not filled or is_not_a_post(filled, cells, plan, title_at):
                if len(filled) == 1 and profiles.EMPLOYER.search(filled[0]) and employer_at is None:
                    section = filled[0]
                continue
            self.rows_read += 1
            own = cells[employer_at] if employer_at is not None and employer_at < len(cells) else ""
            if own:
                above = own
            elif may_fill and above:
                self.rows_filled_down += 1
            yield reader.read(cells, index + first, section if employer_at is None else above if may_fill else "")


class Merges:
    """The vertical merges of a sheet, filled down as its rows go by."""

    def __init__(self, sheet: Sheet) -> None:
        self.waiting = sorted(
            (
                (top, bottom, left)
                for (top, left), (bottom, _right) in sheet.merged[:MERGES_KEPT]
                if bottom > top and left >= 0
            ),
            reverse=True,
        )
        self.columns = {left for _top, _bottom, left in self.waiting}
        self.open: dict[int, tuple[int, str]] = {}

    def touches(self, column: int) -> bool:
        """Whether any merge lies in the column."""
        return column in self.columns

    def fill(self, index: int, cells: list[str]) -> None:
        """Put the values of merges that cover this row into it."""
        while self.waiting and self.waiting[-1][0] <= index:
            top, bottom, left = self.waiting.pop()
            if top == index and left < len(cells):
                self.open[left] = (bottom, cells[left])
        for left in [left for left, (bottom, _text) in self.open.items() if index > bottom]:
            del self.open[left]
        if any(cells):
            for left, (_bottom, text) in self.open.items():
                if left < len(cells) and not cells[left]:
                    cells[left] = text


def is_not_a_post(filled: Sequence[str], cells: Sequence[str], plan: Plan, title_at: int | None) -> bool:
    """Whether a row is a repeated header, a total, a footer or a section's heading."""
    names = plan.head.names
    if plan.head.named:
        same = sum(1 for name, cell in zip(names, cells, strict=False) if cell and cell == name.split(" / ")[-1])
        if same >= 2 and same >= len(filled) * 0.6:
            return True
    if TOTAL.match(filled[0]) and (len(filled) <= 4 or len(filled) <= len(names) / 2):
        return True
    titled = title_at is not None and title_at < len(cells) and bool(cells[title_at])
    footer = bool(FOOTER.match(filled[0]))
    if len(filled) == 1 and len(plan.columns) > 2:
        lone = filled[0]
        return (
            not titled or footer or len(lone) > 60 or ("employer" not in plan.mapping.values() and heads_section(lone))
        )
    return len(filled) <= 2 and footer and (not titled or filled[0].endswith((":", "：")))


def heads_section(text: str) -> bool:
    """Whether a text alone in its row is the name of the employer of the rows below."""
    return profiles.EMPLOYER.search(text) is not None and profiles.TITLE.search(text) is None


def understand(opened: Opened, chosen: Mapping[str, Mapping[str, str]] | None = None) -> Reading:
    """Find the tables of posts in an opened file. `chosen` ({sheet: {column: field}}) corrects the guesses.

    Raises FileRefused when no sheet holds posts.
    """
    reading = Reading(skipped=list(opened.skipped))
    names: set[str] = set()
    for sheet in opened.sheets:
        while sheet.name in names:
            sheet.name += "*"
        names.add(sheet.name)
        try:
            look_at(sheet, reading, (chosen or {}).get(sheet.name))
        except FileRefused as refused:
            if len(opened.sheets) == 1:
                raise
            reading.skipped.append(SheetSkipped(sheet.name, refused.problem))
        sheet.release()
    if not reading.plans:
        if reading.columns_refused:
            raise NothingUsable(reading, persons.LIST_REASON)
        reason = reading.skipped[0].problem if len(reading.skipped) == 1 else Problem(NO_POSTS)
        raise NothingUsable(reading, reason)
    return reading


NO_POSTS = N_("No table of posts was found in the file. A table needs at least a column with the title of each post.")
EMPTY_SHEET = N_("The sheet is empty.")
NO_TITLE_COLUMN = N_("No column with the title of each post was recognised, so nothing in this sheet was read.")


class NothingUsable(FileRefused):
    """The file was read but holds no posts; `reading` tells what was in it."""

    def __init__(self, reading: Reading, problem: Problem) -> None:
        super().__init__(problem.message, **problem.parts)
        self.reading = reading


def look_at(sheet: Sheet, reading: Reading, chosen: Mapping[str, str] | None) -> None:
    """Add the sheet's plan to the reading, or why it is passed over."""
    rows = head_rows(sheet)
    if not any(any(row) for row in rows):
        reading.skipped.append(SheetSkipped(sheet.name, Problem(EMPTY_SHEET)))
        return
    head = find_head(sheet, rows)
    sample = rows[head.rows_above :]
    columns = recognise(sheet, head, sample, chosen)
    fields = [column.field for column in columns if column.refused is None and column.confidence >= 0.5]
    if persons.is_list_of_people([column.header.split(" / ")[-1] for column in columns], fields) and not chosen:
        for column in columns:
            if column.refused is not None or persons.ATTRIBUTES.search(lexicon.squeezed(column.header)):
                reading.columns_refused.append(
                    ColumnRefused(sheet.name, column.label, column.refused or persons.PRIVATE_REASON)
                )
        reading.columns_refused = reading.columns_refused or [ColumnRefused(sheet.name, "", persons.LIST_REASON)]
        reading.skipped.append(SheetSkipped(sheet.name, persons.LIST_REASON))
        return
    reading.columns_refused += [
        ColumnRefused(sheet.name, column.label, column.refused) for column in columns if column.refused is not None
    ]
    read = {column.field for column in columns if column.refused is None}
    if not ({"title", "facts"} & read) or not is_table(head, columns, sample):
        reading.skipped.append(SheetSkipped(sheet.name, Problem(NO_TITLE_COLUMN)))
        return
    reading.plans.append(Plan(sheet, head, columns, "" if "employer" in read else employer_around(sheet, head)))


def is_table(head: Head, columns: Sequence[Column], sample: Sequence[Sequence[str]]) -> bool:
    """Whether there is more to a sheet than running text: a title column with company, and rows below it."""
    useful = [
        column
        for column in columns
        if column.refused is None
        and column.field not in ("extra", "index", "ignored", "note")
        and column.confidence >= 0.35
    ]
    if not any(any(row) for row in sample):
        return False
    return len(useful) >= (
        1
        if (head.named and useful and useful[0].confidence >= 0.8) or any(column.field == "facts" for column in useful)
        else 2
        if head.named
        else 3
    )


def employer_around(sheet: Sheet, head: Head) -> str:
    """The employer named above the table or by the sheet, where no column names one."""
    for text in head.above:
        if found := EMPLOYER_IN_TITLE.match(text):
            return found[1].removeprefix("关于").strip()
    for text in head.above:
        if found_label := re.match(
            r"^(?:招聘单位|用人单位|单位名称|公司名称|企业名称|公司|单位)\s*[:：]\s*(\S.{1,60})$", text
        ):
            return found_label[1].strip()
    name = re.sub(r"\.\w{2,4}$", "", sheet.name.split(" / ")[-1])
    return name if profiles.EMPLOYER.search(name) and len(name) >= 4 else ""


def peek(plan: Plan, count: int) -> list[list[str]]:
    """The first data rows of a plan, for showing."""
    return [
        [clean(cell) for cell in row]
        for row in islice(plan.sheet.rows(), plan.head.rows_above, plan.head.rows_above + count)
    ]
