"""A few public pages that a browser keeps for when the network is gone: the text of their service worker.

What is kept is the same for everybody; a page is always asked for anew first. Registering a worker needs a trusted
script address (Trusted Types), which `may_register` lets the page make.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import cast

from csp.decorators import csp_replace
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static

POLICY = "duikou-offline"
WORKER = "desk/keep_pages.js"
PARTS = ("base/css/duikou.css", "base/js/duikou.js", "base/img/mark.svg")


def may_register(response: HttpResponse) -> HttpResponse:
    """The response, whose page may register its service worker and no other script."""
    replaced = csp_replace({"trusted-types": [POLICY]})(lambda _request: response)
    return cast(HttpResponse, replaced(HttpRequest()))


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
