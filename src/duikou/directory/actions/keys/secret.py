"""The secret that signs links and sessions, changed on purpose."""

from __future__ import annotations

from django.db import transaction

from duikou.base.actor import Actor
from duikou.base.keyring import SECRET
from duikou.directory import key_checks
from duikou.directory.models import KeyCheck
from duikou.journal.actions import record


@transaction.atomic
def accept_secret(*, by: Actor) -> None:
    """Take the secret that signs links and sessions as it is now for the right one."""
    KeyCheck.objects.filter(name=SECRET).delete()
    key_checks.keep(SECRET)
    record(what="key.accepted", which=f"key:{SECRET}", by=by)
