"""The choice of language."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from django.views.i18n import set_language


@csrf_exempt
@require_POST
def choose(request: HttpRequest) -> HttpResponseBase:
    """Keep the chosen language in a cookie and return to the page it was chosen on.

    Exempt from the CSRF check so that reading a page leaves no cookie behind; a forged choice of language is harmless
    and undone by one click."""
    return set_language(request)
