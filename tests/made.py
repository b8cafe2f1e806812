"""Data folders made once for a whole run, by whichever of its processes needs one first: keys and an empty database
with every table, and the sample city. Tests that start processes of their own get a copy: making one takes longer than
most of them."""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SERVER = os.environ.get("DUIKOU_TEST_DATABASE_URL", "postgresql://postgres@127.0.0.1:5432/")
WHERE = "TESTS_MADE"  # no name of a setting: what is started reads those
SAMPLE = """
import django; django.setup()
from pathlib import Path
from django.conf import settings
from duikou.demo.management.commands.demo import MARK, Command
Command().build(Path(settings.DATA) / MARK)
"""


def begin() -> None:
    """Choose the folder for all processes of this run, which end before the one that chose."""
    if WHERE not in os.environ:
        os.environ[WHERE] = tempfile.mkdtemp(prefix="duikou-made-")
        atexit.register(_end, Path(os.environ[WHERE]))


def made_folder(folder: Path) -> Path:
    """Put keys and an empty SQLite database with every table into `folder`; gives it back."""
    shutil.copytree(
        _once("empty", lambda made: _run(made, "", "-m", "duikou", "migrate", "-v", "0")), folder, dirs_exist_ok=True
    )
    return folder


@contextmanager
def scratch_database(name: str, folder: Path) -> Iterator[str]:
    """The address of a PostgreSQL database with every table for as long as this block lasts; its keys are put into
    `folder`. Skips where no server is."""
    import psycopg

    name = f"duikou_{name}_{os.getpid()}"
    try:
        server = psycopg.connect(SERVER, autocommit=True, connect_timeout=5)
    except psycopg.OperationalError as error:
        pytest.skip(f"no PostgreSQL at {SERVER}, name one in DUIKOU_TEST_DATABASE_URL: {error}")
    with server:
        shutil.copytree(_once("postgresql", _make_template), folder, dirs_exist_ok=True)
        server.execute(f"CREATE DATABASE {name} TEMPLATE {_template()}")
        try:
            yield _beside(name)
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def made_sample_city(folder: Path) -> Path:
    """Put the sample city, on SQLite, into `folder`; gives it back."""
    made = _once("city", lambda making: _run(made_folder(making), "", "-c", SAMPLE))
    shutil.copytree(made, folder, dirs_exist_ok=True)
    return folder


def _once(name: str, make: Callable[[Path], None]) -> Path:
    from duikou.base.one_at_a_time import holding

    made = Path(os.environ[WHERE]) / name
    with holding(made.with_suffix(".lock")):
        if not made.exists():
            making = made.with_suffix(".making")
            making.mkdir()
            make(making)
            making.rename(made)
    return made


def _run(folder: Path, database: str, *words: str) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DUIKOU_")}
    told = {"DUIKOU_DATA": str(folder), "DUIKOU_DATABASE": database, "DUIKOU_DEMO": str(int("-c" in words))}
    paths = {"PYTHONPATH": str(ROOT / "src"), "DJANGO_SETTINGS_MODULE": "duikou.config.settings"}
    subprocess.run([sys.executable, *words], env={**kept, **told, **paths}, check=True, cwd=ROOT)


def _template() -> str:
    return Path(os.environ[WHERE]).name.replace("-", "_").lower()


def _make_template(folder: Path) -> None:
    _on_server(f"CREATE DATABASE {_template()}")
    _run(folder, _beside(_template()), "-m", "duikou", "migrate", "-v", "0")


def _beside(name: str) -> str:
    return f"{SERVER.rpartition('/')[0]}/{name}"


def _on_server(words: str) -> None:
    import psycopg

    with psycopg.connect(SERVER, autocommit=True) as server:
        server.execute(words)


def _end(folder: Path) -> None:
    if (folder / "postgresql").exists() or (folder / "postgresql.making").exists():
        _on_server(f"DROP DATABASE IF EXISTS {_template()} WITH (FORCE)")
    shutil.rmtree(folder, ignore_errors=True)
