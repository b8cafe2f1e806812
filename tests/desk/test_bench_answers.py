"""The measurement of searching answers runs and reports."""

from __future__ import annotations

import json

import pytest

from duikou.desk import bench_answers


@pytest.mark.slow
def test_bench_reports_its_figures(capsys: pytest.CaptureFixture[str]) -> None:
    assert bench_answers.run(["--database", "sqlite", "--rows", "200", "--rounds", "1", "--json"]) == 0
    (figure,) = json.loads(capsys.readouterr().out)
    assert figure["answers"] == 200
    assert 0 < figure["p50_ms"] <= figure["p95_ms"] <= figure["max_ms"]


def test_bench_refuses_a_database_that_is_not_its_own() -> None:
    with pytest.raises(SystemExit, match="duikou_bench"):
        bench_answers.run(["--database", "postgresql", "--rows", "1", "--server", "postgresql://x@127.0.0.1/duikou"])
