"""What the engine hangs into the page shell: one's own bookings."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from duikou.base import shell


def declare() -> None:
    """Register the way to one's own bookings, for everybody."""
    shell.navigation.add("my-bookings", shell.NavigationItem("booking:my", _("My bookings"), rank=50))
