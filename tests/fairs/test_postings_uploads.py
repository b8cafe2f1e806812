"""Names of files that come in and go out: never a path, never a header of their own."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from duikou.booking import tickets
from duikou.booking.models import Booking
from duikou.fairs.postings.sources import opened
from tests.fairs import factories
from tests.fairs.seeker import a_post, book, times

TABLE = "单位名称,岗位名称,招聘人数\n示例：祁连机械,车工,5\n"
PLAIN = re.compile(r'attachment; filename="[A-Za-z0-9][\w.-]*"')


@pytest.mark.parametrize(
    "name", ["../../../evil.csv", "/tmp/evil.csv", "a\\..\\..\\evil.csv", "C:\\evil.csv", "x/../evil.csv"]
)
def test_names_inside_an_archive_are_never_paths(tmp_path: Path, name: str) -> None:
    inside = tmp_path / "deep" / "inside"
    inside.mkdir(parents=True)
    packed = inside / "upload"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(zipfile.ZipInfo(name), TABLE)
    with opened(packed, name="posts.zip") as found:
        assert [sheet.name.rpartition("\\")[2] for sheet in found.sheets] == ["evil.csv"]
    assert sorted(path for path in tmp_path.rglob("*") if path.is_file()) == [packed]
    assert not Path("/tmp/evil.csv").exists()


@pytest.mark.django_db
def test_downloads_are_named_by_plain_letters(office_client: Client, visitor: Client) -> None:
    post = a_post()
    book(visitor, post, times(post)[0])
    calendar = reverse("booking:calendar", args=[tickets.manage_token(Booking.objects.get())])
    assert PLAIN.fullmatch(visitor.get(calendar).headers["Content-Disposition"])
    fair = factories.make_fair()
    for form in ("csv", "xlsx"):
        answer = office_client.get(reverse("fairs:office-export", args=[fair.slug, "posts", form]))
        assert answer.status_code in (200, 404)
        assert answer.status_code == 404 or PLAIN.fullmatch(answer.headers["Content-Disposition"])
