"""Numbers and addresses of persons in what people write: identity numbers, which are never kept, and the telephones and
mail boxes of persons, which are kept where an office's are meant."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

GAP = r"[ \t\-–—.·_]{0,2}"
RUN = re.compile(rf"[0-9](?:{GAP}[0-9]){{13,}}(?:{GAP}[Xx](?![0-9A-Za-z]))?")
GAPS = re.compile(r"[ \t\-–—.·_]+")
MANY_DIGITS = re.compile(r"\d[\d\s\-–—.·_\u200b-\u200d\u2060\ufeff]{9,}")
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
PROVINCES = frozenset(
    map(
        str,
        (
            *range(11, 16),
            *range(21, 24),
            *range(31, 38),
            *range(41, 47),
            *range(50, 55),
            *range(61, 66),
            71,
            81,
            82,
            83,
        ),
    )
)
LENGTH, OLD_LENGTH = 18, 15
MOBILE = re.compile(r"(?<!\d)(?:\+?86[-\s]?)?1[3-9]\d[-\s]?\d{4}[-\s]?\d{4}(?!\d)")
MAIL = re.compile(r"(?<![\w.+-])([A-Za-z0-9][\w.+-]{0,63})@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
OFFICE_BOX = re.compile(
    r"(?:hr|job|jobs|zhaopin|recruit|recruiting|recruitment|career|careers|info|contact|office|service|services|support|"
    r"admin|help|mail|post|kefu|bgs|rsc|rsj|rlzy|renli|xinfang)[\d._-]*",
    re.IGNORECASE,
)


def is_identity_number(text: str) -> bool:
    """Whether the text is an identity number: 18 places with a right date and check character (GB 11643-1999, by
    ISO 7064 MOD 11-2)."""
    if len(text) != LENGTH or not text[:17].isascii() or not text[:17].isdigit() or text[0] == "0":
        return False
    if text[6:8] not in ("18", "19", "20") or not _is_day(text[6:14]):
        return False
    total = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, text[:17], strict=True))
    return CHECKS[total % 11] == text[17].upper()


def is_old_identity_number(text: str) -> bool:
    """Whether the text is an identity number of before 1999: 15 digits, a province and a day of the last century."""
    right = len(text) == OLD_LENGTH and text.isascii() and text.isdigit() and text[:2] in PROVINCES
    return right and _is_day(f"19{text[6:12]}")


def holds_identity_number(text: str) -> bool:
    """Whether an identity number stands somewhere in the text, full-width, spaced, or between other digits."""
    return any(_is_one(found[0]) for found in RUN.finditer(_plain(text))) if MANY_DIGITS.search(text) else False


def without_identity_numbers(text: str) -> str:
    """The text with `[…]` where an identity number stands; the very same text when none does."""
    if not MANY_DIGITS.search(text):
        return text
    plain = _plain(text)
    mended = RUN.sub(lambda found: "[…]" if _is_one(found[0]) else found[0], plain)
    return text if mended == plain else mended


def holds_contact_of_person(text: str) -> bool:
    """Whether a mobile number stands in the text, or a mail address that is not an office's own, as hr@ is."""
    plain = _plain(text)
    if MOBILE.search(plain):
        return True
    return any(not OFFICE_BOX.fullmatch(found[1]) for found in MAIL.finditer(plain))


def _plain(text: str) -> str:
    """Full-width digits as plain ones, without marks that nobody sees."""
    return "".join(one for one in unicodedata.normalize("NFKC", text) if unicodedata.category(one) != "Cf")


def _is_one(run: str) -> bool:
    digits = GAPS.sub("", run)
    if is_old_identity_number(digits):
        return True
    return any(is_identity_number(digits[start : start + LENGTH]) for start in range(len(digits) - LENGTH + 1))


def _is_day(text: str) -> bool:
    try:
        date(int(text[:4]), int(text[4:6]), int(text[6:8]))
    except ValueError:
        return False
    return True
