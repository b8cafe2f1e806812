"""Scratch databases for measurements."""

from __future__ import annotations


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
