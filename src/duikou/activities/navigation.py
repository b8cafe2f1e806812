"""What activities hang into the page shell: what is on, for everybody; one's own, for their keepers."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from duikou.activities.permissions import KEEP_ACTIVITIES, KEEP_COURSES
from duikou.base import shell


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
