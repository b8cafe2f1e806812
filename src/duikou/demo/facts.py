"""The facts of the sample city, read from sample_city.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).with_name("sample_city.yaml")
LEVELS = {
    0: "学历不限",
    20: "高中（中专）及以上",
    30: "大专及以上",
    40: "本科及以上",
    50: "硕士研究生及以上",
}


@dataclass(frozen=True, slots=True)
class Job:
    """A post as the file gives it, completed by its family of occupations."""

    title: str
    headcount: int
    education: int
    majors: str
    pay: str
    kind: str
    occupation: str
    occupation_code: str
    duties: str


@dataclass(frozen=True, slots=True)
class Employer:
    """An invented employer with its posts and its wishes for a stand."""

    name: Mapping[str, str]
    about: str
    area: str
    where: str
    tables: int
    online: bool
    jobs: tuple[Job, ...] = field(default=())


@cache
def facts() -> Mapping[str, Any]:
    """The whole file."""
    read: Mapping[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return read


@cache
def employers() -> tuple[Employer, ...]:
    """The employers in the order of the file."""
    families = facts()["families"]
    return tuple(
        Employer(
            name={"zh-hans": one["name"], "en": one["en"]},
            about=one["about"],
            area=one.get("area", "620200"),
            where=one["where"],
            tables=one.get("tables", 1),
            online=one.get("online", False),
            jobs=tuple(_job(families, *row) for row in one["posts"]),
        )
        for one in facts()["employers"]
    )


def _job(
    families: Mapping[str, Any],
    title: str,
    family: str,
    headcount: int,
    education: int,
    majors: str,
    pay: str,
    kind: str = "full_time",
) -> Job:
    label, code, duties = families[family]
    return Job(title, headcount, education, majors, pay, kind, label, code, duties)
