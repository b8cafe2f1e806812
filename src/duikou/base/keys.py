"""Secrets kept in files that only their owner can read. Knows no settings: the settings themselves use it."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path


class KeyFault(Exception):
    """A key cannot be used. The words say in plain English which file it is about and what to do."""


_guards: list[Callable[[str], bool]] = []
_made_unguarded: set[Path] = set()


def guard_with(may_be_made: Callable[[str], bool]) -> None:
    """Ask `may_be_made` before a key is made: whether a key of this name may be, or stored values need the one there
    was."""
    if may_be_made not in _guards:
        _guards.append(may_be_made)


def kept(path: Path, make: Callable[[], bytes]) -> bytes:
    """What the file at `path` holds; at the first use `make()` is put there, for the owner only, unless stored values
    need a key that was there before. Of several processes that begin at once the first wins, and all get the same.
    Raises KeyFault when the file cannot be read or may not be made."""
    try:
        return _content(path)
    except FileNotFoundError:
        # Asked after looking and before looking again: another process may have made and proved it meanwhile.
        if not all(guard(path.name) for guard in _guards) and not path.exists():
            raise KeyFault(f"the key {path} is missing. Put it back from a backup") from None
    make_kept(path, make())
    return _content(path)


def _content(path: Path) -> bytes:
    try:
        content = path.read_bytes()
    except (PermissionError, IsADirectoryError) as error:
        raise KeyFault(f"the key {path} cannot be read ({error.strerror}). Let its owner run the program") from error
    if not content.strip():
        raise KeyFault(f"the key {path} is empty. Put it back from a backup")
    return content


def make_kept(path: Path, content: bytes) -> None:
    """Put `content` into a new file at `path`, for the owner only, and wait until the disk has it: what is sealed with
    a key must not outlive it. A file that is there stays as it is."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}.{threading.get_ident()}")
    draft.touch(mode=0o600)
    try:
        with draft.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(draft, path)
            if not _guards:
                _made_unguarded.add(path)
    finally:
        draft.unlink()
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Wait until the disk has the names in `folder`."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def take_back_made() -> None:
    """Remove the keys that this process made before anybody could say whether they may be: it turned out that others
    belong here."""
    while _made_unguarded:
        path = _made_unguarded.pop()
        path.unlink(missing_ok=True)
        with suppress(OSError):  # it holds other keys
            path.parent.rmdir()


def leave_made() -> None:
    """Let the keys stay that this process made at its beginning: they have proved themselves."""
    _made_unguarded.clear()
