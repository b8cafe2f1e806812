"""Files that are broken, disguised or made to do harm: a clear message each, nothing else."""

from __future__ import annotations

import gzip
import io
import random
import struct
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from duikou.fairs.postings.problems import FileRefused

from .tables import HEADER, POSTS, TABLE, csv_file, csv_text, ods_of_cells, seen, xlsx_file, zip_file


def read_or_refuse(path: Path) -> None:
    """Read a file, or be told why not; anything else is a fault."""
    message = "read"
    try:
        seen(path)
    except FileRefused as refused:
        message = refused.problem.text
    assert message


def refusal(path: Path, **options: int) -> str:
    """The message with which a file is refused."""
    with pytest.raises(FileRefused) as caught:
        seen(path, **options)
    assert caught.value.problem.text
    return caught.value.problem.message


def sheet_xml(folder: Path, xml: str, name: str = "posts.xlsx") -> Path:
    """A workbook whose first sheet is this XML."""
    source = xlsx_file(folder, {"s": TABLE}, name="source.xlsx")
    path = folder / name
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            new.writestr(entry.filename, xml if entry.filename == "xl/worksheets/sheet1.xml" else old.read(entry))
    return path


def ole(streams: list[str]) -> bytes:
    """The beginning of an OLE container with a directory of these names."""
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504
    return head + b"".join(name.encode("utf-16-le").ljust(128, b"\x00") for name in streams) + b"\x00" * 2048


def test_empty_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"")
    (tmp_path / "b.csv").write_bytes(b"\n\n  \n")
    assert "empty" in refusal(tmp_path / "a.csv")
    assert "empty" in refusal(tmp_path / "b.csv")


def test_file_over_the_limit_is_refused_with_both_sizes(tmp_path: Path) -> None:
    path = tmp_path / "big.csv"
    with path.open("wb") as stream:
        stream.truncate(51 << 20)
    assert "%(limit)d MB" in refusal(path, limit=50 << 20)


@pytest.mark.parametrize("kept", [30, 200, 3000])
def test_truncated_workbook_is_refused(tmp_path: Path, kept: int) -> None:
    path = xlsx_file(tmp_path, {"s": TABLE * 20})
    path.write_bytes(path.read_bytes()[:kept])
    assert "damaged" in refusal(path)


def test_truncated_gzip_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "posts.csv.gz"
    path.write_bytes(gzip.compress(csv_text(TABLE * 500).encode())[:-40])
    assert "damaged" in refusal(path)


def test_gzip_of_a_table_is_read(tmp_path: Path) -> None:
    path = tmp_path / "posts.csv.gz"
    path.write_bytes(gzip.compress(csv_text(TABLE).encode()))
    assert len(seen(path).drafts) == 4


def test_encrypted_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "locked.xlsx"
    path.write_bytes(ole(["Root Entry", "EncryptionInfo", "EncryptedPackage"]))
    assert "password" in refusal(path)


def test_encrypted_archive_is_refused(tmp_path: Path) -> None:
    path = zip_file(tmp_path, {"posts.csv": csv_text(TABLE)})
    raw = bytearray(path.read_bytes())
    raw[6] |= 1
    raw[raw.rfind(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(bytes(raw))
    assert "password" in refusal(path)


def test_encrypted_old_workbook_is_refused(tmp_path: Path) -> None:
    bof = struct.pack("<HHHHHHII", 0x0809, 16, 0x0600, 0x0005, 0x0DBB, 0x07CC, 0, 6)
    path = tmp_path / "locked.xls"
    path.write_bytes(bof + struct.pack("<HHHHH", 0x002F, 6, 0, 0x1234, 0x5678))
    assert refusal(path)


def test_word_document_and_pictures_are_named(tmp_path: Path) -> None:
    for name, content in {
        "a.xls": ole(["WordDocument"]),
        "b.xlsx": b"%PDF-1.7 ...",
        "c.csv": b"\x89PNG\r\n\x1a\n" + b"\x00" * 50,
    }.items():
        (tmp_path / name).write_bytes(content)
        assert "another kind" in refusal(tmp_path / name)
    assert "another kind" in refusal(
        zip_file(tmp_path, {"[Content_Types].xml": "<x/>", "word/document.xml": "<x/>"}, "d.xlsx")
    )


def test_binary_noise_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "noise.csv"
    path.write_bytes(random.Random(7).randbytes(50_000))
    assert refusal(path)


def test_zip_bomb_is_refused_without_unpacking(tmp_path: Path) -> None:
    path = zip_file(tmp_path, {"posts.csv": b"0" * (60 << 20)})
    tracemalloc.start()
    assert "unpack" in refusal(path)
    assert tracemalloc.get_traced_memory()[1] < 5 << 20
    tracemalloc.stop()


def test_gzip_bomb_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "posts.csv.gz"
    path.write_bytes(gzip.compress(b"0" * (60 << 20)))
    assert "unpack" in refusal(path)


def test_archive_inside_an_archive_is_not_opened(tmp_path: Path) -> None:
    inner = zip_file(tmp_path, {"posts.csv": csv_text(TABLE)}, "inner.zip")
    assert "inside" in refusal(zip_file(tmp_path, {"inner.zip": inner.read_bytes()}))
    double = tmp_path / "posts.csv.gz.gz"
    double.write_bytes(gzip.compress(gzip.compress(csv_text(TABLE).encode())))
    assert "inside" in refusal(double)


def test_archive_of_too_many_files_is_refused(tmp_path: Path) -> None:
    assert "%(count)d files" in refusal(zip_file(tmp_path, {f"{n}.csv": "a" for n in range(201)}))


def test_billion_laughs_are_refused(tmp_path: Path) -> None:
    xml = (
        '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><worksheet '
        'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c '
        'r="A1" t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>'
    )
    assert "definitions" in refusal(sheet_xml(tmp_path, xml))


def test_sheet_with_three_cells_a_million_rows_apart_is_refused_in_little_memory(tmp_path: Path) -> None:
    xml = (
        '<?xml version="1.0"?><worksheet '
        'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension '
        'ref="A1:XFD1048576"/><sheetData>'
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="500"><c r="B500"><v>1</v></c></row><row '
        'r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
    )
    with pytest.raises(FileRefused) as caught:
        seen(sheet_xml(tmp_path, xml))
    assert "XFD1048576" in caught.value.problem.text


def test_huge_dimension_that_is_only_claimed_is_harmless(tmp_path: Path) -> None:
    cells = "".join(
        f'<row r="{y}">'
        + "".join(f'<c r="{"ABCDEF"[x]}{y}" t="inlineStr"><is><t>{cell}</t></is></c>' for x, cell in enumerate(row))
        + '<c r="XFD1" s="1"/></row>'
        for y, row in enumerate(TABLE, 1)
    )
    xml = (
        f'<?xml version="1.0"?><worksheet '
        f'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension '
        f'ref="A1:XFD1048576"/><sheetData>{cells}</sheetData></worksheet>'
    )
    assert len(seen(sheet_xml(tmp_path, xml)).drafts) == 4


def test_open_document_that_repeats_a_filled_cell_without_end_is_refused(tmp_path: Path) -> None:
    cells = (
        '<table:table-row table:number-rows-repeated="1000000"><table:table-cell '
        'table:number-columns-repeated="16000" '
        'office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row>'
    )
    assert "too large" in refusal(ods_of_cells(tmp_path, cells))


def test_open_document_with_a_million_empty_rows_at_its_end_is_read(tmp_path: Path) -> None:
    rows = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in row
        )
        + '<table:table-cell table:number-columns-repeated="16000"/></table:table-row>'
        for row in TABLE
    )
    rows += (
        '<table:table-row table:number-rows-repeated="1048500"><table:table-cell '
        'table:number-columns-repeated="16384"/></table:table-row>'
    )
    assert len(seen(ods_of_cells(tmp_path, rows)).drafts) == 4


def test_json_that_breaks_off_or_nests_without_end_is_refused(tmp_path: Path) -> None:
    for name, text in {
        "a.json": '[{"title": "护士", "comp',
        "b.json": "[" * 200_000,
        "c.json": '{"a": 1}',
        "d.json": "[{}]",
    }.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
        assert refusal(tmp_path / name)


def test_running_text_is_not_taken_for_posts(tmp_path: Path) -> None:
    path = tmp_path / "letter.csv"
    path.write_text(
        "各用人单位：\n现将招聘会有关事项通知如下，请遵照执行。\n一、时间：2026年11月30日，地点：体育馆。\n二、请提前半小时到场，服从安排。\n"
        * 5,
        encoding="utf-8",
    )
    assert "No " in refusal(path)


def test_zero_bytes_between_cells_are_dropped(tmp_path: Path) -> None:
    path = tmp_path / "posts.csv"
    path.write_text(csv_text(TABLE).replace("护士", "护\x00士"), encoding="utf-8")
    assert seen(path).drafts[3].title == "护士"


def test_very_long_cells_are_cut_not_choked_on(tmp_path: Path) -> None:
    rows = [[*HEADER, "岗位职责"], [*POSTS[0], "负责" * 200_000]]
    assert len(seen(csv_file(tmp_path, rows)).drafts[0].texts["duties"]) <= 20_000


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(min_size=1, max_size=400), seed=st.integers(0, 1000))
def test_any_bytes_are_read_or_refused_never_worse(tmp_path: Path, content: bytes, seed: int) -> None:
    path = tmp_path / "x"
    for raw in (content, csv_text(TABLE).encode()[: seed % 300 + 1] + content):
        path.write_bytes(raw)
        read_or_refuse(path)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(places=st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), min_size=1, max_size=6))
def test_damaged_workbook_is_read_or_refused_never_worse(tmp_path: Path, places: list[tuple[int, int]]) -> None:
    if not (tmp_path / "sound.xlsx").exists():
        xlsx_file(tmp_path, {"s": TABLE}, name="sound.xlsx")
    raw = bytearray((tmp_path / "sound.xlsx").read_bytes())
    for where, byte in places:
        raw[where % len(raw)] = byte
    path = tmp_path / "hurt.xlsx"
    path.write_bytes(bytes(raw))
    read_or_refuse(path)


def test_stream_of_rows_uses_little_memory(tmp_path: Path) -> None:
    out = io.StringIO()
    out.write(",".join(HEADER) + "\n")
    for number in range(20_000):
        out.write(f"祁连机械有限公司,数控车工{number},5,中专,5000-7000元/月,嘉峪关市\n")
    path = tmp_path / "many.csv"
    path.write_text(out.getvalue(), encoding="utf-8")
    del out
    from duikou.fairs.postings.reading import understand
    from duikou.fairs.postings.sources import opened

    tracemalloc.start()
    with opened(path) as tables:
        count = sum(1 for _row in understand(tables).drafts())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 20_000
    assert peak < 40 << 20


@pytest.mark.parametrize("unit", ["1", "13", "男", "户籍或", "瑶族或", "（", "岗位：", "本科或", "0937-", " | "])
def test_cell_made_to_be_slow_is_read_in_no_time(tmp_path: Path, unit: str) -> None:
    import time

    long = unit * (20_000 // len(unit))
    begun = time.perf_counter()
    seen(
        csv_file(
            tmp_path, [[*HEADER, "其他要求", "岗位职责"], *([*post[:4], long, post[5], long, long] for post in POSTS)]
        )
    )
    assert time.perf_counter() - begun < 4
