"""On a continuous-integration machine (CI=true) a missing tool is a fault, not a reason to skip.

Absent acceptance data (../shared) stays a reason: it is not part of the project."""

from __future__ import annotations

import os
import re
from collections.abc import Generator
from typing import Any

import pytest

TOOL = re.compile(r"missing|not installed|no PostgreSQL|cannot be found", re.IGNORECASE)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[Any]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn the skip of a test that lacks a tool into a failure when CI is set."""
    report = yield
    if report.skipped and os.environ.get("CI") == "true" and isinstance(report.longrepr, tuple):
        reason = str(report.longrepr[2])
        if TOOL.search(reason) and "../shared" not in reason:
            report.outcome = "failed"
            report.longrepr = f"skipped although CI=true: {reason}"
    return report
