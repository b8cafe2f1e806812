"""What rooms hang into the page shell: navigation, account menu, bars above the page, and the city's name.

A room above declares in its AppConfig.ready(), for example:

    from duikou.base import shell
    shell.navigation.add("fairs", shell.NavigationItem("fairs:list", _("Job fairs")))
    shell.site_names.add("city", lambda: City.objects.get().name)       # room directory
    shell.account_menus.add("directory", shell.AccountMenu("account_login", "account_logout", display_name))
    shell.bars.add("demo", shell.Bar("demo/bar.html"))
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse

from duikou.base.registry import Registry


def always(request: Any) -> bool:
    """Shown to everybody."""
    return True


@dataclass(frozen=True)
class NavigationItem:
    """One entry of the main navigation; `route` is a URL name, `label` a lazily translated text, `also` the start of
    further addresses that belong to it. Entries stand by `rank`; what does not fit is folded (`OPEN`)."""

    route: str
    label: Any
    shown_to: Callable[[Any], bool] = always
    also: str = ""
    rank: int = 100


@dataclass(frozen=True)
class AccountMenu:
    """How staff sign in and out (URL names; signing out is a POST), and the name shown for a signed-in request."""

    sign_in: str
    sign_out: str
    name: Callable[[Any], str]


@dataclass(frozen=True)
class Bar:
    """A strip above every page, rendered from `template` with the page's own context (the demo's role switcher)."""

    template: str
    shown_to: Callable[[Any], bool] = always


@dataclass(frozen=True, slots=True)
class Link:
    """A link of the shell as the template needs it; `current` marks the page's own section."""

    address: str
    label: Any
    current: bool = False


# How many entries of the main navigation stand open, on a telephone and elsewhere; the rest folds into one.
OPEN_NARROW, OPEN = 3, 5
navigation: Registry[NavigationItem] = Registry()
account_links: Registry[NavigationItem] = Registry()
footer_links: Registry[NavigationItem] = Registry()
account_menus: Registry[AccountMenu] = Registry()
bars: Registry[Bar] = Registry()
site_names: Registry[Callable[[], object]] = Registry()


def site_name() -> str:
    """The city's name in the reader's language; the product's name until a room provides one."""
    for provider in site_names:
        if name := str(provider() or ""):
            return name
    return str(settings.CITY_FALLBACK_NAME)


@dataclass(frozen=True, slots=True)
class Navigation:
    """The main navigation: what stands open everywhere, what is folded on a telephone, and what is folded always."""

    always: list[Link]
    wide: list[Link]
    folded: list[Link]

    @property
    def is_folded(self) -> bool:
        """Whether the page's own section is folded, wherever it is looked at."""
        return any(one.current for one in self.folded)


def main_navigation(request: Any) -> Navigation:
    """The main navigation of a page."""
    found = links(navigation, request)
    return Navigation(found[:OPEN_NARROW], found[OPEN_NARROW:OPEN], found[OPEN:])


def links(items: Registry[NavigationItem], request: Any) -> list[Link]:
    """The entries shown to `request`, the one whose address is the longest start of the page's marked as current."""
    ranked = sorted(items, key=lambda item: item.rank)
    found = [(reverse(item.route), item) for item in ranked if item.shown_to(request)]
    homes = [
        (len(start), address)
        for address, item in found
        for start in (address, item.also)
        if start and (request.path == start or _holds(start, request.path))
    ]
    _length, current = max(homes, default=(0, ""))
    return [Link(address, item.label, address == current) for address, item in found]


def _holds(address: str, path: str) -> bool:
    return address != "/" and path.startswith(address)
