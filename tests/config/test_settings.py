"""Settings: documented, typed, and refused with a sentence when wrong."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def declared() -> set[str]:
    """The names of the variables that the settings read."""
    text = (ROOT / "src/duikou/config/settings.py").read_text(encoding="utf-8")
    return {f"DUIKOU_{name}" for name in re.findall(r'env\.(?!prefixed)\w+\(\s*"([A-Z_]+)"', text)}


def test_every_setting_is_documented_and_no_other():
    documented = set(re.findall(r"^\| `(DUIKOU_[A-Z_]+)`", (ROOT / "docs/settings.md").read_text("utf-8"), re.M))
    assert len(declared()) > 10
    assert documented == declared()


def test_settings_are_read_in_one_file_only():
    reading = re.compile(r"(?:environ\.get|getenv)\(\s*[\"']DUIKOU_|env\.\w+\(\"")
    readers = [
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "src").rglob("*.py")
        if not path.name.startswith("bench_") and reading.search(path.read_text("utf-8"))
    ]
    assert readers == ["src/duikou/config/settings.py"]


def duikou(*words: str, cwd: Path = ROOT, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the command with these settings in a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), **variables}
    return subprocess.run(
        [sys.executable, "-m", "duikou", *words], cwd=cwd, env=environment, text=True, capture_output=True, timeout=120
    )


def test_setting_of_the_wrong_type_is_refused_with_a_sentence(tmp_path):
    answer = duikou("check", DUIKOU_UPLOAD_LIMIT_MB="many", DUIKOU_DATA=str(tmp_path))
    assert answer.returncode == 2
    assert "UPLOAD_LIMIT_MB" in answer.stderr
    assert "Traceback" not in answer.stderr


@pytest.mark.skipif(os.name == "nt" or not hasattr(os, "geteuid"), reason="needs a file where a folder should be")
def test_data_folder_that_cannot_be_is_refused_with_a_sentence(tmp_path):
    (tmp_path / "file").write_text("")
    answer = duikou("check", DUIKOU_DATA=str(tmp_path / "file" / "data"))
    assert answer.returncode == 2
    assert "--data" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_default_data_folder_does_not_depend_on_where_one_stands(tmp_path):
    from duikou.config import settings

    assert settings.HOME == ROOT
    assert settings.CHECKOUT == ROOT
