"""The roles one can take in the demo, each with one click, and where each begins its work."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Role:
    """A role of the switcher; `username` is empty for the visitor, who has no account. `home` is a path."""

    key: str
    label: Any
    username: str
    home: Any


ROLES = {
    role.key: role
    for role in (
        Role("visitor", _("Visitor"), "", "/fairs/demo/"),
        Role("employer-a", _("Employer A"), "employer-a", "/fairs/demo/table"),
        Role("employer-b", _("Employer B"), "employer-b", "/fairs/demo/table"),
        Role("door", _("Door"), "door", "/fairs/demo/door"),
        Role("office", _("Office"), "office", "/office/fairs/demo/"),
        Role("centre", _("Service centre"), "centre", reverse_lazy("desk:work")),
        Role("programme", _("Programme"), "programme", reverse_lazy("activities:work")),
        Role("juror", _("Juror"), "juror", reverse_lazy("activities:juries")),
        Role("administrator", _("Administrator"), "admin", "/accounts"),
        Role("approver", _("Approver"), "approver", "/decisions"),
        Role("auditor", _("Auditor"), "auditor", "/journal"),
    )
}


def choices(username: str) -> Iterator[tuple[Role, bool]]:
    """Every role, and whether it is the one signed in as `username`."""
    for role in ROLES.values():
        yield role, role.username == username
