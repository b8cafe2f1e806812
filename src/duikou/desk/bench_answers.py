"""`duikou bench answers`: how long a search in the answers for everybody takes, with topics and snippets, on invented
answers.

Each measurement runs in a process and a scratch database of its own, which are removed afterwards.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Iterator, Sequence
from random import Random
from typing import Any

from duikou.base.scratch import measured_apart

SERVER = "postgresql://postgres@127.0.0.1:5432/duikou_bench_answers"
ABOUT = (
    "小学入学", "初中转学", "居民医保参保", "异地就医备案", "公租房申请", "居住证办理", "创业担保贷款",
    "灵活就业社保补贴", "营业执照", "食品经营许可", "法律援助", "失业登记", "技能培训补贴", "生育登记", "老年优待证",
    "残疾人证", "户口迁移", "婚姻登记预约", "公积金提取", "毕业生档案", "职称评审", "驾驶证换证", "社保卡补办",
    "低保申请", "助学贷款",
)  # fmt: skip
ASKED = (
    "怎么办理",
    "需要什么材料",
    "在哪个窗口",
    "多长时间能办好",
    "要交多少钱",
    "可以网上办吗",
    "谁可以申请",
    "有效期多久",
)
TEXTS = (
    "请带本人身份证件和近期照片到服务中心综合窗口登记", "每年三月和九月集中受理，其他时间可以先预约",
    "材料齐全的当场受理，五个工作日内办结", "不收取任何费用，如有人收费请向窗口反映", "外地户籍的居民凭居住证同等办理",
    "可以委托家人代办，需要出具委托书", "办好后短信通知领取，也可以邮寄到家", "对结果有疑问的可以在六十日内申请复核",
    "网上办理的登录政务服务网，按提示上传材料", "少数民族语言服务请提前一天预约",
)  # fmt: skip
WORDS = (
    "", "入学", "小学入学", "医保", "异地就医 备案", "公租房", "居住证", "创业贷款", "社保补贴", "营业执照", "食品许可",
    "法律援助", "失业", "培训补贴", "材料", "怎么办理", "窗口", "网上办理", "费用", "代办 委托书", "邮寄", "gongjijin",
    "zhuanxue", "档案 毕业生", "量子", "school 6",
)  # fmt: skip
TOPICS = 12


def run(argv: list[str]) -> int:
    """Measure and print; returns the exit status."""
    parser = argparse.ArgumentParser(prog="duikou bench answers", description=__doc__)
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    parser.add_argument(
        "--server",
        default=os.environ.get("DUIKOU_BENCH_SERVER", SERVER),
        help="PostgreSQL to use: a database that is made anew and removed",
    )
    parser.add_argument("--rows", type=int, default=100_000, help="invented answers")
    parser.add_argument("--rounds", type=int, default=3, help="times each search is measured")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(argv)
    if options.inside:
        print(json.dumps({**_load(options.rows), **_measure(options.rounds)}, ensure_ascii=False))
        return 0
    wanted = ("sqlite", "postgresql") if options.database == "both" else (options.database,)
    words = ["--rows", str(options.rows), "--rounds", str(options.rounds)]
    servers = [options.server if database == "postgresql" else "" for database in wanted]
    figures = [figure for one in servers if (figure := measured_apart("answers", words, server=one)) is not None]
    print(json.dumps(figures, ensure_ascii=False, indent=1) if options.json else _table(figures))
    return 0 if figures else 1


def invented(rows: int) -> Iterator[tuple[str, str, int]]:
    """So many questions with answers and the number of their topic; the same every time."""
    random = Random("答复")
    for number in range(rows):
        about = random.randrange(len(ABOUT))
        question = f"{ABOUT[about]}{random.choice(ASKED)}？"
        text = "；".join(random.sample(TEXTS, random.randint(2, 6)))
        yield f"{question}（{number}）", f"{ABOUT[about]}：{text}。", about % TOPICS


def _load(rows: int) -> dict[str, Any]:
    """Write the answers and index them."""
    from django.core.management import call_command
    from django.db import transaction
    from django.utils import timezone

    from duikou.base import clock
    from duikou.base.translated import translated
    from duikou.desk import answer_search as search
    from duikou.desk.models import Answer, Topic
    from duikou.directory.models import Organisation
    from duikou.index.actions import tidy

    call_command("migrate", verbosity=0)
    now, begun = clock.now(), time.perf_counter()
    body = Organisation.objects.create(name={"en": "Bench"}, name_key="bench", kind="office", created_at=now)
    topics = list(Topic.objects.all()[:TOPICS])
    today = timezone.localdate(now)
    with transaction.atomic():
        Answer.objects.bulk_create(
            (
                Answer(
                    question=translated(question),
                    text=translated(text),
                    topic=topics[topic % len(topics)],
                    body=body,
                    state=Answer.State.PUBLISHED,
                    valid_from=today,
                    confirmed_on=today,
                    created_at=now,
                    changed_at=now,
                )
                for question, text, topic in invented(rows)
            ),
            batch_size=2_000,
        )
        indexed = time.perf_counter()
        count = search.rebuild()
        indexing = time.perf_counter() - indexed
    tidy()
    return {
        "answers": count,
        "load_seconds": round(time.perf_counter() - begun, 1),
        "index_us_per_answer": round(indexing / count * 1e6, 1),
    }


def _measure(rounds: int) -> dict[str, Any]:
    """Time every word with and without a topic, snippets included."""
    from duikou.desk.models import Topic
    from duikou.desk.queries.answers import find_answers
    from duikou.desk.snippets import snippet

    topics = [None, Topic.objects.all()[0], Topic.objects.all()[3]]
    times: list[tuple[float, str, int]] = []
    for turn in range(rounds + 1):
        for word in WORDS:
            for topic in topics:
                begun = time.perf_counter()
                found = find_answers(word, topic=topic)
                for one in found.answers:
                    snippet(str(one.text), word)
                if turn:
                    name = f"{word or '(all)'}{' + topic' if topic else ''}"
                    times.append(((time.perf_counter() - begun) * 1000, name, found.total))
    spent = sorted(one for one, _name, _total in times)
    return {
        "searches": len(spent),
        "p50_ms": round(spent[len(spent) // 2], 1),
        "p95_ms": round(spent[int(len(spent) * 0.95)], 1),
        "max_ms": round(spent[-1], 1),
        "slowest": [f"{one:.1f} ms {name} ({total})" for one, name, total in sorted(times, reverse=True)[:5]],
    }


def _table(figures: Sequence[dict[str, Any]]) -> str:
    lines = [f"{'database':<12}{'answers':>10}{'p50 ms':>9}{'p95 ms':>9}{'max ms':>9}{'index µs/answer':>17}"]
    for one in figures:
        lines.append(
            f"{one['database']:<12}{one['answers']:>10,}{one['p50_ms']:>9}{one['p95_ms']:>9}{one['max_ms']:>9}"
            f"{one['index_us_per_answer']:>17}"
        )
        lines += [f"    slowest: {slow}" for slow in one["slowest"][:2]]
    return "\n".join(lines)
