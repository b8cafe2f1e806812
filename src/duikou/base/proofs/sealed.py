"""What has to be encrypted is: every value of every sealed column, as the database has it."""

from __future__ import annotations

from duikou.base.promises import Findings, told
from duikou.base.proofs.reading import rows
from duikou.base.sealed import Unsealable, sealed_columns, unseal

FAULT = "{} of row {}: is not encrypted with the city's keys"
DO = "See who wrote it and how, seal it or erase it; with the wrong keys in the folder of keys, every row is such a one"
INDEXED = "{}: is indexed, and an index keeps what was erased"


def columns() -> Findings:
    """Every value that the city's keys do not open, and every index on such a column. No value is told."""
    found, indexed, looked_at = list[tuple[str, object]](), [], 0
    for model, field in sealed_columns():
        label = f"{model._meta.label}.{field.name}"
        if getattr(field, "db_index", False) or field.unique:
            indexed.append((label,))
        for number, value in rows(model, field.name):
            looked_at += 1
            if value and not _opens(value):
                found.append((label, number))
    faults = [*told(FAULT, DO, found), *told(INDEXED, "Take the index away", indexed)]
    return Findings({"sealed values": looked_at}, faults)


def _opens(value: str) -> bool:
    try:
        unseal(value)
    except Unsealable:
        return False
    return True
