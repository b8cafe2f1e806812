"""What the policies hang into the page shell."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from duikou.base import shell
from duikou.plans.permissions import KEEP_POLICIES


def declare() -> None:
    """Register the way to the policies, for everybody, and to those one keeps."""
    shell.footer_links.add("policies", shell.NavigationItem("plans:policies", _("Policies")))
    shell.account_links.add(
        "keep-policies",
        shell.NavigationItem("plans:kept-policies", _("Keep policies"), KEEP_POLICIES.shown_to),
    )
