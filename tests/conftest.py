"""Every test's settings and fixtures: a data folder thrown away afterwards, a standing clock, clients with a role."""

from __future__ import annotations

import atexit
import os
import shutil
import sys
import tempfile
from pathlib import Path

_folder = Path(tempfile.mkdtemp(prefix="duikou-test-"))
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
(_folder / "static").mkdir()
os.environ["DUIKOU_DATA"] = str(_folder)
os.environ["DUIKOU_DEMO"] = "0"
os.environ["DJANGO_SETTINGS_MODULE"] = "duikou.config.settings"
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import django  # noqa: E402
from django.conf import settings  # noqa: E402

from duikou.base.catalogues import compile_stale  # noqa: E402

assert _folder == settings.DATA, "the settings were read before the tests chose their data folder"
settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
settings.ALLOWED_HOSTS = ["*"]
if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, as in real use: threads and IMMEDIATE transactions behave differently in memory.
    settings.DATABASES["default"]["TEST"] = {"NAME": str(_folder / "test.sqlite3")}
compile_stale()
django.setup()

pytest_plugins = ["tests.browser", "tests.people"]
