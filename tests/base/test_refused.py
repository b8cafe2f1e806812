"""Names of what is never kept about a person are noticed, and names that only look like them are not."""

from __future__ import annotations

import pytest

from duikou.base.refused import pieces_of, refused, refused_label
from duikou.base.refused_words import FAMILIES

FINE = """
page homepage home_page language languages contact_language stage agenda message package usage manager
average coverage heritage percentage village image surface interface typeface preface race_condition trace embrace
shipping zip clip description ratio operating generated parent part party_size third_party region regional
original originator identifier public_id id code name contact title place area organisation sequence attendance
seats state passed_over why_ended person_hash contact_hash created_at username display_name email display
health_page healthz stages pagination sexton essex_office nativity facets face_value skills ethics minutes
interview_minutes tagline passage passed scope bookings 岗位 单位名称
统一社会信用代码 联系方式 姓名 语言 招聘人数 学历 健康讲座 预约 签到
"""


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("ethnicity", "ethnicity"),
        ("person_ethnic_group", "ethnicity"),
        ("minzu", "ethnicity"),
        ("民族", "ethnicity"),
        ("person_religion", "religion"),
        ("zongjiaoXinyang", "religion"),
        ("id_number", "identity number"),
        ("idNumber", "identity number"),
        ("IDCard", "identity number"),
        ("applicant_identity", "identity number"),
        ("sfz", "identity number"),
        ("sfzh", "identity number"),
        ("shenfenzheng_hao", "identity number"),
        ("身份证号码", "identity number"),
        ("bank_account", "identity number"),
        ("hukou", "origin or household registration"),
        ("户籍地", "origin or household registration"),
        ("birthplace", "origin or household registration"),
        ("person_origin", "origin or household registration"),
        ("mother_tongue", "mother tongue"),
        ("母语", "mother tongue"),
        ("photo", "photo"),
        ("touxiang", "photo"),
        ("本人照片", "photo"),
        ("fingerprint_id", "biometrics"),
        ("face", "biometrics"),
        ("jiankang_zhuangkuang", "health"),
        ("disability", "health"),
        ("income_level", "income"),
        ("dibao", "income"),
        ("zzmm", "politics"),
        ("partyMember", "politics"),
        ("political_status", "politics"),
        ("emergency_contact", "relatives"),
        ("marital_status", "relatives"),
        ("家庭成员", "relatives"),
        ("gender", "sex"),
        ("xingbie", "sex"),
        ("date_of_birth", "age or birth"),
        ("dateofbirth", "age or birth"),
        ("csrq", "age or birth"),
        ("年龄", "age or birth"),
        ("age", "age or birth"),
        ("home_address", "home or movements"),
        ("homeAddress", "home or movements"),
        ("home", "home or movements"),
        ("last_seen", "home or movements"),
        ("行踪", "home or movements"),
        ("latitude", "place"),
        ("ip_address", "device or network address"),
        ("ip", "device or network address"),
        ("ipv4", "device or network address"),
        ("device_id", "device or network address"),
        ("IP地址", "device or network address"),
        ("score", "score or label"),
        ("tags", "score or label"),
        ("重点人员", "score or label"),
        ("notes", "note about somebody"),
        ("beizhu", "note about somebody"),
    ],
)
def test_name_of_what_is_never_kept_is_noticed(name: str, what: str) -> None:
    assert refused(name) == what


@pytest.mark.parametrize(
    "name",
    FINE.split(),
)
def test_name_that_only_looks_like_one_is_fine(name: str) -> None:
    assert refused(name) == ""


@pytest.mark.parametrize(
    ("name", "of"),
    [
        ("photo", "Work"),
        ("photos", "PlaceForm"),
        ("work_photo", ""),
        ("venue_photos", ""),
        ("latitude", "Place"),
        ("street_address", "VenueOut"),
        ("tags", "Post"),
        ("note", "StandForm"),
        ("children", "Area"),
        ("document_number", "Policy"),
        ("作品照片", ""),
        ("场馆位置", ""),
    ],
)
def test_thing_may_have_what_a_person_may_not(name: str, of: str) -> None:
    assert refused(name, of=of) == ""
    assert refused(name, of="Person"), "control: of a person it is refused, whatever else the name says"


@pytest.mark.parametrize("of", ["Place", "Post", "Work"])
@pytest.mark.parametrize("name", ["ethnicity", "religion", "id_number", "gender", "户口"])
def test_no_thing_has_what_only_people_have(name: str, of: str) -> None:
    assert refused(name, of=of)


@pytest.mark.parametrize(
    ("label", "is_one"),
    [
        ("Date of birth", True),
        ("Age", True),
        ("您的民族", True),
        ("身份证号（18 位）", True),
        ("Remember this device for 30 days", False),
        ("Language of messages", False),
        ("统一社会信用代码", False),
        ("", False),
    ],
)
def test_label_is_refused_for_what_it_asks_not_for_a_word_in_it(label: str, is_one: bool) -> None:
    assert bool(refused_label(label)) is is_one


def test_every_spelling_of_a_name_has_the_same_words() -> None:
    for name in ("home_address", "homeAddress", "HomeAddress", "home-address", "HOME_ADDRESS", "Home address 2"):
        assert pieces_of(name) == ["home", "address"]


def test_every_family_finds_each_of_its_own_names() -> None:
    for family in FAMILIES:
        for word in (*family.words.split(), *family.alone.split(), *filter(None, family.chinese.split("|"))):
            assert refused(word, of="Person"), word
