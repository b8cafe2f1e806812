"""The address for whoever watches over the city: 200 when all that works by itself does so, else 503."""

from __future__ import annotations

from datetime import datetime

from django.db import Error
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from duikou.journal.health import health


@require_safe
def page(request: HttpRequest) -> JsonResponse:
    """What works and since when, as JSON: nothing about people, no version, no path, no address. The database may be
    gone, or older than the program: that is an answer, too."""
    try:
        found = health()
    except Error:
        return _answer({"healthy": False, "database": False}, healthy=False)
    sound = found.sound()
    return _answer(
        {
            "healthy": all(sound.values()),
            "database": True,
            "worker": {"ok": sound["worker"], "at": _moment(found.worker)},
            "retention": {"ok": sound["retention"], "at": _moment(found.retention)},
            "promises": {"ok": sound["promises"], "at": _moment(found.promises), "kept": found.kept},
            "messages": {
                "ok": sound["messages"],
                "oldest_undelivered_seconds": int(max(found.late, found.undelivered).total_seconds()),
            },
        },
        healthy=all(sound.values()),
    )


def _answer(said: dict[str, object], *, healthy: bool) -> JsonResponse:
    return JsonResponse(said, status=200 if healthy else 503, headers={"Cache-Control": "no-store"})


def _moment(at: datetime | None) -> str | None:
    return at.isoformat(timespec="seconds") if at else None
