"""What the database itself holds the ledger to, on SQLite and PostgreSQL alike, whoever writes.

A posting is refused with one of REFUSALS as its message; accepted, its two entries are made by the database, each
with the balance after it. Accounts, postings and entries are never changed or deleted. A migration that lets a
database rebuild one of the tables must put the guards back."""

from __future__ import annotations

from collections.abc import Iterator

ACCOUNT, POSTING, ENTRY = "aid_ledgeraccount", "aid_posting", "aid_entry"
TABLES = (ACCOUNT, POSTING, ENTRY)
# Which way money goes: set and lowered, committed and released, sent and come back, confirmed, given back, used.
STEPS = (
    ("source", "task"),
    ("task", "source"),
    ("task", "committed"),
    ("committed", "task"),
    ("committed", "sent"),
    ("sent", "committed"),
    ("sent", "received"),
    ("received", "committed"),
    ("received", "used"),
)
_ONE = f"(SELECT {{what}} FROM {ACCOUNT} a WHERE a.id = NEW.{{side}}_id)"
_LIVE = f"NOT EXISTS (SELECT 1 FROM {POSTING} r WHERE r.reverses_id = c.id)"


def _of(what: str, side: str) -> str:
    return _ONE.format(what=what, side=side)


_WAYS = ", ".join(f"'{one}>{other}'" for one, other in STEPS)
# In this order: the first that holds is why a posting is refused.
REFUSALS = {
    "other_books": f"{_of('a.year_task_id', 'source')} <> {_of('a.year_task_id', 'target')}",
    "other_currency": f"NEW.currency <> {_of('a.currency', 'source')} OR NEW.currency <> {_of('a.currency', 'target')}",
    "other_project": f"{_of('a.project_id', 'source')} <> {_of('a.project_id', 'target')}",
    "no_such_step": (
        f"NEW.reverses_id IS NULL AND {_of('a.stage', 'source')} || '>' || {_of('a.stage', 'target')} NOT IN ({_WAYS})"
    ),
    "draws_on_nothing": (
        f"NEW.reverses_id IS NULL AND (NEW.draws_on_id IS NULL) <> ({_of('a.stage', 'source')} = 'source')"
    ),
    "draws_elsewhere": (
        "NEW.draws_on_id IS NOT NULL AND NOT EXISTS"
        f" (SELECT 1 FROM {POSTING} p WHERE p.id = NEW.draws_on_id AND p.target_id = NEW.source_id"
        " AND p.reverses_id IS NULL)"
    ),
    "draws_on_reversed": f"EXISTS (SELECT 1 FROM {POSTING} r WHERE r.reverses_id = NEW.draws_on_id)",
    "above_what_is_left": (
        "NEW.draws_on_id IS NOT NULL AND NEW.amount > (SELECT p.amount FROM"
        f" {POSTING} p WHERE p.id = NEW.draws_on_id) - (SELECT COALESCE(SUM(c.amount), 0) FROM {POSTING} c"
        f" WHERE c.draws_on_id = NEW.draws_on_id AND {_LIVE})"
    ),
    "reversal_of_reversal": (
        f"EXISTS (SELECT 1 FROM {POSTING} o WHERE o.id = NEW.reverses_id AND o.reverses_id IS NOT NULL)"
    ),
    "reversal_differs": (
        f"NEW.reverses_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {POSTING} o WHERE o.id = NEW.reverses_id"
        " AND o.source_id = NEW.target_id AND o.target_id = NEW.source_id AND o.amount = NEW.amount)"
    ),
    "built_upon": (
        f"NEW.reverses_id IS NOT NULL AND EXISTS (SELECT 1 FROM {POSTING} c WHERE c.draws_on_id = NEW.reverses_id"
        f" AND {_LIVE})"
    ),
}
_LAST = f"(SELECT e.id FROM {ENTRY} e WHERE e.account_id = a.id ORDER BY e.number DESC LIMIT 1)"
BOOK = (
    f"INSERT INTO {ENTRY} (posting_id, account_id, number, amount, balance)"
    " SELECT NEW.id, a.id, COALESCE(l.number, 0) + 1, {sign}NEW.amount, COALESCE(l.balance, 0) {sign_of}NEW.amount"
    f" FROM {ACCOUNT} a LEFT JOIN {ENTRY} l ON l.id = {_LAST} WHERE a.id = NEW.{{side}}_id"
)
BOOKS = (BOOK.format(sign="-", sign_of="- ", side="source"), BOOK.format(sign="", sign_of="+ ", side="target"))
ENTRY_REFUSALS = {
    "entry_without_posting": (
        f"NOT EXISTS (SELECT 1 FROM {POSTING} p WHERE p.id = NEW.posting_id AND"
        " ((p.source_id = NEW.account_id AND NEW.amount = -p.amount)"
        " OR (p.target_id = NEW.account_id AND NEW.amount = p.amount)))"
    ),
    "entry_does_not_follow": (
        "NEW.number <> 1 + COALESCE((SELECT MAX(e.number) FROM aid_entry e WHERE e.account_id = NEW.account_id), 0)"
        " OR NEW.balance <> NEW.amount + COALESCE((SELECT e.balance FROM aid_entry e"
        " WHERE e.account_id = NEW.account_id ORDER BY e.number DESC LIMIT 1), 0)"
    ),
    "below_zero": f"NEW.balance < 0 AND {_of('a.stage', 'account')} <> 'source'",
}
EVENTS = ("UPDATE", "DELETE", "TRUNCATE")


def guards(vendor: str) -> Iterator[tuple[str, str, str]]:
    """The name of each guard, its table, and the statements' text that makes it."""
    make = _postgresql if vendor == "postgresql" else _sqlite
    for table in TABLES:
        for event in EVENTS:
            if vendor == "postgresql" or event != "TRUNCATE":  # which SQLite does not know
                name = f"{table}_no_{event.lower()}"
                yield name, table, make(name, table, f"BEFORE {event}", {"only_grows": "1 = 1"}, ())
    yield f"{POSTING}_lawful", POSTING, make(f"{POSTING}_lawful", POSTING, "BEFORE INSERT", REFUSALS, ())
    yield f"{ENTRY}_lawful", ENTRY, make(f"{ENTRY}_lawful", ENTRY, "BEFORE INSERT", ENTRY_REFUSALS, ())
    yield f"{POSTING}_booked", POSTING, make(f"{POSTING}_booked", POSTING, "AFTER INSERT", {}, BOOKS)


def _sqlite(name: str, table: str, when: str, refusals: dict[str, str], then: tuple[str, ...]) -> str:
    lines = [f"SELECT RAISE(ABORT, 'ledger: {why}') WHERE {so};" for why, so in refusals.items()]
    lines += [f"{one};" for one in then]
    return f"CREATE TRIGGER {name} {when} ON {table} BEGIN {' '.join(lines)} END"


def _postgresql(name: str, table: str, when: str, refusals: dict[str, str], then: tuple[str, ...]) -> str:
    lines = [
        f"IF {so} THEN RAISE EXCEPTION 'ledger: {why}' USING ERRCODE = 'integrity_constraint_violation'; END IF;"
        for why, so in refusals.items()
    ]
    lines += [f"{one};" for one in then]
    body, each = " ".join(lines), "STATEMENT" if "TRUNCATE" in when else "ROW"
    return (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$"
        f" BEGIN {body} RETURN NEW; END $$;"
        f" CREATE TRIGGER {name} {when} ON {table} FOR EACH {each} EXECUTE FUNCTION {name}()"
    )
