"""What every page's shell needs."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from duikou.base import clock
from duikou.base import shell as rooms


def shell(request: HttpRequest) -> dict[str, Any]:
    """Template context of the shell: navigation, account menu, bars, the other languages, the city's name and time.

    Parts that a room above provides are looked up only when the page shows them."""
    return {
        "navigation": SimpleLazyObject(lambda: rooms.main_navigation(request)),
        "account_links": SimpleLazyObject(lambda: rooms.links(rooms.account_links, request)),
        "footer_links": SimpleLazyObject(lambda: rooms.links(rooms.footer_links, request)),
        "account_menu": next(iter(rooms.account_menus), None),
        "account_name": SimpleLazyObject(lambda: account_name(request)),
        "shell_bars": [bar for bar in rooms.bars if bar.shown_to(request)],
        "other_languages": other_languages(),
        "city_name": SimpleLazyObject(rooms.site_name),
        "demo": settings.DEMO,
        "now": clock.now(),
    }


def account_name(request: HttpRequest) -> str:
    """The name of whoever is signed in, or an empty text."""
    user = getattr(request, "user", None)
    menu = next(iter(rooms.account_menus), None)
    if user is None or not user.is_authenticated:
        return ""
    return menu.name(request) if menu else str(user)


def other_languages() -> list[tuple[str, str]]:
    """(code, own name) of each language the page could be read in instead."""
    return [(code, str(name)) for code, name in settings.LANGUAGES if code != get_language()]
