"""Tables of posts in the database: the same again changes nothing, a newer file shows what changed."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from duikou.base.actor import COMMAND
from duikou.directory.models import Organisation
from duikou.fairs import rules
from duikou.fairs.actions.condition_decisions import BadDecision, Fault, decide
from duikou.fairs.actions.imports import import_file
from duikou.fairs.actions.publishing import publish_ready, ready
from duikou.fairs.models import Condition, Fair, ImportBatch, Post, PostCondition
from duikou.journal.models import Entry

from .factories import make_employer, make_fair, make_stand
from .tables import HEADER, POSTS, TABLE, csv_file, xlsx_file

pytestmark = pytest.mark.django_db
COMPLETE = {"duties": "按岗位说明", "valid_until": "2099-12-31"}
CODED = [[*HEADER, "岗位代码", "其他要求"], *([*post, f"A{n}", ""] for n, post in enumerate(POSTS))]


@pytest.fixture
def fair() -> Fair:
    return make_fair(slug="autumn")


def load(path: Path, fair: Fair, **options: Any) -> Any:
    return import_file(path=path, fair=fair, by=COMMAND, **options)


def snapshot(fair: Fair) -> list[dict[str, Any]]:
    return list(Post.objects.filter(fair=fair).order_by("id").values())


def test_posts_are_written_with_what_the_table_says(tmp_path: Path, fair: Fair) -> None:
    report = load(csv_file(tmp_path, TABLE), fair)
    assert (report.rows_read, report.posts_new, report.headcount_total) == (4, 4, 9)
    post = Post.objects.get(title="数控车工")
    assert (
        str(post.employer),
        post.headcount,
        post.education,
        post.pay_min,
        post.pay_max,
        post.pay_period,
        post.state,
    ) == (
        "祁连机械有限公司",
        5,
        20,
        5000,
        7000,
        "month",
        "draft",
    )
    assert post.workplace == "嘉峪关市雄关区机械路1号"
    assert Post.objects.get(title="护士").headcount is None
    assert Post.objects.get(title="护士").headcount_text == "若干"
    assert post.created_at == post.changed_at
    assert Organisation.objects.filter(kind="employer").count() == 3
    assert Entry.objects.filter(what="posts.imported").count() == 1


def test_same_file_again_changes_nothing(tmp_path: Path, fair: Fair) -> None:
    path = csv_file(tmp_path, TABLE)
    load(path, fair)
    before = snapshot(fair)
    report = load(path, fair)
    assert (report.posts_new, report.posts_changed, report.posts_unchanged) == (0, 0, 4)
    assert snapshot(fair) == before


def test_other_order_format_and_headers_change_nothing(tmp_path: Path, fair: Fair) -> None:
    load(csv_file(tmp_path, TABLE), fair)
    before = snapshot(fair)
    renamed = [["招聘企业", "职位", "人数", "学历", "工资", "地点"], *reversed(POSTS)]
    report = load(xlsx_file(tmp_path, {"x": renamed}), fair)
    assert (report.posts_new, report.posts_changed, report.posts_unchanged) == (0, 0, 4)
    assert snapshot(fair) == before


def test_changed_file_shows_field_by_field_and_keeps_the_posts_address(tmp_path: Path, fair: Fair) -> None:
    load(csv_file(tmp_path, TABLE), fair)
    address = Post.objects.get(title="质检员").public_id
    rows = [HEADER, POSTS[0], [*POSTS[1][:2], "6人", *POSTS[1][3:]], *POSTS[2:]]
    tried = load(csv_file(tmp_path, rows), fair, dry_run=True)
    assert Post.objects.get(title="质检员").headcount == 2
    report = load(csv_file(tmp_path, rows), fair)
    assert (report.posts_new, report.posts_changed, report.posts_unchanged) == (0, 1, 3)
    assert report.changes == tried.changes
    assert report.changes[0]["fields"] == {"headcount": ["2", "6"], "headcount_text": ["2人", "6人"]}
    post = Post.objects.get(title="质检员")
    assert (post.headcount, post.public_id) == (6, address)


def test_rows_that_vanished_are_told_and_stay(tmp_path: Path, fair: Fair) -> None:
    load(csv_file(tmp_path, TABLE), fair)
    report = load(csv_file(tmp_path, TABLE[:-1], name="newer.csv"), fair)
    assert report.vanished_count == 1
    assert "护士" in report.vanished[0]
    assert Post.objects.count() == 4


def test_another_offices_file_makes_nothing_vanish(tmp_path: Path, fair: Fair) -> None:
    load(csv_file(tmp_path, TABLE), fair)
    other = [HEADER, ["河西数据有限公司", "架构师", "1", "本科", "20k-30k", "嘉峪关市"]]
    assert load(csv_file(tmp_path, other), fair).vanished_count == 0


def test_exact_twins_are_posts_of_their_own_and_stable(tmp_path: Path, fair: Fair) -> None:
    rows = [HEADER, POSTS[0], POSTS[0], [*POSTS[0][:4], "8000-9000元/月", POSTS[0][5]]]
    assert load(csv_file(tmp_path, rows), fair).posts_new == 3
    again = load(csv_file(tmp_path, [rows[0], rows[3], rows[2], rows[1]]), fair)
    assert (again.posts_new, again.posts_changed, again.posts_unchanged) == (0, 0, 3)
    more = load(csv_file(tmp_path, [*rows, POSTS[0]]), fair)
    assert (more.posts_new, more.posts_unchanged) == (1, 3)


def test_equal_codes_of_two_sources_stay_apart(tmp_path: Path, fair: Fair) -> None:
    rows = [
        ["来源", "单位名称", "岗位名称", "职位代码"],
        ["2024", "市法院", "法官助理", "11001"],
        ["2026", "市法院", "书记员", "11001"],
    ]
    assert load(csv_file(tmp_path, rows), fair).posts_new == 2
    assert load(csv_file(tmp_path, rows), fair).posts_unchanged == 2


def test_dry_run_writes_nothing(tmp_path: Path, fair: Fair) -> None:
    report = load(csv_file(tmp_path, CODED), fair, dry_run=True)
    assert report.posts_new == 4
    assert not Post.objects.exists()
    assert not ImportBatch.objects.exists()
    assert not Organisation.objects.filter(kind="employer").exists()


def test_good_rows_go_in_beside_bad_ones(tmp_path: Path, fair: Fair) -> None:
    report = load(csv_file(tmp_path, [*TABLE, ["雄关大酒店", "", "3", "大专", "面议", "嘉峪关市"]]), fair)
    assert report.posts_new == 4
    assert report.for_command()["rows_refused"] == [
        {"sheet": "posts.csv", "row": 6, "column": "B6", "reason": report.rows_refused[0].problem.text}
    ]


def test_failure_in_the_middle_leaves_nothing_behind(
    tmp_path: Path, fair: Fair, monkeypatch: pytest.MonkeyPatch
) -> None:
    from duikou.fairs.actions.import_writing import Writer

    written = Writer.write

    def add_pairs(self: Writer, draft: Any, key: str) -> None:
        self.waiting.append((draft, key))
        if len(self.waiting) == 2:
            self.flush()

    def fail_later(self: Writer, ready: Any) -> None:
        if Post.objects.exists():
            raise OSError("disk full")
        written(self, ready)

    monkeypatch.setattr(Writer, "write", fail_later)
    monkeypatch.setattr(Writer, "add", add_pairs)
    with pytest.raises(OSError, match="disk full"):
        load(csv_file(tmp_path, CODED), fair)
    assert not Post.objects.exists()
    assert ImportBatch.objects.get().state == ImportBatch.State.DROPPED


def test_fair_that_is_over_takes_no_posts(tmp_path: Path) -> None:
    fair = make_fair(state=Fair.State.CLOSED)
    with pytest.raises(rules.Refused):
        load(csv_file(tmp_path, TABLE), fair)
    assert not Post.objects.exists()


def test_employers_upload_belongs_to_the_employer_whatever_it_says(tmp_path: Path, fair: Fair) -> None:
    own = make_employer("祁连机械有限公司")
    stand = make_stand(fair, own)
    load(csv_file(tmp_path, TABLE), fair, employer=own)
    assert {post.employer for post in Post.objects.select_related("employer")} == {own}
    assert {post.stand_id for post in Post.objects.all()} == {stand.pk}
    assert Post.objects.get(title="护士").other["department"] == "玛曲县人民医院"


def test_posts_join_the_stand_that_their_employer_has(tmp_path: Path, fair: Fair) -> None:
    own = make_employer("祁连机械有限公司")
    Organisation.objects.filter(pk=own.pk).update(name_key="祁连机械有限公司")
    stand = make_stand(fair, own)
    load(csv_file(tmp_path, TABLE), fair)
    assert Post.objects.get(title="数控车工").stand == stand
    assert Post.objects.get(title="护士").stand is None


def test_defaults_fill_what_the_file_leaves_out_and_are_marked(tmp_path: Path, fair: Fair) -> None:
    load(csv_file(tmp_path, TABLE), fair, defaults=COMPLETE)
    post = Post.objects.get(title="数控车工")
    assert (post.duties, str(post.valid_until), post.other["defaults"]) == (
        "按岗位说明",
        "2099-12-31",
        ["duties", "valid_until"],
    )
    assert ImportBatch.objects.get().defaults == COMPLETE


def test_only_what_states_everything_is_published(tmp_path: Path, fair: Fair) -> None:
    rows = [CODED[0], CODED[1], [*CODED[2][:7], "限男性"], [*CODED[3][:4], "", *CODED[3][5:]]]
    report = load(csv_file(tmp_path, rows), fair, defaults=COMPLETE, publish=True)
    assert report.posts_published == 1
    assert {post.title: post.state for post in Post.objects.all()} == {
        "数控车工": "published",
        "质检员": "draft",
        "前厅接待员": "draft",
    }


@pytest.mark.parametrize("lacking", ["", "duties", "valid_until", "pay", "headcount", "place", "conditions"])
def test_the_databases_test_of_readiness_is_the_rule_of_one_post(tmp_path: Path, fair: Fair, lacking: str) -> None:
    columns = {
        "employer": "单位",
        "title": "岗位",
        "headcount": "人数",
        "conditions": "任职要求",
        "duties": "岗位职责",
        "place": "工作地点",
        "pay": "薪资",
        "valid_until": "有效期至",
    }
    values = {
        "employer": "雄关大酒店",
        "title": "接待员",
        "headcount": "2",
        "conditions": "能上夜班",
        "duties": "接待",
        "place": "嘉峪关市",
        "pay": "4000-5000",
        "valid_until": "2099-01-01",
    }
    rows = [list(columns.values()), [("" if name == lacking else values[name]) for name in columns]]
    load(csv_file(tmp_path, rows), fair)
    post = Post.objects.select_related("employer").get()
    assert ready(fair).exists() is not bool(rules.may_publish(post))
    assert ready(fair).exists() is (lacking == "")


def test_equal_conditions_are_decided_once_for_all_posts(tmp_path: Path, fair: Fair) -> None:
    rows = [
        [*HEADER, "其他要求"],
        [*POSTS[0], "限男性；中共党员"],
        [*POSTS[1], "男性"],
        [*POSTS[2], "女性优先"],
        [*POSTS[3], "持证上岗"],
    ]
    path = csv_file(tmp_path, rows)
    load(path, fair, defaults=COMPLETE)
    assert publish_ready(fair=fair, by=COMMAND) == 1
    condition = Condition.objects.get(text="限男性")
    assert decide(condition=condition, decision="removed", by=COMMAND) == 2
    assert [post.conditions for post in Post.objects.order_by("id")] == ["中共党员", "", "女性优先", "持证上岗"]
    assert publish_ready(fair=fair, by=COMMAND) == 2
    again = load(path, fair, defaults=COMPLETE)
    assert again.posts_unchanged == 4
    assert Post.objects.filter(conditions__contains="男").count() == 0


def test_decision_holds_for_posts_of_later_files(tmp_path: Path, fair: Fair) -> None:
    rows = [[*HEADER, "其他要求"], [*POSTS[0], "限男性；会开叉车"]]
    load(csv_file(tmp_path, rows), fair)
    decide(condition=Condition.objects.get(), decision="reworded", reworded_to="须上夜班", by=COMMAND)
    load(csv_file(tmp_path, [*rows, [*POSTS[1], "仅限男性、会电焊"]], name="later.csv"), fair)
    assert [post.conditions for post in Post.objects.order_by("id")] == ["须上夜班；会开叉车", "须上夜班、会电焊"]
    assert not PostCondition.objects.exists()


def test_kept_condition_cites_the_law_and_lets_the_post_be_published(tmp_path: Path, fair: Fair) -> None:
    load(csv_file(tmp_path, [[*HEADER, "性别要求"], [*POSTS[0], "男"]]), fair, defaults=COMPLETE)
    condition = Condition.objects.get()
    with pytest.raises(BadDecision) as caught:
        decide(condition=condition, decision="kept", by=COMMAND)
    assert caught.value.fault == Fault.NO_LAW
    assert publish_ready(fair=fair, by=COMMAND) == 0
    decide(condition=condition, decision="kept", law="女职工劳动保护特别规定 附录", by=COMMAND)
    assert publish_ready(fair=fair, by=COMMAND) == 1
    assert PostCondition.objects.get().words == "性别要求：男"


def test_rewording_into_another_condition_is_refused(tmp_path: Path, fair: Fair) -> None:
    load(csv_file(tmp_path, [[*HEADER, "性别要求"], [*POSTS[0], "男"]]), fair)
    with pytest.raises(BadDecision) as caught:
        decide(condition=Condition.objects.get(), decision="reworded", reworded_to="适合男性", by=COMMAND)
    assert caught.value.fault == Fault.STILL_A_CONDITION


def test_conditions_in_titles_notes_and_other_columns_are_taken_out_where_they_stand(
    tmp_path: Path, fair: Fair
) -> None:
    rows = [
        [*HEADER, "备注", "直播带岗场次"],
        [POSTS[0][0], "搬运工（男）", *POSTS[0][2:], "适合男性报考。", "第3场，限女性"],
    ]
    load(csv_file(tmp_path, rows), fair)
    for condition in Condition.objects.all():
        decide(condition=condition, decision="removed", by=COMMAND)
    post = Post.objects.get()
    assert (post.title, post.other.get("note", ""), post.other["extra"]) == ("搬运工", "", {"直播带岗场次": "第3场"})
    assert not PostCondition.objects.exists()


def test_published_post_that_gains_a_condition_is_a_draft_again(tmp_path: Path, fair: Fair) -> None:
    load(csv_file(tmp_path, CODED[:2]), fair, defaults=COMPLETE, publish=True)
    assert Post.objects.get().state == "published"
    load(csv_file(tmp_path, [CODED[0], [*CODED[1][:7], "限男性"]]), fair, defaults=COMPLETE)
    assert Post.objects.get().state == "draft"


def test_published_post_that_loses_what_the_law_asks_is_a_draft_again(tmp_path: Path, fair: Fair) -> None:
    table = [[*HEADER, "工作内容"], [*POSTS[0], "操作数控机床"]]
    defaults = {"valid_until": "2099-01-01"}
    load(csv_file(tmp_path, table), fair, defaults=defaults, publish=True)
    assert Post.objects.get().state == "published"
    load(csv_file(tmp_path, [table[0], [*POSTS[0][:4], "", POSTS[0][5], "操作机床"]]), fair, defaults=defaults)
    assert (Post.objects.get().state, Post.objects.get().duties) == ("draft", "操作机床")


def command(*arguments: str) -> tuple[int, str, str]:
    out, error = StringIO(), StringIO()
    try:
        call_command("import_postings", *arguments, stdout=out, stderr=error)
    except SystemExit as left:
        return int(left.code or 0), out.getvalue(), error.getvalue()
    return 0, out.getvalue(), error.getvalue()


def test_command_prints_exactly_the_promised_json(tmp_path: Path, fair: Fair) -> None:
    status, out, _error = command(str(csv_file(tmp_path, TABLE)), "--fair", "autumn", "--json")
    told = json.loads(out)
    assert status == 0
    assert list(told) == [
        "rows_read",
        "posts_new",
        "posts_changed",
        "posts_unchanged",
        "headcount_total",
        "rows_refused",
        "columns_refused",
        "conditions_marked",
        "mapping",
    ]
    assert told["mapping"]["posts.csv"]["岗位名称"] == "title"
    assert told["headcount_total"] == 9


def test_command_tells_usage_faults_from_files_that_are_no_use(tmp_path: Path, fair: Fair) -> None:
    path = str(csv_file(tmp_path, TABLE))
    assert command(path, "--fair", "nowhere")[0] == 2
    assert command(str(tmp_path / "none.csv"), "--fair", "autumn")[0] == 2
    assert command(path, "--fair", "autumn", "--default", "nonsense")[0] == 2
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.4")
    status, out, error = command(str(tmp_path / "a.pdf"), "--fair", "autumn", "--json")
    assert status == 1
    assert json.loads(out)["rows_read"] == 0
    assert "Traceback" not in error
    assert not Post.objects.exists()


def test_command_refuses_a_list_of_people_by_the_names_of_its_columns(tmp_path: Path, fair: Fair) -> None:
    rows = [
        ["姓名", "性别", "民族", "身份证号"],
        *([f"王秘密{n}", "男", "藏族", f"62020119900101{n:04d}"] for n in range(5)),
    ]
    status, out, error = command(str(csv_file(tmp_path, rows)), "--fair", "autumn", "--json")
    assert status == 1
    assert {one["column"] for one in json.loads(out)["columns_refused"]} == {"姓名", "性别", "民族", "身份证号"}
    assert "秘密" not in out + error


def test_command_without_json_speaks_to_people(tmp_path: Path, fair: Fair) -> None:
    status, out, _error = command(str(csv_file(tmp_path, TABLE)), "--fair", "autumn", "--dry-run")
    assert status == 0
    assert not Post.objects.exists()
    assert "岗位名称" in out


def test_nothing_about_refused_values_reaches_database_or_journal(tmp_path: Path, fair: Fair) -> None:
    rows = [[*HEADER, "联系人身份证", "报名人员姓名"], *([*post, "620201199001010011", "王秘密"] for post in POSTS)]
    load(csv_file(tmp_path, rows), fair)
    for model in (Post, ImportBatch, Entry, Organisation, Condition):
        assert "秘密" not in json.dumps(list(model.objects.values()), default=str, ensure_ascii=False)
        assert "620201199001010011" not in json.dumps(list(model.objects.values()), default=str)
