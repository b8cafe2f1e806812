"""How Chinese words are typed with Latin letters: full pinyin (`hulishi`) and initials (`hls`)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

WORDS_TOGETHER = 3
MOST_WORDS = 24


@lru_cache(maxsize=50_000)
def reading(word: str) -> tuple[str, str]:
    """Full pinyin and initials of one word, without tones, `v` for ü. A word with several readings gets the one its
    phrase has (银行 is yinhang)."""
    from pypinyin import lazy_pinyin  # its dictionaries take a while to load: only when something is indexed

    syllables = [syllable.replace("ü", "v") for syllable in lazy_pinyin(word, errors="ignore")]
    return "".join(syllables), "".join(syllable[0] for syllable in syllables)


def readings(words: Sequence[str], *, together: int = WORDS_TOGETHER) -> Iterable[str]:
    """What people may type for a text cut into `words`: pinyin and initials of each word, of up to `together`
    neighbours, and of the whole. Initials of a single character are left out: they would match nearly everything."""
    pairs = [reading(word) for word in words[:MOST_WORDS]]
    spans = {
        (start, end) for start in range(len(pairs)) for end in range(start + 1, min(start + together, len(pairs)) + 1)
    }
    for start, end in spans | {(0, len(pairs))}:
        full = "".join(pair[0] for pair in pairs[start:end])
        initials = "".join(pair[1] for pair in pairs[start:end])
        if full:
            yield full
        if len(initials) > 1:
            yield initials
