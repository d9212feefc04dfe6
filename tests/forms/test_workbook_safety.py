"""Files that are no form: one clear line each, and nothing in them is run or unpacked without bound."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from ef_training.errors import FormError, Problem
from ef_training.forms import read_form
from ef_training.forms.files.workbook import Limits, open_book


def refused(path: Path, *, limits: Limits | None = None) -> Problem:
    with pytest.raises(FormError) as caught:
        open_book(path, limits=limits)
    assert len(caught.value.problems) == 1
    assert "\n" not in str(caught.value)
    return caught.value.problems[0]


def rewritten(source: Path, target: Path, **parts: bytes) -> Path:
    """Copy a workbook with some parts replaced or added (in names, __ stands for /)."""
    new = {name.replace("__", "/"): part for name, part in parts.items()}
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in old.namelist():
            archive.writestr(name, new.pop(name, None) or old.read(name))
        for name, part in new.items():
            archive.writestr(name, part)
    return target


def test_missing_file(tmp_path: Path) -> None:
    problem = refused(tmp_path / "nothing.xlsx")
    assert "no such file" in str(problem.what)
    assert "nothing.xlsx" in problem.where


def test_folder(tmp_path: Path) -> None:
    assert "folder" in str(refused(tmp_path).what)


@pytest.mark.parametrize("content", [b"PK\x03\x04broken", b"PK", b"PK\x05\x06" + bytes(18)])
def test_not_a_workbook(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "form.xlsx"
    path.write_bytes(content)
    assert "not an Excel workbook" in str(refused(path).what)


@pytest.mark.parametrize(
    ("part", "words"), [("word/document.xml", "another Office program"), ("xl/workbook.bin", "a binary workbook (.xlsb)")]
)
def test_documents_of_other_kinds_are_refused_by_name(tmp_path: Path, part: str, words: str) -> None:
    path = tmp_path / "form.xlsx"
    relation = f'<Relationship Id="r" Type="x/officeDocument" Target="{part}"/>'
    with zipfile.ZipFile(path, "w") as archive:
        space = "http://schemas.openxmlformats.org/package/2006/relationships"
        archive.writestr("_rels/.rels", f'<Relationships xmlns="{space}">{relation}</Relationships>')
        archive.writestr(part, "<document/>")
    problem = refused(path)
    assert words in str(problem.what)
    assert "save it as .xlsx" in str(problem.mend)


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        (["mimetype"], "not an Excel workbook"),
        (["[Content_Types].xml", "word/document.xml"], "not an Excel workbook"),
        (["盤查表.xlsx", "說明.pdf"], "compressed folder"),
        (["content.xml"], "cannot be read"),
    ],
)
def test_another_archive(tmp_path: Path, parts: list[str], words: str) -> None:
    path = tmp_path / "form.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        for part in parts:
            archive.writestr(part, "<a/>")
    assert words in str(refused(path).what)


def test_encrypted_workbooks(small_path: Path, tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 512 + "EncryptedPackage".encode("utf-16-le"))
    assert "password" in str(refused(path).what)
    content = bytearray(small_path.read_bytes())
    for mark, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        place = content.find(mark)
        content[place + offset] |= 1
    path.write_bytes(content)
    assert "password" in str(refused(path).what)


def test_damaged_sheet(small_path: Path, tmp_path: Path) -> None:
    path = rewritten(
        small_path, tmp_path / "form.xlsx", xl__worksheets__sheet2__xml=b"", **{"xl__worksheets__sheet2.xml": b"<worksheet"}
    )
    assert "cannot be read" in str(refused(path).what)


def test_archive_that_unpacks_to_more_than_a_form(small_path: Path, tmp_path: Path) -> None:
    path = rewritten(small_path, tmp_path / "form.xlsx", **{"xl__media__big.png": b"\x00" * 3_000_000})
    assert path.stat().st_size < 200_000
    assert open_book(path).grids
    assert "far larger" in str(refused(path, limits=Limits(unpacked=2_000_000)).what)
    many = rewritten(small_path, tmp_path / "many.xlsx", **{f"xl__media__{number}.png": b"x" for number in range(300)})
    assert "far larger" in str(refused(many, limits=Limits(entries=200)).what)
    assert "larger than" in str(refused(path, limits=Limits(file=1000)).what)


def test_default_bounds_hold_a_bomb_back(small_path: Path, tmp_path: Path) -> None:
    sheet = b"<worksheet>" + b" " * 251_000_000 + b"</worksheet>"
    path = rewritten(small_path, tmp_path / "form.xlsx", **{"xl__worksheets__sheet3.xml": sheet})
    assert path.stat().st_size < 1_000_000
    assert "far larger" in str(refused(path).what)


def test_document_type_definitions_are_refused(small_path: Path, tmp_path: Path) -> None:
    entity = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><sst>&a;</sst>'
    path = rewritten(small_path, tmp_path / "form.xlsx", **{"xl__workbook.xml": entity})
    assert "document type definition" in str(refused(path).what)


def test_a_merged_area_over_a_whole_sheet_is_refused(small_path: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(small_path) as archive:
        sheet = archive.read("xl/worksheets/sheet5.xml")
    merged = b'</sheetData><mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    path = rewritten(small_path, tmp_path / "form.xlsx", **{"xl__worksheets__sheet5.xml": sheet.replace(b"</sheetData>", merged)})
    assert "merged area" in str(refused(path).what)


def test_a_stray_cell_at_the_far_end_costs_nothing(form) -> None:
    import time

    form.book["原物料"]["XFD1048576"] = " "
    form.save()
    begin = time.perf_counter()
    read_form(form.path)
    assert time.perf_counter() - begin < 5


def test_the_content_counts_not_the_name(small_path: Path, tmp_path: Path) -> None:
    path = tmp_path / "form.csv"
    path.write_bytes(small_path.read_bytes())
    assert read_form(path).source == "form.csv"


def test_reading_writes_nothing(small_path: Path) -> None:
    before = (small_path.read_bytes(), sorted(small_path.parent.iterdir()))
    read_form(small_path)
    assert (small_path.read_bytes(), sorted(small_path.parent.iterdir())) == before
