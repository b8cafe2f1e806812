"""Unified social credit codes, GB 32100-2015."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from duikou.directory.uscc import ALPHABET, check_character, normal_uscc, uscc_problem, validate_uscc

# Codes that companies print on their own pages; the first is the commonly cited example of the standard.
VALID = ["91350100M000100Y43", "9144030071526726XG", "91110000802100433B"]


@pytest.mark.parametrize("code", VALID)
def test_uscc_published_codes_are_valid(code):
    assert uscc_problem(code) is None
    assert check_character(code[:17]) == code[17]


def test_uscc_as_people_type_it_is_read():
    assert normal_uscc(" 91350100m000100y43 ") == "91350100M000100Y43"
    assert normal_uscc("９１３５-0100 M000 100Y43") == "91350100M000100Y43"


@pytest.mark.parametrize("code", ["", "91350100M000100Y4", "91350100M000100Y433", "913501O0M000100Y43"])
def test_uscc_of_wrong_shape_is_refused_with_what_to_do(code):
    with translation.override("en"):
        assert "licence" in str(uscc_problem(code))
    with pytest.raises(ValidationError):
        validate_uscc(code)


@given(st.text(ALPHABET[:10], min_size=6, max_size=6), st.text(ALPHABET, min_size=9, max_size=9), st.data())
def test_uscc_with_one_wrong_character_is_always_noticed(area, body, data):
    first = "91" + area + body
    code = first + check_character(first)
    place = data.draw(st.integers(8, 17))
    other = data.draw(st.sampled_from([letter for letter in ALPHABET if letter != code[place]]))
    assert uscc_problem(code) is None
    assert uscc_problem(code[:place] + other + code[place + 1 :]) is not None


def test_uscc_check_character_needs_seventeen():
    with pytest.raises(ValueError, match="seventeen"):
        check_character("9135")
