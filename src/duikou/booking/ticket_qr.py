"""The QR code of a ticket, drawn for a crowd.

All tickets are equally long, so their codes have the same version (7), level (M) and mask, and differ in their payload
only. Such a code is linear in the bits of its payload (ISO/IEC 18004: Reed-Solomon codes are, and placing, masking and
adding the format only move and flip modules): it is the code of one text, in which every differing half byte turns
over the modules that are always its own. Those are worked out once; `segno` draws the first code and any text of
another length.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, reduce
from operator import getitem, xor

import segno

LENGTH = 117  # of a ticket's text, see duikou.booking.tickets
SAMPLE = "d" * LENGTH  # in small letters, so that it is written in bytes as tickets are
VERSION, SIZE = 7, 45
BLOCKS, DATA, CHECK = 4, 31, 18  # of version 7-M: blocks, codewords of data and of error correction in each (table 9)
HEAD_BITS = 12  # mode and length stand before the text (7.4.1)
# One of the eight masks of ISO/IEC 18004, 7.8, for all: trying them all takes as long as everything else together.
MASK = 3
BORDER = 2
CHUNK = 9  # modules of a row drawn by one lookup; five make a row
TIMING = 6  # the row and the column
ALIGNED = ((6, 22), (22, 22), (22, 38), (38, 38))  # centres of alignment patterns (annex E), and their mirrors
LINE_END = f"m-{SIZE} 1"
OPENING = (
    f'<svg viewBox="0 0 {SIZE + 2 * BORDER} {SIZE + 2 * BORDER}" class="segno"><path class="qrline" stroke="#000" d="'
)
POLYNOMIAL = 0x11D  # of the Galois field (7.5.2)

Turned = dict[str, int]  # the modules that a half byte turns over, by its hexadecimal digit


def prepare() -> None:
    """Work out what all codes share, which takes longer than drawing a hundred of them."""
    _tables()
    _strokes()


def svg(text: str) -> str:
    """The code of a ticket's text as SVG that scales with its box."""
    if len(text) != LENGTH:
        return str(_drawn_by_segno(text).svg_inline(omitsize=True, border=BORDER))
    return f'{OPENING}{_path(modules(text))}"/></svg>'


def modules(text: str) -> int:
    """The dark modules of the code of a text of LENGTH letters (ASCII): one bit each, row by row, the first highest."""
    start, turned = _tables()
    return reduce(xor, map(getitem, turned, text.encode("ascii").hex()), start)


def _drawn_by_segno(text: str) -> segno.QRCode:
    return segno.make(text, error="m", mask=MASK)


def _path(dark: int) -> str:
    bits, drawn = format(dark, f"0{SIZE * SIZE}b"), _strokes()
    rows = (
        "".join([drawn[bits[at : at + CHUNK]] for at in range(row, row + SIZE, CHUNK)])
        for row in range(0, SIZE * SIZE, SIZE)
    )
    return f"M{BORDER} {BORDER}.5{LINE_END.join(rows)}"


@cache
def _strokes() -> dict[str, str]:
    """How each row of CHUNK modules is drawn: a line for every dark run, a step for every light one."""
    found = {}
    for number in range(1 << CHUNK):
        bits = format(number, f"0{CHUNK}b")
        runs = "".join(f"{bit}{'' if bits[at + 1 : at + 2] == bit else ' '}" for at, bit in enumerate(bits)).split()
        found[bits] = "".join(f"h{len(run)}" if run[0] == "1" else f"m{len(run)} 0" for run in runs)
    return found


@cache
def _tables() -> tuple[int, list[Turned]]:
    """The code as it would be with nothing but zeros in its text, and what each half byte of a text turns over."""
    places = list(_places())
    turned: list[Turned] = []
    for half in range(2 * LENGTH):
        bits = [_turned(HEAD_BITS + 4 * half + bit, places) for bit in range(4)]
        turned.append(
            {
                f"{digit:x}": reduce(xor, (bits[bit] for bit in range(4) if digit >> (3 - bit) & 1), 0)
                for digit in range(16)
            }
        )
    code = _drawn_by_segno(SAMPLE)
    assert (code.version, code.error) == (VERSION, "M")
    drawn = reduce(lambda all_, one: all_ << 1 | one, (module for row in code.matrix for module in row), 0)
    return reduce(xor, map(getitem, turned, SAMPLE.encode("ascii").hex()), drawn), turned


def _turned(bit: int, places: list[int]) -> int:
    """The modules that one bit of the data turns over: its own, and those of the check codewords of its block."""
    codeword, value = bit // 8, 0x80 >> bit % 8
    block, at = divmod(codeword, DATA)
    found = _modules_of(value, at * BLOCKS + block, places)
    for number, check in enumerate(_remainders()[at]):
        found |= _modules_of(_times(value, check), (DATA + number) * BLOCKS + block, places)
    return found


def _modules_of(value: int, codeword: int, places: list[int]) -> int:
    """The modules of the set bits of the codeword at this place of the final sequence (7.6)."""
    return sum(1 << places[8 * codeword + bit] for bit in range(8) if value & 0x80 >> bit)


@cache
def _remainders() -> list[list[int]]:
    """For each codeword of a block, the check codewords that a one in it makes (7.5.2)."""
    generator, root = [1], 1
    for _ in range(CHECK):
        longer = [*generator, 0]
        for at, factor in enumerate(generator):
            longer[at + 1] ^= _times(factor, root)
        generator, root = longer, _times(root, 2)
    found = [generator[1:]]
    while len(found) < DATA:
        first, *rest = found[-1]
        found.append([a ^ _times(first, b) for a, b in zip([*rest, 0], generator[1:], strict=True)])
    return found[::-1]


def _times(a: int, b: int) -> int:
    product = 0
    while b:
        product ^= a * (b & 1)
        a, b = a << 1, b >> 1
        a ^= POLYNOMIAL * (a >> 8)
    return product


def _places() -> Iterator[int]:
    """Where the bits of the final sequence stand, as numbers of bits in `modules`: two columns at a time, from the
    right, upwards and downwards in turn, passing over what is not data and over the timing column (7.7.3)."""
    rights = [*range(SIZE - 1, TIMING, -2), 5, 3, 1]
    for number, right in enumerate(rights):
        for row in range(SIZE) if number % 2 else range(SIZE - 1, -1, -1):
            for column in (right, right - 1):
                if not (_is_fixed(row, column) or _is_fixed(column, row)):
                    yield SIZE * SIZE - 1 - (row * SIZE + column)


def _is_fixed(row: int, column: int) -> bool:
    """Whether the module, or the one mirrored at the diagonal, says nothing of the data (6.3)."""
    finder_and_format = row < 9 and (column < 9 or column >= SIZE - 8)
    version = row < 6 and column >= SIZE - 11
    alignment = any(abs(row - y) < 3 and abs(column - x) < 3 for y, x in ALIGNED)
    return row == TIMING or finder_and_format or version or alignment
