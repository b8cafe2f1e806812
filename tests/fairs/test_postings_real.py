"""The real tables beside the checkout import with a right and useful result."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from .tables import seen

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "data" / "postings"
pytestmark = pytest.mark.skipif(not FOLDER.exists(), reason="the real tables (../shared/data/postings) are not here")


@pytest.mark.parametrize(
    ("name", "rows", "headcount", "fields"),
    [
        (
            "01_henan_2026_civil_service_posts.xlsx",
            7509,
            10429,
            {
                "employer",
                "title",
                "code",
                "headcount",
                "age",
                "education",
                "degree",
                "majors",
                "experience",
                "conditions",
                "note",
            },
        ),
        (
            "02_henan_2024_civil_service_posts.xls",
            6231,
            9900,
            {
                "employer",
                "title",
                "code",
                "headcount",
                "age",
                "education",
                "degree",
                "majors",
                "experience",
                "conditions",
                "note",
            },
        ),
        ("08_sichuan_2026_posts_with_ratio_no_headcount.xlsx", 4572, 0, {"extra", "city", "employer", "title", "code"}),
        ("08_sichuan_2026_posts_with_ratio_no_headcount.csv", 4572, 0, {"extra", "city", "employer", "title", "code"}),
        (
            "09_lagou_zhengzhou_data_analyst.xlsx",
            302,
            0,
            {
                "index",
                "city",
                "district",
                "title",
                "skills",
                "pay",
                "experience",
                "education",
                "employer",
                "industry",
                "employer_size",
                "welfare",
                "employer_kind",
            },
        ),
        ("10_51job_2020_data_jobs.csv", 3050, 0, {"published", "index", "title", "link", "employer", "place", "pay"}),
        (
            "14_henan_2024_posts_camelcase.json",
            6231,
            9900,
            {
                "employer",
                "title",
                "code",
                "headcount",
                "age",
                "education",
                "degree",
                "majors",
                "experience",
                "conditions",
                "note",
            },
        ),
    ],
)
def test_real_table_is_understood_whole(name: str, rows: int, headcount: int, fields: set[str]) -> None:
    found = seen(FOLDER / name)
    assert not found.refused
    assert not found.reading.columns_refused
    assert len(found.drafts) == found.reading.rows_read == rows
    assert sum(draft.headcount.number or 0 for draft in found.drafts) == headcount
    assert {field for mapping in found.reading.mapping.values() for field in mapping.values()} == fields


def test_pay_of_the_scraped_tables_is_read_wherever_it_is_said() -> None:
    for name, least in (("09_lagou_zhengzhou_data_analyst.xlsx", 302), ("10_51job_2020_data_jobs.csv", 2625)):
        drafts = seen(FOLDER / name).drafts
        assert sum(draft.pay.low is not None or draft.pay.high is not None for draft in drafts) == least
        assert all(draft.pay.period for draft in drafts if draft.pay.text)


@pytest.mark.slow
def test_combined_table_sums_up_and_its_conditions_are_found() -> None:
    found = seen(FOLDER / "00_combined_official_posts.csv.gz")
    assert (found.reading.rows_read, len(found.drafts)) == (36067, 36067)
    assert sum(draft.headcount.number or 0 for draft in found.drafts) == 50351
    assert len({draft.identity() for draft in found.drafts}) == 36067
    assert not any(draft.education.level is None for draft in found.drafts)
    kinds = Counter(mark.kind for draft in found.drafts for _name, mark in draft.marks)
    assert kinds == {"sex": 8854, "household": 263, "ethnicity": 29}
    assert sum(bool(draft.majors.items or draft.majors.any) for draft in found.drafts) >= 36060
