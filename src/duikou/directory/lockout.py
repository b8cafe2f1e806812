"""Who guesses at a password is locked out for a quarter of an hour; whoever it belongs to is not.

Failures are counted for an account together with where they come from: a browser that signed in to it before counts by
itself, all others by the network they are in. So nobody can lock others out from elsewhere, and a browser that is known
stays open while somebody guesses (OWASP's device cookies). Only keyed hashes are counted; no address is kept.
"""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase

from duikou.base.networks import network_of
from duikou.base.sealed import look_up_hash

KNOWN = f"{settings.PATH_COOKIE_PREFIX}duikou_known"
KNOWN_SECONDS = 180 * 24 * 3600
MOST_KNOWN = 5  # accounts that one browser is known to
SALT = "directory.known"


def account_hash(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """The keyed hash of the user name that somebody tries, in hexadecimal."""
    said = (credentials or {}).get("username") or request.POST.get("login") or ""
    return look_up_hash("sign-in", str(said).strip().casefold()).hex()


def client_hash(request: HttpRequest) -> str:
    """The keyed hash of the browser, where it is known to the account that is tried, or else of its network."""
    mark = _known(request).get(account_hash(request, getattr(request, "axes_credentials", None))[:16])
    if mark:
        return look_up_hash("browser", mark).hex()
    network = network_of(request.META.get("REMOTE_ADDR", ""), request.META.get("HTTP_X_FORWARDED_FOR", ""))
    return look_up_hash("network", network).hex()


def remember(request: HttpRequest, response: HttpResponseBase, username: str) -> None:
    """Let the browser be known to this account from now on."""
    known = _known(request)
    name = account_hash(request, {"username": username})[:16]
    known[name] = known.pop(name, "") or secrets.token_urlsafe(12)
    while len(known) > MOST_KNOWN:
        known.pop(next(iter(known)))
    response.set_cookie(
        KNOWN,
        signing.dumps(known, salt=SALT),
        max_age=KNOWN_SECONDS,
        path="/sign-in",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _known(request: HttpRequest) -> dict[str, str]:
    try:
        known = signing.loads(request.COOKIES.get(KNOWN, ""), salt=SALT, max_age=KNOWN_SECONDS)
    except signing.BadSignature:
        return {}
    return known if isinstance(known, dict) else {}


def locked_out(
    request: HttpRequest, response: HttpResponseBase, credentials: dict[str, Any] | None
) -> HttpResponseBase:
    """The page as it is, which says so (`forms.sign_in.SignIn`), with the status 429."""
    response.status_code = 429
    response.headers["Retry-After"] = str(int(settings.AXES_COOLOFF_TIME.total_seconds()))
    return response
