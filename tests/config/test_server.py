"""How the server starts unless it is said."""

from __future__ import annotations

import os
from typing import Any

import pytest

from duikou.config.server import usual_workers

ADDRESS = "postgresql://x"


@pytest.mark.parametrize(
    ("database", "demo", "cores", "processes"),
    [
        ("", False, 1, 2),
        ("", False, 8, 4),
        (ADDRESS, False, 1, 2),
        (ADDRESS, False, 16, 8),
        (ADDRESS, True, 16, 1),
    ],
)
def test_as_many_processes_answer_as_the_machine_bears_and_one_in_a_demo(
    settings: Any, monkeypatch: pytest.MonkeyPatch, database: str, demo: bool, cores: int, processes: int
) -> None:
    settings.DATABASE, settings.DEMO = database, demo
    monkeypatch.setattr(os, "cpu_count", lambda: cores)
    assert usual_workers() == processes
