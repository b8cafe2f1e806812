"""What the fairs hang into the page shell: the fairs of those who work at them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from duikou.base import shell
from duikou.fairs.permissions import ACT_FOR_EMPLOYER, KEEP_DOOR


def works_here(request: Any) -> bool:
    """Whether the request is of an office, a door or an employer."""
    return KEEP_DOOR.shown_to(request) or ACT_FOR_EMPLOYER.shown_to(request)


def declare() -> None:
    """Register the way to one's own fairs."""
    shell.account_links.add("fairs-work", shell.NavigationItem("fairs:work", _("My fairs"), works_here))
