"""Files that are no form: one clear line each, and nothing in them is run or unpacked without bound."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from ef_training.errors import FormError, Problem
from ef_training.forms import read_form
from ef_training.forms.workbook import Limits, open_book


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


@pytest.mark.parametrize(
    "content", [b"", b"name,amount\nsteel,1\n", b"PK\x03\x04broken", "名稱,數量".encode("big5"), b"\x00" * 100]
)
def test_not_a_workbook(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "form.xlsx"
    path.write_bytes(content)
    assert "not an Excel workbook" in str(refused(path).what)


def test_another_archive(tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    assert "not an Excel workbook" in str(refused(path).what)


def test_encrypted_and_legacy_workbooks(tmp_path: Path) -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    path = tmp_path / "form.xlsx"
    path.write_bytes(ole + b"\x00" * 512 + "EncryptedPackage".encode("utf-16-le"))
    assert "password" in str(refused(path).what)
    path.write_bytes(ole + b"\x00" * 512 + "Workbook".encode("utf-16-le"))
    assert ".xls" in str(refused(path).what)


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
    assert "far larger" in str(refused(path, limits=Limits(xml=10_000)).what)
    assert "larger than" in str(refused(path, limits=Limits(file=1000)).what)


def test_default_bounds_hold_a_bomb_back(small_path: Path, tmp_path: Path) -> None:
    sheet = b"<worksheet>" + b" " * 50_000_000 + b"</worksheet>"
    path = rewritten(small_path, tmp_path / "form.xlsx", **{"xl__worksheets__sheet3.xml": sheet})
    assert path.stat().st_size < 500_000
    assert "far larger" in str(refused(path).what)


def test_document_type_definitions_are_refused(small_path: Path, tmp_path: Path) -> None:
    entity = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><sst>&a;</sst>'
    path = rewritten(small_path, tmp_path / "form.xlsx", **{"xl__extra.xml": entity})
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
