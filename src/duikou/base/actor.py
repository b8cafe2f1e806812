"""Who does something, and through which door: the `by=` of every action."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["account", "person", "door", "token", "system"]
Door = Literal["web", "api", "command", "worker", "demo"]


@dataclass(frozen=True, slots=True)
class Actor:
    """The one who acts. `ref` is an opaque reference (a public id), never a name or a contact."""

    kind: Kind
    ref: str = ""
    door: Door = "web"

    def __str__(self) -> str:
        return f"{self.kind}:{self.ref}" if self.ref else self.kind


SYSTEM = Actor("system", door="worker")
COMMAND = Actor("system", door="command")
SOMEBODY = Actor("person", door="web")
