"""A link as it is handed over: its full address and a QR code of it, to be shown once and printed."""

from __future__ import annotations

from typing import Any

import segno
from django.conf import settings
from django.http import HttpRequest
from django.utils.safestring import mark_safe


def slip(request: HttpRequest, path: str) -> dict[str, Any]:
    """`link`, the address of `path` for whoever gets it, and `qr`, a drawing of it."""
    link = settings.ADDRESS + path if settings.ADDRESS else request.build_absolute_uri(path)
    drawn = segno.make(link, error="m", micro=False).svg_inline(omitsize=True, border=2)
    return {"link": link, "qr": mark_safe(drawn)}
