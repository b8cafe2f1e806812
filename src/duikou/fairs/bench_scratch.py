"""Scratch databases and fairs for measurements."""

from __future__ import annotations

from datetime import timedelta

from duikou.base import clock
from duikou.base.actor import COMMAND
from duikou.directory.models import Organisation
from duikou.fairs.actions.fairs import create_fair
from duikou.fairs.models import Fair


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


def bench_fair() -> Fair:
    """A published fair with the slug `bench`, without stands."""
    now = clock.now()
    office = Organisation.objects.create(
        name={"en": "Bench"}, name_key="bench", kind=Organisation.Kind.OFFICE, created_at=now
    )
    starts_at, ends_at = now + timedelta(days=3), now + timedelta(days=4)
    fair = create_fair(slug="bench", title="Bench", organiser=office, starts_at=starts_at, ends_at=ends_at, by=COMMAND)
    Fair.objects.filter(pk=fair.pk).update(state=Fair.State.PUBLISHED)
    return fair
