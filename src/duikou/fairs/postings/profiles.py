"""What a column's values look like: the share of them that read as pay, education, a date, a code …"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Sequence

from . import dates, pay
from .lexicon import EXACT, squeezed

EDUCATION = re.compile(
    r"^(?:仅限|限|全日制|统招|普通|高等学校|高校|要求|至少)*(?:小学|初中|高中|中专|中技|技校|职高|"
    r"大专|专科|高职|本科|大学|硕士|研究生|博士|学历|MBA|EMBA|不限|无要求|bachelor|master|diploma|"
    r"high school|phd|"
    r"及|以上|或|、|/|学历|毕业|[（）()]|研究生|同等|及以上|above|or|\s|s degree|'|degree|college|and|of|学位)+$",
    re.I,
)
EDUCATION_WORD = re.compile(
    r"小学|初中|高中|中专|中技|技校|大专|专科|高职|本科|大学|硕士|研究生|博士|学历|bachelor|"
    r"master|diploma|school|phd|degree",
    re.I,
)
DEGREE = re.compile(r"^(?:.{0,10}(?:学士|硕士|博士|学位).{0,12})$")
PAY_WORD = re.compile(r"^(?:面议|薪资面议|工资面议|待遇面议|negotiable|competitive)$", re.I)
PAY_SIGN = re.compile(
    r"\d\s*[kKwW千万](?![一-鿿]*人)|元|薪|/\s*[月年天]|¥|￥|\d{3,6}\s*[-~～—至]\s*\d{3,6}|per "
    r"(?:month|year|hour)|底薪|面议|salary",
    re.I,
)
COUNT = re.compile(
    r"^(?:约|共)?(?:\d{1,4}(?:\.0)?|[一二两三四五六七八九十]{1,3}|\d{1,3}[-~至]\d{1,3})(?:人|名|"
    r"个|位)?$|^若干(?:人|名)?$|^[男女]\d+[人名]?[，,、;\s]*[男女]?\d*[人名]?$"
)
CODE = re.compile(r"^(?=[\w-]*\d{2})[A-Za-z]{0,6}[-_]?[\dA-Za-z_-]{3,20}$")
DATE = re.compile(r"^(?:20\d\d\s*[-/.年]\s*\d{1,2}|\d{1,2}[-/.月]\d{1,2}(?:日)?$|20\d{6}$)|^长期(?:有效)?$")
EMPLOYER = re.compile(
    r"(?:公司|集团|中心|局|学院|大学|小学|中学|学校|幼儿园|医院|卫生院|委员会|管委会|政府|厂|店|"
    r"银行|监狱|法院|检察院|事务所|研究院|研究所|酒店|宾馆|超市|餐厅|饭店|合作社|协会|联合会|"
    r"办公室|办事处|总站|支队|大队|分行|支行|门诊部?|诊所|书店|工厂|农场|基地|工作室|商行|经营部|"
    r"服务部|俱乐部|基金会|报社|电视台|博物馆|图书馆|文化馆|人民医院|人社局|街道|党校|县委|市委|"
    r"省委|总工会|妇联|团委|科技|实业|物业|控股|股份|股份有限|责任有限)"
    r"(?:[（(][^）)]*[）)]|\.{2,3}|…)?$|(?:Ltd|LLC|Inc|Corp|Co|GmbH|PLC|Limited|Company|Group|"
    r"University|Hospital|School|Bank)\.?$",
    re.I,
)
TITLE = re.compile(
    r"(?:员|师|工|岗|经理|主管|助理|主任|教师|老师|护士|护师|会计|出纳|司机|科员|警员?|教练|顾问|"
    r"专家|代表|总监|店长|店员|厨师|保安|保洁|保姆|文员|秘书|翻译|编辑|记者|医生|医师|药师|法务|"
    r"律师|客服|运营|销售|采购|实习生|学徒|操作员|技工|普工|焊工|电工|钳工|车工|技术员|工程师|"
    r"设计师|分析师|研究员|负责人|组长|班长|领班|服务员|收银员|营业员|导购|讲师|辅导员|干事|干部|"
    r"官|长|管培生|储备|教授|岗位|以下|及以下|产品经理)"
    r"(?:[（(].*[）)])?$|\b(?:analyst|engineer|manager|assistant|developer|clerk|teacher|nurse|"
    r"driver|designer|accountant|intern|specialist|director|officer|consultant|technician|"
    r"scientist|operator|cashier|waiter|chef|sales|executive|administrator)s?\b",
    re.I,
)
PLACES = (
    "北京 上海 天津 重庆 广州 深圳 杭州 南京 苏州 成都 武汉 西安 郑州 长沙 青岛 大连 厦门 宁波 "
    "无锡 东莞 佛山 济南 合肥 福州 昆明 沈阳 长春 哈尔滨 石家庄 太原 南昌 贵阳 南宁 兰州 西宁 "
    "银川 "
    "乌鲁木齐 呼和浩特 海口 拉萨 珠海 中山 惠州 常州 徐州 温州 嘉兴 绍兴 金华 台州 烟台 潍坊 "
    "洛阳 嘉峪关 甘南 酒泉 张掖 天水 白银 武威 金昌 定西 陇南 庆阳 平凉 临夏 玛曲 合作"
)
PLACE = re.compile(
    rf"^(?:{'|'.join(PLACES.split())})(?:市|省|州)?(?:[-·\s/—].{{0,20}})?$|^[一-鿿]{{2,8}}(?:省|市|"
    rf"区|县|州|旗|镇|乡|街道|新区|开发区|园区|工业园|高新区)(?:[-·\s/—].{{0,24}})?$|"
    rf"^[一-鿿]{{2,}}(?:省|市|区|县|州).{{0,24}}(?:路|街|号|镇|村|大厦|园|楼|室|厦|广场|道|巷|座|"
    rf"层)[\w\d]{{0,8}}$|^异地招聘$|^全国$"
)
DISTRICT = re.compile(r"^[一-鿿]{1,7}(?:区|县|旗|新区|开发区|街道|镇|乡)$")
EXPERIENCE = re.compile(
    r"^(?:\d+\s*[-~至]\s*\d+\s*年|\d+\s*年(?:以[上下内]|及以上)?|[一二两三五十]年以上|"
    r"应届(?:毕业)?生?|在校/?应届生?|经验不限|无经验|不限经验|.{0,8}(?:工作经[验历]|经验).{0,10}|"
    r"\d+\+? ?years?.*|无需经验)$",
    re.I,
)
AGE = re.compile(r"周岁|\d\s*岁|^\d{2}\s*[-~—至]\s*\d{2}(?:岁)?$|years old", re.I)
KIND = re.compile(
    r"^(?:全职|兼职|实习|临时工?|全日制|非全日制|长期|短期|正式(?:工)?|劳务派遣|合同制|事业编制?|"
    r"在编|编外|小时工|校招|社招|full[- ]?time|part[- ]?time|intern(?:ship)?|temporary|contract)$",
    re.I,
)
SIZE = re.compile(r"^(?:少于|不足)?\d{2,6}\s*(?:[-~—至]\s*\d{2,6})?\s*人(?:以[上下])?$|^\d{2,5}-\d{2,6}$")
EMPLOYER_KIND = re.compile(
    r"^(?:国企|民营|私企|外企|外资.{0,6}|合资|上市公司|事业单位|国有.{0,6}|民营.{0,6}|"
    r"股份制.{0,4}|[A-D]\+?轮.{0,3}|天使轮|未融资|不需要融资|政府机关|个体.{0,4}|有限责任公司|"
    r"央企|机关)$"
)
LINK = re.compile(r"^(?:https?://|www\.)\S+$", re.I)
CONTACT = re.compile(
    r"^[\s;；,，/、]*(?:0\d{2,3}[-—\s]?\d{7,8}(?:[-转]\d{1,5})?|1[3-9]\d{9}|\S+@\S+\.\w+|"
    r"400-?\d{3}-?\d{4})(?:[\s;；,，/、].*)?$"
)
MAJORS = re.compile(
    r"专业不限|不限专业|[一-鿿]+类?[（(]\s*[ABC]?\d{2,6}|[一-鿿]{2,}(?:类|学|工程|专业|技术|管理|"
    r"设计|教育)(?:[、，,;；]|类?$|等)|^(?:本科|研究生|大专|专科)[:：]"
)
WELFARE = re.compile(
    r"五险|六险|双休|年假|包吃|包住|餐补|房补|奖金|补贴|[度期]体检|福利|公积金|旅游|insurance|"
    r"bonus|allowance|paid leave|免费班车|住宿",
    re.I,
)
DUTIES = re.compile(r"负责|从事|协助|完成|承担|参与|responsible|assist|manage|develop|岗位职责|工作内容|主要工作")
CONDITIONS = re.compile(
    r"具有|具备|熟练|熟悉|优先|能够|要求|年以上|资格证|证书|党员|须|吃苦|身体健康|责任心|ability|"
    r"required|must|experience in|proficien|限[男女]|通过",
    re.I,
)
INDUSTRY = re.compile(
    r"互联网|制造|金融|教育|医疗|电商|软件|房地产|建筑|物流|零售|餐饮|能源|汽车|化工|电子|通信|"
    r"游戏|广告|贸易|服务业|批发|农业|文娱|消费|采矿|industry|finance|manufactur",
    re.I,
)
SKILLS = re.compile(r"^\[.*\]$|SQL|Python|Java|Excel|Office|驾照|C1|英语[四六]级|CET|电工证|焊工证|资格证$", re.I)
SEX = re.compile(r"^(?:男|女|男性|女性|男女不限|不限|男女|限男性?|限女性?|male|female|男女均可)$", re.I)
PEOPLE_NAME = re.compile(r"^(?:汉|回|藏|满|维吾尔|蒙古|壮|苗|彝|土家|东乡|保安|裕固|撒拉|哈萨克|不限|少数民)族?$")
USCC = re.compile(r"^[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}$")
MANY_FACTS = re.compile(
    r"[^|｜/；;\n]+(?:\s*[|｜]\s*[^|｜]+)+$|(?:[一-鿿\w]{2,8}[:：][^:：；;|\n]+[；;|，,\n]?\s*){2,}$"
)

PATTERNS: dict[str, re.Pattern[str]] = {
    "degree": DEGREE,
    "code": CODE,
    "employer": EMPLOYER,
    "title": TITLE,
    "place": PLACE,
    "district": DISTRICT,
    "experience": EXPERIENCE,
    "age": AGE,
    "kind": KIND,
    "employer_size": SIZE,
    "employer_kind": EMPLOYER_KIND,
    "link": LINK,
    "contact": CONTACT,
    "majors": MAJORS,
    "welfare": WELFARE,
    "duties": DUTIES,
    "conditions": CONDITIONS,
    "industry": INDUSTRY,
    "skills": SKILLS,
    "sex": SEX,
    "ethnicity": PEOPLE_NAME,
    "employer_code": USCC,
}


def is_pay(value: str) -> bool:
    """Whether a value reads as pay."""
    return len(value) < 40 and bool(
        PAY_WORD.match(value) or (PAY_SIGN.search(value) and pay.parse(value).text and re.search(r"\d", value))
    )


def is_facts(value: str) -> bool:
    """Whether a value strings several facts together: labelled ones, or parts between bars."""
    if not MANY_FACTS.search(value):
        return False
    labels = re.findall(r"(?:^|[；;|｜，,\n\s])([一-鿿A-Za-z]{2,8})\s*[:：]", value)
    if sum(EXACT.get(squeezed(label)) is not None for label in labels) >= 2:
        return True
    parts = [part.strip() for part in re.split(r"[|｜]", value) if part.strip()]
    return len(parts) >= 2 and sum(kind_of_part(part) is not None for part in parts) >= 2


PART_KINDS = (
    "employer_size",
    "experience",
    "kind",
    "employer_kind",
    "link",
    "contact",
    "place",
    "employer",
    "age",
    "title",
)


def kind_of_part(part: str) -> str | None:
    """The field that one part of a cell of several facts speaks of, by content alone."""
    if EDUCATION.match(part) and EDUCATION_WORD.search(part):
        return "education"
    if is_pay(part):
        return "pay"
    if re.fullmatch(r"(?:招聘?|需)?\d{1,4}\s*[人名]", part):
        return "headcount"
    return next((field for field in PART_KINDS if PATTERNS[field].search(part)), None)


def is_row_number(numbers: Sequence[int]) -> bool:
    """Whether numbers count rows: from 0 or 1, one by one at first (a sample has gaps later), always rising."""
    first = numbers[:20]
    return (
        len(numbers) > 2
        and numbers[0] in (0, 1, 2)
        and all(after == before + 1 for before, after in itertools.pairwise(first))
        and all(after > before for before, after in itertools.pairwise(numbers))
    )


def shares(values: Sequence[str]) -> dict[str, float]:
    """The share (0..1) of the values, none empty, that looks like each field; and traits such as number and length."""
    count = len(values)
    if not count:
        return {}
    half = [unicodedata.normalize("NFKC", value) for value in values]
    found = {
        field: sum(pattern.search(value) is not None for value in half) / count for field, pattern in PATTERNS.items()
    }
    found["education"] = (
        sum(bool(EDUCATION.match(value) and (EDUCATION_WORD.search(value) or value == "不限")) for value in half)
        / count
    )
    if not any(EDUCATION_WORD.search(value) for value in half):
        found["education"] = 0.0
    if not any(re.search(r"学士|硕士|博士|学位", value) for value in half):
        found["degree"] = 0.0
    found["pay"] = sum(is_pay(value) for value in half) / count
    found["date"] = (
        sum(
            bool(DATE.match(value)) or (dates.SERIAL.match(value) is not None and value.startswith("4"))
            for value in half
        )
        / count
    )
    if found["date"] >= 0.8:
        found["employer_size"] = found["age"] = 0.0
    counts = [value for value in half if COUNT.match(value)]
    found["headcount"] = len(counts) / count
    found["facts"] = sum(is_facts(value) for value in half[:40]) / min(count, 40)
    numbers = [int(float(value)) for value in half if re.fullmatch(r"\d{1,7}(?:\.0+)?", value)]
    found["index"] = 1.0 if len(numbers) == count and is_row_number(numbers) else 0.0
    if any(int(value[:2]) < 14 for value in half if re.match(r"\d\d\s*[-~]\s*\d", value)):
        found["age"] = 0.0
    found["sex"] *= found["sex"] >= 0.7
    found["ethnicity"] *= found["ethnicity"] >= 0.7
    found["money"] = sum(800 <= number <= 80000 and number % 50 == 0 for number in numbers) / count
    found["number"] = len(numbers) / count
    found["distinct"] = len(set(half)) / count
    found["length"] = sum(len(value) for value in half) / count
    if not any(re.search(r"男|女|male", value, re.I) for value in half):
        found["sex"] = 0.0
    if not any(re.search(r"族", value) for value in half):
        found["ethnicity"] = 0.0
    return found
