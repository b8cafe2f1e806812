"""Languages in which a service can be given, by their BCP 47 codes: those spoken at the windows of a city of many
groups, and those that visitors bring. They say something about the service, and nothing about anybody who comes."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

LANGUAGES = (
    ("zh-Hans", _("Chinese")),
    ("yue-Hans", _("Cantonese")),
    ("bo", _("Tibetan")),
    ("ug", _("Uyghur")),
    ("mn", _("Mongolian")),
    ("kk", _("Kazakh")),
    ("ko", _("Korean")),
    ("ii", _("Yi")),
    ("za", _("Zhuang")),
    ("sce", _("Dongxiang")),
    ("peh", _("Bonan")),
    ("yuy", _("East Yugur")),
    ("ybe", _("West Yugur")),
    ("slr", _("Salar")),
    ("csl", _("Chinese Sign Language")),
    ("en", _("English")),
    ("ru", _("Russian")),
    ("ar", _("Arabic")),
)
NAMES = dict(LANGUAGES)


def named(codes: Iterable[str]) -> list[str]:
    """What the languages with these codes are called, in the reader's language; a code that is not known as it is."""
    return [str(NAMES.get(code, code)) for code in codes]
