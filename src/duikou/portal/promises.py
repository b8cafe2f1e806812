"""What is never kept about people, as it is promised on the public page; tests of the whole house hold it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

NEVER = (
    _("No ethnicity, no religion, no mother tongue. The language chosen for messages finds and counts nobody."),
    _("No identity-card number. One that is typed in by mistake is refused and thrown away."),
    _("No origin, household registration, home address, movements, device or network address."),
    _("No photo, fingerprint, state of health, income, politics or relatives."),
    _("No score, no label and no note about anybody, and nothing about children under 14."),
    _("No list of who lives where, of who did not come or of who said no."),
    _("No list of people leaves the server but the roll of one event, for its door."),
    _("Nobody’s data are handed to other bodies. Small counts about people are not published."),
)
