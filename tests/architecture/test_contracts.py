"""The five import contracts of pyproject.toml, and what they cannot see."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

from tests.architecture.house import FLOORS, ROOT, SOURCE, below, imports, layer_of, room_of, source_files

WEB = ("django.http", "django.shortcuts", "django.urls", "django.forms", "django.views", "django.template")
SCREENS = {"views", "forms", "urls", "api", "admin", "listeners"}
# Whoever books is asked and shown the same in every room: forms and views of booking are built on above (ADR 0038).
# Photos come in by the directory's form, whatever they are shown with (ADR 0048).
SHARED = {
    ("booking", "forms"): {"forms", "views"},
    ("booking", "views"): {"views"},
    ("directory", "forms"): {"forms", "views"},
}


def test_import_contracts_are_kept(capsys):
    status = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)
    printed = capsys.readouterr().out
    assert status == 0, printed
    assert "5 kept, 0 broken" in printed


@pytest.mark.slow
@pytest.mark.parametrize(
    ("where", "line"),
    [
        ("base/ids.py", "import duikou.fairs.models"),
        ("booking/rules/places.py", "import duikou.booking.actions"),
        ("demo/building.py", "import duikou.fairs.views"),
        ("fairs/rules.py", "import django_htmx"),
        ("index/models.py", "import duikou.journal.models"),
    ],
)
def test_import_contracts_notice_a_wrong_import(tmp_path: Path, where: str, line: str) -> None:
    shutil.copytree(
        SOURCE, tmp_path / "src" / "duikou", ignore=shutil.ignore_patterns("__pycache__", "static", "locale")
    )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    wrong = tmp_path / "src" / "duikou" / where
    wrong.write_text(wrong.read_text(encoding="utf-8") + f"\n{line}  # noqa\n", encoding="utf-8")
    lint = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "src")}
    command = [sys.executable, "-c", lint]
    answer = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert answer.returncode == 1, answer.stdout
    assert " broken." in answer.stdout
    assert "0 broken" not in answer.stdout


def test_every_room_has_its_floor():
    rooms = {path.name for path in SOURCE.iterdir() if (path / "__init__.py").exists()}
    assert rooms <= set(FLOORS)


def test_rules_actions_and_queries_import_nothing_of_the_web():
    found = [
        f"{path.relative_to(ROOT)}:{line} {name}"
        for path in source_files()
        if layer_of(path) in ("rules", "actions", "queries", "models", "signals")
        for line, name in imports(path)
        if name.startswith(WEB)
    ]
    assert found == []


def test_screens_of_a_room_are_imported_in_that_room_only():
    found = [
        f"{path.relative_to(ROOT)}:{line} {name}"
        for path in source_files()
        for line, name in imports(path)
        if name.startswith("duikou.") and name.count(".") >= 2
        if name.split(".")[2] in SCREENS and name.split(".")[1] != room_of(path)
        if (name.split(".")[2], room_of(path)) != ("api", "config")  # which puts the rooms' parts of it together
        if layer_of(path) not in SHARED.get((name.split(".")[1], name.split(".")[2]), ())
    ]
    assert found == []


def test_imports_inside_functions_point_down_too():
    found = [
        f"{path.relative_to(ROOT)}:{line} {name}"
        for path in source_files()
        for line, name in imports(path)
        if name.startswith("duikou.") and room_of(path) and name.split(".")[1] in FLOORS
        if not below(room_of(path), name.split(".")[1])
    ]
    assert found == []
