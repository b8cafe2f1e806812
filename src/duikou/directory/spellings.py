"""How a name is found among decrypted ones: as it is written, or by its pinyin or its initials."""

from __future__ import annotations

from functools import lru_cache

from duikou.directory.contacts import normal_name


def matches(wanted: str, name: str) -> bool:
    """Whether `wanted`, folded, is part of a name or begins its pinyin or its initials."""
    if wanted in folded(name):
        return True
    return wanted.isascii() and any(way.startswith(wanted) for way in spellings(name))


def folded(name: str) -> str:
    """A name as it is compared: without spaces, points and the difference of capitals."""
    return normal_name(name).casefold().replace(" ", "").replace("·", "")


def spellings(name: str) -> tuple[str, str]:
    """Pinyin and initials of a name, so that 王芳 is found by `wangf` and `wf`."""
    sounds = [_sound(letter) for letter in folded(name)]
    return "".join(sounds), "".join(sound[:1] for sound in sounds)


@lru_cache(maxsize=8192)
def _sound(letter: str) -> str:
    from pypinyin import lazy_pinyin  # 50 MB of dictionaries: only in processes that look for names

    # Kept by character, never by name: names are remembered nowhere.
    return "".join(lazy_pinyin(letter))
