"""What is wrong with a field: said for each kind of error, in both languages, without what was sent."""

from __future__ import annotations

from enum import Enum
from typing import Any, Literal
from uuid import UUID

import pytest
from django.utils import translation
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError, field_validator

from duikou.base.wrong_fields import LONGEST_PLACE, MOST_TOLD, WORDS, said, wrong, wrong_field

CANARY = "阿依古丽13912345678"


class Colour(Enum):
    RED = "red"


class Inner(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    text: str = Field("", min_length=2, max_length=3)
    count: int = Field(1, ge=1, le=4)


class Everything(BaseModel):
    model_config = ConfigDict(extra="forbid")
    needed: str
    id: UUID | None = None
    seats: int = 1
    sure: bool = False
    way: Literal["a", "b"] = "a"
    colour: Colour = Colour.RED
    at: AwareDatetime | None = None
    inner: Inner | None = None
    more: dict[str, int] = {}
    clean: str = ""

    @field_validator("clean")
    @classmethod
    def _printable(cls, value: str) -> str:
        if value and not value.isprintable():
            raise ValueError(value)
        return value


def errors_of(**sent: Any) -> list[Any]:
    try:
        Everything.model_validate({"needed": "x", **sent})
    except ValidationError as error:
        return error.errors(include_url=False)
    return []


SENT = [
    {"needed": None}, {"needed": 1}, {CANARY: 1}, {"id": CANARY}, {"id": 1}, {"seats": CANARY}, {"seats": 1.5},
    {"seats": "9" * 5000}, {"seats": []}, {"sure": CANARY}, {"sure": []}, {"way": CANARY}, {"colour": CANARY},
    {"at": CANARY}, {"at": "2027-03-01T09:00:00"}, {"at": "2027-03-01"}, {"at": "2027-13-41T09:00:00Z"}, {"at": []},
    {"inner": CANARY}, {"inner": {"text": CANARY}}, {"inner": {"text": "x"}}, {"inner": {"count": 0}},
    {"inner": {"count": 5}}, {"inner": {"count": "1"}}, {"more": CANARY}, {"more": {"a": CANARY}}, {"clean": "a\x07"},
    {"at": 10**30}, {"inner": {"text": "\ud800"}},
]  # fmt: skip


@pytest.mark.parametrize("sent", SENT, ids=lambda sent: repr(sent)[:40])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_error_is_said_in_words_without_what_was_sent(sent: dict[str, Any], language: str) -> None:
    errors = errors_of(**sent)
    assert errors
    with translation.override(language):
        for error in errors:
            words = said(error)
            assert words
            assert CANARY not in words
            assert "{" not in words


def test_missing_field_is_named_with_its_place() -> None:
    try:
        Everything.model_validate({})
    except ValidationError as error:
        with translation.override("en"):
            problem = wrong(error.errors(), where="body")
    assert (problem.kind, problem.more) == (
        "invalid",
        {"errors": [{"field": "body.needed", "detail": "This is needed here."}]},
    )


def test_limits_come_from_the_shape() -> None:
    with translation.override("en"):
        assert [said(one) for one in errors_of(inner={"text": "long", "count": 9})] == [
            "At most 3 letters.",
            "At most 4.",
        ]
        assert said(errors_of(way="c")[0]) == "One of 'a' or 'b'."


def test_error_nobody_knows_and_limits_nobody_told_are_said_plainly() -> None:
    with translation.override("en"):
        assert said({"type": "never_heard_of"}) == "This is not as it should be."
        assert said({"type": "string_too_long"}) == "This is not as it should be."


def test_thousands_of_errors_make_no_answer_of_thousands() -> None:
    many = wrong(errors_of(**{f"field{number}" + "x" * 1000: 1 for number in range(500)}), where="body")
    assert len(many.more["errors"]) == MOST_TOLD
    assert all(len(one["field"]) <= len("body.") + LONGEST_PLACE for one in many.more["errors"])


def test_one_field_by_hand() -> None:
    assert wrong_field("body.person.name", "Write a name.").more == {
        "errors": [{"field": "body.person.name", "detail": "Write a name."}]
    }


def test_words_fill_only_with_limits_that_pydantic_tells() -> None:
    told = {"max_length": 1, "min_length": 1, "ge": 1, "le": 1, "expected": "'a'"}
    for words in WORDS.values():
        assert str(words).format_map(told)
