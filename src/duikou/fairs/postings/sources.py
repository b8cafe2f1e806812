"""Which kind of file is it? Told by its content; archives are unpacked within limits, their names never paths."""

from __future__ import annotations

import gzip
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from django.utils.translation import gettext_noop as N_

from . import objects, texts, webtables, workbooks
from .limits import FILES_IN_ARCHIVE, SMALL_ENOUGH_FOR_ANY_RATIO, UNPACK_RATIO, UNPACKED_BYTES
from .problems import FileRefused, Problem, SheetSkipped
from .sheets import Sheet

if TYPE_CHECKING:
    from _typeshed import SupportsRead

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
FOREIGN = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", N_("picture")),
    (b"\xff\xd8\xff", N_("picture")),
    (b"GIF8", N_("picture")),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7z"),
    (b"{\\rtf", "RTF"),
    (b"SQLite format 3", "SQLite"),
    (b"\x7fELF", N_("program")),
    (b"MZ", N_("program")),
)


@dataclass
class Opened:
    """What stands in a file: its sheets, and the parts of an archive that were passed over."""

    sheets: list[Sheet]
    skipped: list[SheetSkipped]


@contextmanager
def opened(path: Path, *, name: str = "", limit: int = 0) -> Iterator[Opened]:
    """The sheets of the file at `path` (shown as `name`), readable until the block ends.

    Raises FileRefused when nothing in it can be read, or when it is larger than `limit` bytes (0: no limit).
    """
    name = name or path.name
    size = path.stat().st_size
    if not size:
        raise FileRefused(N_("The file is empty. Choose the file again, or save it once more and try that."))
    if limit and size > limit:
        raise FileRefused(
            N_(
                "The file is %(size)d MB; up to %(limit)d MB can be read. Split it, or remove "
                "pictures and spare sheets."
            ),
            size=-(-size // 1048576),
            limit=limit // 1048576,
        )
    with tempfile.TemporaryDirectory(prefix="duikou-import-") as folder:
        yield read_file(path, name, Path(folder), nested=False)


def read_file(path: Path, name: str, folder: Path, *, nested: bool) -> Opened:
    """The sheets of one file, by the kind its first bytes tell."""
    with path.open("rb") as stream:
        head = stream.read(4096)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return read_zip(path, name, folder, nested=nested)
    if head.startswith(b"\x1f\x8b"):
        return read_gzip(path, name, folder, nested=nested)
    if head.startswith(OLE):
        return Opened(workbooks.read_ole(path), [])
    for mark, kind in FOREIGN:
        if head.startswith(mark):
            raise FileRefused(
                N_(
                    "This is not a table but a file of another kind (%(kind)s). Save the posts "
                    "as .xlsx or .csv and send that."
                ),
                kind=kind,
            )
    if head[:2] == b"\x09\x08" or head[:3] in (b"\x09\x00\x04", b"\x09\x02\x06", b"\x09\x04\x06"):
        return Opened(workbooks.read(path), [])
    stem = PurePosixPath(name).name
    if webtables.looks_like_web_page(head):
        return Opened(webtables.read(path, stem), [])
    if objects.looks_like_json(head):
        return Opened(objects.read(path, stem), [])
    return Opened([texts.read(path, stem)], [])


def open_zip(path: Path) -> zipfile.ZipFile:
    """The archive, once its directory is known to be sound, small enough and not encrypted."""
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise FileRefused(
            N_("The file is damaged or cut off: it cannot be unpacked. Save or download it again.")
        ) from error
    entries = archive.infolist()
    total = sum(entry.file_size for entry in entries)
    packed = max(path.stat().st_size, 1)
    if total > UNPACKED_BYTES or (total > SMALL_ENOUGH_FOR_ANY_RATIO and total / packed > UNPACK_RATIO):
        archive.close()
        raise FileRefused(
            N_(
                "The file would unpack to far more than a table of posts holds. It was not "
                "opened. Save it again as .csv."
            )
        )
    if any(entry.flag_bits & 1 for entry in entries):
        archive.close()
        raise FileRefused(N_("The file is locked with a password. Save it without one and send it again."))
    return archive


def read_zip(path: Path, name: str, folder: Path, *, nested: bool) -> Opened:
    """A workbook that is a zip file, or the tables inside an archive."""
    with open_zip(path) as archive:
        names = {entry.filename.replace("\\", "/") for entry in archive.infolist()}
        if any(part.startswith("xl/") for part in names) or (
            "[Content_Types].xml" in names and any("workbook" in part for part in names)
        ):
            return Opened(workbooks.read_xlsx(path, archive), [])
        if "content.xml" in names and "mimetype" in names:
            return Opened(workbooks.read_ods(path, archive), [])
        if any(part.startswith(("word/", "ppt/")) for part in names) or "Index/Document.iwa" in names:
            raise FileRefused(
                N_(
                    "This is not a table but a file of another kind (%(kind)s). Save the posts "
                    "as .xlsx or .csv and send that."
                ),
                kind=N_("document"),
            )
        if nested:
            raise FileRefused(
                N_("An archive inside an archive is not opened. Put the tables themselves into one zip file.")
            )
        return read_members(archive, folder)


def shown_name(entry: zipfile.ZipInfo) -> str:
    """The member's file name, mended when a Chinese system packed it without saying so."""
    raw = entry.filename
    if not entry.flag_bits & 0x800:
        with suppress(UnicodeEncodeError, UnicodeDecodeError):
            raw = raw.encode("cp437").decode("gb18030")
    return PurePosixPath(raw.replace("\\", "/")).name


def read_members(archive: zipfile.ZipFile, folder: Path) -> Opened:
    """The sheets of every table in an archive; members that cannot be read are named and passed over."""
    found = Opened([], [])
    members = [entry for entry in archive.infolist() if not entry.is_dir()]
    members = [
        entry for entry in members if "__MACOSX" not in entry.filename and not shown_name(entry).startswith((".", "~$"))
    ]
    if len(members) > FILES_IN_ARCHIVE:
        raise FileRefused(
            N_("The archive holds %(count)d files; up to %(limit)d are read."),
            count=len(members),
            limit=FILES_IN_ARCHIVE,
        )
    spent = 0
    first: Problem | None = None
    for number, entry in enumerate(members):
        name, target = shown_name(entry), folder / f"member-{number}"
        try:
            with archive.open(entry) as stream:
                spent += unpack(stream, target, UNPACKED_BYTES - spent)
            inside = read_file(target, name, folder, nested=True) if target.stat().st_size else Opened([], [])
        except FileRefused as refused:
            first = first or refused.problem
            found.skipped.append(SheetSkipped(name, refused.problem))
            continue
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError):
            first = first or Problem(N_("This part of the archive is damaged."))
            found.skipped.append(SheetSkipped(name, Problem(N_("This part of the archive is damaged."))))
            continue
        for sheet in inside.sheets:
            sheet.name = name if len(inside.sheets) == 1 else f"{name} / {sheet.name}"
        found.sheets += inside.sheets
        found.skipped += inside.skipped
    if not found.sheets:
        if first is not None:
            raise FileRefused(first.message, **first.parts)
        raise FileRefused(
            N_("There is no table in the archive. Put .xlsx, .xls, .ods, .csv, .tsv or .json files into it.")
        )
    return found


def unpack(stream: SupportsRead[bytes], target: Path, room: int) -> int:
    """Copy at most `room` bytes to `target`; returns how many. Raises FileRefused when there is more."""
    written = 0
    with target.open("wb") as out:
        while chunk := stream.read(1 << 18):
            written += len(chunk)
            if written > room:
                raise FileRefused(
                    N_(
                        "The file would unpack to far more than a table of posts holds. It was "
                        "not opened. Save it again as .csv."
                    )
                )
            out.write(chunk)
    return written


def read_gzip(path: Path, name: str, folder: Path, *, nested: bool) -> Opened:
    """The file inside a .gz."""
    if nested and path.parent != folder:
        raise FileRefused(
            N_("An archive inside an archive is not opened. Put the tables themselves into one zip file.")
        )
    target = folder / f"{path.name}-unpacked"
    if path.name.endswith("-unpacked"):
        raise FileRefused(
            N_("An archive inside an archive is not opened. Put the tables themselves into one zip file.")
        )
    room = min(UNPACKED_BYTES, max(SMALL_ENOUGH_FOR_ANY_RATIO, path.stat().st_size * UNPACK_RATIO))
    try:
        with gzip.open(path) as stream:
            unpack(stream, target, room)
    except (OSError, EOFError, zlib.error) as error:
        raise FileRefused(
            N_("The file is damaged or cut off: it cannot be unpacked. Save or download it again.")
        ) from error
    if not target.stat().st_size:
        raise FileRefused(N_("The file is empty. Choose the file again, or save it once more and try that."))
    return read_file(target, name.removesuffix(".gz"), folder, nested=True)


def keep(stream: SupportsRead[bytes], target: Path) -> None:
    """Copy an upload to `target` in pieces."""
    with target.open("wb") as out:
        shutil.copyfileobj(stream, out, 1 << 20)
