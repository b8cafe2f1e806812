"""Names of what is never kept about a person: English, Chinese, pinyin in full, and its first letters where they mean
nothing else. How they are looked for stands in `duikou.base.refused`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Family:
    """Names of one thing that is refused. `words` may stand anywhere in a name, whole; `alone` are refused when they
    are all of it (`home`, but not `home_page`). A thing may have what is `of_things`, as a photo; a person may not."""

    what: str
    words: str
    chinese: str
    alone: str = ""
    of_things: bool = False


FAMILIES = (
    Family(
        "ethnicity",
        "ethnicity ethnicities ethnic ethnos nationality nationalities citizenship minority minorities tribe tribal "
        "caste racial skin_color skin_colour minzu minzuchengfen shaoshuminzu shaoshu_minzu zuqun zubie zhongzu "
        "guoji mzcf ssmz",
        "民族|族别|族群|种族|族裔|国籍|少数民族|肤色",
        alone="race races",
    ),
    Family(
        "religion",
        "religion religions religious faith faiths belief beliefs creed church mosque temple_attended denomination "
        "baptised baptized halal_only zongjiao zongjiao_xinyang zongjiaoxinyang xinyang xinjiao zjxy jiaopai",
        "宗教|信仰|教派|信教|教徒",
    ),
    Family(
        "identity number",
        "id_number id_no id_num id_card id_code id_card_number id_card_no idcardno identity_number identity_no "
        "identity_card identity_card_number identity_document national_id national_number citizen_id citizen_number "
        "resident_id resident_number passport passports passport_number visa_number ssn social_security "
        "social_security_number driving_licence driving_license driver_license drivers_license licence_plate "
        "license_plate student_number shenfenzheng shenfenzhenghao shenfenzhenghaoma shenfenhao shenfen_id shenfen "
        "zhengjian zhengjianhao zhengjianhaoma zhengjianleixing huzhao huzhaohao shebaohao shebaokahao yinhangka "
        "yinhangkahao gongminshenfenhaoma sfz sfzh sfzhm sfzhao gmsfhm gmsfzh zjhm zjlx sbkh yhkh hzhm",
        "身份证|身份號|身份号|身份信息|公民身份|证件号|证件类型|证件照|护照|社保卡|社保号|银行卡|银行账|学籍号|准考证|驾驶证号|"
        "驾照号|车牌",
        alone="identity cardno idno",
    ),
    Family(
        "identity number",
        "tax_id taxpayer_id bank_account bank_card account_number card_number document_number certificate_number",
        "",
        of_things=True,
    ),
    Family(
        "origin or household registration",
        "hukou hukou_type hukou_suozaidi household household_register household_registration household_number "
        "registered_residence registered_permanent_residence origin_of_person place_of_origin origin_place "
        "country_of_origin country_of_birth birth_place birthplace birth_country place_of_birth born_in native_place "
        "native_country hometown home_town ancestral ancestral_home ancestry lineage immigrant immigration "
        "immigration_status residence_permit huji hujidi hujidizhi huji_suozaidi hujisuozaidi hukoubo hukouxingzhi "
        "hukousuozaidi jiguan yuanji zuji laiyuandi shengyuandi chushengdi jzz hkszd hkxz hjdz hjd hjszd hkb",
        "户籍|户口|籍贯|出生地|原籍|祖籍|生源地|来源地|农业户|居住证|移民",
        alone="origin native",
    ),
    Family(
        "mother tongue",
        "mother_tongue mothertongue tongue native_language native_tongue first_language home_language "
        "mother_language spoken_at_home dialect muyu fangyan diyiyuyan",
        "母语|方言|第一语言|民族语言|口音",
    ),
    Family(
        "photo",
        "photo photos photograph photographs portrait portraits avatar avatars selfie headshot head_shot mugshot "
        "picture_of_person profile_picture profile_image face_image passport_photo zhaopian touxiang xiaoxiang "
        "zhengjianzhao zipai gerenzhaopian",
        "照片|头像|肖像|自拍|相片|登记照|免冠照",
        of_things=True,
    ),
    Family(
        "biometrics",
        "biometric biometrics fingerprint fingerprints finger_print fingerprint_id faceprint face_id face_vector "
        "face_encoding face_embedding face_recognition facial facial_features iris iris_scan retina retina_scan "
        "voiceprint voice_print palm_print palmprint gait dna dna_sample blood_type blood_group body_height "
        "body_weight renlian renlian_tezheng zhiwen hongmo shengwen xuexing shengwutezheng shengwu_shibie",
        "人脸|指纹|虹膜|声纹|掌纹|生物特征|生物识别|血型|面部特征",
        alone="face faces",
    ),
    Family(
        "health",
        "health_status health_state health_condition health_conditions health_record health_code health_check "
        "healthy is_healthy health_certificate medical_condition medical_history medical_record diagnosis diagnoses "
        "disease diseases illness illnesses disability disabilities disabled_person is_disabled handicap handicapped "
        "allergy allergies medication medications vaccination vaccinated vaccine pregnant pregnancy infected "
        "infection hiv hepatitis mental_health psychiatric addiction jiankang jiankangzhuangkuang jiankangma bingshi "
        "jibing canji canjiren canjizheng huaiyun yimiao tijian tijian_jieguo guomin jkzk jkzt jkm cjzh",
        "健康状况|健康状态|健康码|健康证|健康情况|病史|疾病|患病|残疾|怀孕|孕期|疫苗|体检|过敏|精神状况|传染病",
        alone="health",
    ),
    Family(
        "income",
        "income incomes income_level household_income family_income salary_now current_salary last_salary "
        "previous_salary expected_salary wage_now current_wage earnings net_worth wealth assets_of_person "
        "poverty_status poor_household low_income subsistence_allowance welfare_recipient credit_score debt debts "
        "shouru jiatingshouru nianshouru yueshouru qiwangxinzi dibao dibaohu pinkun pinkunhu jiandanglika xinyongfen "
        "jdlk",
        "收入|期望薪资|目前薪资|现薪|低保|贫困户|贫困人口|贫困家庭|贫困程度|建档立卡|信用分|征信|负债|家庭资产",
    ),
    Family(
        "politics",
        "politics political political_status political_party political_affiliation political_outlook political_view "
        "political_views party_member party_membership party_affiliation member_of_party communist_party ccp_member "
        "union_member trade_union_member voted_for votes_for voting_record activist dissident petitioner ideology "
        "zhengzhi zhengzhimianmao mianmao dangyuan tuanyuan dangpai rudangshijian zzmm zzmmdm",
        "政治面貌|政治态度|党员|团员|党派|入党|信访|上访",
        alone="party",
    ),
    Family(
        "relatives",
        "relative_name relatives family_member family_members family_background family_name_of_spouse next_of_kin "
        "kin parents_name father mother father_name mother_name spouse spouses spouse_name husband wife partner_name "
        "child_name childrens_names number_of_children sibling siblings brother sister marital marital_status "
        "marriage married is_married divorced widowed emergency_contact jiating jiatingchengyuan jiating_beijing "
        "qinshu fumu fuqin muqin peiou zinv ernv jiashu hunyin hunyinzhuangkuang hunfou yihun jinjilianxiren hyzk "
        "hyzt jtcy jtqk",
        "亲属|父母|父亲|母亲|配偶|丈夫|妻子|子女|儿女|家属|家庭|婚姻|婚否|已婚|未婚|离异|紧急联系人",
    ),
    Family(
        "relatives",
        "children parents parent_name",
        "",
        of_things=True,
    ),
    Family(
        "sex",
        "gender genders sex sexes sexual sexual_orientation pronoun pronouns is_male is_female transgender xingbie "
        "xingquxiang",
        "性别|性取向|男女",
    ),
    Family(
        "age or birth",
        "age ages age_group age_band age_range aged years_old birth birthday birth_day birthdate birth_date "
        "birth_year birth_month date_of_birth day_of_birth year_of_birth born born_on dob zodiac is_minor under_age "
        "underage shengri chusheng chushengriqi chushengnianyue chushengnian nianling niansui zhousui csrq csny "
        "shengxiao",
        "生日|出生|年龄|周岁|岁数|生肖",
    ),
    Family(
        "home or movements",
        "home_address home_addr homeaddr home_phone home_postcode home_zip home_area home_district home_village "
        "home_lat home_lng home_lon home_latitude home_longitude home_location home_coordinates home_geo residence "
        "residential_address residential_area living_address current_address permanent_address address_of_person "
        "movement movements whereabouts trajectory travel_history trips itinerary last_seen last_location "
        "visited_places zhuzhi jiatingzhuzhi jiatingdizhi xianzhuzhi xianjuzhudi juzhudi zhuzhai xingzong guiji "
        "dingwei xingcheng jtzz jtdz xjzd xjzdz",
        "住址|家庭地址|现居|居住地|居住地址|行踪|轨迹|行程|定位|去向",
        alone="home homes lives_in",
    ),
    Family(
        "place",
        "latitude longitude lat lng lon coordinate coordinates geo geolocation geo_location geohash gps location "
        "street street_address house_number postal_address position_of_person weizhi zuobiao jingdu_weidu jingweidu",
        "经纬度|经度|纬度|坐标|位置",
        of_things=True,
    ),
    Family(
        "device or network address",
        "ip ips ipv ip_address ip_addr ip_addresses remote_addr remote_address client_ip client_address device "
        "devices device_id device_ids device_token device_name device_fingerprint browser_fingerprint user_agent "
        "useragent user_agents browser imei imsi iccid mac_address mac_addr udid idfa oaid advertising_id "
        "tracking_id tracker shebei shebeihao shebei_id ipdizhi macdizhi",
        "IP地址|IP位址|网络地址|设备号|设备标识|设备编号|设备指纹|MAC地址|浏览器标识|用户代理",
    ),
    Family(
        "score or label",
        "score scores scoring rating ratings rank_of_person ranking grade_of_person tag tags label_of_person "
        "labels_of_person person_label risk risk_level risk_score trust_level trust_score reputation credit_level "
        "credit_rating blacklist black_list blacklisted whitelist watchlist watch_list flagged suspicious points "
        "penalty penalties behaviour_score behavior_score social_credit_score pingfen dafen defen jifen biaoqian "
        "heimingdan baimingdan xinyongdengji fengxiandengji dengji_pingding",
        "评分|打分|得分|积分|标签|黑名单|白名单|重点人员|重点关注|风险等级|信用等级|信用评级|等级评定|分级管理",
        of_things=True,
    ),
    Family(
        "note about somebody",
        "note notes note_about notes_about person_note person_notes remark remarks remark_about comment_about "
        "comments_about observation observations impression impressions evaluation_of_person appraisal profile_text "
        "biography bio character_of_person beizhu pingyu pingjia gerenbeizhu",
        "评语|个人备注|人员备注|备注|印象|表现评价|思想动态|现实表现",
        of_things=True,
    ),
)

# What stands for a person who is served, and what for a thing, in the name of a class or before a field's own name.
PERSONS = (
    "person people persons human user users account seeker jobseeker applicant candidate visitor resident citizen "
    "newcomer attendee participant volunteer student pupil guardian child minor member recipient booking interview "
    "waiting standing ticket nominee somebody guest ren renyuan geren"
)
THINGS = (
    "place places venue venues work works artwork fair fairs stand stands post posts posting postings organisation "
    "organization employer company activity activities event project projects centre center window area areas zone "
    "city office slot offer resource policy document plan measure milestone report meeting building room hall map "
    "site object exhibit import batch row column sheet setting changguan changdi didian zuopin zhanwei gangwei "
    "danwei huodong xiangmu"
)
CHINESE_PERSONS = "个人|本人|人员|申请人|求职者|应聘者|学生|居民|当事人|志愿者"
CHINESE_THINGS = "作品|场馆|场地|地点|会场|展位|岗位|单位|机构|活动|项目|中心|窗口|展品|建筑|现场"
