"""The list of a draw as one text that a person can read: UTF-8, one fact a line, in one order only.

    duikou-draw 1
    draw 0198c1d2-0000-7000-8000-000000000001
    title Spring fair
    cap 3
    source drand
    source-name drand quicknet, round 24051733
    resource 12 8 First Hospital
    rank 12 K7H4PX 3A9DCF
    entry 3A9DCF 12 7
    entry K7H4PX 7

Every line ends with a line feed, words are parted by one space. `resource KEY PLACES LABEL` and `rank KEY CODE…` (the
one preferred there first; only where there is such an order) are sorted by key, `entry CODE KEY…` (the dearest wish
first) by code. Keys and codes are ASCII, so that every language sorts them alike.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

HEAD = "duikou-draw 1"
FACTS = ("draw", "title", "cap", "source", "source-name")
MOST_BYTES = 16 << 20
MOST_LINES = 1_000_000
MOST_ENTRIES = 200_000
MOST_RESOURCES = 50_000
MOST_WISHES = 200
MOST_WISHES_IN_ALL = 2_000_000
LONGEST_TEXT = 300
KEY = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,63}", re.ASCII)
NUMBER = re.compile(r"0|[1-9][0-9]{0,6}", re.ASCII)
# Controls, blanks other than the plain one, what cannot be seen and what turns the direction of writing.
UNSEEN = re.compile(
    r"[\x00-\x1f\x7f-\xa0\xad\u061c\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff\ud800-\udfff]"
)


class BadList(ValueError):
    """What is wrong with a list, in plain English, with the line where there is one."""


@dataclass(frozen=True)
class Entry:
    """A person in the draw, by a code that says nothing of them; `wishes` are keys, the most wanted first."""

    code: str
    wishes: tuple[str, ...]


@dataclass(frozen=True)
class DrawList:
    """What is drawn about: `places` at each key, at most `cap` of them for one entry. `labels` is what the public reads
    for a key. `source` is the kind of randomness, `source_name` the one that will be known later. `ranks` is, where
    there is one, the order in which the people at a key want the entries, the most wanted first."""

    draw: str
    title: str
    cap: int
    places: Mapping[str, int]
    entries: Sequence[Entry]
    source: str
    source_name: str
    labels: Mapping[str, str] = field(default_factory=dict)
    ranks: Mapping[str, Sequence[str]] = field(default_factory=dict)


def canonical(listed: DrawList) -> bytes:
    """The one text of a list: whatever order the parts are given in, the same bytes. Blanks and unseen characters in
    title and labels become one space, what is longer than 300 characters is cut. Raises BadList."""
    _check(listed)
    lines = [
        HEAD,
        f"draw {listed.draw}",
        f"title {_text(listed.title, 'title')}",
        f"cap {listed.cap}",
        f"source {listed.source}",
        f"source-name {_text(listed.source_name, 'source-name')}",
    ]
    for key in sorted(listed.places):
        lines.append(f"resource {key} {listed.places[key]} {_text(listed.labels.get(key) or key, key)}")
    lines += (f"rank {key} {' '.join(listed.ranks[key])}" for key in sorted(listed.ranks) if listed.ranks[key])
    lines += sorted(" ".join(("entry", one.code, *one.wishes)) for one in listed.entries)
    return ("\n".join(lines) + "\n").encode()


def digest(data: bytes) -> str:
    """The SHA-256 (FIPS 180-4) of the bytes in 64 lower-case hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def read(data: bytes) -> DrawList:
    """The list in these bytes. Only the canonical text is one: anything that `canonical` would write otherwise is
    refused. Raises BadList."""
    lines = lines_of(data)
    facts, at = _facts(lines)
    places, labels, ranks, entries = {}, {}, {}, []
    for number, line in enumerate(lines[at:], at + 1):
        kind, *words = line.split(" ")
        if kind == "resource" and len(words) >= 3:
            key = words[0]
            if key in places:
                raise BadList(f"line {number}: the resource {key} stands in it twice")
            places[key], labels[key] = _number(words[1], number), " ".join(words[2:])
        elif kind == "rank" and len(words) >= 2:
            if words[0] in ranks:
                raise BadList(f"line {number}: the order of the resource {words[0]} stands in it twice")
            ranks[words[0]] = tuple(words[1:])
        elif kind == "entry" and words:
            entries.append(Entry(words[0], tuple(words[1:])))
        else:
            raise BadList(f"line {number} is neither a resource, a rank nor an entry: {line[:60]!r}")
    listed = DrawList(
        draw=facts["draw"],
        title=facts["title"],
        cap=_number(facts["cap"], FACTS.index("cap") + 2),
        places=places,
        entries=tuple(entries),
        source=facts["source"],
        source_name=facts["source-name"],
        labels=labels,
        ranks=ranks,
    )
    _same(lines, canonical(listed))
    return listed


def lines_of(data: bytes) -> list[str]:
    """The lines of a text without their ends. Raises BadList for what is too long, no UTF-8 or without its last end."""
    if len(data) > MOST_BYTES:
        raise BadList(f"it is longer than {MOST_BYTES >> 20} MB")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as wrong:
        raise BadList(f"it is no UTF-8 text: byte {wrong.start + 1} cannot be read") from None
    if not text.startswith(HEAD + "\n"):
        raise BadList(f"it is no list of a draw: its first line is not {HEAD!r}")
    if text.count("\n") > MOST_LINES:
        raise BadList(f"it has more than {MOST_LINES:,} lines")
    if not text.endswith("\n"):
        raise BadList("its last line has no end: the file may have been cut off")
    return text[:-1].split("\n")


def _facts(lines: Sequence[str]) -> tuple[dict[str, str], int]:
    facts = {}
    for at, name in enumerate(FACTS, 1):
        line = lines[at] if at < len(lines) else ""
        if not line.startswith(name + " "):
            raise BadList(f"line {at + 1} should say the {name!r}: {line[:60]!r}")
        facts[name] = line[len(name) + 1 :]
    return facts, 1 + len(FACTS)


def _number(word: str, line: int) -> int:
    if not NUMBER.fullmatch(word):
        raise BadList(f"line {line}: {word[:20]!r} is no plain number below ten million")
    return int(word)


def _same(lines: Sequence[str], wanted: bytes) -> None:
    for number, (line, right) in enumerate(zip(lines, wanted.decode().split("\n"), strict=False), 1):
        if line != right:
            raise BadList(f"line {number} is not in its one form or place: {line[:60]!r}, not {right[:60]!r}")


def _check(listed: DrawList) -> None:
    for fault in _faults(listed):
        raise BadList(fault)


def _faults(listed: DrawList) -> Iterator[str]:
    for word in (listed.draw, listed.source):
        if not KEY.fullmatch(word):
            yield f"{word[:60]!r} is no name of a draw or a source: letters and digits, dots, dashes, at most 64"
    if not 1 <= listed.cap <= 1000:
        yield f"the cap is {listed.cap}: an entry can win from 1 to 1000 places"
    if len(listed.places) > MOST_RESOURCES or len(listed.entries) > MOST_ENTRIES:
        yield f"it has more than {MOST_RESOURCES:,} resources or {MOST_ENTRIES:,} entries"
    for key, places in listed.places.items():
        if not KEY.fullmatch(key):
            yield f"{key[:60]!r} is no key of a resource: letters and digits, dots, dashes, at most 64"
        if not 0 <= places < 10_000_000:
            yield f"the resource {key} has {places} places"
    yield from _faults_of_entries(listed)


def _faults_of_entries(listed: DrawList) -> Iterator[str]:
    known, codes = listed.places, set()
    if sum(len(one.wishes) for one in listed.entries) > MOST_WISHES_IN_ALL:
        yield f"it has more than {MOST_WISHES_IN_ALL:,} wishes"
    for one in listed.entries:
        if not KEY.fullmatch(one.code):
            yield f"{one.code[:60]!r} is no code of an entry: letters and digits, dots, dashes, at most 64"
        if one.code in codes:
            yield f"the entry {one.code} stands in it twice"
        codes.add(one.code)
        if len(one.wishes) > MOST_WISHES:
            yield f"the entry {one.code} has more than {MOST_WISHES} wishes"
        yield from _faults_in(one.wishes, known, f"the entry {one.code} wishes for")
    for key, order in listed.ranks.items():
        if key not in known:
            yield f"there is an order for {key[:60]!r}, which is no resource of this draw"
        yield from _faults_in(order, codes, f"the order for {key} names")


def _faults_in(words: Sequence[str], known: Collection[str], who: str) -> Iterator[str]:
    met = set()
    for word in words:
        if word in met:
            yield f"{who} {word[:60]!r} twice"
        met.add(word)
        if word not in known:
            yield f"{who} {word[:60]!r}, which is not in this draw"


def _text(text: str, what: str) -> str:
    seen = " ".join(UNSEEN.sub(" ", text).split(" ")).strip()
    seen = re.sub(" +", " ", seen)[:LONGEST_TEXT].strip(" ")
    if not seen:
        raise BadList(f"{what} is empty")
    return seen
