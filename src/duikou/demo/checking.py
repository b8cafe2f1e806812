"""The demo's own check: a server of its own, and the main job over HTTP, as a browser without JavaScript walks it."""

from __future__ import annotations

from typing import Any


def walk() -> dict[str, Any]:
    """What was seen, step by step, and the faults found."""
    return {"steps": [], "faults": ["not written yet"]}
