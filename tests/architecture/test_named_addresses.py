"""Every address that a template or the code names is there; cookies have the names that HTTPS asks for."""

from __future__ import annotations

import re

from tests.architecture.house import SOURCE, source_files
from tests.architecture.world import routes

IN_TEMPLATES = re.compile(r"""\{%\s*url\s+['"]([\w:-]+)['"]""")
IN_CODE = re.compile(r"""\b(?:reverse|redirect|reverse_lazy)\(\s*"([a-z]+[:_][\w-]+)\"""")


def named() -> dict[str, str]:
    """Names of addresses, each with a file that uses it."""
    found = {}
    for path in SOURCE.rglob("*.html"):
        found |= dict.fromkeys(IN_TEMPLATES.findall(path.read_text(encoding="utf-8")), path.name)
    for path in source_files():
        found |= dict.fromkeys(IN_CODE.findall(path.read_text(encoding="utf-8")), path.name)
    return found


def test_every_address_that_is_named_is_there():
    known = set(routes()) | {f"demo:{name}" for name in routes("duikou.demo.urls")}
    missing = {name: file for name, file in named().items() if name not in known and name.split(":")[-1] not in known}
    assert len(named()) > 60
    assert missing == {}


def test_every_cookie_has_a_name_of_its_host():
    """`__Host-` or, where it belongs to some pages only, `__Secure-`."""
    for path in source_files():
        text = path.read_text(encoding="utf-8")
        if re.search(r"\.set_(?:signed_)?cookie\(", text):
            assert "settings.COOKIE_PREFIX" in text or "settings.PATH_COOKIE_PREFIX" in text, path
            assert text.count("set_cookie(") + text.count("set_signed_cookie(") == text.count("httponly=True"), path
            assert text.count("samesite=") >= text.count("httponly=True"), path
            assert text.count("secure=settings.") == text.count("httponly=True"), path
