"""The topics that a city begins with: what people come to a service centre about, by key, in every language."""

from __future__ import annotations

from collections.abc import Mapping

TOPICS: Mapping[str, Mapping[str, str]] = {
    "school": {"zh-hans": "上学与教育", "en": "School and education"},
    "health-insurance": {"zh-hans": "医保与看病", "en": "Health insurance and care"},
    "housing": {"zh-hans": "住房", "en": "Housing"},
    "work": {"zh-hans": "就业与创业", "en": "Work and starting a business"},
    "papers": {"zh-hans": "证照办理", "en": "Papers and permits"},
    "social-insurance": {"zh-hans": "社会保险与救助", "en": "Social insurance and help"},
    "group-policies": {"zh-hans": "民族政策", "en": "Policies for ethnic groups"},
    "food-permits": {"zh-hans": "餐饮与清真食品", "en": "Catering and halal food"},
    "law": {"zh-hans": "法律援助", "en": "Legal aid"},
    "culture": {"zh-hans": "文化与活动", "en": "Culture and activities"},
    "volunteering": {"zh-hans": "志愿服务", "en": "Volunteering"},
    "other": {"zh-hans": "其他", "en": "Something else"},
}
