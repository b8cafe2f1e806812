"""What is a condition on sex, ethnicity, religion or household registration, and what only looks like one.

The sentences follow real official tables of five years and provinces, and what employers write.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from duikou.fairs.postings import conditions

from .tables import HEADER, POSTS, csv_file, seen

BROAD = [
    ("限男性；中共党员", "sex", "限男性", "限男性"),
    ("男性;通过法律职业资格考试;普通高等院校毕业生（非在职）", "sex", "男性", "限男性"),
    ("仅限女", "sex", "仅限女", "限女性"),
    ("男性、退役士兵", "sex", "男性", "限男性"),
    ("1.需夜间值守；2.适合男性报考。", "sex", "适合男性报考", "适合男性"),
    ("壮族或瑶族;录用后需在录用单位工作满5年", "ethnicity", "壮族或瑶族", "壮族或瑶族"),
    ("限藏族", "ethnicity", "限藏族", "藏族"),
    ("少数民族考生优先", "ethnicity", "少数民族考生", "少数民族考生"),
    ("限内黄县户籍或生源", "household", "限内黄县户籍或生源", "内黄县户籍或生源"),
    ("内黄县户籍或生源", "household", "内黄县户籍或生源", "内黄县户籍或生源"),
    (
        "1.参照公务员法管理；2.要求为杭州市生源或户籍；3.须通过考试",
        "household",
        "要求为杭州市生源或户籍",
        "杭州市生源或户籍",
    ),
    ("本地人优先", "household", "本地人优先", "本地人优先"),
    ("具有本省常住户口", "household", "具有本省常住户口", "具有本省常住户口"),
    ("无宗教信仰", "religion", "无宗教信仰", "无宗教信仰"),
    ("不得信仰宗教", "religion", "不得信仰宗教", "不得信仰宗教"),
]
STRICT = [
    ("需基层一线执法,适合男性", "sex", "适合男性"),
    ("从事一线工作，限男性。", "sex", "限男性"),
    ("护士（女）", "sex", "（女）"),
    ("女性优先，能吃苦", "sex", "女性优先"),
    ("前台1名，女，18-30岁；保安", "sex", "女"),
    ("Waiter, female only", "sex", "female only"),
    ("保安 要求：男，身高170以上", "sex", "要求：男"),
    ("招收回族、东乡族考生", "ethnicity", "招收回族、东乡族考生"),
]
NOT = [
    "从事女性服刑人员管理和教育改造工作",
    "从事女性罪犯管理工作",
    "女子监狱二级警长以下",
    "从事男子监狱狱政管理、刑罚执行及一线值班备勤工作",
    "秤架瑶族乡人民政府一级科员",
    "连南瑶族自治县农机安全监理站一级科员",
    "少数民族语言翻译类职位;从事少数民族语言翻译工作",
    "中国少数民族语言文学（限：维语）（B050104）",
    "妇女儿童权益部一级科员",
    "本人及配偶、子女、父母、兄弟姐妹有境外工作经历的不得报考",
    "民族宗教工作科一级科员",
    "从事宗教和民间信仰事务管理、宗教执法调研及政策宣讲等工作",
    "生活女工部一级科员",
    "从事女职工权益调查研究等日常工作",
    "从事协调中医医疗、中西医结合、民族医药事业发展",
    "男女不限",
    "性别不限，年龄35岁以下",
    "不限性别",
    "户口不限",
    "户籍不限，能长期出差",
    "户籍窗口民警",
    "办理户口登记、户籍管理",
    "可解决北京户口",
    "落户政策优厚",
    "生源质量分析与招生宣传",
    "理想信念坚定",
    "民族中学语文教师",
    "回族自治县水务局",
    "水族馆饲养员",
    "男装设计师",
    "女鞋跟单员",
    "女子足球队教练",
    "面向女性用户做内容运营",
    "民族团结进步创建工作",
    "民族舞蹈教师",
    "从事妇幼健康服务",
    "家族办公室经理",
    "懂藏语或藏汉双语者优先",
    "清真餐厅厨师",
    "六险一金 节假日福利美女如云 晋升空间大",
    "协助新生儿、孕产妇护理",
    "拓展生源渠道",
    "负责户外广告",
    "male and female welcome",
]


@pytest.mark.parametrize(("text", "kind", "words", "wording"), BROAD)
def test_condition_in_a_conditions_column_is_marked(text: str, kind: str, words: str, wording: str) -> None:
    assert [(mark.kind, mark.words, mark.wording) for mark in conditions.in_text(text, True)] == [
        (kind, words, wording)
    ]


@pytest.mark.parametrize(("text", "kind", "words"), STRICT)
def test_condition_in_free_text_is_marked(text: str, kind: str, words: str) -> None:
    assert [(mark.kind, mark.words) for mark in conditions.in_text(text)] == [(kind, words)]


@pytest.mark.parametrize("text", NOT)
@pytest.mark.parametrize("broad", [False, True])
def test_look_alike_is_not_a_condition(text: str, broad: bool) -> None:
    assert conditions.in_text(text, broad) == ()


def test_two_conditions_of_one_text_are_both_marked() -> None:
    marks = conditions.in_text("男性;瑶族;限本县户籍", True)
    assert [mark.kind for mark in marks] == ["sex", "ethnicity", "household"]


@pytest.mark.parametrize(
    ("kind", "text", "found"),
    [
        ("sex", "男", "限男性"),
        ("sex", "不限", None),
        ("sex", "男女不限", None),
        ("sex", "限女性", "限女性"),
        ("sex", "无要求", None),
        ("sex", "男/女", None),
        ("ethnicity", "藏族", "藏族"),
        ("ethnicity", "不限", None),
        ("ethnicity", "汉族", "汉族"),
        ("religion", "无", None),
        ("religion", "无宗教信仰", "无宗教信仰"),
        ("household", "甘肃省户籍", "甘肃省户籍"),
        ("household", "不限", None),
        ("household", "全国", None),
        ("household", "面向社会", None),
    ],
)
def test_column_about_one_kind_is_read_by_value(kind: str, text: str, found: str | None) -> None:
    assert [mark.wording for mark in conditions.in_column(kind, text)] == ([found] if found else [])


def test_columns_of_conditions_are_marked_and_employers_never(tmp_path: Path) -> None:
    rows = [
        [*HEADER, "性别要求", "民族要求", "户籍"],
        *(
            [*post, sex, people, home]
            for post, sex, people, home in zip(
                [["河南省女子监狱", "一级警员", "2", "本科", "面议", "郑州"], *POSTS],
                ["女", "不限", "男", "", "男女不限"],
                ["不限", "藏族", "", "不限", ""],
                ["不限", "", "", "限本市户籍", ""],
                strict=True,
            )
        ),
    ]
    found = seen(csv_file(tmp_path, rows))
    assert [[mark.wording for _name, mark in draft.marks] for draft in found.drafts] == [
        ["限女性"],
        ["藏族"],
        ["限男性"],
        ["限本市户籍"],
        [],
    ]
    assert found.drafts[0].texts["conditions"] == "性别要求：女"
    assert not found.reading.columns_refused
