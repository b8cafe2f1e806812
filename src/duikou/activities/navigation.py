"""What activities hang into the page shell: what is on, for everybody; one's own, for their keepers."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from duikou.activities.permissions import KEEP_ACTIVITIES, KEEP_CONTESTS, KEEP_COURSES
from duikou.activities.queries.jury import juries_of
from duikou.base import shell
from duikou.directory.models import Account


def judges(request: Any) -> bool:
    """Whether whoever sent the request is in a jury."""
    return isinstance(request.user, Account) and juries_of(request.user).exists()


def declare() -> None:
    """Register all."""
    shell.navigation.add("activities", shell.NavigationItem("activities:list", _("What is on"), rank=30))
    shell.navigation.add("volunteers", shell.NavigationItem("activities:teams", _("Volunteers")))
    mine = shell.NavigationItem("activities:work", _("My activities"), KEEP_ACTIVITIES.shown_to)
    shell.account_links.add("activities-work", mine)
    teams = shell.NavigationItem("activities:keep-teams", _("My volunteer teams"), KEEP_ACTIVITIES.shown_to)
    shell.account_links.add("activities-teams", teams)
    classes = shell.NavigationItem("activities:class-work", _("My classes"), KEEP_COURSES.shown_to)
    shell.account_links.add("activities-classes", classes)
    contests = shell.NavigationItem("activities:kept-contests", _("My contests"), KEEP_CONTESTS.shown_to)
    shell.account_links.add("contests-work", contests)
    shell.account_links.add("jury", shell.NavigationItem("activities:juries", _("Jury"), judges))
