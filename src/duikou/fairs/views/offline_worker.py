"""The text of a service worker that keeps one page for when the network is gone: what it keeps, under a name that
changes with any of it. Doors and tables have one each."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.templatetags.static import static

FOLDER = "fairs/offline/"
PAGES = ("base/css/duikou.css", "fairs/floor.css", "base/js/duikou.js", "base/img/mark.svg")


@dataclass(frozen=True, slots=True)
class Offline:
    """A page that goes on without a network: the `name` under which a browser keeps it and its things, the addresses
    that fall back to it (all that begin with `scope`), its own address, the modules that it is made of, the address
    that ends it on this device, and how many seconds a form there is waited for (0: as long as the network takes)."""

    name: str
    scope: str
    page: str
    modules: tuple[str, ...]
    leave: str = ""
    forms_wait: int = 0


def script(kept: Offline, *, gone: bool) -> HttpResponse:
    """The service worker of this page; with `gone` the one that wipes what was kept and ends."""
    names = tuple(f"{FOLDER}{name}.js" for name in kept.modules)
    known: dict[str, Any] = {
        "prefix": f"{kept.name}@",
        "store": kept.name,
        "page": kept.page,
        "leave": kept.leave,
        "forms_wait": kept.forms_wait,
        "kept": [*(settings.STATIC_URL + name for name in names), *map(static, PAGES)],
    }
    body = _text("forget") + _text("gone" if gone else "worker")
    version = hashlib.sha256(f"{json.dumps(known)}{body}{_contents(names)}".encode()).hexdigest()[:12]
    text = f"const settings = {json.dumps({**known, 'version': version})};\n{body}"
    answer = HttpResponse(text, content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-store"
    return answer


def _text(name: str) -> str:
    found = finders.find(f"{FOLDER}{name}.js")
    assert isinstance(found, str)
    return Path(found).read_text(encoding="utf-8")


@lru_cache(maxsize=4)
def _contents(modules: tuple[str, ...]) -> str:
    """A hash of everything that is kept, as this process found it first."""
    seen = hashlib.sha256()
    for name in (*modules, *PAGES):
        found = finders.find(name)
        assert isinstance(found, str), name
        seen.update(Path(found).read_bytes())
    return seen.hexdigest()
