"""Settings for every test: a data folder of its own, thrown away afterwards."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

_folder = tempfile.mkdtemp(prefix="duikou-test-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
os.environ["DUIKOU_DATA"] = _folder
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "duikou.config.settings")
