"""Public ids are UUID version 7 in order of time; codes can be read aloud and typed back."""

import time

from duikou.base import ids


def test_new_id_is_version_7_of_the_rfc_variant():
    made = ids.new_id()
    assert made.version == 7
    assert made.variant == "specified in RFC 4122"


def test_new_id_carries_the_time_so_that_later_ids_sort_after_earlier_ones():
    first = ids.new_id()
    time.sleep(0.003)
    second = ids.new_id()
    assert first < second
    assert abs((first.int >> 80) - time.time_ns() // 1_000_000) < 60_000


def test_codes_have_six_letters_without_look_alikes():
    letters = set("".join(ids.new_code() for _ in range(500)))
    assert letters <= set(ids.CODE_LETTERS)
    assert not letters & set("0O1IL2Z5S8BUV")
    assert len(ids.new_code()) == 6


def test_a_typed_code_is_read_whatever_its_case_and_spacing():
    assert ids.read_code(" k7h-4px ") == "K7H4PX"
    assert ids.read_code("K7H 4PX") == "K7H4PX"


def test_a_code_is_shown_in_two_halves():
    assert ids.show_code("K7H4PX") == "K7H-4PX"
    assert ids.show_code("odd") == "odd"
