"""What the desk hangs into the page shell: the way to the centres for everybody, and to one's own for their keepers."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from duikou.base import shell
from duikou.desk.permissions import KEEP_CENTRES, KEEP_GUIDE, SEE_FIGURES


def declare() -> None:
    """Register both, the services and appointments."""
    shell.navigation.add("centres", shell.NavigationItem("desk:centres", _("Service centres"), rank=20))
    shell.navigation.add("services", shell.NavigationItem("desk:services", _("Services"), rank=70))
    shell.navigation.add("appointments", shell.NavigationItem("desk:appointments", _("Make an appointment"), rank=60))
    shell.navigation.add("guide", shell.NavigationItem("desk:guide", _("New in the city"), rank=80))
    which = shell.NavigationItem("desk:which-window", _("Which window serves me?"), rank=90)
    shell.navigation.add("which-window", which)
    shell.account_links.add("desk-work", shell.NavigationItem("desk:work", _("My centres"), KEEP_CENTRES.shown_to))
    shell.account_links.add(
        "desk-areas",
        shell.NavigationItem("desk:keep-areas", _("Which centre serves which address"), KEEP_CENTRES.shown_to),
    )
    shell.account_links.add(
        "desk-guide", shell.NavigationItem("desk:keep-guide", _("Newcomers’ guide"), KEEP_GUIDE.shown_to)
    )
    shell.account_links.add(
        "desk-figures", shell.NavigationItem("desk:figures", _("Figures of the desk"), SEE_FIGURES.shown_to)
    )
    shell.footer_links.add("guide", shell.NavigationItem("desk:guide", _("New in the city")))
    shell.footer_links.add("which-window", shell.NavigationItem("desk:which-window", _("Which window serves me?")))
