"""A few public pages that a browser keeps for when the network is gone: the text of their service worker.

What is kept is the same for everybody; a page is always asked for anew first.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.templatetags.static import static

WORKER = "desk/keep_pages.js"
PARTS = ("base/css/duikou.css", "base/js/duikou.js", "base/img/mark.svg")


def worker(name: str, *, scope: str, pages: Sequence[str], parts: Sequence[str]) -> HttpResponse:
    """The service worker that keeps `pages` (addresses) for those who come without a network, and what they are made
    of: static files (`parts`) and whole addresses. Its version changes with any of them, and with the first page's
    language."""
    kept = [one if one.startswith("/") else static(one) for one in (*PARTS, *parts)]
    known = {"prefix": f"{name}@", "pages": list(pages), "kept": kept}
    found = finders.find(WORKER)
    assert isinstance(found, str)
    body = Path(found).read_text(encoding="utf-8")
    version = hashlib.sha256(f"{json.dumps(known)}{body}".encode()).hexdigest()[:12]
    text = f"const settings = {json.dumps({**known, 'version': version})};\n{body}"
    answer = HttpResponse(text, content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-store"
    answer["Service-Worker-Allowed"] = scope
    return answer
