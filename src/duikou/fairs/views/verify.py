"""The page on which anybody makes a published draw again, in their own browser."""

from __future__ import annotations

import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from duikou.base.everybody import for_everybody

FILE = re.compile(r"/fairs/[-\w]{1,120}/draw/file", re.ASCII)
HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)


@for_everybody(seconds=60)
@require_safe
def verify_draw(request: HttpRequest) -> HttpResponse:
    """How a draw works, and a place to check one: `file` names a published draw of this city, `sha256` the hash that
    was told before it. Both are only handed on to the browser; whatever else stands there is left out."""
    file, told = request.GET.get("file", ""), request.GET.get("sha256", "").strip().lower()
    context = {
        "file": file if FILE.fullmatch(file) else "",
        "told": told if HASH.fullmatch(told) else "",
    }
    return render(request, "fairs/verify_draw.html", context)
