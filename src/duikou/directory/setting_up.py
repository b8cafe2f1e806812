"""The code that proves, on the set-up page, that one can read the console of the machine: nobody else may take a fresh
installation over."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from pathlib import Path

from django.conf import settings

from duikou.base.ids import CODE_LETTERS, read_code

LENGTH = 12


def _file() -> Path:
    return Path(settings.DATA) / "set-up-code"


def _hash(code: str) -> str:
    return hashlib.sha256(read_code(code).encode()).hexdigest()


def new_code() -> str:
    """A new code, printed as `ABCD-EFGH-JKLM`; only its hash is kept, and the one before it is void."""
    code = "".join(secrets.choice(CODE_LETTERS) for _ in range(LENGTH))
    path = _file()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_text(_hash(code), encoding="ascii")
    return "-".join(code[start : start + 4] for start in range(0, LENGTH, 4))


def code_fits(code: str) -> bool:
    """Whether `code`, as typed, is the one printed last."""
    try:
        kept = _file().read_text(encoding="ascii").strip()
    except OSError:
        return False
    return hmac.compare_digest(kept, _hash(code))


def awaited() -> bool:
    """Whether a code was printed and nobody has used it: the server was started without a city."""
    return _file().exists()


def forget_code() -> None:
    """Make the code void: the city is set up."""
    _file().unlink(missing_ok=True)
