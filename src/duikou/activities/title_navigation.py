"""What titles hang into the page shell: the list of bodies with a title, for everybody; the work on them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from duikou.activities.title_permissions import shown_to
from duikou.base import shell


def declare() -> None:
    """Register both."""
    shell.footer_links.add("titles", shell.NavigationItem("activities:titles", _("Model communities")))
    mine = shell.NavigationItem("activities:title-work", _("Work on titles"), shown_to)
    shell.account_links.add("activities-titles", mine)
