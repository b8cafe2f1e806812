"""The tokenizer: the same words come out of a document and of a query for it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duikou.index import words


@pytest.mark.parametrize(
    ("title", "query"),
    [
        ("康复科护士", "护士"),
        ("康复科护士", "护"),
        ("康复科护士", "康复护士"),
        ("护理师", "hulishi"),
        ("护理师", "hls"),
        ("康复科护士", "hushi"),
        ("康复科护士", "kangfuke"),
        ("银行柜员", "yinhang"),
        ("律师助理", "lvshi"),
        ("律师助理", "lüshi"),
        ("高级C++工程师", "C++"),
        ("高级C++工程师", "ｃ＋＋"),
        ("Java开发（5G方向）", "java"),
        ("Java开发（5G方向）", "5G"),
        ("Java开发（5G方向）", "５ｇ"),
        ("Node.js 后端", "node.js"),
        ("Node.js 后端", "node"),
        ("玛曲县高原慢性病康复中心", "玛曲"),
        ("玛曲县高原慢性病康复中心", "玛曲县 康复"),
        ("一级科员", "科员"),
    ],
)
def test_title_is_found(title: str, query: str) -> None:
    wanted = words.of_query(query)
    assert wanted
    assert set(wanted) <= words.of_name(title)


@pytest.mark.parametrize(("text", "query"), [("产品和服务", "和服"), ("护理师", "C"), ("护士", "护理")])
def test_other_words_are_not_found(text: str, query: str) -> None:
    assert not set(words.of_query(query)) <= words.of_text(text)


@pytest.mark.parametrize("query", ["", "   ", "\0", "%", "\"'*():^-", "🙂", "\u202e\u200f", "AND".lower() * 0])
def test_query_without_words_has_no_lexemes(query: str) -> None:
    assert words.of_query(query) == ()


@given(st.text(max_size=300))
def test_query_is_always_bounded_and_safe(query: str) -> None:
    lexemes = words.of_query(query)
    assert len(lexemes) <= words.MOST_QUERY_LEXEMES
    for lexeme in lexemes:
        assert 0 < len(lexeme) <= words.LONGEST_LEXEME
        assert not set(lexeme) & set("\"'*()&|!\\ \0")


@given(st.text(max_size=60))
def test_document_lexemes_are_safe(text: str) -> None:
    for lexeme in words.of_title(text):
        assert not set(lexeme) & set("\"'*()&|!\\ \0\n\t")
