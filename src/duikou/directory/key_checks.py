"""Whether the keys are those that the database was written with, before anything is read or written with them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from django.apps import apps
from django.db import connection

from duikou.base import clock, keyring
from duikou.base.keyring import FIELD, LOOK_UP, NAMES, SECRET
from duikou.base.keys import KeyFault, guard_with, leave_made, take_back_made
from duikou.base.promises import Findings
from duikou.base.registry import checks, key_files, look_ups, sealed_inside
from duikou.base.sealed import Unsealable, sealed_columns
from duikou.directory.key_proofs import fault_of, kind_of, value_of
from duikou.directory.models import KeyCheck

TRIED = 3  # values of a column that are opened where no key has proved itself yet
WHAT_TO_DO = (
    "Put {folder} back as it was when this database was written: it belongs to the same backup. Nothing was changed, "
    "and no new key was made."
)


def faults(*, but: str = "") -> list[str]:
    """Why the keys do not fit the database, in plain English; nothing when they do, or when it keeps nothing yet. Keys
    of the kind `but` are not looked at."""
    if not _table_is_there():
        return []
    try:
        known = {check.name: check.value for check in KeyCheck.objects.order_by("name")}
        looked_at = [(name, value) for name, value in known.items() if kind_of(name) != but]
        found = [fault for name, value in looked_at if (fault := fault_of(name, value))]
        if (
            but != LOOK_UP
            and any(kind_of(name) == LOOK_UP for name in known)
            and keyring.in_use(LOOK_UP) not in known
            and not found
        ):
            found.append(
                "the change of the key for check numbers was not finished. Run: duikou keys look-up --nobody-is-served"
            )
        return found or ([] if known else _unproved())
    except KeyFault as fault:
        return [str(fault)]


def refuse_wrong_keys() -> None:
    """Raise KeyFault, saying which file is wrong and what to do, when the keys are not those of the database. A key
    that this process made at its beginning is taken back then."""
    wrong = faults()
    if wrong:
        take_back_made()
        lines = "\n".join(f"  - {one}" for one in wrong)
        raise KeyFault(
            "the keys do not fit the database, so that it is not opened:\n"
            f"{lines}\n{WHAT_TO_DO.format(folder=keyring.folder())}"
        )


def begin() -> None:
    """Refuse wrong keys; then make those that a new database has not got yet, and keep the check number of each that
    is new to it."""
    refuse_wrong_keys()
    if not _table_is_there():
        return
    known = set(KeyCheck.objects.values_list("name", flat=True))
    fields = [keyring.name_of(FIELD, number) for number in keyring.numbers(FIELD)] or [keyring.name_of(FIELD, 1)]
    names = [*fields, keyring.in_use(LOOK_UP), NAMES, *(file.name for file in key_files), SECRET]
    keep(*(name for name in names if name not in known))
    leave_made()
    keyring.look_again()


def keep(*names: str) -> None:
    """Keep the check numbers of these keys, unless they are kept."""
    now = clock.now()
    new = [KeyCheck(name=name, value=value_of(name), at=now) for name in names]
    KeyCheck.objects.bulk_create(new, ignore_conflicts=True)


def may_be_made(name: str) -> bool:
    """Whether a key of this name may be made: not where it has proved itself before, nor where something is stored
    that was made with one of its kind."""
    if not _table_is_there():
        return True
    kind, known = kind_of(name), KeyCheck.objects.values_list("name", flat=True)
    if name in known or any(kind_of(one) == kind for one in known):
        return False
    if kind == FIELD:
        return not any(_sealed(column, 1) for column in sealed_columns())
    return kind != LOOK_UP or not any(apps.get_model(one.model).objects.exists() for one in look_ups)


def look() -> Findings:
    """The same as `faults`, for `duikou check`."""
    found = faults()
    return Findings({"keys": KeyCheck.objects.count()} if _table_is_there() else {}, found)


def declare() -> None:
    """Keep watch over what keys are made, and let `duikou check` look at them."""
    guard_with(may_be_made)
    checks.add("keys", look)
    sealed_inside.add("mfa.Authenticator", ("mfa.Authenticator", "data"))


def _table_is_there() -> bool:
    if connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).exists():
        return False
    return KeyCheck._meta.db_table in connection.introspection.table_names()


def _unproved() -> list[str]:
    """Faults of keys that have not proved themselves yet, beside values that an earlier version stored."""
    for model, field in sealed_columns():
        for value in _sealed((model, field), TRIED):
            try:
                field.from_db_value(value, None, connection)
            except Unsealable:
                return [f"what is stored in {model._meta.label} cannot be opened with the keys in {keyring.folder()}"]
    for one in look_ups:
        for row in apps.get_model(one.model).objects.order_by("-pk")[:TRIED]:
            if any(bytes(getattr(row, column)) != value for column, value in one.hashes(row).items()):
                return [f"the check numbers in {one.model} were made with another key than {keyring.in_use(LOOK_UP)}"]
    return []


def _sealed(column: tuple[type, object], most: int) -> list[str]:
    model, field = column
    quoted: Callable[[str], str] = connection.ops.quote_name
    table, name = quoted(model._meta.db_table), quoted(field.column)  # type: ignore[attr-defined]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {name} FROM {table} WHERE {name} <> '' LIMIT {most}")
        return [row[0] for row in cursor.fetchall()]
