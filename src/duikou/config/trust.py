"""How a telephone comes to trust the certificate that `serve --tls` has made: a page that explains it, and the file."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from duikou.config.tls import AUTHORITY, FOLDER, fingerprint


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """What to do on a telephone; 404 when the certificate is not of this machine's own making."""
    return render(request, "config/trust.html", {"pairs": fingerprint(_authority()).split(":")})


@require_GET
def authority(request: HttpRequest) -> HttpResponse:
    """The authority to trust, as telephones take it (RFC 5280 in PEM)."""
    answer = HttpResponse(_authority().read_bytes(), content_type="application/x-x509-ca-cert")
    answer["Content-Disposition"] = 'attachment; filename="duikou.crt"'
    return answer


def _authority() -> Path:
    path = Path(settings.DATA) / FOLDER / AUTHORITY
    if not settings.OWN_AUTHORITY or not path.is_file():
        raise Http404
    return path
