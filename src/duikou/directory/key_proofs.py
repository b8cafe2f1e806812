"""What a key proves itself by, and what is wrong with one that does not, in plain words."""

from __future__ import annotations

import hmac

from django.conf import settings

from duikou.base import keyring
from duikou.base.keyring import FIELD, LOOK_UP, NAMES, SECRET
from duikou.base.registry import key_files

MEANT = b"duikou.key-check:"


def value_of(name: str) -> str:
    """The check number of the key's content. Raises KeyFault when it is missing or damaged and may not be made."""
    return hmac.new(_content(name), MEANT + name.encode(), "sha256").hexdigest()


def _content(name: str) -> bytes:
    if name == SECRET:
        return str(settings.SECRET_KEY).encode()
    file = key_files.get(name)
    return file.load().strip() if file else keyring.key(name)


def kind_of(name: str) -> str:
    """What keys of this name are for: `field` for `field-2`."""
    stem, _dash, number = name.rpartition("-")
    return stem if number.isdigit() else name


def fault_of(name: str, value: str) -> str:
    """What is wrong with the key of this name, whose check number was `value`; empty when nothing is."""
    if name == SECRET:
        same = hmac.compare_digest(value_of(name), value)
        where = "the variable DUIKOU_SECRET" if settings.SECRET else str(keyring.folder() / SECRET)
        return (
            ""
            if same
            else (
                f"{where}, which signs links and sessions, is another than this database was opened with before. If it "
                "was changed on purpose: duikou keys accept-secret (every link given out until now ends)"
            )
        )
    path = keyring.path_of(name)
    if not path.exists():
        return f"{path} is missing. {_without(name)}"
    if hmac.compare_digest(value_of(name), value):
        return ""
    return (
        f"{path} is not the key that this database was written with, but another city's or a new one. {_without(name)}"
    )


def _without(name: str) -> str:
    told: dict[str, str] = {
        FIELD: "Without it nobody can read the names and contacts sealed with it",
        LOOK_UP: "Without it nobody is known again; if it is lost: duikou keys look-up --nobody-is-served",
        NAMES: "Without it the rooms of online interviews change their addresses",
    }
    return told.get(kind_of(name), "Without it the tickets shown until now are not read at the door")
