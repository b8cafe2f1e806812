"""How Chinese words are typed with Latin letters: full pinyin (`hulishi`) and initials (`hls`)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

MOST_WORDS = 12


@lru_cache(maxsize=50_000)
def reading(word: str) -> tuple[str, str]:
    """Full pinyin and initials of one word, without tones, `v` for ü. A word with several readings gets the one its
    phrase has (银行 is yinhang)."""
    from pypinyin import lazy_pinyin  # its dictionaries take a while to load: only when something is indexed

    syllables = [syllable.replace("ü", "v") for syllable in lazy_pinyin(word, errors="ignore")]
    return "".join(syllables), "".join(syllable[0] for syllable in syllables)


def readings(words: Sequence[str], *, together: int = 3) -> list[str]:
    """What people may type for a text cut into `words`: pinyin and initials of each word, of up to `together`
    neighbours, and of the whole. Initials of a single character are left out: they would match nearly everything."""
    pairs = [reading(word) for word in words[:MOST_WORDS]]
    found = []
    for start in range(len(pairs)):
        full = initials = ""
        for syllables, letters in pairs[start : start + together] if start else pairs:
            full += syllables
            initials += letters
            found.append(full)
            if len(initials) > 1:
                found.append(initials)
    return found
