"""Finds conditions on sex, ethnicity, religion and household registration in the text of a posting.

Works clause by clause: words that only look like a condition (女子监狱, 回族自治县, 宗教事务, 户籍窗口) are
covered up first; what is left is read strictly in free text and broadly in columns that hold conditions.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

SEX, ETHNICITY, RELIGION, HOUSEHOLD = "sex", "ethnicity", "religion", "household"
TRIGGER = re.compile(
    r"男|女|性别|性別|族|宗教|信仰|信教|教徒|佛教|道教|基督|伊斯兰|穆斯林|天主|户籍|户口|生源|"
    r"籍贯|本地人|当地人|常住|原籍|male|female|\bmen\b|women|gender|\bsex\b|"
    r"ethnic|\bhan\b|tibetan|religio|muslim|hukou|household registration|local residents?",
    re.IGNORECASE,
)
CLAUSE = re.compile(r"[^；;。\n，,、|]+")
LONG_CLAUSE = re.compile(r"[^；;。\n，,|]+")
WINDOW = 300
NUMBERING = re.compile(r"^\s*(?:[(（]?\d{1,2}[)）.．、:：]|[①-⑳]|[一二三四五六七八九十][、.．])\s*")

PEOPLES = (
    "汉 蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 高山 "
    "拉祜 水 东乡 纳西 景颇 柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 "
    "仡佬 锡伯 阿昌 普米 塔吉克 怒 乌孜别克 俄罗斯 鄂温克 德昂 保安 裕固 京 塔塔尔 独龙 鄂伦春 赫哲 门巴 珞巴 基诺"
)
PEOPLE = "(?:" + "|".join(sorted(PEOPLES.split(), key=len, reverse=True)) + ")族"
GROUP = rf"(?:少数民族|{PEOPLE}|汉(?=或)|民族(?=[:：]))"

NEUTRAL = {
    SEX: re.compile(
        r"(?:男女|性别)(?:均|皆|都|全)?(?:不限|不拘|不论|均可|皆可|都可|可以|平等|兼收|无要求|"
        r"不作要求|没有要求|无限制)|不限(?:制)?(?:男女|性别)|不分男女|无性别|"
        r"性别[:：\s]*(?:不限|无要求|均可|不作要求|/|无)|男、?女(?:均可|不限|皆可)|male (?:or|and|"
        r"/) ?female|any (?:sex|gender)|gender[: ]*(?:any|no)|regardless of (?:sex|gender)|all "
        r"genders",
        re.I,
    ),
    ETHNICITY: re.compile(
        r"民族[:：\s]*(?:不限|无要求|均可|不作要求|无)|不限(?:制)?民族|各(?:民)?族(?:群众|"
        r"人民)?(?:均可|皆可|不限)|不分民族|regardless of ethnic",
        re.I,
    ),
    RELIGION: re.compile(
        r"(?:宗教信仰|信仰|宗教)[:：\s]*(?:不限|无要求|均可|不作要求)|不限(?:制)?(?:宗教|信仰)|"
        r"无宗教信仰要求|regardless of religio",
        re.I,
    ),
    HOUSEHOLD: re.compile(
        r"(?:户籍|户口|生源地?|籍贯|户籍地|户口所在地)(?:、(?:户籍|户口|生源地?|"
        r"籍贯))?[:：\s]*(?:均|皆)?(?:不限|不拘|无要求|均可|不作要求|无限制|不作限制)|"
        r"不限(?:制)?(?:户籍|户口|生源|籍贯)|不分(?:户籍|生源)|(?:户籍|生源)不受限制|无户籍",
        re.I,
    ),
}
COVERED = {
    SEX: re.compile(
        r"(?:女子|男子|妇女|女性|男性|男女|女|男)(?:监狱|监区|强制隔离|强戒|戒毒|看守|拘留|服刑|"
        r"罪犯|犯人|犯(?!罪学)|在押|被监管|学员|戒毒人员|联合会|联会|儿童|权益|发展|维权|干部工作|"
        r"健康|保健|用品|"
        r"篮球|足球|排球|乒乓|子?队|学校|子?中学|子?高中|学院|大学|职工|工委|工部|工科|工作委员会|"
        r"病|科|装|鞋|包|袜|士护肤|生宿舍|生公寓|宿舍|寝室|浴室|厕|更衣|用户|客户|顾客|消费者|"
        r"病人|患者|"
        r"娃|孩|童|婴|朋友|友|儿|方|婿|排|团|声|主角|权|企业家|创业|群众|同志工作|神|皇|王|篮|足|"
        r"款|表|式|裤|鞋品|戒|性朋友|性时尚|性健康|性美容|性社群|性消费|性服饰|性向|性用品|性频道|"
        r"性社区|性服装|性内衣|性护肤|性产品|性生理|性平台)"
        r"|子女|儿女|男女老|妇女|美女|帅男|少女|少男|孙女|女儿|侄女|男装|女装|童男|处女|才女|父母|"
        r"男女(?:双方|平等)|女士们|先生女士|仙女|玉女|织女|女娲|汝女|女贞|(?:服务|看护|护理|照顾|"
        r"教育|管理|面向|关爱|帮扶)(?:男|女)(?:性|生|犯)?(?=群|客|员|对象)"
        r"|unisex|female hygiene|women'?s (?:wear|clothing|shoes|federation|prison|health|team|"
        r"fashion)|men'?s (?:wear|clothing|shoes|team|fashion|prison)|menswear|womenswear",
        re.I,
    ),
    ETHNICITY: re.compile(
        rf"{PEOPLE}(?:、?{PEOPLE})*(?:自治|区(?!域)|乡|镇|村|州|县|旗|中学|小学|学校|语|"
        rf"文(?!化程度)|医(?!学院毕业)|药|歌|舞|服饰|餐|馆|美食|刺绣|音乐|文化|地区|聚居|同胞服务|"
        rf"家园|风情|街)"
        r"|民族(?:宗教|事务|中学|小学|学校|大学|学院|工作|语言|语文|体育|传统|学|团结|医院|医药|"
        r"文化|艺术|理论|政策|地区|自治|区域|乡|股|科|处|组|室|博物|出版|音乐|舞蹈|史|和|与宗教|"
        r"委|局|经济|风情|服装|服饰|工业|企业|品牌|乐|声乐|班|幼儿|贸易|广场|路|街|园|村|委员会|"
        r"业务|器乐|唱法|管弦|舞|画|民间|预科|团|宗|发展|进步|教育|复兴|精神|特色|手工|饮食|餐饮|"
        r"关系|研究|用品|情|银行|证券|文字)"
        r"|少数民族(?:语言?|文学|地区|文字|事务|艺术|经济|史|自治|聚居|群众|翻译|音乐|干部培训|"
        r"工作|传统|文化|预科|流动|服务|同胞|务工|学生工作|教育|体育|特需|历史|特色|乡|村|发展|医)"
        r"|水族(?:馆|箱|用品|器材|宠物|店|展|造景|养护)|贵族|家族|种族|上班族|氏族|皇族|族谱|宗族|"
        r"亲族|民族自豪|中华民族|多民族|各民族|族群|高山族谱|租房族|有车族|月光族|京族谱|士族|"
        r"遗族|族裔|白族绣|ethnic (?:food|cuisine|studies|affairs)",
        re.I,
    ),
    RELIGION: re.compile(
        r"(?:民族)?宗教(?:和民间信仰)?(?:事务|工作|管理|学|场所|局|股|科|处|组|室|执法|业务|界|"
        r"研究|政策|活动|人士|院校|领域|和民间|文化|团体|委|理论|建筑|艺术|法规|服务|与|行政|史|"
        r"音乐|哲学|、民族)"
        r"|民间信仰|(?:共产主义|马克思|理想|政治|党的|坚定|革命|科学|法治|企业|品牌|"
        r"职业)(?:的)?(?:信念|信仰)|信仰坚定|信仰(?:马克思|共产|法治|体育)|佛教(?:文化|音乐|艺术|"
        r"协会|用品|名山|会)|基督教(?:协会|青年会|两会)|伊斯兰教(?:协会)|道教(?:协会|文化)|"
        r"天主教(?:爱国会)|民族、?宗教",
        re.I,
    ),
    HOUSEHOLD: re.compile(
        r"户[籍口](?:管理|民警|科|业务|室|窗口|制度|派出所|警|登记|改革|证明|本|簿|迁移|迁入|页|"
        r"性质说明|信息|办理|服务|政策|档案|证件|复印|材料|资料|系统|调查|整顿|大厅|可|指标|问题|"
        r"随迁|落|名额|辅助|内勤|协管|室内勤|类|核查|审批|专干|员|接待|所在地(?:公安|派出所|政府|"
        r"乡镇|街道|居委|社区|报到|体检))"
        r"|(?:解决|办理|提供|协助|可落|落户|给予|享受|申请|优先落|包)(?:北京|上海|广州|深圳|杭州|"
        r"本地|本市|当地|城市|城镇|集体|工作|应届|单位)?的?户[口籍]|户口(?:解决|指标|名额)"
        r"|招生源|生源(?:质量|工作|组织|拓展|开发|计划|渠道|维护|基地|市场|信息|数据|招募|宣传|"
        r"转化|推广|管理|学校|建设|引流|获取|不足|充足|稳定|丰富|类型|招生|分析|调研|对接|统计|"
        r"档案)|(?:开发|拓展|组织|挖掘|维护|获取|寻找|招揽|学校|优质|海外|稳定)生源|派生源|再生源|"
        r"产生源|发生源|新生源|卫生源|"
        r"落户|入户|常住人口|常住居民|常驻|户籍人口|户外|客户口|用户口|门户口|账户口|窗户口|"
        r"户口味|原籍地?档案|发回原籍|退回原籍|养生源|寄生源|震生源|民生源|医生源",
        re.I,
    ),
}
SUBJECT = r"(?:性(?!格|能|质|价|化)|生|士|青年|公民|考生|同志|员工|人员|教师|职工|保安|护士|护工|司机|销售|退役)?"
STRICT = {
    SEX: re.compile(
        rf"(?:仅限|只限|限|仅招|只招|只收|招收|适合|适宜|较适合|更适合|宜|要求|须为|需为|应为|"
        rf"必须为?|需要|面向|建议|最好(?:是|为)?|倾向|优先(?:考虑|招聘|录用)?|"
        rf"性别(?:要求)?\s*[:：为是]?\s*(?:要求)?)\s*[:：]?\s*(?:为|招|是)?(?:男|"
        rf"女){SUBJECT}(?:报考|应聘|从事|担任|优先|为主|\d*人?)?"
        rf"|(?:男|女){SUBJECT}\s*(?:优先|报考|为主|更佳|均须|须|限|岗位?|名额|\d+\s*[名人]|"
        rf"[:：]\s*\d+\s*[名人]?)|\d+\s*[名人个]\s*(?:男|女)(?:性|生)?|"
        rf"[男女]\d+[人名]?[、,，/;；\s]*[男女]\d+[人名]?"
        rf"|[（(【\[]\s*(?:限|仅限|招)?\s*(?:男|女)(?:性|生|士)?(?:\s*\d+\s*[人名])?\s*[)）】\]]|"
        rf"限(?:男|女)|不招(?:男|女)(?:性|生)?|拒绝(?:男|女)(?:性|生)?|谢绝(?:男|女)(?:性|生|士)?|"
        rf"^(?:男|女)(?:性|生|士)?$|(?:男|女)(?:性|生|士)\s*[、,，]?(?:年龄|身高|"
        rf"\d+\s*[-—~至]\s*\d+\s*(?:周)?岁|\d+\s*(?:周)?岁)"
        r"|(?:only |prefer(?:red|ably)? |for )?\b(?:fe)?males?\b(?: only| preferred| candidates?| "
        r"applicants?)?|\b(?:wo)?men only\b",
        re.I,
    ),
    ETHNICITY: re.compile(
        rf"(?:仅限|只限|限|仅招|只招|招收|面向|要求|须为|需为|应为|必须为?|适合|优先|"
        rf"民族(?:要求)?\s*[:：为是])\s*[:：]?\s*(?:为|招|是)?{GROUP}(?:(?:、|或|和|及|以及|,|"
        rf"，){PEOPLE})*(?:考生|公民|人员|报考|应聘|优先|群众|学生|户籍|身份|毕业生|干部)?"
        rf"|{GROUP}(?:(?:、|或|和|及|以及|,|，){PEOPLE})*(?:考生|公民|报考|优先|身份|毕业生|应聘|"
        rf"人员优先|人士|者|籍|青年|干部|学生优先|同等条件|除外|勿扰)|^{GROUP}(?:(?:、|或|和|及|"
        rf"以及|,|，){PEOPLE})*$|[（(]\s*限?{GROUP}(?:或{PEOPLE})*\s*[)）]|不招{GROUP}"
        r"|ethnic (?:minorit(?:y|ies)|han)(?: only| preferred)?|\b(?:han|tibetan)s? (?:only|preferred)",
        re.I,
    ),
    RELIGION: re.compile(
        r"(?:限|仅限|须|需|要求|不得|不能|不|无|没有|非|严禁|禁止|未|必须|招)\s*(?:有|为|是|信仰?|"
        r"参加)?\s*(?:任何)?(?:宗教信仰|信仰宗教|信教|宗教|教徒|信仰|(?:佛|道|基督|伊斯兰|"
        r"天主)教徒?|穆斯林)(?:者|人员|人士|群众)?(?:优先)?|(?:宗教信仰|信教|信仰宗教|教徒|穆斯林|"
        r"(?:佛|道|基督|伊斯兰|天主)教徒?|有信仰)(?:者|人员|人士)?(?:优先|勿扰|除外|不得|不予|"
        r"报考|限制)"
        r"|信仰?(?:佛|道|基督|伊斯兰|天主)教|宗教信仰\s*[:：]\s*\S{1,8}|non-?religious|no "
        r"religious belief|\b(?:muslim|christian|buddhist)s? (?:only|preferred)",
        re.I,
    ),
    HOUSEHOLD: re.compile(
        r"(?:仅限|只限|限|面向|要求为?|须为?|需为?|需具有|须具有|具有|具备|持有?|拥有|优先|招收|"
        r"为|属|适合)?[^，,；;。、\s（(:：限面具]{0,12}(?:(?:常住|城镇|农村|农业|非农)?(?:户籍|"
        r"户口)(?:地|所在地)?|生源地?|籍贯|原籍)(?:\s*[(（]?(?:或|和|及|、|"
        r"/)[^，,；;。、\s]{0,10}(?:户籍|户口|生源)[)）]?)*(?:[(（](?:户籍|户口|生源|含|以|须|截|"
        r"指|不含)[^)）]*[)）])?(?:人员|人口|考生|居民|优先|毕业生|的?高校毕业生|报考|公民|应聘|"
        r"者|招录|应届|学生)*(?:须?[在为][^，,；;。]{1,14})?"
        r"|(?:仅限|只限|限|招|优先|要求|面向)?(?:本地人|当地人|本[省市县区村镇]人|本地居民|"
        r"本地常住)(?:优先|员)?|(?:须|需|限|要求)[^，,；;。]{0,10}常住(?:居民|满)?|local "
        r"(?:residents?|hukou)(?: only| preferred)?|[\w ]{0,20}(?:hukou|household "
        r"registration)[\w ]{0,12}",
        re.I,
    ),
}
BROAD = {
    SEX: re.compile(r"[男女](?:性|生|士)?"),
    ETHNICITY: re.compile(rf"{GROUP}(?:(?:、|或|和|及|以及|,|，){PEOPLE})*(?:考生|公民|人员|学生)?"),
}
WORDS_OF_COLUMN = {SEX: "性别", ETHNICITY: "民族", RELIGION: "宗教信仰", HOUSEHOLD: "户籍"}
FREE = re.compile(
    r"^(?:不限|无|无要求|均可|都可|皆可|不作要求|不要求|没有要求|没要求|无限制|全部|任意|男女|"
    r"男女均可|男、?女|男/女|男女不限|男女皆可|不拘|否|any|both|all|none|no|n/?a|either|"
    r"无特殊要求|不做要求|[-—/\\]+|未知|0|male/female|各民族|全国|不限地区|面向全国|社会人员|"
    r"面向社会)$",
    re.I,
)
SUITED = re.compile(r"适合|适宜|优先|较|更|宜|建议|最好|倾向|为主|prefer", re.I)
LAWFUL_SCOPE = re.compile(r"^(?:面向)?(?:社会|全国|应届|高校|毕业生|在职|退役|服务基层|定向|公开|校园|本系统)")


@dataclass(frozen=True)
class Mark:
    """A condition found: its kind, the exact words, and the wording under which equal conditions are gathered."""

    kind: str
    words: str
    wording: str


def wording_of(kind: str, words: str) -> str:
    """Equal conditions in one form: 限男性, 男性 and 仅限男 are one; 适合男性 and 男性优先 another."""
    said = re.sub(r"[\s()（）【】\[\]:：。.]", "", unicodedata.normalize("NFKC", words))
    if kind == SEX:
        if re.search(r"\d", said) or {"男", "女"} <= set(said):
            return said
        sign = "女" if re.search(r"女|female|women", said, re.I) else "男"
        if re.search(r"不招|拒绝|谢绝|勿扰", said):
            return f"不招{sign}性"
        return f"适合{sign}性" if SUITED.search(said) else f"限{sign}性"
    said = re.sub(r"^(?:仅限|只限|限|要求为?|须为?|需为?|必须为?)(?=.{2})", "", said)
    said = re.sub(r"^面向(?=.*(?:户籍|户口|生源))", "", said)
    return said[:200]


def covered(kind: str, text: str) -> str:
    """The text with neutral statements and mere look-alikes blanked out, positions kept."""
    for pattern in (NEUTRAL[kind], COVERED[kind]):
        text = pattern.sub(lambda found: "\u3000" * len(found[0]), text)
    return text


@lru_cache(maxsize=10000)
def in_text(text: str, broad: bool = False) -> tuple[Mark, ...]:
    """The conditions in a text; `broad` for text that states conditions, where a bare 男性 is one."""
    if not TRIGGER.search(text):
        return ()
    found: dict[tuple[str, str], Mark] = {}
    for kind in (SEX, ETHNICITY, RELIGION, HOUSEHOLD):
        for words in spans(kind, text, broad):
            mark = Mark(kind, words[:200], wording_of(kind, words))
            found.setdefault((kind, mark.words), mark)
    return tuple(found.values())


def spans(kind: str, text: str, broad: bool) -> Iterator[str]:
    """The exact words of each condition of a kind."""
    hidden = covered(kind, text)
    clause = LONG_CLAUSE if kind in (ETHNICITY, HOUSEHOLD) else CLAUSE
    for piece in clause.finditer(hidden):
        for offset in range(piece.start(), piece.end(), WINDOW):
            yield from spans_of_clause(kind, text, hidden[offset : min(offset + WINDOW, piece.end())], offset, broad)


def spans_of_clause(kind: str, text: str, part: str, offset: int, broad: bool) -> Iterator[str]:
    """The exact words of each condition in one clause, which stands at `offset` in the text."""
    if number := NUMBERING.match(part):
        offset, part = offset + number.end(), part[number.end() :]
    offset, part = offset + len(part) - len(part.lstrip()), part.strip()
    matches = list(STRICT[kind].finditer(part))
    if not matches and broad and kind in BROAD:
        matches = list(BROAD[kind].finditer(part))
    for match in matches:
        words = text[offset + match.start() : offset + match.end()].strip(" :：")
        if words:
            yield words


@lru_cache(maxsize=5000)
def in_column(kind: str, text: str) -> tuple[Mark, ...]:
    """The condition in a column that is about this kind alone; 不限 and its like are none."""
    said = unicodedata.normalize("NFKC", text).strip()
    if (
        not said
        or FREE.match(said)
        or NEUTRAL[kind].fullmatch(said)
        or (kind == HOUSEHOLD and LAWFUL_SCOPE.match(said) and not re.search(r"户籍|户口|生源", said))
    ):
        return ()
    if kind == RELIGION and re.fullmatch(r"无(?:宗教信仰)?要求", said):
        return ()
    words = text.strip()[:200]
    return (Mark(kind, words, wording_of(kind, words) if kind == SEX else said[:200]),)
