"""The text of a door's service worker: what it keeps, under a name that changes with any of it."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.urls import reverse

from duikou.fairs.models import Fair

POLICY = "duikou-door"
FOLDER = "fairs/offline/"
NAMES = "door prepare session store queue list tickets moments camera qr/decode qr/index"
MODULES = tuple(f"{FOLDER}{name}.js" for name in NAMES.split())
PAGES = ("base/css/duikou.css", "fairs/floor.css", "base/js/duikou.js", "base/img/mark.svg")


def script(fair: Fair, *, gone: bool) -> str:
    """The service worker of this fair's door; with `gone` the one that wipes what was kept and ends."""
    kept = [*(settings.STATIC_URL + name for name in MODULES), *map(static, PAGES)]
    known = {
        "prefix": f"duikou-door-{fair.slug}-",
        "store": f"duikou-door-{fair.slug}",
        "door": reverse("fairs:door", args=[fair.slug]),
        "phone": reverse("fairs:door-phone", args=[fair.slug]),
        "leave": reverse("fairs:door-leave", args=[fair.slug]),
        "kept": kept,
    }
    body = _text("forget") + _text("gone" if gone else "worker")
    version = hashlib.sha256(f"{json.dumps(known)}{body}{_contents()}".encode()).hexdigest()[:12]
    return f"const settings = {json.dumps({**known, 'version': version})};\n{body}"


def _text(name: str) -> str:
    found = finders.find(f"{FOLDER}{name}.js")
    assert isinstance(found, str)
    return Path(found).read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def _contents() -> str:
    """A hash of everything that is kept, as this process found it first."""
    seen = hashlib.sha256()
    for name in (*MODULES, *PAGES):
        found = finders.find(name)
        assert isinstance(found, str), name
        seen.update(Path(found).read_bytes())
    return seen.hexdigest()
