"""Uploads of employers: nobody's posts but their own are ever touched, shown or counted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from duikou.base.actor import COMMAND
from duikou.base.translated import translated
from duikou.directory.models import Organisation
from duikou.fairs.actions.imports import import_file
from duikou.fairs.models import Fair, Post
from tests.fairs import factories
from tests.fairs.tables import csv_file

pytestmark = pytest.mark.django_db
HEADER = ["岗位名称", "招聘人数", "薪资待遇"]
NAME = "祁连机械有限公司"


@pytest.fixture
def fair() -> Fair:
    return factories.make_fair()


def load(folder: Path, fair: Fair, employer: Organisation, *rows: list[str], **options: Any) -> Any:
    path = csv_file(folder, [HEADER, *rows])
    return import_file(path=path, fair=fair, employer=employer, by=COMMAND, **options)


def test_employer_of_the_same_name_changes_and_sees_nobody_elses_posts(tmp_path: Path, fair: Fair) -> None:
    theirs, impostor = factories.make_employer(NAME), factories.make_employer(NAME, state="pending")
    load(tmp_path, fair, theirs, ["数控车工", "5", "5000-7000元/月"], ["质检员", "2", "4500-6000"])
    before = list(Post.objects.filter(employer=theirs).order_by("pk").values())
    for row in (["数控车工", "99", "1元/月"], ["质检员", "2", "4500-6000"]):
        for dry in (True, False):
            report = load(tmp_path, fair, impostor, row, dry_run=dry)
            assert (report.posts_new, report.changes, report.vanished) == (1, [], [])
    assert list(Post.objects.filter(employer=theirs).order_by("pk").values()) == before
    assert set(Post.objects.filter(employer=impostor).values_list("headcount", flat=True)) == {99, 2}


def test_upload_is_known_again_whatever_language_the_reader_has(tmp_path: Path, fair: Fair) -> None:
    own = factories.make_employer(NAME)
    own.name = translated({"zh-hans": NAME, "en": "Qilian Machinery"})
    own.save()
    for language, new in (("zh-hans", 1), ("en", 0)):
        with translation.override(language):
            assert load(tmp_path, fair, own, ["数控车工", "5", "5000-7000元/月"]).posts_new == new
