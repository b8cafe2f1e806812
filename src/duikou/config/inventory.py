"""What this program is made of, as a CycloneDX 1.6 bill of materials: every locked package with the hashes of its
files, what it is needed by, its licence where it is installed, and the scripts that came along in a package or are kept
among the program's own.

Made of the lock file and of what is installed, without asking anybody."""

from __future__ import annotations

import hashlib
import json
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any, cast

from duikou import __version__

PACKAGE = re.compile(r"^([\w.-]+)==([^\s;\\]+)(?:\s*;\s*([^\\]+?))?\s*\\?$")
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
NEEDED_BY = re.compile(r"^    #(?: via|  ) ([\w.-]+)(?: \(pyproject\.toml\))?$")
OWN = "duikou"
PACKAGE_FOLDER, ORIGINS = Path(__file__).resolve().parent.parent, "*/static/**/origin.json"
SCRIPTS = "django-htmx"
HTMX = re.compile(r"""version[:=]\s*["']([\w.-]+)["']""")
# Names of licences by how packages say them that give no SPDX expression.
LICENCES = {
    "BSD License": "BSD-3-Clause",
    "MIT License": "MIT",
    "Apache Software License": "Apache-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}
SPDX = re.compile(r"[A-Za-z0-9.+-]+")


@dataclass
class Locked:
    """A package of the lock file."""

    name: str
    version: str
    only: str = ""
    hashes: list[str] = field(default_factory=list)
    needed_by: list[str] = field(default_factory=list)

    @property
    def ref(self) -> str:
        """Its package URL, which is how others refer to it."""
        return f"pkg:pypi/{self.name}@{self.version}"


def locked(text: str) -> list[Locked]:
    """The packages of a lock file, in its order."""
    found: list[Locked] = []
    for line in text.splitlines():
        if begins := PACKAGE.match(line):
            name = re.sub(r"[-_.]+", "-", begins[1]).lower()
            found.append(Locked(name, begins[2], begins[3] or ""))
        elif found:
            found[-1].hashes += HASH.findall(line)
            found[-1].needed_by += NEEDED_BY.findall(line)
    return found


def bill(lock: Path) -> dict[str, Any]:
    """The bill of materials of the lock file, the same for the same lock and the same installed packages."""
    packages = locked(lock.read_text(encoding="utf-8"))
    own = f"pkg:pypi/{OWN}@{__version__}"
    refs = {one.name: one.ref for one in packages} | {OWN: own}
    needs: dict[str, list[str]] = {ref: [] for ref in refs.values()}
    for one in packages:
        for name in one.needed_by:
            needs[refs[name]].append(one.ref)
    components = [_component(one) for one in packages]
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, repr(components))}",
        "version": 1,
        "metadata": {
            "component": {
                "bom-ref": own,
                "type": "application",
                "name": OWN,
                "version": __version__,
                "purl": own,
                "licenses": [{"license": {"id": "Apache-2.0"}}],
                "components": [_vendored(path) for path in sorted(PACKAGE_FOLDER.glob(ORIGINS))],
            }
        },
        "components": components,
        "dependencies": [{"ref": ref, "dependsOn": sorted(set(on))} for ref, on in needs.items()],
    }


def _vendored(path: Path) -> dict[str, Any]:
    """A script of others that is kept in this program's own files, as the note beside it says where it is from."""
    said = json.loads(path.read_text(encoding="utf-8"))
    files = {name: hashlib.sha256((path.parent / name).read_bytes()).hexdigest() for name in said["files"]}
    return {
        "bom-ref": said["purl"],
        "type": "library",
        "name": said["name"],
        "version": said["version"],
        "purl": said["purl"],
        "licenses": [{"expression": said["license"]}],
        "components": [
            {"type": "file", "name": name, "hashes": [{"alg": "SHA-256", "content": digest}]}
            for name, digest in files.items()
        ],
    }


def _component(one: Locked) -> dict[str, Any]:
    made: dict[str, Any] = {
        "bom-ref": one.ref,
        "type": "library",
        "name": one.name,
        "version": one.version,
        "purl": one.ref,
        "externalReferences": [
            {
                "type": "distribution",
                "url": one.ref,
                "hashes": [{"alg": "SHA-256", "content": digest} for digest in one.hashes],
            }
        ],
    }
    if licences := _licences(one.name):
        made["licenses"] = licences
    if one.only:
        made["properties"] = [{"name": "duikou:only", "value": one.only}]
    if one.name == SCRIPTS and (scripts := list(_scripts())):
        made["components"] = scripts
    return made


def _licences(name: str) -> list[dict[str, Any]]:
    try:
        said = cast(Message, distribution(name).metadata)
    except PackageNotFoundError:
        return []  # of another system
    expression = said.get("License-Expression") or ""
    if expression:
        return [{"license": {"id": expression}}] if SPDX.fullmatch(expression) else [{"expression": expression}]
    kinds = [one.rpartition(" :: ")[2] for one in said.get_all("Classifier") or [] if one.startswith("License ::")]
    named = [LICENCES[kind] for kind in kinds if kind in LICENCES]
    if named:
        return [{"license": {"id": named[0]}}]
    text = (said.get("License") or "").strip()
    return [{"license": {"name": text.partition("\n")[0][:80]}}] if text else []


def _scripts() -> Iterator[dict[str, Any]]:
    """The versions of htmx that come in django-htmx."""
    try:
        files = distribution(SCRIPTS).files or []
    except PackageNotFoundError:
        return
    for path in sorted(files):
        if re.fullmatch(r"htmx-\d+\.min\.js", path.name) and (found := HTMX.search(path.read_text())):
            ref = f"pkg:npm/htmx.org@{found[1]}"
            yield {
                "bom-ref": ref,
                "type": "library",
                "name": "htmx.org",
                "version": found[1],
                "purl": ref,
                "licenses": [{"license": {"id": "0BSD"}}],
            }
