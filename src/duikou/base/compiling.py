"""Message catalogues as programs read them: compiled without system gettext where they are missing or too old."""

from __future__ import annotations

import io
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent


def compile_one(path: Path) -> None:
    """Compile one .po to the .mo beside it; untranslated and fuzzy messages fall back to English."""
    from babel.messages.mofile import write_mo  # most starts find nothing to compile
    from babel.messages.pofile import read_po

    with path.open("rb") as file:
        catalogue = read_po(file, locale=path.parent.parent.name)
    body = io.BytesIO()
    write_mo(body, catalogue)
    path.with_suffix(".mo").write_bytes(body.getvalue())


def compile_stale(package: Path = PACKAGE) -> list[Path]:
    """Compile every catalogue whose .mo is missing or older than its .po; the ones compiled."""
    stale = []
    for path in sorted(package.glob("*/locale/*/LC_MESSAGES/django.po")):
        made = path.with_suffix(".mo")
        if not made.exists() or made.stat().st_mtime_ns < path.stat().st_mtime_ns:
            compile_one(path)
            stale.append(path)
    return stale
