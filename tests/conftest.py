"""Every test's settings and fixtures: a data folder thrown away afterwards, a standing clock, clients with a role."""

from __future__ import annotations

import atexit
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_folder = Path(tempfile.mkdtemp(prefix="duikou-test-"))
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
(_folder / "static").mkdir()
os.environ["DUIKOU_DATA"] = str(_folder)
os.environ["DUIKOU_DEMO"] = "0"
os.environ["DJANGO_SETTINGS_MODULE"] = "duikou.config.settings"
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
# Hundreds of processes are started here: where the machine says that what is compiled is not to be kept, each of them
# would compile the program, and each run all the tests.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

import django  # noqa: E402
import hypothesis  # noqa: E402
import pytest  # noqa: E402
from django.conf import settings  # noqa: E402

from duikou.base import keyring  # noqa: E402
from duikou.base.compiling import compile_stale  # noqa: E402
from tests import made  # noqa: E402

hypothesis.settings.register_profile("house", deadline=None)  # a machine beside others may take its time
hypothesis.settings.load_profile("house")
assert _folder == settings.DATA, "the settings were read before the tests chose their data folder"
settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
settings.ALLOWED_HOSTS = ["*"]
settings.QUIET_HOURS = None  # tests run at night, too; those about quiet hours set them
settings.SOLVER_SECONDS = 0  # it begins a process of its own; tests about it ask for it
settings.SECOND_FACTORS = False  # accounts of tests have none; tests/directory/test_second_factors.py asks for them
if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, as in real use: threads and IMMEDIATE transactions behave differently in memory.
    settings.DATABASES["default"]["TEST"] = {"NAME": str(_folder / "test.sqlite3")}
compile_stale()
made.begin()
for _name in (keyring.in_use(keyring.FIELD), keyring.in_use(keyring.LOOK_UP), keyring.NAMES):
    keyring.key(_name)  # tests without a database cannot ask it whether a key may be made
django.setup()
# A worker process of the tests inherits our environment: it must not read the settings before it comes to this file.
del os.environ["DJANGO_SETTINGS_MODULE"]

pytest_plugins = ["tests.browser", "tests.databases", "tests.journal.settling", "tests.needs", "tests.people"]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The test database, without the triggers that keep the journal and the ledger from being emptied between
    transactional tests; tests/journal and tests/aid put them back to prove them."""
    from django.db import connection

    with django_db_blocker.unblock(), connection.cursor() as cursor:
        for table in ("journal_entry", "journal_seal", "aid_ledgeraccount", "aid_posting", "aid_entry"):
            on = f" ON {table}" if connection.vendor == "postgresql" else ""
            for name in (f"{table}_no_delete", *([f"{table}_no_truncate"] if on else [])):
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")
    yield
    if connection.vendor == "postgresql":  # a thread that a test left may still be connected: nobody is waited for
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture(autouse=True)
def _reader_of_the_citys_language() -> None:
    """Every test begins in the city's language: a page read in another one leaves that one active in its thread."""
    from django.utils import translation

    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    """Every test begins without what the process remembers of another test's database, and leaves no thread that still
    holds a connection to its own."""
    from django.core.cache import caches

    from duikou.base import paced
    from duikou.base.recent import drop_everything
    from duikou.booking.combiner import local

    drop_everything()
    paced.forget()
    caches["process"].clear()
    yield
    local.rest()
