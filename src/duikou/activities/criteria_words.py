"""What a criterion may not be about: how many live there of which group, who they are, lists of them.

A criterion asks what a body does and offers. One that counts or lists people by ethnicity, religion, origin or anything
else that is never kept about a person would have the body make such a list, so its wording is refused. "A window for
questions on policies for ethnic groups" is what a body offers; "share of ethnic minorities among residents" is not.
"""

from __future__ import annotations

import re

from duikou.base.refused_words import FAMILIES

# Of people, always: their number or their list is a register whatever it is for.
COUNTS = (
    r"人数|人口数|人口总数|人口占|占人口|户数|占比|比例|比重|百分比|人口结构|人员结构|结构比|构成|分布|名册|名单|花名册|底数|底册|"
    r"登记造册|摸底|摸排|排查|信息采集|采集信息|建档|档案|台账|一人一档|一户一档|嵌入度|聚居度|混居率|通婚"
)
COUNTS_IN_ENGLISH = (
    r"\b(?:share|shares|proportion|percentage|per ?cent|ratio|quota|headcounts?|head counts?|numbers? of|how many"
    r"|lists? of|registers?|registered|roll of|census|composition|make-?up|breakdown|statistics|files? on|records? of"
    r"|mix of|intermarriage)\b|%"
)
# What everybody has some of, or is about things as often as about people, is no sign by itself.
LEFT_OUT = frozenset(
    ("photo", "place", "score or label", "note about somebody", "device or network address", "health", "biometrics")
)
MORE = {
    "ethnicity": r"各族|族裔|汉族|藏族|回族|ethnic|nationalit|minorit",
    "religion": r"信众|宗教|教民|religio|believer|faith",
}
_CLAUSES = re.compile(r"[。；;，,！？!?\n]|(?<=[a-z])\.(?:\s|$)")
_COUNTS = re.compile(f"{COUNTS}|{COUNTS_IN_ENGLISH}", re.IGNORECASE)
# Counted or listed with nothing else said of them: who lives there, and what they are made up of.
_LISTED = re.compile(
    r"(?:居民|住户|人口|人员|群众|职工|学生|员工|村民)[^，。；]{0,4}(?:结构|构成|名册|花名册|底数|底册|台账|档案|信息采集|摸底|摸排)"
    r"|(?:摸清|排查)[^，。；]{0,6}(?:居民|住户|人口|群众|村民)|一人一档|一户一档"
    r"|\b(?:composition|breakdown|make-?up|census|registers?|lists?|files?) (?:of|on) (?:the |its |all )?"
    r"(?:residents|inhabitants|population|people|families|households|employees|pupils)\b",
    re.IGNORECASE,
)


def _pattern(what: str) -> re.Pattern[str]:
    said = [family.chinese for family in FAMILIES if family.what == what and family.chinese]
    words = [
        rf"\b{word.replace('_', ' ')}\b"
        for family in FAMILIES
        if family.what == what
        for word in family.words.split()
        if len(word) > 4
    ]
    return re.compile("|".join([*said, *words, *([MORE[what]] if what in MORE else [])]), re.IGNORECASE)


_FAMILIES = {what: _pattern(what) for what in dict.fromkeys(family.what for family in FAMILIES) if what not in LEFT_OUT}


def about_people(text: str) -> str:
    """What of people `text` would have counted or listed, in English (`ethnicity`); "" when it is about what a body
    does. Clauses are looked at one by one, so that a list of activities beside a window for questions is none."""
    for clause in _CLAUSES.split(text):
        if _LISTED.search(clause):
            return "people"
        if not _COUNTS.search(clause):
            continue
        for what, pattern in _FAMILIES.items():
            if pattern.search(clause):
                return what
    return ""
