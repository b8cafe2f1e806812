"""What is done with the money of partnerships, in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

DEEDS = {
    "partnership.agreed": _("agreed a partnership"),
    "fund.opened": _("opened a fund"),
    "year_task.opened": _("opened the year task of a fund"),
    "project.written": _("wrote a project"),
    "money.posted": _("posted a sum"),
    "money.reversed": _("reversed a posting"),
}
