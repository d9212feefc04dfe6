"""Tables on disk: no cell is a formula, nothing but CSV is written, and no update is lost."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ef_training.errors import OutputError
from ef_training.files import write_file
from ef_training.linking.memory import Entry, Memory, load_memory, save_memory
from ef_training.linking.remember import COLUMNS, reviewed_entries, write_proposals
from ef_training.tables import FORMULA, check_csv, guarded, unguarded

DANGER = tuple(character for character in FORMULA if character != "'")
ADD = """
import sys
from pathlib import Path
from ef_training.linking.memory import Entry, change_memory
entry = Entry(f"term{sys.argv[2]}", "material", "ef", "dataset", "zinc", reviewed_by="Lin", reviewed="2025-01-31")
change_memory(lambda memory: memory.with_entries([entry]), Path(sys.argv[1]))
"""


@given(st.text(max_size=8) | st.builds("".join, st.lists(st.sampled_from([*FORMULA, "a"]), max_size=5)))
def test_a_guarded_text_is_no_formula_and_comes_back(text):
    assert not guarded(text).startswith(DANGER)
    assert unguarded(guarded(text)) == text
    assert unguarded("'t Hoen") == "'t Hoen"


def test_memory_and_proposals_hold_no_formula(tmp_path):
    entry = Entry("-鋼", "material", "ef", "dataset", "zinc", note="@home", reviewed_by="=cmd()", reviewed="2025-01-31")
    path = save_memory(Memory((entry,)), tmp_path / "memory.csv")
    cells = path.read_text(encoding="utf-8-sig").splitlines()[1].split(",")
    assert not [cell for cell in cells if cell.startswith(DANGER)]
    assert load_memory(path).entries == (entry,)
    usual = dict.fromkeys(COLUMNS, "") | {
        "reviewed": "yes", "term": "-鋼", "group": "material", "view": "ef", "kind": "dataset", "target": "zinc",
        "target_name": "=1+1", "note": "@home",
    }  # fmt: skip
    written = write_proposals(tmp_path / "terms.csv", [usual])
    assert ",=1+1," not in written.read_text(encoding="utf-8-sig")
    (read,) = reviewed_entries(written, by="=cmd()")
    assert (read.term, read.note, read.reviewed_by) == ("-鋼", "@home", "=cmd()")


@pytest.mark.parametrize("name", ["links.xlsx", "links.ods", "links", "links.txt"])
def test_nothing_but_csv_is_written(tmp_path, name):
    with pytest.raises(OutputError, match="give it a name that ends in"):
        check_csv(tmp_path / name)
    for beginning in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1"):
        (tmp_path / "links.csv").write_bytes(beginning)
        with pytest.raises(OutputError, match="is a workbook"):
            check_csv(tmp_path / "links.csv")
    assert check_csv(tmp_path / "new.CSV") == tmp_path / "new.CSV"
    for write in (lambda path: save_memory(Memory(()), path), lambda path: write_proposals(path, [])):
        with pytest.raises(OutputError):
            write(tmp_path / name)
    assert not (tmp_path / name).exists()


@pytest.mark.parametrize("name", ["a" * 300, "file/below", ""])
def test_a_place_that_cannot_be_is_named(tmp_path, name):
    (tmp_path / "file").write_bytes(b"")
    path = tmp_path / name if name else Path("/")
    with pytest.raises(OutputError, match="cannot write"):
        write_file(path, b"x")
    assert [one.name for one in tmp_path.iterdir()] == ["file"]


def test_no_update_of_the_memory_is_lost(tmp_path):
    """Several processes at once, each with an entry of its own."""
    path = tmp_path / "memory.csv"
    running = [subprocess.Popen([sys.executable, "-c", ADD, str(path), str(number)], env=os.environ) for number in range(6)]
    assert [process.wait(60) for process in running] == [0] * 6
    assert {entry.term for entry in load_memory(path)} == {f"term{number}" for number in range(6)}
