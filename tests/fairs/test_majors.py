"""The catalogue of majors, and whether somebody's major is among those a post asks for."""

from __future__ import annotations

import pytest

from duikou.fairs import majors
from duikou.fairs.majors import Fit
from duikou.fairs.postings import majors as read_majors


def asked(text: str) -> frozenset[str]:
    read = read_majors.parse(text)
    return majors.asked([one.as_json() for one in read.items], any_major=read.any)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("护理学", "101101"),
        ("101101", "101101"),
        ("030101k", "030101K"),
        ("030101", "030101K"),
        ("法学类", "0301"),
        ("0301", "0301"),
        ("03", "03"),
        ("护理类", "1011"),
        ("计算机", "0809"),
        ("１０１１０１", "101101"),
        ("法律", "030101K"),
        ("占星学", None),
        ("999999", None),
        ("", None),
    ],
)
def test_major_is_found_by_name_and_code(said: str, code: str | None) -> None:
    found = majors.find(said)
    assert (found.code if found else None) == code


@pytest.mark.parametrize(
    ("text", "major", "level", "fit"),
    [
        ("不限", "护理学", 30, Fit.YES),
        ("法学类（0301）", "030101K", 40, Fit.YES),
        ("法学类（0301）", "知识产权", 40, Fit.YES),
        ("法学（030101K）", "知识产权", 40, Fit.NO),
        ("法学（030101K）", "法学类", 40, Fit.ASK),
        ("法学类", "护理学", 40, Fit.NO),
        ("护理类", "护理学", 30, Fit.YES),
        ("医学门类", "护理学", 40, Fit.YES),
        ("理工类", "土木工程", 40, Fit.YES),
        ("没人听过的专业", "护理学", 40, Fit.ASK),
        ("护理学、没人听过的专业", "法学", 40, Fit.ASK),
        ("", "护理学", 40, Fit.ASK),
        ("本科：法学类（0301）；研究生：法学（0301）", "知识产权", 40, Fit.YES),
        ("本科：法学类（0301）；研究生：法学（0301）", "知识产权", 50, Fit.ASK),
        ("本科：法学类（0301）；研究生：法学（0301）", "护理学", 50, Fit.NO),
        ("本科：法学类（0301）", "护理学", 30, Fit.ASK),
        ("研究生：不限；本科：护理学", "法学", 50, Fit.YES),
        ("研究生：不限；本科：护理学", "法学", 40, Fit.NO),
    ],
)
def test_fit_is_never_a_false_no(text: str, major: str, level: int, fit: Fit) -> None:
    mine = majors.find(major)
    assert mine is not None
    assert majors.fit(asked(text), mine, level) is fit


def test_every_entry_is_found_by_its_own_code_and_belongs_to_a_class() -> None:
    known = majors.catalogue().by_code
    assert len(known) > 800
    for code, entry in known.items():
        assert majors.find(code) == entry
        assert code[:4] in known
        assert code[:2] in known
        assert majors.fit(asked(f"{entry.label}（{code}）"), entry, None) is not Fit.NO
