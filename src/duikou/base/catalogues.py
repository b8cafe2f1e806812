"""Message catalogues: extracted from a room's Python and templates, and kept sorted."""

from __future__ import annotations

import ast
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).resolve().parent.parent
LANGUAGES = ("zh_Hans",)
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
    "gettext_noop": None,
}
_SPOT = re.compile(r"%\(\w+\)[sdf]|%[sdf]|\{\w*\}")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one message of one room's catalogue."""

    room: str
    language: str
    message: str
    what: str

    def __str__(self) -> str:
        return f"{self.room}/{self.language}: {self.what}: {self.message!r}"


def rooms(package: Path = PACKAGE) -> list[str]:
    """The names of all rooms, in alphabetical order."""
    return sorted(path.parent.name for path in package.glob("*/apps.py"))


def messages_in(room: Path) -> Iterator[tuple[str | tuple[str, ...], str | None]]:
    """(message or (singular, plural), context) for each message marked in the room's Python and templates."""
    from django.utils.translation.template import (
        templatize,  # compiling alone, as when a wheel is built, needs no Django
    )

    for path in sorted(room.rglob("*.py")):
        if "migrations" not in path.parts:
            yield from _marked(path.read_bytes())
            names = {*path.relative_to(room).with_suffix("").parts}
            if names & {"api", "api_shapes"} and path != room / "api.py":
                yield from _described(path.read_text(encoding="utf-8"), shapes=bool(names & {"schemas", "api_shapes"}))
    for path in sorted(room.glob("templates/**/*")):
        if path.suffix in (".html", ".txt", ".ics", ".xml"):
            text = templatize(path.read_text(encoding="utf-8"), origin=str(path))
            yield from _marked(text.encode())


def _described(source: str, *, shapes: bool) -> Iterator[tuple[str, None]]:
    """The docstrings of the API's operations and shapes: its description is made of them."""
    for node in ast.parse(source).body:
        shape = shapes and isinstance(node, ast.ClassDef)
        operation = isinstance(node, ast.FunctionDef) and "router" in "".join(map(ast.dump, node.decorator_list))
        if (shape or operation) and isinstance(node, ast.ClassDef | ast.FunctionDef):
            yield " ".join((ast.get_docstring(node) or "").split()), None


def _marked(source: bytes) -> Iterator[tuple[str | tuple[str, ...], str | None]]:
    for _line, found, _comments, context in extract(
        "python", io.BytesIO(source), KEYWORDS, options={"encoding": "utf-8"}
    ):
        if found and found != ("", ""):
            yield found, context


def catalogue_path(room: Path, language: str) -> Path:
    """Where the room's catalogue of a language is kept."""
    return room / "locale" / language / "LC_MESSAGES" / "django.po"


def read(room: Path, language: str) -> Catalog:
    """The room's catalogue as it is on disk; empty when there is none."""
    path = catalogue_path(room, language)
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language, ignore_obsolete=True)


def extracted(room: Path, language: str) -> Catalog:
    """The catalogue the room ought to have: its marked messages with the translations already on disk."""
    kept = read(room, language)
    fresh = Catalog(locale=language, fuzzy=False)
    for found, context in messages_in(room):
        fresh.add(found, context=context)
    for message in list(fresh):
        if message.id and (old := kept.get(message.id, context=message.context)):
            message.string = _fitted(old.string or "", message)
            message.flags |= old.flags & {"fuzzy"}
            message.auto_comments, message.user_comments = [], list(old.user_comments)
    return fresh


def _fitted(string: str | tuple[str, ...] | list[str], message: Message) -> str | tuple[str, ...]:
    """A kept translation in the form the message now needs: one string, or a tuple of plural forms."""
    forms = tuple(string) if isinstance(string, list | tuple) else (string,)
    return forms if message.pluralizable else forms[0]


def update(room: Path, language: str) -> bool:
    """Write the room's catalogue: sorted, without line numbers or dates, so that branches merge. Whether it changed."""
    fresh, path = extracted(room, language), catalogue_path(room, language)
    if not len(fresh) and not path.exists():
        return False
    body = io.BytesIO()
    write_po(body, fresh, width=0, no_location=True, omit_header=True, sort_output=True, ignore_obsolete=True)
    forms = f"nplurals={fresh.num_plurals}; plural={fresh.plural_expr};"
    text = (
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
        f'"Language: {language}\\n"\n"Plural-Forms: {forms}\\n"\n\n' + body.getvalue().decode().strip() + "\n"
    )
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return True


def faults(room: Path, language: str) -> list[Fault]:
    """Messages missing from the catalogue, left over in it, untranslated, fuzzy, or with other placeholders."""
    kept, fresh = read(room, language), extracted(room, language)
    wanted = {_key(message): message for message in fresh if message.id}
    had = {_key(message): message for message in kept if message.id}
    found = [(key, "is not in the catalogue") for key in wanted.keys() - had.keys()]
    found += [(key, "is no longer used") for key in had.keys() - wanted.keys()]
    for key in wanted.keys() & had.keys():
        if what := _fault(wanted[key]):
            found.append((key, what))
    return [Fault(room.name, language, key[1], what) for key, what in sorted(found)]


def disagreements(package: Path = PACKAGE, language: str = LANGUAGES[0]) -> list[Fault]:
    """Messages that two rooms translate differently. At run time one would win: give one a context."""
    seen: dict[tuple[str, str], tuple[str, object]] = {}
    found = []
    for name in rooms(package):
        for message in read(package / name, language):
            if not message.id or not message.string:
                continue
            first, string = seen.setdefault(_key(message), (name, message.string))
            if string != message.string:
                found.append(Fault(name, language, _key(message)[1], f"is translated differently in {first}"))
    return found


def _key(message: Message) -> tuple[str, str]:
    singular = message.id if isinstance(message.id, str) else message.id[0]
    return message.context or "", singular


def _fault(message: Message) -> str:
    forms = [message.string] if isinstance(message.string, str) else list(message.string or ("",))
    if not all(forms):
        return "is not translated"
    if message.fuzzy:
        return "is marked fuzzy"
    ids = [message.id] if isinstance(message.id, str) else list(message.id)
    most = set(_SPOT.findall(ids[-1])) | set(_SPOT.findall(ids[0]))
    least = set(_SPOT.findall(ids[-1]))
    for form in forms:
        spots = set(_SPOT.findall(form))
        if not least <= spots <= most:
            return f"has other placeholders in its translation ({', '.join(sorted(spots ^ least))})"
    return ""
