"""Splitting the text of a policy into clauses."""

from __future__ import annotations

import pytest

from duikou.plans.clauses import MOST, ClauseText, TooLong, joined, split

ARTICLES = """某某办法（示例）
　　第一章　总则
　　第一条　为了示例，制定本办法。
　　第二条　本办法所称示例：
（一）甲；
（二）乙。
　　第二章　附则
　　第十二条之一　自二〇二六年一月一日起施行。参见第二条的规定。
"""


def test_articles_are_split_where_a_line_begins_with_one():
    assert split(ARTICLES) == [
        ClauseText("", "", "某某办法（示例）"),
        ClauseText("第一条", "第一章 总则", "为了示例，制定本办法。"),
        ClauseText("第二条", "第一章 总则", "本办法所称示例：\n（一）甲；\n（二）乙。"),
        ClauseText("第十二条之一", "第二章 附则", "自二〇二六年一月一日起施行。参见第二条的规定。"),
    ]


def test_numbered_headings_are_split_where_there_are_no_articles():
    text = "一、总体要求\n坚持示例。\n二、主要任务\n1. 甲。\n2. 乙。\n三、做好其他工作。"
    assert split(text) == [
        ClauseText("一、", "总体要求", "坚持示例。"),
        ClauseText("二、", "主要任务", "1. 甲。\n2. 乙。"),
        ClauseText("三、", "", "做好其他工作。"),
    ]


def test_a_number_inside_a_line_begins_no_clause():
    assert split("第一条 按照第三条办理。\n3.5 米以上") == [ClauseText("第一条", "", "按照第三条办理。\n3.5 米以上")]


@pytest.mark.parametrize("text", [ARTICLES, "一、总体要求\n坚持示例。\n二、主要任务\n甲。", "无编号的一段。\n又一段。"])
def test_what_was_split_is_split_the_same_again(text):
    assert split(joined(split(text))) == split(text)


def test_a_text_without_numbers_is_one_clause_and_nothing_is_none():
    assert split("甲\n\n乙") == [ClauseText("", "", "甲\n乙")]
    assert split(" \n\u3000\n") == []


def test_too_many_clauses_are_refused():
    with pytest.raises(TooLong):
        split("\n".join(f"第{number}条 甲。" for number in range(MOST + 1)))
