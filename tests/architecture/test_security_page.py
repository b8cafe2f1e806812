"""The table of requirements in docs/security.md: every one of OWASP ASVS 5.0 at levels 1 and 2, none twice, and every
test that it names is there."""

from __future__ import annotations

import ast
import re
from collections import Counter
from functools import cache

import pytest

from tests.architecture.house import ROOT

PAGE = ROOT / "docs" / "security.md"
# Numbers of the requirements (ASVS 5.0.0), by section.
L1 = """
V1.2:1,2,3,4,5 V1.3:1,2 V1.5:1 V2.1:1 V2.2:1,2 V2.3:1 V3.2:1,2 V3.3:1 V3.4:1,2 V3.5:1,2,3 V4.1:1 V4.4:1
V5.2:1,2 V5.3:1,2 V6.1:1 V6.2:1,2,3,4,5,6,7,8 V6.3:1,2 V6.4:1,2 V7.2:1,2,3,4 V7.4:1,2 V8.1:1 V8.2:1,2 V8.3:1
V9.1:1,2,3 V9.2:1 V10.4:1,2,3,4,5 V11.3:1,2 V11.4:1 V12.1:1 V12.2:1,2 V13.4:1 V14.2:1 V14.3:1 V15.1:1 V15.2:1
V15.3:1
"""
L2 = """
V1.1:1,2 V1.2:6,7,8,9 V1.3:3,4,5,6,7,8,9,10,11 V1.4:1,2,3 V1.5:2 V2.1:2,3 V2.2:3 V2.3:2,3,4 V2.4:1 V3.3:2,3,4
V3.4:3,4,5,6 V3.5:4,5 V3.7:1,2 V4.1:2,3 V4.2:1 V4.3:1,2 V4.4:2,3,4 V5.1:1 V5.2:3 V5.4:1,2,3 V6.1:2,3
V6.2:9,10,11,12 V6.3:3,4 V6.4:3,4 V6.5:1,2,3,4,5 V6.6:1,2,3 V6.8:1,2,3,4 V7.1:1,2,3 V7.3:1,2 V7.4:3,4,5
V7.5:1,2 V7.6:1,2 V8.1:2 V8.2:3 V8.4:1 V9.2:2,3,4 V10.1:1,2 V10.2:1,2 V10.3:1,2,3,4 V10.4:6,7,8,9,10,11
V10.5:1,2,3,4,5 V10.6:1,2 V10.7:1,2,3 V11.1:1,2 V11.2:1,2,3 V11.3:3 V11.4:2,3,4 V11.5:1 V11.6:1 V12.1:2,3
V12.3:1,2,3,4 V13.1:1 V13.2:1,2,3,4,5 V13.3:1,2 V13.4:2,3,4,5 V14.1:1,2 V14.2:2,3,4 V14.3:2,3 V15.1:2,3
V15.2:2,3 V15.3:2,3,4,5,6,7 V16.1:1 V16.2:1,2,3,4,5 V16.3:1,2,3,4 V16.4:1,2,3 V16.5:1,2,3 V17.1:1 V17.2:1,2,3,4
V17.3:1,2
"""
ROW = re.compile(r"^\| (V\d[^|]*?) \| ([^|]+?) \| ([^|]+?) \|$", re.M)
NUMBER = re.compile(r"V\d+\.\d+\.\d+")
TEST = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")
KINDS = ("Reason: ", "Not applicable: ", "Not yet: ")


def numbers(text: str) -> list[str]:
    """The numbers in the form in which the standard writes them."""
    sections = [one.split(":") for one in text.split()]
    return [f"{section}.{last}" for section, rest in sections for last in rest.split(",")]


def rows() -> list[tuple[list[str], str]]:
    """The numbers and the answer of each row."""
    return [(NUMBER.findall(found[1]), found[3]) for found in ROW.finditer(PAGE.read_text(encoding="utf-8"))]


@cache
def named_in(path: str) -> frozenset[str]:
    """The names of the tests in a file; none when there is no such file."""
    file = ROOT / path
    if not file.exists():
        return frozenset()
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return frozenset(one.name for one in ast.walk(tree) if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef))


def fault_of(answer: str) -> str:
    """What is wrong with an answer, or an empty text."""
    if "tests/" in TEST.sub("", answer):
        return "a test is named in no form that can be looked up"
    for path, name in TEST.findall(answer):
        if not named_in(path) or (name and name not in named_in(path)):
            return f"{path}::{name} is not there"
    kind = next((one for one in KINDS if answer.startswith(one)), "")
    if not kind and not answer.startswith("`tests/"):
        return "neither a test nor a reason"
    return "" if len(answer) > len(kind) + 4 else "says nothing"


def test_every_requirement_has_one_row():
    told = Counter(number for found, _answer in rows() for number in found)
    assert [one for one, times in told.items() if times > 1] == []
    assert set(told) == set(numbers(L1)) | set(numbers(L2))
    assert (len(numbers(L1)), len(numbers(L2))) == (70, 183)


def test_every_answer_is_a_test_that_is_there_or_a_reason():
    faults = [f"{found[0]}: {fault}" for found, answer in rows() if (fault := fault_of(answer))]
    assert faults == []


def test_page_counts_its_own_rows():
    kinds = Counter[str]()
    for found, answer in rows():
        kinds[next((one for one in KINDS if answer.startswith(one)), "")] += len(found)
    said = re.search(
        r"has (\d+) requirements of levels 1 and 2\..*?(\d+) are shown by tests, (\d+) have a reason .*?, (\d+) do not "
        r"apply, (\d+) are not met",
        PAGE.read_text(encoding="utf-8"),
        re.S,
    )
    assert said
    wanted = (sum(kinds.values()), kinds[""], kinds["Reason: "], kinds["Not applicable: "], kinds["Not yet: "])
    assert tuple(map(int, said.groups())) == wanted


@pytest.mark.parametrize(
    "answer",
    [
        "`tests/base/test_nothing.py::test_x`",
        "`tests/base/test_logs.py::test_x`",
        "We are sure of it",
        "Reason: ",
        "",
        "`tests/base/test_logs.py::`",
    ],
)
def test_answer_that_shows_nothing_is_noticed(answer):
    assert fault_of(answer)
