"""Words that headers of posting tables use, in Chinese, English and pinyin, and how well a header fits a field."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

WORDS: dict[str, str] = {
    "employer": "招录机关 招录单位 招聘单位 用人单位 单位名称 招考单位 招聘企业 企业名称 公司名称 公司全称 "
    "公司 企业 单位 雇主 用工单位 用工企业 "
    "用人主体 招聘主体 需求单位 机构名称 机构 招录机关名称 招聘单位名称 用人单位名称 部门名称 "
    "招聘公司 企业全称 单位全称 主管单位 参会单位 参展单位 "
    "招聘方 发布单位 店铺 店名 商家 主管部门 主管部门及用人单位 事业单位名称 学校名称 医院名称 "
    "聘用单位 接收单位 设岗单位 "
    "company companyname employer employername organisation organization orgname "
    "organizationname recruitmentinstitution hiringorganization firm corporation business agency institution recruiter "
    "gongsi gongsimingcheng danwei danweimingcheng qiye qiyemingcheng yongrendanwei zhaopindanwei",
    "department": "用人司局 用人部门 所属部门 部门 科室 内设机构 处室 具体部门 招聘部门 需求部门 所在部门 "
    "二级单位 下属单位 院系 department dept team division bumen keshi",
    "title": "职位名称 岗位名称 职位 岗位 招聘岗位 招聘职位 招考职位 招录职位 招录职位名称 工种 "
    "岗位类别名称 职务 职务名称 招聘工种 招聘岗位名称 "
    "拟招聘岗位 需求岗位 岗位职务 空缺岗位 工作岗位 用工岗位 就业岗位 职业名称 应聘岗位 见习岗位 "
    "实习岗位 岗位名 职位名 "
    "title jobtitle job position positionname postname post jobname role vacancy opening vacancytitle occupation "
    "zhiwei zhiweimingcheng gangwei gangweimingcheng gongzhong zhiwu",
    "code": "职位代码 岗位代码 职位编码 岗位编码 职位编号 岗位编号 招录职位编码 招考职位代码 代码 编码 "
    "编号 岗位序号 岗位号 职位号 职位id 岗位id "
    "postid jobid jobcode positionid positioncode code id reference refno requisition vacancyid "
    "zhiweidaima gangweidaima gangweibianhao bianhao",
    "headcount": "招录人数 招聘人数 人数 需求人数 招考人数 拟招人数 拟招聘人数 招录名额 名额 计划数 招聘计划 "
    "招聘名额 需求数 数量 招收人数 招录数 "
    "岗位数 岗位数量 岗位人数 用工人数 缺工人数 用工需求 招聘数量 招聘总数 计划招聘人数 计划人数 "
    "引进人数 需求量 聘用人数 招聘数 男 女 男女合计 合计 "
    "headcount recruitmentnumber number openings vacancies numberofvacancies quantity count positions hc noofpositions "
    "totaljobopenings numberneeded renshu zhaopinrenshu zhaolurenshu xuqiurenshu",
    "education": "学历 学历要求 学历层次 最低学历 文化程度 文化水平 受教育程度 教育程度 教育水平 学历条件 "
    "education educationrequirement educationlevel "
    "educationrequirements qualification minimumeducation degreelevel xueli xueliyaoqiu wenhuachengdu",
    "degree": "学位 学位要求 degree degreerequirement xuewei xueweiyaoqiu",
    "majors": "专业 专业要求 所学专业 专业名称 专业学科 专业学科类别 专业类别 专业条件 需求专业 专业目录 "
    "专业方向 本科专业 研究生专业 大专专业 专科专业 "
    "研究生专业要求 本科专业要求 大专专业要求 专业及代码 专业名称及代码 学科专业 学科 major "
    "majors majortype majorrequirement fieldofstudy discipline speciality specialty "
    "zhuanye zhuanyeyaoqiu",
    "experience": "工作经验 工作经历 工作经历要求 工作年限 经验 经验要求 基层工作年限 基层工作最低年限 "
    "基层工作经历 服务基层项目工作经历 从业经验 相关经验 "
    "工作年限要求 experience workexperience yearsofexperience experiencerequired "
    "experiencerequirement jingyan gongzuojingyan gongzuonianxian",
    "age": "年龄 年龄要求 年龄条件 年龄限制 年龄上限 年龄范围 age agerequirement agelimit agerange "
    "nianling nianlingyaoqiu",
    "skills": "技能要求 技能 技能标签 职业资格 资格证书 职业资格要求 证书要求 职称 职称要求 专业技术职称 "
    "技术等级 外语要求 语言要求 标签 关键词 "
    "skill skills requiredskills tags keywords certificates languages jineng",
    "conditions": "其他要求 其它要求 其他条件 其它条件 任职要求 任职资格 任职条件 岗位要求 职位要求 招聘要求 "
    "应聘条件 招聘条件 资格条件 其他资格条件 "
    "岗位条件 报考条件 条件要求 要求 条件 招录对象 招聘对象 招考对象 报考要求 基本条件 用工要求 "
    "政治面貌 政治面貌要求 体检标准 是否进行体能测评 身体条件 身高 视力 健康状况 "
    "外貌要求 婚姻状况 婚育要求 籍贯户籍及其他要求 岗位资格条件 与岗位有关的其它条件 与岗位有关的其他条件 "
    "requirement requirements otherrequirement otherrequirements qualifications conditions otherconditions "
    "physicalexaminationstandard isphysicalfitnesstest politicalstatus yaoqiu qitayaoqiu renzhiyaoqiu",
    "sex": "性别 性别要求 性别限制 男女 性别条件 男女比例 sex gender genderrequirement sexrequirement "
    "xingbie xingbieyaoqiu",
    "ethnicity": "民族 民族要求 民族限制 族别 民族条件 ethnicity ethnic nationality ethnicgroup "
    "ethnicityrequirement minzu minzuyaoqiu",
    "religion": "宗教 宗教信仰 信仰 宗教要求 religion religiousbelief faith zongjiao zongjiaoxinyang",
    "household": "户籍 户籍要求 户口 户口要求 户口性质 籍贯 籍贯要求 生源地 生源 生源要求 生源地要求 户籍限制 "
    "户口所在地 户籍所在地 户籍地 生源范围 户籍或生源 生源或户籍 "
    "户籍生源要求 招聘范围 招考范围 招录范围 报考范围 hukou household householdregistration huji "
    "origin nativeplace jiguan",
    "duties": "工作内容 岗位职责 职位描述 工作职责 职位简介 岗位简介 岗位描述 职责 主要职责 岗位说明 "
    "职位说明 工作描述 岗位介绍 主要工作 工作任务 职责描述 "
    "主要工作内容 岗位内容 职责任务 duties jobdescription description responsibilities "
    "responsibility workcontent jobduties summary zhize gangweizhize gongzuoneirong",
    "place": "工作地点 工作地址 工作地 地点 上班地点 就业地点 用工地点 办公地点 岗位地点 职位分布 "
    "工作区域 工作城市 上班地址 单位地址 公司地址 企业地址 地址 服务地点 "
    "location worklocation workplace joblocation address place gongzuodidian didian dizhi",
    "city": "城市 所在城市 市 地市 市州 市州名称 省市 考区 地区 所属地区 所在地 省份 city province state "
    "region chengshi diqu",
    "district": "区域 区县 县区 县市区 市区 所属区县 商圈 区 县 街道 district county area quyu quxian",
    "pay": "薪资 薪酬 工资 月薪 薪水 薪资待遇 薪酬待遇 工资待遇 待遇 薪资范围 薪金 年薪 工资标准 收入 "
    "月收入 月工资 综合工资 薪酬范围 薪资水平 薪酬水平 "
    "工资水平 薪资标准 薪酬标准 薪资区间 综合薪资 日薪 时薪 底薪 月均收入 税前月薪 参考薪资 "
    "福利待遇及薪酬 薪资福利 薪酬福利 工资福利 "
    "salary pay wage wages compensation remuneration salaryrange basesalary monthlysalary xinzi "
    "xinchou gongzi yuexin daiyu",
    "pay_min": "最低工资 最低薪资 最低月薪 薪资下限 月薪下限 薪资最低 最低薪酬 薪资起 salarymin minsalary "
    "salaryfrom lowsalary salarylow minpay payfrom",
    "pay_max": "最高工资 最高薪资 最高月薪 薪资上限 月薪上限 薪资最高 最高薪酬 薪资止 salarymax maxsalary "
    "salaryto highsalary salaryhigh maxpay payto",
    "welfare": "福利 福利待遇 公司福利 员工福利 职位福利 福利标签 职位诱惑 其他福利 食宿 食宿情况 食宿条件 "
    "五险一金 社保 保险 社会保险 住宿 休息休假 工作时间 上班时间 作息时间 "
    "benefits welfare perks jobbenefits fuli fulidaiyu",
    "kind": "工作性质 用工性质 用工形式 用工类型 岗位性质 工作类型 职位性质 招聘类型 用工方式 就业形式 "
    "合同类型 岗位类型 职位类型 "
    "employmenttype jobtype worktype type contracttype gongzuoxingzhi",
    "industry": "行业 所属行业 行业类别 行业类型 公司行业 企业行业 行业领域 industry sector hangye",
    "employer_size": "规模 公司规模 企业规模 单位规模 人员规模 员工人数 员工规模 职工人数 companysize size "
    "employees guimo",
    "employer_kind": "公司性质 企业性质 单位性质 企业类型 公司类型 单位类型 单位类别 机构性质 经济类型 经济实力 "
    "融资阶段 融资 companytype ownership stage funding",
    "employer_code": "统一社会信用代码 社会信用代码 信用代码 组织机构代码 uscc creditcode unifiedsocialcreditcode",
    "valid_until": "有效期 截止日期 截止时间 有效期至 报名截止 报名截止时间 报名截止日期 招聘截止 招聘截止日期 "
    "截至日期 失效日期 结束日期 到期时间 有效日期 "
    "validthrough validuntil deadline expires expirydate enddate closingdate jiezhi jiezhiriqi",
    "published": "发布日期 发布时间 更新时间 更新日期 刷新时间 发布于 日期 时间 dateposted posteddate "
    "published publishdate postdate date updated createdat fabushijian",
    "contact": "咨询电话 联系电话 电话 联系方式 单位电话 公司电话 办公电话 咨询方式 邮箱 电子邮箱 投递邮箱 "
    "简历投递邮箱 简历投递 邮件 邮箱地址 报名方式 投递方式 "
    "应聘方式 传真 联系地址 咨询电话1 咨询电话2 咨询电话3 微信 qq 监督电话 部门网站 phone tel "
    "telephone contact email mail contactemail hotline dianhua lianxidianhua youxiang",
    "link": "链接 网址 职位链接 详情链接 招聘链接 公告链接 原文链接 详情 岗位链接 投递链接 link url href "
    "joburl apply applyurl applylink lianjie wangzhi",
    "source": "来源 数据来源 信息来源 来源渠道 来源网站 公告来源 出处 source origin laiyuan",
    "note": "备注 说明 备注说明 其他说明 其他 其它 补充说明 附注 注 其他事项 其它说明 备注信息 remark "
    "remarks note notes comment comments memo beizhu",
    "extra": "专业能力测试 专业科目 专业笔试 "
    "缴费状况 面试人员比例 开考比例 面试比例 考试类别 工作表 机构层级 职位属性 落户地点 笔试科目 "
    "考试科目 市州代码 部门代码 区划代码 单位代码 单位编码 面试开考比例 "
    "报名人数 缴费人数 考试方式 展位号 展位 招聘方式 联系邮编 邮编 单位简介 企业简介 公司简介 "
    "公司介绍 单位介绍 岗位等级 岗位类别 职位类别 职位类型名称 "
    "category jobcategory ratio sheet companyprofile aboutcompany",
    "index": "序号 行号 排序 no num index rowid unnamed0 unnamed sn seq xuhao serial serialno",
}
FILLERS = re.compile("信息|情况|要求|条件|必填|选填|填写|具体|需求|招聘|请|名称|requirement|required|optional")
BRACKETS = re.compile(r"[（(\[【〔{][^（()）\]】〕}]*[）)\]】〕}]?")
NOT_WORD = re.compile(r"[\W_]+")
EXACT: dict[str, str] = {}
for _field, _words in WORDS.items():
    for _word in _words.split():
        EXACT.setdefault(_word, _field)
CONTAINED = sorted(
    ((word, field) for word, field in EXACT.items() if len(word) >= (2 if ord(word[0]) > 255 else 4)),
    key=lambda pair: -len(pair[0]),
)


def squeezed(header: str) -> str:
    """A header reduced to its letters: half-width, lower case, without spaces, breaks and punctuation."""
    return NOT_WORD.sub("", unicodedata.normalize("NFKC", header).lower())


@lru_cache(maxsize=4096)
def scores(header: str) -> dict[str, float]:
    """How well a header fits each field, 0..1; fields it does not fit at all are left out."""
    whole = squeezed(header)
    if not whole:
        return {}
    base = squeezed(BRACKETS.sub("", unicodedata.normalize("NFKC", header)))
    found: dict[str, float] = {}

    def note(field: str, score: float) -> None:
        found[field] = max(found.get(field, 0.0), round(score, 3))

    for form, worth in ((whole, 1.0), (base, 0.97), (FILLERS.sub("", base), 0.85), (FILLERS.sub("", whole), 0.85)):
        if form in EXACT:
            note(EXACT[form], worth)
    for inner in BRACKETS.findall(unicodedata.normalize("NFKC", header)):
        if squeezed(inner) in EXACT:
            note(EXACT[squeezed(inner)], 0.6)
    form = base or whole
    if len(form) <= 30 and not found:
        for word, field in CONTAINED:
            if word in form and field not in ("index",):
                share = len(word) / len(form)
                note(field, 0.42 + 0.4 * share + (0.08 if form.endswith(word) else 0.0))
    return found


def best(header: str) -> float:
    """The score of the field that a header fits best."""
    return max(scores(header).values(), default=0.0)
