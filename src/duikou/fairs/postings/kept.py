"""An uploaded table kept until it is committed: only the sheets with posts, without any column about persons."""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from .cells import clean
from .persons import masked
from .reading import Plan, Reading
from .sheets import Cell, Sheet
from .sources import Opened


def keep(reading: Reading, folder: Path) -> None:
    """Write the tables of a reading into `folder`; refused columns are left blank, numbers of persons taken out."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    about = []
    for number, plan in enumerate(reading.plans):
        sheet = plan.sheet
        about.append(
            {
                "name": sheet.name,
                "merged": sheet.merged[:200_000],
                "first_row": sheet.first_row,
                "first_column": sheet.first_column,
                "has_keys": sheet.has_keys,
            }
        )
        with gzip.open(folder / f"{number}.jsonl.gz", "wt", encoding="utf-8", compresslevel=3) as out:
            for row in kept_rows(plan):
                out.write(json.dumps(row, ensure_ascii=False) + "\n")
        sheet.release()
    (folder / "about.json").write_text(json.dumps(about, ensure_ascii=False), encoding="utf-8")


def kept_rows(plan: Plan) -> Iterator[list[str]]:
    """The rows of a plan as they may be kept."""
    refused = {column.index for column in plan.columns if column.refused is not None}
    for number, row in enumerate(plan.sheet.rows()):
        cells = [masked(clean(cell)) for cell in row]
        if number >= plan.head.rows_above:
            cells = ["" if index in refused else cell for index, cell in enumerate(cells)]
        while cells and not cells[-1]:
            cells.pop()
        yield cells


def load(folder: Path) -> Opened:
    """The tables that `keep` wrote. Raises FileNotFoundError when they are gone."""
    about = json.loads((folder / "about.json").read_text(encoding="utf-8"))
    return Opened([kept_sheet(folder / f"{number}.jsonl.gz", one) for number, one in enumerate(about)], [])


def kept_sheet(path: Path, about: dict[str, object]) -> Sheet:
    """One kept table."""

    def rows() -> Iterator[Sequence[Cell]]:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in islice(lines, None):
                yield json.loads(line)

    merged = [((top, left), (bottom, right)) for (top, left), (bottom, right) in about["merged"]]  # type: ignore[attr-defined]
    return Sheet(
        str(about["name"]),
        rows,
        merged=merged,
        first_row=int(str(about["first_row"])),
        first_column=int(str(about["first_column"])),
        has_keys=bool(about["has_keys"]),
    )


def forget(folder: Path) -> None:
    """Remove what was kept."""
    shutil.rmtree(folder, ignore_errors=True)
