"""How services are asked for in the search index, and what a visitor's address asks."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from duikou.index import queries as index

KIND, SCOPE = "services", 0
LONGEST = 100


def topic_label(key: str) -> str:
    """The index's label of a topic."""
    return "t" + key.replace("-", "")


def language_label(code: str) -> str:
    """The index's label of a language that services are given in."""
    return "l" + code.lower().replace("-", "")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for: words, a topic's key, a language's code; each empty for any."""

    q: str = ""
    topic: str = ""
    language: str = ""

    def __bool__(self) -> bool:
        return bool(self.q or self.topic or self.language)

    def address(self) -> str:
        """The query of an address that asks for this; empty for everything."""
        said = {"q": self.q, "topic": self.topic, "language": self.language}
        asked = urlencode({name: value for name, value in said.items() if value})
        return f"?{asked}" if asked else ""


def asked(wanted: Wanted) -> index.Asked:
    """The question for the index. One query or two."""
    labels = [{topic_label(wanted.topic)}] if wanted.topic else []
    labels += [{language_label(wanted.language)}] if wanted.language else []
    return index.ask(KIND, SCOPE, wanted.q, labels=labels)


def refs(wanted: Wanted) -> list[int]:
    """The primary keys of the services that are found. Two queries or three."""
    return list(index.search(asked(wanted)).refs)
