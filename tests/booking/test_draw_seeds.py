"""What two people type in as the randomness of a draw: the same reading compares equal, a wrong one is told apart."""

from __future__ import annotations

import json

import pytest
from django.utils import translation

from duikou.booking.draw import BadSeed, clean_seed

# Round 1 of drand's default network, and round 3 of a network on the other curve.
RANDOMNESS = "101297f1ca7dc44ef6088d94ad5fb7ba03455dc33d53ddb412bbc4564ed986ec"
SIGNATURE = (
    "8d61d9100567de44682506aea1a7a6fa6e5491cd27a0a0ed349ef6910ac5ac20ff7bc3e09d7c046566c9f7f3c6f3b10104990e7cb4249982"
    "03d8f7de586fb7fa5f60045417a432684f85093b06ca91c769f0e7ca19268375e659c2a2352b4655"
)
SHORT_RANDOMNESS = "9e9829dfb34bd8db3e21c28e13aefecd86e007ebd19d6bb8a5cee99c0a34798f"
SHORT_SIGNATURE = "b98dae74f6a9d2ec79d75ba273dcfda86a45d589412860eb4c0fd056b00654dbf667c1b6884987c9aee0d43f8ba9db52"
DICE = "13254 62316 45162 33251 66142 15342 26134 52316 14253 66123"
DICE_CLEAN = "dice:" + DICE.replace(" ", "")
NIST = "0A8863E03E200F694B40DC4DFCC0E9A5" * 4

SAME = [
    ("drand", RANDOMNESS.upper(), RANDOMNESS),
    ("drand", f"  {RANDOMNESS[:32]}\n{RANDOMNESS[32:]} ", RANDOMNESS),
    ("drand", f"{RANDOMNESS} {SIGNATURE}", RANDOMNESS),
    ("drand", SIGNATURE, RANDOMNESS),
    ("drand", f"{SHORT_RANDOMNESS}, {SHORT_SIGNATURE}", SHORT_RANDOMNESS),
    ("drand", SHORT_SIGNATURE.upper(), SHORT_RANDOMNESS),
    ("drand", json.dumps({"round": 1, "randomness": RANDOMNESS, "signature": SIGNATURE}), RANDOMNESS),
    ("drand", json.dumps({"round": 1, "signature": SIGNATURE}), RANDOMNESS),
    ("nist", NIST, NIST.lower()),
    ("nist", " ".join(NIST[at : at + 8] for at in range(0, 128, 8)), NIST.lower()),
    ("nist", json.dumps({"pulse": {"outputValue": NIST, "pulseIndex": 5}}), NIST.lower()),
    ("spoken", DICE, DICE_CLEAN),
    ("spoken", ",".join(DICE.replace(" ", "")), DICE_CLEAN),
    ("spoken", "、".join(DICE.replace(" ", "").translate({ord("1"): "１"})), DICE_CLEAN),
    ("spoken", "dice: " + DICE, DICE_CLEAN),
    ("spoken", "03 07 12 18 25 31 + 09", "balls:03-07-12-18-25-31-09"),
    ("spoken", "03,07,12,18,25,31|09", "balls:03-07-12-18-25-31-09"),
    ("spoken", "11 12 13 14 15 16", "balls:11-12-13-14-15-16"),
]


@pytest.mark.parametrize(("source", "typed", "clean"), SAME)
def test_readings_in_other_spacing_are_equal(source: str, typed: str, clean: str) -> None:
    assert clean_seed(source, typed) == clean
    assert clean_seed(source, clean) == clean


WRONG = [
    ("drand", "", "Nothing was typed in"),
    ("drand", "   \n", "Nothing was typed in"),
    ("drand", RANDOMNESS[:-1], "this has 63"),
    ("drand", RANDOMNESS + "0", "this has 65"),
    ("drand", RANDOMNESS.replace("f", "g"), "letters a to f only"),
    ("drand", f"{RANDOMNESS[::-1]} {SIGNATURE}", "do not belong together"),
    ("drand", json.dumps({"randomness": RANDOMNESS, "signature": SHORT_SIGNATURE}), "do not belong together"),
    ("drand", '{"round": 1, "randomness": "10', "not complete"),
    ("drand", "{" * 3000, "not complete"),
    ("drand", json.dumps({"round": 1}), "letters a to f only"),
    ("drand", "a" * 5000, "too long"),
    ("nist", NIST[:-2], "this has 126"),
    ("nist", "Z" * 128, "letters A to F only"),
    ("nist", '{"pulse": 3}', "letters A to F only"),
    ("spoken", DICE[:-1], "At least 50 dice"),
    ("spoken", "1" * 49, "these are 49"),
    ("spoken", DICE.replace("4", "7", 1), "number 5 shows 7"),
    ("spoken", DICE.replace("4", "0", 1), "number 5 shows 0"),
    ("spoken", "1" * 501, "More than 500"),
    ("spoken", "one two three", "digits only"),
    ("spoken", "03 07 12", "these are 3"),
    ("spoken", "balls: 3 7 12", "At least 50 dice"),
    ("spoken", " ".join(["03"] * 21), "these are 21"),
]


@pytest.mark.parametrize(("source", "typed", "said"), WRONG)
def test_wrong_reading_says_what_is_wrong(source: str, typed: str, said: str) -> None:
    with translation.override("en"), pytest.raises(BadSeed, match=said):
        clean_seed(source, typed)


def test_answer_of_another_round_is_refused() -> None:
    answer = json.dumps({"round": 1, "randomness": RANDOMNESS, "signature": SIGNATURE})
    assert clean_seed("drand", answer, named="drand default, round 1") == RANDOMNESS
    with pytest.raises(BadSeed), translation.override("en"):
        clean_seed("drand", answer, named="drand default, round 2")


def test_one_wrong_digit_is_another_seed() -> None:
    assert clean_seed("spoken", DICE) != clean_seed("spoken", DICE[:-1] + "4")
