"""The published file of a draw: anybody finds a changed byte, and no file makes the look at it break."""

from __future__ import annotations

import io
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from duikou.booking.draw import BadList, Entry, canonical, check, digest, drawn, read, result
from duikou.booking.draw.lists import MOST_BYTES, DrawList
from tests.booking.test_draw import SEED, a_list, any_list, seeds


def published(ranked: bool = False) -> bytes:
    """A small draw in which every outcome occurs."""
    listed = a_list(
        {"P": "ABC", "Q": "AB", "R": "BA", "S": "", "T": "CAB"},
        {"A": 1, "B": 2, "C": 4},
        ranks={"A": "QP", "B": "R"} if ranked else {},
    )
    return result(listed, SEED, drawn(listed, SEED))


@given(any_list, seeds)
def test_file_that_was_published_is_right(listed: DrawList, seed: str) -> None:
    file = result(listed, seed, drawn(listed, seed))
    found = check(file)
    assert (found.fault, found.sha256, found.seed) == ("", digest(canonical(listed)), seed)
    assert file.startswith(canonical(listed))


@pytest.mark.parametrize("ranked", [False, True])
def test_every_changed_byte_is_found(ranked: bool) -> None:
    file = published(ranked)
    assert check(file).fault == ""
    chance = random.Random(5)
    for at in range(len(file)):
        for other in {file[at] ^ 1, chance.randrange(256)} - {file[at]}:
            assert check(file[:at] + bytes([other]) + file[at + 1 :]).fault, at
        shorter = file[:at] + file[at + 1 :]
        assert check(shorter).fault, at
        assert check(file[:at] + b"\n" + file[at:]).fault, at
    assert check(file + file[-1:]).fault


def test_changed_list_with_its_hash_made_anew_is_found_by_the_hash_that_was_told() -> None:
    listed = read(published().partition(b"sha256 ")[0])
    told = digest(canonical(listed))
    other = a_list({one.code: "".join(one.wishes) for one in listed.entries[:-1]}, dict(listed.places))
    forged = result(other, SEED, drawn(other, SEED))
    assert check(forged).fault == ""
    assert "not the one whose hash was told" in check(forged, sha256=told).fault
    assert check(published(), sha256=told.upper() + " ").fault == ""


def edited(old: str, new: str) -> bytes:
    text = published().decode()
    assert old in text
    return text.replace(old, new, 1).encode()


PLACES = published().decode().partition(f"seed {SEED}\n")[2].partition("end ")[0].splitlines(keepends=True)
END = published().decode().splitlines(keepends=True)[-1]
NAMED = [
    (edited("entry Q A B", "entry Q B A"), "The list was changed"),
    (edited("entry Q A B\n", ""), "The list was changed"),
    (edited(f"seed {SEED}", f"seed {SEED[::-1]}"), "but the draw gives 'place 1"),
    (edited(f"seed {SEED}", f"seed {SEED.upper()}"), "does not say a seed"),
    (edited(f"seed {SEED}\n", ""), "does not say a seed"),
    (edited(PLACES[-1], ""), "The file ends after"),
    (edited(PLACES[-1], PLACES[-1] + PLACES[-1]), "gives a place that the draw does not give"),
    (edited(PLACES[0] + PLACES[1], PLACES[1] + PLACES[0]), "but the draw gives"),
    (edited(END, ""), "no last line that begins with 'end'"),
    (edited(END, f"end {'0' * 64}\n"), "is not the hash of what stands above it"),
    (edited("cap 2", "cap 02"), "line 4: '02' is no plain number|line 4 is not in its one form"),
    (edited("cap 2", "cap 0"), "the cap is 0"),
    (edited("cap 2", "cap ٢"), "no plain number"),
    (edited("cap 2", "cap 99999999999999"), "no plain number"),
    (edited("title Spring", "title  Spring"), "line 3 is not in its one form"),
    (edited("resource B 2", "resource A 2"), "the resource A stands in it twice"),
    (edited("entry Q A B", "entry P A B"), "the entry P stands in it twice"),
    (edited("entry Q A B", "entry Q A A"), "wishes for 'A' twice"),
    (edited("entry Q A B", "entry Q A X"), "'X', which is not in this draw"),
    (edited("entry Q A B", "entry Q"), "The list was changed"),
    (edited("entry Q A B", "guest Q A B"), "neither a resource, a rank nor an entry"),
    (edited("source-name", "source name"), "should say the 'source-name'"),
    (edited("entry P A B C\nentry Q A B", "entry Q A B\nentry P A B C"), "not in its one form or place"),
    (b"", "not the file of a draw"),
    (b"\xff\xfe\x00", "no UTF-8 text"),
    (b"\xef\xbb\xbf" + published(), "its first line is not"),
    (published().replace(b"\n", b"\r\n"), "its first line is not"),
    (published()[:-1], "cut off"),
    (b"duikou-draw 1\n" + b"\n" * 2_000_000, "more than 1,000,000 lines"),
    (b"duikou-draw 1\n" + b"x" * MOST_BYTES, "longer than 16 MB"),
    (b'{"draw": ' * 100_000, "its first line is not"),
]


@pytest.mark.parametrize(("file", "said"), NAMED, ids=[said[:30] for _, said in NAMED])
def test_first_thing_that_is_wrong_is_named(file: bytes, said: str) -> None:
    import re

    assert re.search(said, check(file).fault), check(file).fault


@given(st.binary(max_size=300), st.integers(0, 300))
@settings(max_examples=300)
def test_no_bytes_break_the_look_at_them(noise: bytes, at: int) -> None:
    file = published()
    assert check(noise).fault
    assert check(file[:at] + noise + file[at + len(noise) :]).listed is not ...


def test_repeats_in_a_huge_line_are_found_at_once() -> None:
    """A line of a hundred thousand codes is looked through once."""
    codes = [f"E{number:06}" for number in range(100_000)]
    listed = DrawList("d", "t", 1, {"A": 1}, [Entry(code, ()) for code in codes], "drand", "r", ranks={"A": codes})
    text = canonical(listed).replace(b"rank A E000000", b"rank A E099999", 1)
    with pytest.raises(BadList, match="twice"):
        read(text)


def verified(*words: str) -> tuple[int, str]:
    """The status and the words of the command."""
    out = io.StringIO()
    try:
        call_command("verify_draw", *words, stdout=out)
    except SystemExit as ended:
        return int(str(ended.code)), out.getvalue()
    return 0, out.getvalue()


def test_command_says_that_a_draw_is_right_and_why(tmp_path: Path) -> None:
    path = tmp_path / "draw.txt"
    path.write_bytes(published())
    status, said = verified(str(path), "--entry", "p")
    assert status == 0
    assert "Spring fair (draw d1)" in said
    assert "5 entries with 10 wishes; 7 places at 3 resources; at most 2 for each entry." in said
    assert "RIGHT. Drawn again" in said
    assert "  wish 1, Hospital A: " in said
    assert f"SHA-256 of the list: {digest(published().partition(b'sha256 ')[0])}" in said


def test_command_says_what_is_wrong_and_ends_with_1(tmp_path: Path) -> None:
    path = tmp_path / "draw.txt"
    path.write_bytes(edited(PLACES[-1], ""))
    assert verified(str(path)) == (1, verified(str(path))[1])
    assert "NOT RIGHT. The file ends after" in verified(str(path))[1]
    path.write_bytes(published())
    assert "NOT RIGHT. The list is not the one whose hash" in verified(str(path), "--sha256", "0" * 64)[1]


def test_command_reads_a_list_before_its_draw(tmp_path: Path) -> None:
    path = tmp_path / "draw.txt"
    path.write_bytes(published().partition(b"sha256 ")[0])
    status, said = verified(str(path), "--entry", "Q")
    assert status == 0
    assert "Nothing has been drawn yet" in said
    assert "Q is in the list." in said


@pytest.mark.parametrize(("words", "said"), [(["{dir}"], "cannot be read"), (["{dir}/none"], "cannot be read")])
def test_command_refuses_what_is_no_file(words: list[str], said: str, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=said):
        call_command("verify_draw", *(word.format(dir=tmp_path) for word in words))


def test_command_refuses_an_entry_that_is_not_there(tmp_path: Path) -> None:
    path = tmp_path / "draw.txt"
    path.write_bytes(published())
    with pytest.raises(CommandError, match="no entry NOBODY"):
        call_command("verify_draw", str(path), "--entry", "NOBODY", stdout=io.StringIO())


def test_command_says_that_a_draw_is_ranked_and_what_the_order_did(tmp_path: Path) -> None:
    listed = DrawList(
        "d", "t", 1, {"A": 1}, [Entry(code, ("A",)) for code in "PQR"], "spoken", "dice", ranks={"A": ["Q", "R"]}
    )
    seed = "dice:" + "123456" * 9
    path = tmp_path / "draw.txt"
    path.write_bytes(result(listed, seed, drawn(listed, seed)))
    said = {code: verified(str(path), "--entry", code)[1] for code in "PQ"}
    assert "ranked: at 1 resources there is an order in which entries are wanted." in said["P"]
    assert "number 1 of 3 for 1 free places in round 1. In the order named there: number 1 of 2." in said["Q"]
    assert "number 3 of 3 for 1 free places in round 1. In the order named there: none of 2." in said["P"]


def test_command_needs_no_city_makes_none_and_reads_the_input(tmp_path: Path) -> None:
    def run(data: bytes, **variables: str) -> Any:
        return subprocess.run(
            [sys.executable, "-m", "duikou", "verify-draw", "-"],
            input=data,
            capture_output=True,
            timeout=120,
            env={**os.environ, "DUIKOU_DATA": str(tmp_path / "data"), "HOME": str(tmp_path), **variables},
            check=False,
            cwd=tmp_path,
        )

    right = run(published())
    assert (right.returncode, b"RIGHT. Drawn again" in right.stdout) == (0, True)
    assert run(published(), DUIKOU_UPLOAD_LIMIT_MB="many").returncode == 0, "no setting is read"
    assert list(tmp_path.iterdir()) == [], "no folder, no key, no database"
    wrong = run(b"\x00" * 1000)
    assert (wrong.returncode, b"Traceback" in wrong.stderr) == (1, False)
    assert b"NOT RIGHT. This is not the file of a draw" in wrong.stdout
