"""Files, models, templates and commands: what the import contracts cannot see."""

from __future__ import annotations

import ast
import re
import shutil
import statistics
import subprocess

import pytest
from django.apps import apps
from django.core.management import get_commands, load_command_class

from tests.architecture.house import ROOT, SOURCE, below, layer_of, room_of, source_files, tree

REFERENCE = re.compile(r"{%\s*(?:url|include|extends)\s+['\"]([a-z_]+)[:/]")


def test_files_are_small():
    sizes = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in source_files()}
    sizes = {path: size for path, size in sizes.items() if size}
    assert statistics.median(sizes.values()) < 80
    assert sum(size < 250 for size in sizes.values()) / len(sizes) >= 0.9
    assert [f"{path.relative_to(ROOT)}: {size}" for path, size in sizes.items() if size > 400] == []


def test_foreign_keys_point_down():
    found = [
        f"{model.__name__}.{field.name} -> {field.related_model._meta.label}"
        for model in apps.get_models()
        if model.__module__.startswith("duikou.")
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and field.related_model.__module__.startswith("duikou.")
        if not below(model._meta.app_label, field.related_model._meta.app_label)
    ]
    assert found == []


def test_templates_link_to_their_own_room_or_below():
    found = [
        f"{path.relative_to(ROOT)}: {match.group(0)}"
        for path in sorted(SOURCE.glob("*/templates/**/*.html"))
        for match in REFERENCE.finditer(path.read_text(encoding="utf-8"))
        if not below(room_of(path), match.group(1))
    ]
    assert found == []


def test_templates_carry_no_inline_style_or_handler():
    inline = re.compile(r"<[^>]*\s(style|on[a-z]+)\s*=", re.IGNORECASE)
    found = [
        f"{path.relative_to(ROOT)}: {match.group(0)[-60:]}"
        for path in sorted(SOURCE.glob("*/templates/**/*.html"))
        for match in inline.finditer(re.sub(r"{[{%#].*?[%#}]}", "", path.read_text(encoding="utf-8"), flags=re.S))
    ]
    assert found == []


def test_the_clock_is_asked_in_one_place_only():
    wrong = re.compile(
        r"timezone\.now\(|\bdatetime\.(?:utc)?now\(|date\.today\(|(?<!datetime\.)(?<![\w.])time\.time\(\)"
    )
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in source_files()
        if path != SOURCE / "base" / "clock.py"
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if wrong.search(line)
    ]
    assert found == []


def test_no_file_is_called_utils():
    banned = {"utils", "helpers", "common", "misc", "tools"}
    assert [str(path.relative_to(ROOT)) for path in source_files() if set(path.with_suffix("").parts) & banned] == []


def test_public_functions_say_what_they_give_back():
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in source_files()
        if layer_of(path) not in ("apps", "urls", "migrations", "management")
        for node in tree(path).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
        if not ast.get_docstring(node) and not isinstance(node, ast.ClassDef)
    ]
    assert found == []


def test_every_command_explains_itself():
    ours = [name for name, app in get_commands().items() if str(app).startswith("duikou.")]
    assert {"serve", "setup", "check", "bench", "worker", "messages", "import_postings"} <= set(ours)
    for name in ours:
        command = load_command_class(get_commands()[name], name)
        assert len(command.help) > 20, name
        assert command.help in re.sub(r"\s+", " ", command.create_parser("duikou", name).format_help()), name


def tracked() -> list[str]:
    """The files under version control."""
    if not shutil.which("git") or not (ROOT / ".git").exists():
        pytest.skip("this is not a checkout")
    answer = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [name for name in answer.stdout.split("\0") if name and (ROOT / name).is_file()]


def test_tracked_files_name_no_machine_and_no_package_host():
    wrong = re.compile(
        rb"(?<![\w.:/-])/(?:root|work|home/\w+|Users/\w+)/|files\.pythonhosted|"
        + rb"py"
        + rb"pi\.org|registry\.npm|index-url"
    )
    found = []
    for name in tracked():
        if name != "tests/architecture/test_shape.py":
            match = wrong.search((ROOT / name).read_bytes())
            if match:
                found.append(f"{name}: {match.group(0)!r}")
    assert found == []


def test_launchers_can_be_run():
    import os

    for name in ("run", ".ci/run"):
        assert os.access(ROOT / name, os.X_OK), name
