"""What the directory hangs into the page shell."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from duikou.base import shell
from duikou.base.recent import Recent
from duikou.directory import permissions
from duikou.directory.decisions import DECIDE
from duikou.directory.queries import city

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


def declare() -> None:
    """Register the city's name, the account menu and its entries."""
    shell.site_names.add("directory", city_name)
    shell.account_menus.add("directory", shell.AccountMenu("account_login", "account_logout", shown_name))
    shell.account_links.add("account", shell.NavigationItem("directory:account", _("My account")))
    for key, label, may in (
        ("accounts", _("Accounts"), permissions.KEEP_ACCOUNTS),
        ("invitations", _("Invitations"), permissions.INVITE),
        ("decisions", _("Decisions"), DECIDE),
        ("photos-taken-down", _("Pictures taken down"), permissions.KEEP_PHOTOS),
        ("connections", _("Other systems"), permissions.CONNECT),
        ("messages", _("Messages"), permissions.KEEP_MESSAGES),
        ("wordings", _("Wordings"), permissions.READ_WORDINGS),
        ("journal", _("Who did what"), permissions.READ_JOURNAL),
        ("retention", _("Promises"), permissions.READ_JOURNAL),
        ("bodies", _("Organisations and areas"), permissions.KEEP_CITY),
        ("city", _("The city"), permissions.KEEP_CITY),
    ):
        shell.account_links.add(key, shell.NavigationItem(f"directory:{key}", label, may.shown_to))
