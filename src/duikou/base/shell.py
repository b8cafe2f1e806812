"""What rooms hang into the page shell: entries of the main navigation and bars above the page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from duikou.base.registry import Registry


def always(request: Any) -> bool:
    """Shown to everybody."""
    return True


@dataclass(frozen=True)
class NavigationItem:
    """One entry of the main navigation; `route` is a URL name, `label` a lazily translated text."""

    route: str
    label: Any
    shown_to: Callable[[Any], bool] = always


@dataclass(frozen=True)
class Bar:
    """A strip above every page, rendered from `template` with the page's own context (the demo's role switcher)."""

    template: str
    shown_to: Callable[[Any], bool] = always


navigation: Registry[NavigationItem] = Registry()
bars: Registry[Bar] = Registry()
