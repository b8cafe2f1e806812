"""The bill of materials: valid, complete, and silent about this machine."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from django.conf import settings

from duikou.config.inventory import bill, locked

LOCK = settings.CHECKOUT / "requirements.lock"


@pytest.fixture(scope="module")
def made() -> dict[str, Any]:
    return bill(LOCK)


def test_bill_is_valid_cyclonedx(made: dict[str, Any]) -> None:
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(json.dumps(made)) is None


def test_validator_notices_what_is_wrong(made: dict[str, Any]) -> None:
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(json.dumps({**made, "bomFormat": "x"})) is not None


def test_every_locked_package_is_in_it_with_every_hash(made: dict[str, Any]) -> None:
    """As another reader of lock files sees them."""
    read = subprocess.run(
        [sys.executable, "-m", "cyclonedx_py", "requirements", "--output-reproducible", str(LOCK)],
        capture_output=True,
        text=True,
        check=True,
    )
    theirs = {
        (one["name"], one["version"]): {each["content"] for each in one["externalReferences"][0]["hashes"]}
        for one in json.loads(read.stdout)["components"]
    }
    ours = {
        (one["name"], one["version"]): {each["content"] for each in one["externalReferences"][0]["hashes"]}
        for one in made["components"]
    }
    assert {
        (re.sub("[-_.]+", "-", name).lower(), version): hashes for (name, version), hashes in theirs.items()
    } == ours
    assert len(ours) == LOCK.read_text().count("==") - len(re.findall(r"; .*==", LOCK.read_text()))


def test_every_package_that_is_installed_has_a_licence(made: dict[str, Any]) -> None:
    without = [one["name"] for one in made["components"] if "licenses" not in one and not one.get("properties")]
    assert without == []


def test_every_package_is_needed_by_something(made: dict[str, Any]) -> None:
    needs = {one["ref"]: one["dependsOn"] for one in made["dependencies"]}
    reached: set[str] = set()
    waiting = [made["metadata"]["component"]["bom-ref"]]
    while waiting:
        one = waiting.pop()
        if one not in reached:
            reached.add(one)
            waiting += needs[one]
    assert reached == set(needs)
    assert {"pkg:pypi/django@" + distribution("django").version} <= reached


def test_scripts_that_come_along_are_named(made: dict[str, Any]) -> None:
    inside = next(one for one in made["components"] if one["name"] == "django-htmx")["components"]
    assert "htmx.org" in {one["name"] for one in inside}
    used = Path(
        str(distribution("django-htmx").locate_file("django_htmx/static/django_htmx/htmx-2.min.js"))
    ).read_text()
    assert any(f'version:"{one["version"]}"' in used for one in inside)


def test_scripts_that_are_kept_in_the_source_are_named_as_they_came(made: dict[str, Any]) -> None:
    kept = made["metadata"]["component"]["components"]
    assert [(one["name"], one["purl"]) for one in kept] == [("qr", "pkg:npm/qr@0.7.0")]
    folder = settings.PACKAGE / "fairs/static/fairs/offline/qr"
    said = json.loads((folder / "origin.json").read_text())["files"]
    assert {one["name"]: one["hashes"][0]["content"] for one in kept[0]["components"]} == said, "changed since it came"
    assert {path.name for path in folder.glob("*.js")} == set(said)
    assert (folder / "LICENSE-MIT").exists()


def test_no_other_script_of_others_is_kept_in_the_source() -> None:
    """Else it would have to stand in the bill."""
    own = {"riddle.js", "duikou.js", "fits.js", "scan.js"}
    for path in settings.PACKAGE.rglob("*.js"):
        if path.name not in own and not (path.parent / "origin.json").exists():
            head = path.read_text(encoding="utf-8")[:400]
            assert not re.search(r"@license|copyright|\bv?\d+\.\d+\.\d+\b", head, re.I), path


def test_nothing_of_this_machine_or_of_a_registry_is_in_it(made: dict[str, Any]) -> None:
    text = json.dumps(made)
    for word in (
        socket.gethostname(),
        str(settings.CHECKOUT),
        str(Path.home()),
        "simple/",
        ".org/simple",
        "files.python",
    ):
        assert word not in text, word
    addresses = set(re.findall(r"https?://[^\"/]+", text))
    assert addresses <= {"http://cyclonedx.org"}


def test_same_lock_gives_the_same_bill(made: dict[str, Any]) -> None:
    assert bill(LOCK) == made


def test_lock_file_is_read_in_all_its_forms() -> None:
    text = (
        "A_b.c==1.0 ; sys_platform == 'win32' \\\n    --hash=sha256:" + "0" * 64 + " \\\n    --hash=sha256:" + "1" * 64
        + "\n    # via\n    #   duikou (pyproject.toml)\n    #   other\nother==2\n    # via duikou (pyproject.toml)\n"
    )  # fmt: skip
    first, second = locked(text)
    assert (first.name, first.version, first.only) == ("a-b-c", "1.0", "sys_platform == 'win32'")
    assert (first.hashes, first.needed_by) == (["0" * 64, "1" * 64], ["duikou", "other"])
    assert (second.name, second.needed_by) == ("other", ["duikou"])


def test_command_prints_it(capsys: Any) -> None:
    from duikou.config import cli

    assert cli.main(["sbom"]) == 0
    assert json.loads(capsys.readouterr().out)["bomFormat"] == "CycloneDX"
