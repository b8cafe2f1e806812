"""What stands in an entry of the journal besides who, what and which, in words for the page that shows it."""

from __future__ import annotations

import json

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from duikou.directory.models import Grant

NAMES = {
    "about": pgettext_lazy("journal", "About"),
    "account": _("Account"),
    "active": _("May sign in"),
    "body": pgettext_lazy("journal", "Body"),
    "by_mail": _("By mail"),
    "count": pgettext_lazy("journal", "How many"),
    "digest": _("Checksum"),
    "expires_at": _("Valid until"),
    "fair": pgettext_lazy("journal", "Fair"),
    "fields": _("Changed facts"),
    "gone": _("Taken away"),
    "how": pgettext_lazy("journal", "How"),
    "kind": pgettext_lazy("journal", "Kind"),
    "method": pgettext_lazy("journal", "How"),
    "new": pgettext_lazy("journal", "New"),
    "number": _("Number"),
    "offer": pgettext_lazy("journal", "Offer"),
    "organisation": _("Organisation"),
    "resource": pgettext_lazy("journal", "Table"),
    "role": _("Role"),
    "slot": pgettext_lazy("journal", "Time"),
    "slots": pgettext_lazy("journal", "Times"),
    "stand": _("Stand"),
    "state": _("State"),
    "stayed": _("Left as they were"),
    "where": _("Where"),
    "why": _("Why"),
}
VALUES = {
    "by_person": _("by the person"),
    "by_staff": _("by staff"),
    "city": _("the whole city"),
    "code": _("by the code"),
    "door": _("at the door"),
    "passkey": _("with a passkey"),
    "password": _("with the password"),
    "recovery_codes": _("Spare codes"),
    "scan": _("by scanning"),
    "table": _("at the table"),
    "totp": _("App that shows codes"),
    "webauthn": _("Passkeys"),
}


def name_of(key: str) -> str:
    """What a detail is called; its key when nobody says."""
    return str(NAMES.get(key, key))


def value_of(key: str, value: object) -> str:
    """The value of this detail, in words where there are some."""
    if key == "role" and value in Grant.Role.values:
        return str(Grant.Role(value).label)
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, str):
        return str(VALUES.get(value, value))
    return json.dumps(value, ensure_ascii=False)
