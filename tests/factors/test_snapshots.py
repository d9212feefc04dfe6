"""Snapshots: kept whole, read-only, verified; one is in use; the shipped table is always there."""

from __future__ import annotations

import json
import os
import shutil
import stat
import timeit
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from ef_training.errors import DataError, OutputError
from ef_training.factors import load_factors, load_snapshot
from ef_training.factors.catalogue import read_factors
from ef_training.factors.snapshots import (
    in_use,
    keep_snapshot,
    plain_number,
    snapshots,
    snapshots_folder,
    table_of,
    use_snapshot,
)

CATALOGUE = load_factors()
WITHDRAWN = (replace(CATALOGUE.factors[0], withdrawn="2026-11-24"), *CATALOGUE.factors[1:])


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("EF_TRAINING_DATA", str(tmp_path / "data"))
    return tmp_path / "data" / "factors"


def kept(factors=WITHDRAWN, made: date = date(2026, 11, 24), before: str = "shipped", source: str = "moenv.csv"):
    return keep_snapshot(factors, made=made, source=source, before=before, added=1, changed=2, withdrawn=3)


def test_the_table_reads_back_as_the_same_factors():
    assert read_factors(table_of(CATALOGUE), "x").factors == CATALOGUE.factors
    assert read_factors(table_of(WITHDRAWN), "x").factors == WITHDRAWN
    unknown = replace(CATALOGUE.factors[0], unit="公頃", published_unit="公頃", announced=None, kgco2e_per_unit=1 / 3)
    assert read_factors(table_of([unknown]), "x").factors == (unknown,)


def test_numbers_are_written_exactly():
    for value in (0.1 + 0.2, 1e-300, 1e22, -30.0, 0.0, 2.0**53, 614.64):
        assert float(plain_number(value)) == value


def test_the_shipped_table_is_there_without_any_folder(folder):
    (only,) = snapshots()
    assert (only.name, only.rows, only.sha256, only.before) == ("shipped", 1164, CATALOGUE.sha256, "")
    assert in_use() == "shipped"
    assert load_snapshot() == load_snapshot("shipped") == CATALOGUE
    assert load_snapshot().snapshot == "shipped"
    assert not folder.exists()


def test_a_snapshot_is_kept_and_read_back(folder):
    made = kept()
    assert made.name == f"2026-11-24-{made.sha256[:8]}"
    assert snapshots()[1:] == (made,)
    catalogue = load_snapshot(made.name)
    assert (catalogue.factors, catalogue.sha256, catalogue.snapshot) == (WITHDRAWN, made.sha256, made.name)
    assert not catalogue.factors[0].offered
    assert catalogue.get(CATALOGUE.factors[0].factor_id).withdrawn == "2026-11-24"
    assert in_use() == "shipped"  # keeping is not yet using
    assert sorted(path.name for path in folder.iterdir()) == [made.name]


def test_one_is_in_use_and_the_way_back(folder):
    made = kept()
    assert use_snapshot(made.name).snapshot == made.name
    assert (in_use(), load_snapshot().snapshot) == (made.name, made.name)
    assert use_snapshot("shipped") == CATALOGUE
    assert load_snapshot().snapshot == "shipped"
    assert load_snapshot(made.name).factors == WITHDRAWN


def test_files_are_read_only_and_the_same_content_is_kept_once(folder):
    made = kept()
    for path in made.path.parent.iterdir():
        assert not path.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH)
    before = made.path.stat().st_mtime_ns
    assert kept(source="again.csv") == made
    assert made.path.stat().st_mtime_ns == before


def test_snapshots_stand_in_the_order_they_were_made():
    names = [kept(made=date(2026, month, 1)).name for month in (12, 3, 7)]
    assert [snapshot.name for snapshot in snapshots()] == ["shipped", names[1], names[2], names[0]]


def test_what_was_changed_afterwards_is_refused(folder):
    made = kept()
    use_snapshot(made.name)
    made.path.chmod(stat.S_IREAD | stat.S_IWRITE)
    made.path.write_bytes(made.path.read_bytes().replace(b"0.4426", b"0.4427", 1))
    for name in (None, made.name):
        with pytest.raises(DataError, match="changed or damaged after it was made"):
            load_snapshot(name)
    assert use_snapshot("shipped") == CATALOGUE  # the way back stays open


def test_line_ends_of_another_system_are_no_damage():
    made = kept()
    made.path.chmod(stat.S_IREAD | stat.S_IWRITE)
    made.path.write_bytes(made.path.read_bytes().replace(b"\n", b"\r\n"))
    assert load_snapshot(made.name).factors == WITHDRAWN


@pytest.mark.parametrize("name", ["2026-11-24-00000000", "..", "../factors", "a/b", "a\\b", ".hidden", "in-use"])
def test_a_name_that_is_none(name):
    made = kept()
    for read in (load_snapshot, use_snapshot):
        with pytest.raises(DataError, match="there is no snapshot") as caught:
            read(name)
        assert made.name in str(caught.value)
    assert in_use() == "shipped"


def test_a_pointer_to_nothing_is_an_error_and_not_silently_the_shipped_table(folder):
    made = kept()
    use_snapshot(made.name)
    (folder / "in-use").write_text("2020-01-01-aaaaaaaa\n", encoding="utf-8")
    with pytest.raises(DataError, match="no snapshot “2020-01-01-aaaaaaaa”"):
        load_snapshot()
    (folder / "in-use").write_bytes(b"\xff\xfe")
    with pytest.raises(DataError, match="which snapshot of the factors is in use"):
        load_snapshot()


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"format": "other"}', '{"format": "ef-training factor snapshot, version 1"}']
)
def test_a_damaged_record(content):
    made = kept()
    record = made.path.with_name("snapshot.json")
    record.chmod(stat.S_IREAD | stat.S_IWRITE)
    record.write_text(content, encoding="utf-8")
    for read in (snapshots, lambda: load_snapshot(made.name)):
        with pytest.raises(DataError, match="does not describe a snapshot"):
            read()


def test_the_record_names_no_place():
    made = kept()
    record = json.loads(made.path.with_name("snapshot.json").read_text(encoding="utf-8"))
    assert "path" not in record
    assert str(made.path.parent.parent) not in json.dumps(record)


def test_a_place_that_cannot_be_written_leaves_nothing(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    monkeypatch.setenv("EF_TRAINING_DATA", str(tmp_path / "file"))
    with pytest.raises(OutputError):
        kept()
    with pytest.raises(OutputError):
        use_snapshot("shipped")


def test_an_interrupted_write_leaves_no_snapshot(folder, monkeypatch):
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "rename", full)
    with pytest.raises(OutputError, match="No space left"):
        kept()
    assert list(folder.iterdir()) == []
    assert len(snapshots()) == 1


def test_the_folder_is_the_users_where_none_is_named(monkeypatch):
    monkeypatch.delenv("EF_TRAINING_DATA")
    assert snapshots_folder().parts[-2:] == ("ef-training", "factors") or os.name == "nt"


def test_loading_by_snapshot_costs_no_more_than_loading_the_table():
    plain = min(timeit.repeat(load_factors, number=3, repeat=3))
    assert min(timeit.repeat(load_snapshot, number=3, repeat=3)) < 2 * plain + 0.02


def test_no_cell_of_a_snapshot_is_a_formula_and_all_come_back():
    evil = replace(CATALOGUE.factors[0], name="=cmd()", publisher="@home", category="-x", correction="'so'", published_value=-1.5)
    content = table_of([evil])
    assert not [cell for cell in content.decode().splitlines()[1].split(",") if cell.startswith(("=", "@", "-x", "+"))]
    assert read_factors(content, "x").factors == (evil,)


def test_a_table_that_does_not_read_back_is_not_kept(folder):
    with pytest.raises(OutputError):
        kept((replace(CATALOGUE.factors[0], boundary="moon"),))
    assert list(folder.iterdir()) == []


def test_what_another_process_made_meanwhile_is_a_success(folder, monkeypatch):
    rename = Path.rename

    def first_another(path, target):
        copy = target.with_name("copy")
        shutil.copytree(path, copy)
        rename(copy, target)
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", first_another)
    made = kept()
    assert load_snapshot(made.name).factors == WITHDRAWN
    assert [path.name for path in folder.iterdir()] == [made.name]
