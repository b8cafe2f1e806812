"""The small markup of the guide: paragraphs, headings, lists, things to tick off, links. Nothing of it is HTML.

## A heading
A paragraph. A [link](https://example.org) or one [within the city](/centres/).
- an item of a list
- [ ] something to tick off
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

LINK = re.compile(r"\[([^\[\]\n]{1,200})\]\(((?:https?://|/(?!/))[^\s()<>\"'\\]{0,500})\)")
BAD_LINK = re.compile(r"\[([^\[\]\n]{1,200})\]\(([^)\n]*)\)")
TICK = re.compile(r"^- \[ ?\] +(.+)$")
ITEM = re.compile(r"^- +(.+)$")
HEADING = re.compile(r"^##+ +(.+)$")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some text, with the address that it leads to if it is a link."""

    text: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """An item of a list; `number` counts those to tick off within a page from 1 on, 0 for others."""

    pieces: list[Piece]
    number: int = 0


@dataclass(frozen=True, slots=True)
class Block:
    """A `heading`, a `paragraph`, a `list`, or `ticks`, with its lines; the first two have one."""

    kind: str
    lines: list[Line] = field(default_factory=list)


def read(text: str) -> list[Block]:
    """The blocks of a text, in order. Whatever is no markup is text."""
    blocks: list[Block] = []
    ticks = 0
    open_block = False
    for raw in text.replace("\r\n", "\n").split("\n"):
        line = raw.strip()
        if not line:
            open_block = False
            continue
        if found := HEADING.match(line):
            kind, said = "heading", found[1]
        elif found := TICK.match(line):
            kind, said = "ticks", found[1]
        elif found := ITEM.match(line):
            kind, said = "list", found[1]
        else:
            kind, said = "paragraph", line
        if kind == "ticks":
            ticks += 1
        one = Line(pieces(said), ticks if kind == "ticks" else 0)
        goes_on = open_block and blocks[-1].kind == kind and kind != "heading"
        if goes_on and kind == "paragraph":
            blocks[-1].lines[0].pieces.extend([Piece("\n"), *one.pieces])
        elif goes_on:
            blocks[-1].lines.append(one)
        else:
            blocks.append(Block(kind, [one]))
        open_block = True
    return blocks


def pieces(text: str) -> list[Piece]:
    """The text with its links taken apart."""
    found, end = [], 0
    for link in LINK.finditer(text):
        if link.start() > end:
            found.append(Piece(text[end : link.start()]))
        found.append(Piece(link[1], link[2]))
        end = link.end()
    return found + ([Piece(text[end:])] if end < len(text) else [])


def bad_links(text: str) -> list[str]:
    """Addresses of links that lead nowhere: neither to a page of this city (/…) nor to http or https."""
    return [found[2] for found in BAD_LINK.finditer(text) if not LINK.match(found[0])]
