"""The import's screens: for the office and for employers, with everything that can go wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from duikou.fairs.actions.import_staging import folder_of
from duikou.fairs.models import Condition, Fair, ImportBatch, Post

from .factories import make_employer, make_fair, make_stand
from .tables import HEADER, POSTS, TABLE, csv_text

pytestmark = pytest.mark.django_db
MARKED = [[*HEADER, "其他要求"], *([*post, "限男性"] for post in POSTS)]


@pytest.fixture
def fair() -> Fair:
    return make_fair(slug="autumn")


@pytest.fixture
def office(client_with: Callable[..., Client], fair: Fair) -> Client:
    return client_with("office", organisation=fair.organiser)


def table(rows: Any = TABLE, name: str = "岗位.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, csv_text(rows).encode("gb18030"))


def upload(client: Client, fair: Fair, rows: Any = TABLE, name: str = "office-imports") -> ImportBatch:
    answer = client.post(reverse(f"fairs:{name}", args=[fair.slug]), {"file": table(rows)})
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    return ImportBatch.objects.latest("id")


def mapping(batch: ImportBatch, **changes: str) -> dict[str, str]:
    """The form as the page shows it, with changes by column."""
    return {
        f"c-{number}-{place}": changes.get(column["label"], column["field"])
        for number, columns in enumerate(batch.mapping.values())
        for place, column in enumerate(columns)
    }


def address(batch: ImportBatch, name: str = "office-import") -> str:
    return reverse(f"fairs:{name}", args=[batch.fair.slug, batch.public_id])


def test_upload_is_looked_at_first_and_written_on_demand(office: Client, fair: Fair) -> None:
    assert "xlsx" in office.get(reverse("fairs:office-imports", args=[fair.slug])).content.decode()
    batch = upload(office, fair)
    page = office.get(address(batch)).content.decode()
    assert "数控车工" in page
    assert not Post.objects.exists()
    assert folder_of(batch).exists()
    office.post(address(batch), {**mapping(batch), "then": "commit"})
    assert Post.objects.count() == 4
    assert not folder_of(batch).exists()
    batch.refresh_from_db()
    assert batch.state == "committed"
    assert office.get(address(batch)).status_code == 200


def test_correction_is_checked_again_before_it_is_written(office: Client, fair: Fair) -> None:
    batch = upload(office, fair)
    office.post(address(batch), {**mapping(batch, 工作地点="note"), "then": "commit"})
    assert not Post.objects.exists()
    batch.refresh_from_db()
    assert next(iter(batch.mapping.values()))[5]["field"] == "note"
    office.post(address(batch), {**mapping(batch), "then": "commit"})
    assert {post.workplace for post in Post.objects.all()} == {""}
    assert Post.objects.get(title="护士").other["note"] == "玛曲县尼玛镇"


def test_defaults_and_publishing_at_once(office: Client, fair: Fair) -> None:
    batch = upload(office, fair)
    filled = {**mapping(batch), "duties": "见公告", "valid_until": "2099-01-01"}
    office.post(address(batch), {**filled, "then": "check"})
    batch.refresh_from_db()
    assert batch.defaults == {"duties": "见公告", "valid_until": "2099-01-01"}
    assert batch.report["lacking"] == {}
    office.post(address(batch), {**filled, "then": "commit", "publish": "1"})
    assert set(Post.objects.values_list("state", flat=True)) == {"published"}


def test_dropped_upload_leaves_nothing(office: Client, fair: Fair) -> None:
    batch = upload(office, fair)
    office.post(address(batch), {"then": "drop"})
    assert not folder_of(batch).exists()
    assert not Post.objects.exists()
    assert office.get(address(batch)).status_code == 200


def test_written_upload_cannot_be_written_twice(office: Client, fair: Fair) -> None:
    batch = upload(office, fair)
    form = {**mapping(batch), "then": "commit"}
    for _again in range(2):
        office.post(address(batch), form)
    assert Post.objects.count() == 4


def test_upload_that_is_gone_is_explained(office: Client, fair: Fair) -> None:
    from duikou.fairs.postings import kept

    batch = upload(office, fair)
    kept.forget(folder_of(batch))
    answer = office.post(address(batch), {**mapping(batch, 工作地点="note"), "then": "check"}, follow=True)
    assert "Upload the file again" in answer.content.decode()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", b"", "empty"),
        ("a.pdf", b"%PDF-1.4", "another kind"),
        ("a.xlsx", b"PK\x03\x04broken", "damaged"),
        ("a.csv", "姓名,性别,民族,身份证号\n王秘密,男,藏族,620201199001010011\n".encode(), "list of people"),
    ],
)
def test_file_that_is_no_use_is_explained_on_the_page(
    office: Client, fair: Fair, name: str, content: bytes, said: str
) -> None:
    answer = office.post(reverse("fairs:office-imports", args=[fair.slug]), {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert "秘密" not in answer.content.decode()
    assert not ImportBatch.objects.exists()


def test_no_file_chosen_is_explained(office: Client, fair: Fair) -> None:
    assert office.post(reverse("fairs:office-imports", args=[fair.slug]), {}).status_code == 422


def test_mapping_without_a_title_is_explained(office: Client, fair: Fair) -> None:
    batch = upload(office, fair)
    answer = office.post(address(batch), {**mapping(batch, 岗位名称="note"), "then": "check"})
    assert answer.status_code == 422
    assert "title of each post" in answer.content.decode()


def test_columns_about_persons_never_reach_the_kept_upload(office: Client, fair: Fair) -> None:
    import gzip

    batch = upload(
        office, fair, [[*HEADER, "联系人", "身份证号"], *([*post, "王秘密", "620201199001010011"] for post in POSTS)]
    )
    kept = "".join(gzip.decompress(path.read_bytes()).decode() for path in Path(folder_of(batch)).glob("*.gz"))
    assert "数控车工" in kept
    assert "秘密" not in kept
    assert "6202011990" not in kept
    page = office.get(address(batch)).content.decode()
    assert "联系人" in page
    office.post(address(batch), {**mapping(batch), "then": "commit"})
    batch.refresh_from_db()
    assert [one["column"] for one in batch.report["columns_refused"]] == ["联系人", "身份证号"]


def test_employer_imports_at_its_own_stand_only(client_with: Callable[..., Client], fair: Fair) -> None:
    own, other = make_employer("祁连机械有限公司"), make_employer("雄关大酒店")
    make_stand(fair, own), make_stand(fair, other)
    client, stranger = client_with("employer", organisation=own), client_with("employer", organisation=other)
    batch = upload(client, fair, name="own-imports")
    assert stranger.get(address(batch, "own-import")).status_code == 404
    assert client.get(address(batch)).status_code in (403, 404)
    client.post(address(batch, "own-import"), {**mapping(batch), "then": "commit", "publish": "1"})
    assert {post.employer for post in Post.objects.select_related("employer")} == {own}
    assert set(Post.objects.values_list("state", flat=True)) == {"draft"}


@pytest.mark.parametrize("name", ["office-imports", "office-conditions"])
def test_office_screens_are_closed_to_others(
    visitor: Client, client_with: Callable[..., Client], organisation: Any, fair: Fair, name: str
) -> None:
    where = reverse(f"fairs:{name}", args=[fair.slug])
    assert visitor.get(where).status_code == 302
    assert client_with("door").get(where).status_code == 403
    assert client_with("office", organisation=organisation("他办", kind="office")).get(where).status_code == 404


def test_condition_is_decided_once_on_its_page(office: Client, fair: Fair) -> None:
    batch = upload(office, fair, MARKED)
    office.post(address(batch), {**mapping(batch), "then": "commit"})
    condition = Condition.objects.get()
    assert "限男性" in office.get(reverse("fairs:office-conditions", args=[fair.slug])).content.decode()
    where = reverse("fairs:office-condition", args=[fair.slug, condition.pk])
    assert "数控车工" in office.get(where).content.decode()
    assert office.post(where, {"decision": "kept"}).status_code == 422
    assert office.post(where, {"decision": "reworded", "reworded_to": "限女性"}).status_code == 422
    assert office.post(where, {}).status_code == 422
    assert office.post(where, {"decision": "removed"}).status_code == 302
    assert set(Post.objects.values_list("conditions", flat=True)) == {""}
    assert office.post(reverse("fairs:office-publish-all", args=[fair.slug])).status_code == 302


def test_list_of_conditions_costs_the_same_queries_for_one_and_for_many(
    office: Client, fair: Fair, django_assert_max_num_queries: Any
) -> None:
    where = reverse("fairs:office-conditions", args=[fair.slug])
    office.get(where)
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for kinds in (["限男性"], ["限女性", "限藏族", "限本县户籍", "无宗教信仰"]):
        batch = upload(
            office,
            fair,
            [[*HEADER, "其他要求"], *([*POSTS[0][:1], f"员工{kind}号", *POSTS[0][2:], kind] for kind in kinds)],
        )
        office.post(address(batch), {**mapping(batch), "then": "commit"})
        with CaptureQueriesContext(
            connection,
        ) as caught:
            office.get(where)
        counts.append(len(caught))
    assert counts[0] == counts[1]


def test_commit_in_progress_shows_how_far_it_is(office: Client, fair: Fair) -> None:
    batch = upload(office, fair)
    ImportBatch.objects.update(state="committing", rows_done=2)
    page = office.get(address(batch)).content.decode()
    assert "<progress" in page
    assert "Refresh" in page
    office.post(address(batch))
    assert Post.objects.count() == 4
