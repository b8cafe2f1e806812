"""What every page's shell needs."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from duikou.base import clock
from duikou.base.shell import bars, navigation


def shell(request: HttpRequest) -> dict[str, Any]:
    """Template context of the shell: navigation, extra bars, the languages and the city's present time."""
    return {
        "navigation": [item for item in navigation if item.shown_to(request)],
        "shell_bars": [bar for bar in bars if bar.shown_to(request)],
        "languages": settings.LANGUAGES,
        "demo": settings.DEMO,
        "now": clock.now(),
    }
