"""The measurement of searching runs and reports."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from duikou.fairs import bench_search


@pytest.mark.slow
def test_bench_reports_its_figures(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["--database", "sqlite", "--rows", "300", "--rounds", "1", "--real", str(tmp_path / "none"), "--json"]
    assert bench_search.run(words) == 0
    printed = capsys.readouterr()
    (figure,) = json.loads(printed.out)
    assert figure["posts"] == 300
    assert 0 < figure["p50_ms"] <= figure["p95_ms"] <= figure["max_ms"]
    assert "only invented ones" in printed.err


def test_bench_refuses_a_database_that_is_not_its_own() -> None:
    with pytest.raises(SystemExit, match="duikou_bench"):
        bench_search.run(["--database", "postgresql", "--rows", "1", "--server", "postgresql://x@127.0.0.1/duikou"])
