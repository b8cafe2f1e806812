"""The messages about accounts about somebody invented, for the page of wordings."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from duikou.base import clock
from duikou.directory import account_letters as letters
from duikou.directory.models import Grant
from duikou.journal.kinds import samples

NAME = "zhang-min"


def _soon() -> datetime:
    return clock.now() + timedelta(hours=1)


SAMPLES = {
    "account_invitation": lambda: letters.invitation_letter(
        str(Grant.Role.OFFICE.label), _("the whole city"), "example", clock.now() + timedelta(days=14)
    ),
    "address_code": lambda: letters.address_code_letter("482913", NAME, _soon()),
    "address_changing": lambda: letters.address_changing_letter(NAME),
    "lost_password": lambda: letters.lost_password_letter(
        {NAME: reverse("directory:new-password", args=["example"])}, _soon()
    ),
    "second_factor_changed": lambda: letters.second_factor_changed_letter(NAME),
    "password_renewed": lambda: letters.password_renewed_letter(NAME),
}


def declare() -> None:
    """Show these on the page of wordings."""
    for template, sample in SAMPLES.items():
        samples.add(template, sample)
