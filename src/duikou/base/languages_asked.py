"""The language a client reads, where no middleware has found it out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header


@contextmanager
def in_language_of(accepted: str) -> Iterator[None]:
    """Within it, the first language of the city that the header `Accept-Language` names is active."""
    wanted = settings.LANGUAGE_CODE
    for code, _weight in parse_accept_lang_header(accepted.lower()[:200]):
        try:
            wanted = translation.get_supported_language_variant(code)
            break
        except LookupError:
            continue
    with translation.override(wanted):
        yield
