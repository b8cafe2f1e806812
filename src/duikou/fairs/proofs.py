"""The proof that spreadsheets bring nothing about people into the city."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from duikou.base.keeping import Proof, proofs
from duikou.base.promises import Findings, told
from duikou.base.refused import refused
from duikou.base.refused_words import FAMILIES
from duikou.fairs.postings.fields import ALL

FAULT = "{}: {}"


def spreadsheets() -> Findings:
    """Every name of what is never kept, tried as the header of a column: those that would be kept under a name of their
    own; and what a post asks of people, if it would be kept without being looked through."""
    from duikou.fairs.postings.columns import KNOWN, name_scores, refusal_of  # needed by few of those who start

    found, tried = list[tuple[str, str]](), 0
    for family in FAMILIES:
        for header in (*family.words.split(), *family.alone.split(), *filter(None, family.chinese.split("|"))):
            tried += 1
            sure = max(name_scores(header).values(), default=0.0)
            if sure < KNOWN and not family.of_things and refusal_of(header, sure) is None:
                found.append((header, "a column with this header would be read"))
    for field in ALL:
        if refused(field.name, of="Post") and not field.scanned:
            found.append((field.name, "would be read without looking for unlawful conditions"))
    return Findings({"headers": tried}, told(FAULT, "See fairs/postings/persons.py", found))


PROOF = Proof(
    "spreadsheets",
    40,
    _("Lists of posts bring in nothing about people: such columns are refused by name"),
    _("every such name, in Chinese, pinyin and English, tried as the header of a column"),
    spreadsheets,
)


def declare() -> None:
    """Put the proof into the registry of base."""
    proofs.add(PROOF.name, PROOF)
