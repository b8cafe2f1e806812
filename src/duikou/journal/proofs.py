"""Proofs of what the journal promises: that it is whole, that nothing in it names anybody, that the worker erases."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db import models
from django.utils.translation import gettext_noop as _

from duikou.base import clock
from duikou.base.json_parts import parts
from duikou.base.keeping import Proof, proofs
from duikou.base.promises import Findings, told
from duikou.base.proofs.reading import rows
from duikou.journal import seals, turns
from duikou.journal.models import Entry, Message

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.I)
SOME_DIGITS = re.compile(r"\d[\d -]{5}\d")  # of which every number below has as many
EDGE, END = r"(?<![0-9A-Za-z])", r"(?![0-9A-Za-z])"
PATTERNS = {
    "a mobile number": re.compile(rf"{EDGE}(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{{4}}[- ]?\d{{4}}{END}"),
    "a telephone number": re.compile(rf"{EDGE}(?:\+\d{{1,3}}[- ]?\d{{6,12}}|0\d{{2,3}}-\d{{7,8}}){END}"),
    "an e-mail address": re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,}"),
    "an identity number": re.compile(rf"{EDGE}[1-9]\d{{5}}(?:19|20)\d{{9}}[\dXx]{END}"),
}
LOOKED_THROUGH: tuple[tuple[type[models.Model], tuple[str, ...]], ...] = (
    (Entry, ("who", "which", "details")),
    (Message, ("recipient", "about", "dedupe_key", "problem", "details")),
)
FAULT = "{} {}: {} looks like {}"
DO = "See which action wrote it, and let it write a reference instead"
LONGEST_WITHOUT = timedelta(days=1)


def personal_in(text: str) -> str:
    """What personal value seems to stand in a text, in a few words of English; empty when none does."""
    bare = UUID.sub(" ", text)
    if "@" not in bare and not SOME_DIGITS.search(bare):
        return ""
    return next((what for what, pattern in PATTERNS.items() if pattern.search(bare)), "")


def nobody_in_it() -> Findings:
    """Entries and messages in which a telephone number, an e-mail address or an identity number seems to stand."""
    found, looked_at = list[tuple[object, ...]](), {}
    for model, columns in LOOKED_THROUGH:
        count = 0
        for number, *values in rows(model, *columns):
            count += 1
            for name, value in zip(columns, values, strict=True):
                if what := next(filter(None, map(personal_in, _texts(value))), ""):
                    found.append((model._meta.model_name, number, name, what))
        looked_at["journal entries" if model is Entry else "messages"] = count
    return Findings(looked_at, told(FAULT, DO, found))


def erased_lately() -> Findings:
    """A fault when what is due has not been erased, all of it, within a day."""
    last = turns.done_at(turns.RETENTION)
    if last is not None and last > clock.now() - LONGEST_WITHOUT:
        return Findings()
    said = f"since {last:%Y-%m-%d %H:%M} UTC" if last else "yet"
    return Findings(faults=[f"nothing that is due has been erased {said}. Start the worker (`duikou worker`)"])


def whole() -> Findings:
    """What was changed in the journal since it was sealed, and a fault when nobody seals what was written long ago."""
    found, latest = seals.look(), seals.latest()
    first = Entry.objects.filter(pk__gt=latest.last if latest else 0).order_by("pk").first()
    if first is not None and first.at < clock.now() - LONGEST_WITHOUT:
        found.faults.append(f"entry {first.pk} and all after it are under no seal. Start the worker (`duikou worker`)")
    return found


def _texts(value: Any) -> Iterator[str]:
    """The texts in a column: of JSON every key and value by itself."""
    if not isinstance(value, str) or value[:1] not in ("{", "["):
        yield str(value)
        return
    for one in parts(json.loads(value)):
        if isinstance(one, dict):
            yield from one
        elif isinstance(one, str):
            yield one


PROOFS = (
    Proof(
        "journal",
        110,
        _("Who did what cannot be rewritten"),
        _("every line of the journal, against the seals that it was closed with"),
        whole,
    ),
    Proof(
        "references",
        100,
        _("Neither the journal nor any message kept here holds a telephone number, e-mail address or identity number"),
        _("every line of the journal and every message"),
        nobody_in_it,
    ),
    Proof(
        "erasing",
        90,
        _("What is due is erased every day"),
        _("when it was last done, all of it"),
        erased_lately,
    ),
)


def declare() -> None:
    """Put the proofs into the registry of base."""
    for proof in PROOFS:
        proofs.add(proof.name, proof)
