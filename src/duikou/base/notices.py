"""Where the sentences wait that the next page shows: in a cookie of this host alone."""

from __future__ import annotations

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage


class InCookie(CookieStorage):
    """Django's own, under a name as the other cookies have."""

    cookie_name = f"{settings.COOKIE_PREFIX}duikou_notices"


class Notices(FallbackStorage):
    """In the cookie, and what does not fit into it in the session."""

    storage_classes = (InCookie, SessionStorage)
