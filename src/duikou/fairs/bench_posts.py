"""Posts for measurements: read from a table of real ones, or invented by the million; written straight into tables."""

from __future__ import annotations

import csv
import gzip
import io
import random
import time
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from duikou.base import clock
from duikou.base.actor import COMMAND
from duikou.base.ids import new_id
from duikou.directory.models import Organisation
from duikou.fairs import majors, search
from duikou.fairs.actions.fairs import create_fair
from duikou.fairs.models import Fair, Post, Stand
from duikou.fairs.postings import education as educations
from duikou.fairs.postings import majors as read_majors
from duikou.index import actions as index

PIECE = 5000
STANDS, TIMES = 60, 30
RANKS = ("一级", "二级", "四级", "高级", "初级", "助理", "见习", "")
WORK = (
    "科员", "科员", "科员", "主办", "护士", "会计", "工程师", "教师", "法官助理", "检察官助理", "民警", "司机",
    "工程造价员", "Java 开发", "数据分析师", "销售代表", "兽医", "气象观测员", "考古馆员", "环保专员", "税务专员",
    "英语教师", "量化研究员",
)  # fmt: skip
PARTS = ("综合管理", "行政执法", "信息技术", "财务", "康复科", "乡镇机关", "法律事务", "农业水利", "档案", "后勤")
AREAS = tuple(f"示例{a}{b}" for a in "东西南北中上下新" for b in ("河县", "山县", "原区", "湖市", "岭县"))
BODIES = (
    "税务局",
    "公安局",
    "人民医院",
    "实验小学",
    "农业农村局",
    "水利局",
    "法院",
    "检察院",
    "科技公司",
    "机械厂",
    "银行",
)
EXTRA = (
    "",
    "",
    "限应届毕业生",
    "具有两年以上基层工作经历",
    "需参加体能测评",
    "能够适应夜班",
    "取得法律职业资格证书",
    "英语四级",
)
Values = dict[str, Any]


def invented(count: int, seed: int = 7) -> Iterator[Values]:
    """`count` invented posts; the same ones every time."""
    chance = random.Random(seed)
    classes = [one for one in majors.catalogue().by_code.values() if len(one.code) == 4]
    lists = [
        "、".join(f"{one.label}（{one.code}）" for one in chance.sample(classes, chance.randint(1, 6)))
        for _n in range(3000)
    ]
    for number in range(count):
        area = chance.choice(AREAS)
        pay = chance.choice((None, 2800, 3500, 4200, 5250, 6000, 8000, 12000, 18000))
        yield {
            "title": f"{chance.choice(PARTS)}{chance.choice(RANKS)}{chance.choice(WORK)}",
            "employer": f"{area}{chance.choice(BODIES)}",
            "education": chance.choice(
                ("大专及以上", "本科及以上", "本科及以上", "硕士研究生", "学历不限", "仅限本科")
            ),
            "majors": chance.choice((*lists[:2000], "不限")) if chance.random() < 0.8 else "不限",
            "conditions": chance.choice(EXTRA),
            "duties": f"从事{chance.choice(PARTS)}和{chance.choice(WORK)}相关工作。",
            "workplace": area,
            "pay": pay,
            "kind": chance.choice(("full_time",) * 6 + ("part_time", "internship")),
            "code": f"{number:08d}",
        }


def real(path: Path) -> Iterator[Values]:
    """The posts of the combined table of official posts."""
    with gzip.open(path, "rb") as packed:
        for row in csv.DictReader(io.TextIOWrapper(packed, "utf-8-sig")):
            yield {
                "title": row["职位名称"],
                "employer": row["招录单位"],
                "education": row["学历要求"],
                "majors": row["专业要求"],
                "conditions": row["其他要求"],
                "duties": row["职位简介"],
                "workplace": row["考区"],
                "pay": None,
                "kind": "full_time",
                "code": row["职位代码"],
            }


def load(posts: Iterable[Values]) -> tuple[int, float]:
    """Write `posts` into a new fair and index them: how many, and the seconds that indexing took."""
    fair, stands = _fair()
    employers: dict[str, int] = {}
    count, indexing, source = 0, 0.0, iter(posts)
    while piece := list(islice(source, PIECE)):
        with transaction.atomic():
            _meet(employers, {one["employer"] for one in piece})
            rows = [_post(one, fair, employers, stands[(count + at) % STANDS]) for at, one in enumerate(piece)]
            made = Post.objects.bulk_create(rows, batch_size=500)
            begun = time.perf_counter()
            search.index_posts([post.pk for post in made])
            indexing += time.perf_counter() - begun
        count += len(piece)
    begun = time.perf_counter()
    index.tidy()
    indexing += time.perf_counter() - begun
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return count, indexing


def _fair() -> tuple[Fair, list[Stand]]:
    from duikou.booking.models import Resource, Slot

    now = clock.now()
    office = Organisation.objects.create(
        name={"en": "Bench"}, name_key="bench", kind=Organisation.Kind.OFFICE, created_at=now
    )
    fair = create_fair(
        slug="bench",
        title="Bench",
        organiser=office,
        starts_at=now + timedelta(days=3),
        ends_at=now + timedelta(days=4),
        by=COMMAND,
    )
    Fair.objects.filter(pk=fair.pk).update(state=Fair.State.PUBLISHED)
    stands = []
    for number in range(1, STANDS + 1):
        host = Organisation.objects.create(
            name={"en": f"Host {number}"}, name_key=f"host{number}", kind=Organisation.Kind.EMPLOYER, created_at=now
        )
        resource = Resource.objects.create(offer=fair.offer, label=str(number))
        stands.append(
            Stand.objects.create(
                fair=fair, employer=host, number=number, state=Stand.State.APPROVED, resource=resource, created_at=now
            )
        )
        Slot.objects.bulk_create(
            Slot(
                offer=fair.offer,
                resource=resource,
                starts_at=fair.starts_at + timedelta(minutes=10 * nth),
                ends_at=fair.starts_at + timedelta(minutes=10 * nth + 10),
                capacity=2,
                taken=nth % 3 if number % 4 else 2,
            )
            for nth in range(TIMES)
        )
    return fair, stands


def _meet(employers: dict[str, int], names: set[str]) -> None:
    new = sorted(names - employers.keys())
    made = Organisation.objects.bulk_create(
        Organisation(
            name={"zh-hans": name}, name_key=name[:200], kind=Organisation.Kind.EMPLOYER, created_at=clock.now()
        )
        for name in new
    )
    employers.update(zip(new, (one.pk for one in made), strict=True))


def _post(said: Mapping[str, Any], fair: Fair, employers: Mapping[str, int], stand: Stand) -> Post:
    education = educations.parse(said["education"])
    wanted = read_majors.parse(said["majors"])
    now = fair.created_at
    return Post(
        fair=fair,
        employer_id=employers[said["employer"]],
        stand=stand,
        key=new_id().hex,
        state=Post.State.PUBLISHED,
        title=said["title"][:200],
        code=said["code"][:60],
        kind=said["kind"],
        headcount=1,
        education=education.level,
        education_only=education.only,
        education_text=said["education"][:200],
        majors_text=said["majors"],
        majors=[one.as_json() for one in wanted.items],
        any_major=wanted.any,
        conditions=said["conditions"],
        duties=said["duties"],
        workplace=said["workplace"][:200],
        pay_monthly=said["pay"],
        pay_min=said["pay"],
        pay_period="month" if said["pay"] else "",
        valid_until=date(2030, 1, 1) + timedelta(days=len(said["title"]) % 30),
        created_at=now,
        changed_at=now,
        published_at=now,
    )
