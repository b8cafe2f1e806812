"""Columns that describe persons and their documents: refused by name, their values never kept, shown or logged."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.utils.translation import gettext_noop as N_

from duikou.base.personal_numbers import MOBILE, is_identity_number, without_identity_numbers
from duikou.base.refused import refused_whole

from .lexicon import squeezed
from .problems import Problem

DOCUMENTS = re.compile(
    r"身份证|身份號|身份号|证件号|证件类型|公民身份|护照号|社保卡|社保号|银行卡|银行账号|学籍号|"
    r"准考证|学号|idcard|idnumber|identitycard|identitynumber|nationalid|passport|ssn$|"
    r"socialsecurity|shenfenzheng|sfzh|bankaccount"
)
PEOPLE = re.compile(
    r"^(?:应聘者|报名人|报考人|考生|申请人|求职者|求职人|候选人|应聘人|学生|学员|毕业生|个人|本人|"
    r"劳动者|务工人员|务工者|持证人|被录用|拟录用人|入职者|applicant|candidate|jobseeker|employee|"
    r"student)(?!要求|条件|须知|范围|类别|类型|人数|数量|数$|总数)"
)
NAMES = re.compile(
    r"姓名|^名字$|^联系人$|^联系人(?:姓名|信息)?$|^招聘联系人|^负责人$|^负责人姓名|^法人$|"
    r"^法定代表人|^经办人$|^人事(?:经理|专员)?$|^hr$|^hr姓名|^contactperson$|^contactname$|"
    r"^fullname$|^firstname$|^lastname$|^surname$|^applicantname|^candidatename|^xingming$|"
    r"^lianxiren$|^recruiter(?:name)$|^紧急联系人|^家长|^监护人|^推荐人"
)
PRIVATE = re.compile(
    r"出生(?:日期|年月|地)?$|^生日|家庭住址|家庭地址|现住址|住址$|婚姻状况$|^婚否|^血型|"
    r"^宗教信仰情况|^手机$|^手机号码?$|^个人电话|^本人电话|^移动电话|^个人邮箱|^个人微信|^微信号$|"
    r"^mobile(?:phone|number)?$|^cellphone$|^birth|^dob$|^dateofbirth|^maritalstatus|^homeaddress|"
    r"^shouji(?:hao)?$|^照片$|^photo$|^简历$|^健康码|^残疾证|^是否残疾|^期望薪资|^求职意向|"
    r"^意向岗位|^应聘岗位$|^毕业院校$|^毕业学校$|^毕业时间$|^年级$|^班级$"
)
ATTRIBUTES = re.compile(
    r"^(?:性别|民族|族别|籍贯|户籍|户籍地|户口|户口所在地|政治面貌|出生|年龄|宗教|宗教信仰|学历|"
    r"毕业院校|专业|电话|联系电话|手机|手机号|联系方式|家庭住址|住址|sex|gender|ethnicity|"
    r"nationality|religion|age|phone)$"
)
ID_NUMBER = re.compile(
    r"(?<![0-9A-Za-z])[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[0-9Xx](?![0-9A-Za-z])"
)
MANY_DIGITS = re.compile(r"\d{4}[-\s]?\d{4}|(?:\d\D{0,2}){13}")
SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋"
    "余于杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
PERSON_NAME = re.compile(
    rf"^[{SURNAMES}][一-鿿]{{1,2}}$|^[一-鿿]{{1,6}}·[一-鿿]{{1,8}}$|^[{SURNAMES}](?:先生|女士|经理|老师|主任|小姐)$"
)

DOCUMENT_REASON = Problem(N_("Identity and document numbers are never kept. Nothing in this column was read."))
NAME_REASON = Problem(N_("Names of persons are not kept with posts. Nothing in this column was read."))
PRIVATE_REASON = Problem(N_("This column describes persons, not posts. Nothing in it was read."))
LIST_REASON = Problem(
    N_("This looks like a list of people, not of posts. Nothing in it was read. Send the list of posts instead.")
)
CONTENT_REASON = Problem(N_("The values of this column look like identity numbers of persons. Nothing in it was kept."))
MOBILE_REASON = Problem(
    N_("The values of this column look like mobile numbers of persons. Give a landline or an office mail address.")
)


def refusal_by_name(header: str) -> Problem | None:
    """Why a column with this header is not read, or None."""
    name = squeezed(header)
    if DOCUMENTS.search(name):
        return DOCUMENT_REASON
    if PEOPLE.search(name):
        return PRIVATE_REASON
    if NAMES.search(name):
        return NAME_REASON
    return PRIVATE_REASON if PRIVATE.search(name) and not name.startswith(("要求", "招聘")) else None


def refusal_of_unknown(header: str) -> Problem | None:
    """Why a column is not read whose header says nothing of posts, or None: it is, as a whole, a name of what is never
    kept about a person. Where a post's own words stand beside it, as in “health certificate needed”, it is read."""
    family = refused_whole(header)
    return PRIVATE_REASON if family and (not family.of_things or family.what == "photo") else None


def refusal_by_content(values: Sequence[str]) -> Problem | None:
    """Why a column with these values is not read, whatever its header says, or None."""
    if not values:
        return None
    joined = [value.replace(" ", "").replace("-", "").lstrip("'") for value in values]
    identities = sum(is_identity_number(value) for value in joined)
    if identities and identities >= len(joined) * 0.4:
        return CONTENT_REASON
    mobiles = sum(MOBILE.fullmatch(value) is not None for value in joined)
    if mobiles and mobiles >= len(joined) * 0.5:
        return MOBILE_REASON
    names = sum(PERSON_NAME.match(value) is not None for value in values)
    if len(values) >= 5 and names >= len(values) * 0.85 and len(set(values)) > len(values) * 0.5:
        return NAME_REASON
    return None


def is_list_of_people(headers: Sequence[str], fields: Sequence[str]) -> bool:
    """Whether a table with these headers is about persons: names with what describes them, nothing a post needs."""
    names = [squeezed(header) for header in headers]
    persons = sum(
        1
        for name in names
        if DOCUMENTS.search(name) or PEOPLE.search(name) or NAMES.search(name) or PRIVATE.search(name)
    )
    attributes = sum(1 for name in names if ATTRIBUTES.search(name))
    named = any(
        re.search(r"姓名|^name$|^fullname$|applicant|candidate|xingming|应聘者|考生|求职者", name) for name in names
    )
    document = any(DOCUMENTS.search(name) for name in names)
    posts = {"title", "headcount", "pay", "duties", "code"} & set(fields)
    if named and (document or attributes + persons >= 3) and not {"headcount", "pay", "duties"} & posts:
        return True
    return persons >= 2 and not posts


def masked(text: str) -> str:
    """The text without identity-card numbers and mobile numbers, which belong to persons."""
    if len(text) < 11 or not MANY_DIGITS.search(text):
        return text
    return MOBILE.sub("[…]", ID_NUMBER.sub("[…]", without_identity_numbers(text)))
