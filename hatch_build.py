"""Compiles the message catalogues before a wheel is built; the compiled ones are not kept in the repository."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileCatalogues(BuildHookInterface):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        source = str(Path(self.root) / "src")
        sys.path.insert(0, source)
        from duikou.base.compiling import compile_stale

        compile_stale()
        sys.path.remove(source)
