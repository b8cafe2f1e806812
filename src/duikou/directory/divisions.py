"""Codes of divisions: GB/T 2260 (two digits each for province, prefecture and county), and within a county three digits
for a township (GB/T 10114) and three more for a village, as official statistics write them."""

from __future__ import annotations

_BY_TENS = {1: "12345", 2: "123", 3: "1234567", 4: "123456", 5: "01234", 6: "12345", 7: "1", 8: "12"}
PROVINCES = frozenset(f"{ten}{one}" for ten, ones in _BY_TENS.items() for one in ones)
NONE = {2: "00", 3: "000"}


def _levels(code: str) -> list[str]:
    return [code[2:4], code[4:6], *(code[at : at + 3] for at in range(6, len(code), 3))]


def is_division(code: str) -> bool:
    """Whether this can be the code of a division: 6, 9 or 12 digits that begin with a province of GB/T 2260, and whose
    levels end with the first that is left out (zeros)."""
    if len(code) not in (6, 9, 12) or not (code.isascii() and code.isdecimal()) or code[:2] not in PROVINCES:
        return False
    levels = _levels(code)
    left_out = [level == NONE[len(level)] for level in levels]
    if len(code) > 6:  # Jiayuguan and three more prefectures have no counties: their townships hang on them
        return not left_out[0] and not any(left_out[2:])
    return left_out == sorted(left_out)


def above(code: str) -> list[str]:
    """The codes of the divisions that this one lies in, the nearest first."""
    longer = {12: [code[:9], code[:6]], 9: [code[:6]]}.get(len(code), [])
    found = [*longer, f"{code[:4]}00", f"{code[:2]}0000"]
    return [one for number, one in enumerate(found) if one != code and one not in found[:number]]
