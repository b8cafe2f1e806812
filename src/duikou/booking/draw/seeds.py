"""The randomness of a draw as people type it in, in the one form that is drawn with."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata

from django.utils.translation import gettext as _

FEWEST_DICE, MOST_DICE = 50, 500
FEWEST_BALLS, MOST_BALLS = 6, 20
LONGEST = 4000
DICE = re.compile(rf"dice:[1-6]{{{FEWEST_DICE},{MOST_DICE}}}", re.ASCII)
BALLS = re.compile(rf"balls:[0-9]{{2}}(-[0-9]{{2}}){{{FEWEST_BALLS - 1},{MOST_BALLS - 1}}}", re.ASCII)
HEX = re.compile(r"[0-9a-f]+", re.ASCII)
APART = re.compile(r"[\s,;.、，；。+|/:_-]+")


class BadSeed(ValueError):
    """What is wrong with a seed as it was typed, in the reader's language, and what to do."""


def clean_seed(source: str, text: str, *, named: str = "") -> str:
    """The seed in its one form, so that two who read the same get the same: 64 hexadecimal digits for `drand`, 128 for
    `nist`, `dice:` and their digits or `balls:` and their numbers for `spoken`. Given again what it gave, it gives the
    same.

    For drand the signature may stand behind the randomness, or the whole answer of a beacon be pasted: it is then held
    against the SHA-256 of the signature, which the randomness is by definition (drand.love, "Randomness"); `named` is
    the name of the source, whose last number must be the round of such an answer. Raises BadSeed.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain:
        raise BadSeed(_("Nothing was typed in. Type what the source says, exactly as it stands there."))
    if len(plain) > LONGEST:
        raise BadSeed(_("That is too long to be a seed. Type only what the source says."))
    if source == "drand":
        return _drand(plain, named)
    if source == "nist":
        return _nist(plain)
    if source == "spoken":
        return _spoken(plain)
    raise ValueError(f"there is no source of randomness {source!r}")


def _drand(plain: str, named: str) -> str:
    if plain.startswith("{"):
        answer = _object(plain)
        _same_round(str(answer.get("round", "")), named)
        plain = f"{answer.get('randomness', '')} {answer.get('signature', '')}"
    words = [word for word in re.split(r"[\s,;]+", plain.lower()) if word]
    digits = "".join(words)
    if not HEX.fullmatch(digits):
        raise BadSeed(_("The randomness of drand consists of the digits 0 to 9 and the letters a to f only."))
    if len(digits) in (96, 192):  # a signature alone, on either of its two curves
        return _sha256(digits)
    randomness, signature = digits[:64], digits[64:]
    if len(randomness) < 64 or len(signature) not in (0, 96, 192):
        raise BadSeed(
            _("The randomness of drand has 64 digits; this has %(count)d. Copy it whole, and nothing else.")
            % {"count": len(digits)}
        )
    if signature and _sha256(signature) != randomness:
        raise BadSeed(_("Randomness and signature do not belong together: one of them was typed wrongly."))
    return randomness


def _nist(plain: str) -> str:
    if plain.startswith("{"):
        answer = _object(plain)
        pulse = answer.get("pulse", answer)
        plain = str(pulse.get("outputValue", "") if isinstance(pulse, dict) else "")
    digits = "".join(plain.lower().split())
    if not HEX.fullmatch(digits):
        raise BadSeed(_("The output value of NIST consists of the digits 0 to 9 and the letters A to F only."))
    if len(digits) != 128:
        raise BadSeed(
            _("The output value of NIST has 128 digits; this has %(count)d. Copy it whole, and nothing else.")
            % {"count": len(digits)}
        )
    return digits


def _spoken(plain: str) -> str:
    if DICE.fullmatch(plain) or BALLS.fullmatch(plain):
        return plain
    kind, colon, rest = plain.partition(":")
    words = APART.split(rest if colon and kind in ("dice", "balls") else plain)
    words = [word for word in words if word]
    digits = "".join(words)
    if not re.fullmatch(r"[0-9]+", digits, re.ASCII):
        raise BadSeed(_("Type digits only: each die as 1 to 6, or each ball with two digits."))
    if kind != "balls" and len(digits) >= FEWEST_DICE:
        return _dice(digits)
    if kind != "dice" and all(len(word) == 2 for word in words):
        if not FEWEST_BALLS <= len(words) <= MOST_BALLS:
            raise BadSeed(
                _("Lottery balls are from %(fewest)d to %(most)d numbers of two digits; these are %(count)d.")
                % {"fewest": FEWEST_BALLS, "most": MOST_BALLS, "count": len(words)}
            )
        return "balls:" + "-".join(words)
    raise BadSeed(
        _("At least %(fewest)d dice are needed, each typed as 1 to 6; these are %(count)d. Balls have two digits each.")
        % {"fewest": FEWEST_DICE, "count": len(digits)}
    )


def _dice(digits: str) -> str:
    for at, digit in enumerate(digits, 1):
        if digit not in "123456":
            raise BadSeed(_("The die number %(at)d shows %(digit)s: a die shows 1 to 6.") % {"at": at, "digit": digit})
    if len(digits) > MOST_DICE:
        raise BadSeed(_("More than %(most)d dice cannot be kept. Type the first of them.") % {"most": MOST_DICE})
    return "dice:" + digits


def _object(text: str) -> dict[str, object]:
    try:
        answer = json.loads(text)
    except (ValueError, RecursionError):
        answer = None
    if not isinstance(answer, dict):
        raise BadSeed(_("The beacon's answer is not complete. Copy it whole, from the first bracket to the last."))
    return answer


def _same_round(given: str, named: str) -> None:
    wanted = re.findall(r"[0-9]+", named)
    if given and wanted and given != wanted[-1]:
        raise BadSeed(
            _("This is round %(given)s; the draw waits for round %(wanted)s.") % {"given": given, "wanted": wanted[-1]}
        )


def _sha256(hexadecimal: str) -> str:
    return hashlib.sha256(bytes.fromhex(hexadecimal)).hexdigest()
