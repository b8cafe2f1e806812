"""Names of organisations, as they are compared."""

from __future__ import annotations

import unicodedata


def organisation_key(name: str) -> str:
    """What stays of an organisation's name when full and half width, case, spaces, brackets and marks are made equal:
    `示例（甘肃）有限公司` and `示例(甘肃) 有限公司` have the same key. At most 200 letters."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join(letter for letter in folded if letter.isalnum())[:200]
