"""The city's keys by name: `field-1`, `field-2` … seal texts, `look-up`, `look-up-2` … make the check numbers that
people are found by, `names` those that only have to stay the same.

The highest number is the one in use. A process looks for a higher one every second, so that a new key is used by all
of them without being told. `next-field-2` opens what was sealed with it elsewhere and is not used here yet;
`retired/field-1` opens what an old backup brings back.
"""

from __future__ import annotations

import base64
import binascii
import os
import re
import time
from functools import cache
from pathlib import Path

from django.conf import settings

from duikou.base.keys import KeyFault, kept

LOOKED_FOR_SECONDS = 1.0
FIELD, LOOK_UP, NAMES, SECRET = "field", "look-up", "names", "secret"
STAGED, RETIRED = "next-", "retired"
LENGTH = 32
_in_use: dict[tuple[str, Path], tuple[float, str]] = {}


def folder() -> Path:
    """Where the keys are kept."""
    where = settings.KEYS_FOLDER
    return where if isinstance(where, Path) else Path(where)


def new_key() -> bytes:
    """The content of a new key's file."""
    return base64.b64encode(os.urandom(LENGTH))


def name_of(kind: str, number: int) -> str:
    """The name of a kind's key with this number: `field-1`, `look-up`, `look-up-2`."""
    return kind if kind == LOOK_UP and number == 1 else f"{kind}-{number}"


def numbers(kind: str, *, staged: bool = False, retired: bool = False) -> list[int]:
    """The numbers of the keys there are of a kind, the lowest first: of those that wait to be used with `staged`, of
    those put aside with `retired`."""
    pattern = re.compile(rf"{STAGED if staged else ''}{kind}(?:-([1-9]\d{{0,5}}))?")
    where = folder() / RETIRED if retired else folder()
    try:
        found = [pattern.fullmatch(name) for name in os.listdir(where)]
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise KeyFault(f"the folder of the keys, {where}, cannot be read ({error.strerror})") from error
    return sorted(int(one[1] or 1) for one in found if one and (one[1] or kind == LOOK_UP))


def in_use(kind: str) -> str:
    """The name of the key that new values are made with; the first one's while there is none."""
    here, now = (kind, folder()), time.monotonic()
    known = _in_use.get(here)
    if known is None or now - known[0] > LOOKED_FOR_SECONDS:
        known = now, name_of(kind, max(numbers(kind), default=1))
        _in_use[here] = known
    return known[1]


def key(name: str, *, make: bool = True) -> bytes:
    """The 32 bytes of a key. With `make` one that is not there is made if no stored value needs another. Raises
    KeyFault."""
    return _key(folder(), name, make)


def path_of(name: str) -> Path:
    """Where a key's file is: in use, not used yet, or retired; where it would be when it is nowhere."""
    usual = folder() / name
    for path in (usual, usual.with_name(f"{STAGED}{name}"), usual.parent / RETIRED / name):
        if path.exists():
            return path
    return usual


def look_again() -> None:
    """Forget which keys are in use and what they hold."""
    _in_use.clear()
    _key.cache_clear()


@cache
def _key(where: Path, name: str, make: bool) -> bytes:
    path = path_of(name)
    if not make and not path.exists():
        raise KeyFault(f"the key {path} is missing. Put it back from a backup")
    content = kept(path, lambda: _first(name))
    try:
        found = base64.b64decode(content.strip(), validate=True)
    except binascii.Error:
        found = b""
    if len(found) != LENGTH:
        raise KeyFault(f"the key {path} is damaged: what it holds is no key. Put it back from a backup")
    return found


def _first(name: str) -> bytes:
    """What a first key holds. What has to stay the same was made with the look-up key once."""
    before = numbers(LOOK_UP) if name == NAMES else []
    return base64.b64encode(key(name_of(LOOK_UP, before[0]))) if before else new_key()
