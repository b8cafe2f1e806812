"""Scratch databases for measurements."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from typing import Any


def fresh_database(address: str, *, make: bool = True) -> bool:
    """Remove the scratch database at `address`, and make it empty again if wanted; False when no server answers.

    Raises SystemExit when the database's name does not say that it is for measurements.
    """
    import psycopg
    from psycopg import sql
    from psycopg.conninfo import conninfo_to_dict, make_conninfo

    name = str(conninfo_to_dict(address)["dbname"])
    if not name.startswith("duikou_bench"):
        raise SystemExit("the scratch database is removed afterwards: its name must begin with duikou_bench")
    try:
        with psycopg.connect(make_conninfo(address, dbname="postgres"), autocommit=True) as server:
            # Our own, once it is measured, also where a pooler keeps sessions of it.
            force = sql.SQL("" if make else " WITH (FORCE)")
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {}{}").format(sql.Identifier(name), force))
            if make:
                server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    except psycopg.errors.ObjectInUse:
        raise SystemExit(f"{name} is in use: another measurement runs, or left a server behind") from None
    except psycopg.OperationalError:
        return False
    return True


def measured_apart(bench: str, words: Sequence[str], *, server: str = "") -> dict[str, Any] | None:
    """What `duikou bench BENCH WORDS… --inside` prints as its last line of JSON, run in a process, a folder and a
    scratch database of its own, which are removed afterwards: SQLite, or the PostgreSQL at the address `server`. None
    when that does not answer or the measurement fails; says which on standard error."""
    with tempfile.TemporaryDirectory(prefix="duikou-bench-") as folder:
        if server and not fresh_database(server):
            print("PostgreSQL does not answer: left out.", file=sys.stderr)
            return None
        print(f"{'postgresql' if server else 'sqlite'}, {' '.join(words)} …", file=sys.stderr)
        answer = subprocess.run(
            [sys.executable, "-m", "duikou", "bench", bench, *words, "--inside"],
            env={**os.environ, "DUIKOU_DATABASE": server, "DUIKOU_DATA": folder, "DUIKOU_DEMO": "0"},
            stdout=subprocess.PIPE,
            text=True,
            check=False,
        )
        if server:
            fresh_database(server, make=False)
        if answer.returncode:
            return None
        figures = json.loads(answer.stdout.splitlines()[-1])
        return {"database": "postgresql" if server else "sqlite", **figures}
