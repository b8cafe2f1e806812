"""The unified social credit code of an organisation (统一社会信用代码), GB 32100-2015.

Eighteen characters: the registering department (1), the kind of organisation (1), the administrative division (6
digits, GB/T 2260), the organisation code (9, GB 11714) and a check character (1).
"""

from __future__ import annotations

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# Clause 4.2 and table 1 of GB 32100-2015: digits and capital letters without I, O, S, V and Z.
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_SHAPE = re.compile(rf"[{ALPHABET}]{{2}}[0-9]{{6}}[{ALPHABET}]{{10}}")


def check_character(first_seventeen: str) -> str:
    """The eighteenth character for the seventeen before it: 31 - (sum of value * 3^(i-1)) mod 31, GB 32100-2015,
    clause 5. Raises ValueError for a character outside the alphabet or another length."""
    if len(first_seventeen) != 17:
        raise ValueError("seventeen characters are needed")
    total = sum(ALPHABET.index(letter) * pow(3, place, 31) for place, letter in enumerate(first_seventeen))
    return ALPHABET[-total % 31]


def normal_uscc(text: str) -> str:
    """The code as it is stored: half-width capitals without spaces, dashes and control marks. Not checked."""
    return "".join(letter for letter in unicodedata.normalize("NFKC", text).upper() if letter.isalnum())


def uscc_problem(text: str) -> str | None:
    """What is wrong with a code as typed, said so that it can be put right; None when it is valid."""
    code = normal_uscc(text)
    if len(code) != 18:
        return _(
            "A unified social credit code has 18 characters; this one has %(count)s. Copy it from the licence."
        ) % {"count": len(code)}
    if not _SHAPE.fullmatch(code):
        return _(
            "This is not a unified social credit code: it has digits and capital letters without I, O, S, V and Z, "
            "and characters 3 to 8 are digits. Copy it from the licence."
        )
    if check_character(code[:17]) != code[17]:
        return _("The last character does not fit the others, so one of them is mistyped. Compare it with the licence.")
    return None


def validate_uscc(value: str) -> None:
    """A validator for form fields; raises ValidationError with what to do."""
    problem = uscc_problem(value)
    if problem is not None:
        raise ValidationError(problem, code="uscc")
