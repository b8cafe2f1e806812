"""Identity numbers are found however they are typed; other long numbers are left alone."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duikou.base.personal_numbers import (
    CHECKS,
    WEIGHTS,
    holds_contact_of_person,
    holds_identity_number,
    is_identity_number,
    without_identity_numbers,
)

KNOWN = "11010519491231002X"  # the example of GB 11643-1999
FULL = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")


@pytest.mark.parametrize(
    "text",
    [
        KNOWN,
        KNOWN.lower(),
        KNOWN.translate(FULL),
        "110105 19491231 002X",
        "110105-19491231-002-X",
        "1 1 0 1 0 5 1 9 4 9 1 2 3 1 0 0 2 x",
        "1101\u200b0519491231002X",
        "110105\u300019491231\u3000002X",
        "110105·19491231·002X",
        f"联系人身份证{KNOWN}，谢谢",
        f"id:{KNOWN}.",
        f"编号00{KNOWN}",
        "110105491231002",
        "110105 491231 002",
        "110105491231002".translate(FULL),
    ],
)
def test_an_identity_number_is_found_and_taken_out(text: str) -> None:
    assert holds_identity_number(text)
    left = without_identity_numbers(text)
    assert "[…]" in left
    assert not holds_identity_number(left)
    assert len(re.findall(r"\d", left)) < 4


@pytest.mark.parametrize(
    "text",
    [
        "110105194912310021",  # wrong check character
        "11010519491331002X",  # no such month
        "110105194912310",  # no day of the last century where one would stand
        "991105491231002",  # no such province
        "6222021234567890123",
        "0937-6012345，13812345678",
        "2026-11-28 09:00 到 2026-11-29 18:00",
        "91620200MA7EXAMPLE",
        "月薪 5000-8000，年终奖 10000-20000，工作 2026 年 1 月起",
        "",
    ],
)
def test_other_numbers_are_left_as_they_are(text: str) -> None:
    assert not holds_identity_number(text)
    assert without_identity_numbers(text) is text


@given(st.integers(0, 999), st.sampled_from(["", " ", "-", "\u3000", "  "]))
def test_every_right_number_is_one_and_every_other_check_character_is_not(order: int, gap: str) -> None:
    body = f"62020119900101{order:03d}"
    right = CHECKS[sum(weight * int(digit) for weight, digit in zip(WEIGHTS, body, strict=True)) % 11]
    assert [one for one in CHECKS if is_identity_number(body + one)] == [right]
    assert holds_identity_number(f"（{gap.join(body + right)}）")


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("联系 139 1234 5678", True),
        ("+86-13912345678", True),
        ("１３９１２３４５６７８", True),
        ("wang.fang@example.com", True),
        ("hr@example.com 或 zhaopin2@example.com", False),
        ("0937-6012345", False),
        ("12345 热线，4008123456", False),
        ("QQ群 123456789012", False),
    ],
)
def test_contacts_of_persons_are_told_from_those_of_offices(text: str, person: bool) -> None:
    assert holds_contact_of_person(text) == person
