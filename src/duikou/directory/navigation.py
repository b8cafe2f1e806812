"""What the directory hangs into the page shell."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from duikou.base import shell
from duikou.base.recent import Recent
from duikou.directory.models import Grant
from duikou.directory.queries import city, has_role

NAME_KEPT_SECONDS = 5.0
_name: Recent[object] = Recent(NAME_KEPT_SECONDS)


def city_name() -> object:
    """The city's name, at most five seconds old, or nothing before it is set up. It stands on every page."""
    kept = _name.get("", _city_name)
    if not kept:
        _name.drop()
    return kept


def _city_name() -> object:
    here = city()
    return here.name if here else ""


def shown_name(request: Any) -> str:
    """The name under which somebody is signed in."""
    return str(request.user)


def is_administrator(request: Any) -> bool:
    """Whether the request is an administrator's."""
    return has_role(request.user, Grant.Role.ADMINISTRATOR)


def is_of_an_office(request: Any) -> bool:
    """Whether the request is somebody's of an office."""
    return has_role(request.user, Grant.Role.OFFICE)


def is_an_auditor(request: Any) -> bool:
    """Whether the request is somebody's who may read the journal."""
    return has_role(request.user, Grant.Role.AUDITOR)


def declare() -> None:
    """Register the city's name, the account menu and its entries."""
    shell.site_names.add("directory", city_name)
    shell.account_menus.add("directory", shell.AccountMenu("directory:sign-in", "directory:sign-out", shown_name))
    shell.account_links.add("account", shell.NavigationItem("directory:account", _("My account")))
    shell.account_links.add("accounts", shell.NavigationItem("directory:accounts", _("Accounts"), is_administrator))
    shell.account_links.add(
        "connections", shell.NavigationItem("directory:connections", _("Other systems"), is_of_an_office)
    )
    shell.account_links.add("messages", shell.NavigationItem("directory:messages", _("Messages"), is_administrator))
    shell.account_links.add("journal", shell.NavigationItem("directory:journal", _("Who did what"), is_an_auditor))
    shell.account_links.add("city", shell.NavigationItem("directory:city", _("The city"), is_administrator))
