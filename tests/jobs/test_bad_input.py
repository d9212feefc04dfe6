"""Bad input through the command line: exit code 1, everything said at once, nothing written, what stood before untouched."""

from __future__ import annotations

import os
import re
from pathlib import Path

import bw2data
import independent_calculation as independent
import openpyxl
import pytest
from form_cells import edited, where
from other_process import CFP, EF, PROJECT, plain

HUB = "aluminium-hub"
SHEET = "廢棄物與廢水"
TEXT = ("原物料", "M02", "數量", "很多")
UNIT = ("原物料", "M05", "單位", "麻袋")
FACTOR = ("數據連結", ("M07", "碳足跡"), "對象代碼", "moenv-00000000")
KIND = ("數據連結", ("M06", "環境足跡", "rubber-sbr"), "對象代碼", "elec-tw-mv")
SAID = {  # the change, what is said of it in English and in Chinese
    TEXT: ("“很多” is not a number", "「很多」"),
    UNIT: ("unknown unit “麻袋”", "「麻袋」"),
    FACTOR: ("the MOENV catalogue has no factor “moenv-00000000”", "moenv-00000000"),
    KIND: ("line M06 is in kg, its target “elec-tw-mv” in kWh", "M06"),
}
MISSING = (f"the sheet “{SHEET}” is missing", f"「{SHEET}」")


@pytest.fixture(scope="module")
def form(forms, hub_folder):
    return forms[HUB, "zh-TW"]


def standing():
    """Everything Brightway holds of the hub, and which databases there are."""
    from bw2data.backends import sqlite3_lci_db

    bw2data.projects.set_current(PROJECT)
    rows = [
        sqlite3_lci_db.db.execute_sql(f"SELECT * FROM {table} WHERE {column} IN (?, ?) ORDER BY id", (EF, CFP)).fetchall()
        for table, column in (("activitydataset", "database"), ("exchangedataset", "output_database"))
    ]
    assert all(rows)
    records = {name: dict(bw2data.databases[name]) for name in bw2data.databases}
    files = [Path(bw2data.Database(name).filepath_processed()).read_bytes() for name in (EF, CFP)]
    return rows, records, files


@pytest.fixture
def nothing_written(form, tmp_path):
    """An output folder that must not appear, and a Brightway project that must stay as it is, to the last byte."""
    before, out = standing(), tmp_path / "out"
    yield out
    assert not out.exists()
    assert standing() == before


def problems(err: str) -> list[str]:
    """The numbered list of an error message, which is all there is on stderr."""
    head, *lines = err.splitlines()
    count = re.search(r"\d+", head)
    assert count, err
    found = [re.fullmatch(r" *(\d+)\. (.*)", line) for line in lines]
    assert [match and int(match[1]) for match in found] == list(range(1, int(count[0]) + 1)), err
    return [match[2] for match in found if match]


# ---- the form


@pytest.mark.parametrize("lang", ["zh-TW", "en"])
def test_every_problem_of_a_form_in_one_list(lang, form, nothing_written, command, tmp_path):
    """A missing sheet, text for a number, an unknown unit, an unknown factor, a kg line on a kWh dataset, all in one form."""
    bad = edited(form, tmp_path / "bad.xlsx", *SAID, without=(SHEET,))
    code, out, err = command("assess", bad, "--out", nothing_written, "--lang", lang)
    assert code == 1
    assert not out
    assert "Traceback" not in err
    found, language = problems(err), ("en", "zh-TW").index(lang)
    for change, said in SAID.items():
        place = where(form, *change[:3])
        assert [line for line in found if line.startswith(f"{place}: ") and said[language] in line], (place, err)
    assert [line for line in found if line.startswith(f"{SHEET}: ") and MISSING[language] in line]
    assert len(found) == len(set(found))


def test_the_earlier_databases_score_as_before(form, nothing_written, command, tmp_path):
    command("assess", edited(form, tmp_path / "bad.xlsx", *SAID, without=(SHEET,)), "--out", nothing_written)
    expected, found = independent.totals(form), plain()
    scores = {"climate-change": found[EF], "carbon-footprint": found[CFP]}
    assert not independent.deviating(scores, {name: expected[name] for name in scores}, 1e-6)


@pytest.mark.parametrize("change", SAID, ids=["text for a number", "unknown unit", "unknown factor", "kg on kWh"])
def test_one_problem_alone(change, form, nothing_written, command, tmp_path):
    bad = edited(form, tmp_path / "bad.xlsx", change)
    code, out, err = command("assess", bad, "--out", nothing_written, "--lang", "en")
    assert (code, out) == (1, "")
    (line,) = err.splitlines()
    assert line.startswith(f"Error: {where(form, *change[:3])}: {SAID[change][0]}"), err


def test_a_missing_sheet_alone(form, nothing_written, command, tmp_path):
    bad = edited(form, tmp_path / "bad.xlsx", without=(SHEET,))
    code, out, err = command("assess", bad, "--out", nothing_written, "--lang", "en")
    assert (code, out) == (1, "")
    assert [line for line in err.splitlines() if MISSING[0] in line]


def test_no_basics_at_all(form, nothing_written, command, tmp_path):
    """Without the sheet everything hangs on, what else is wrong is still said."""
    bad = edited(form, tmp_path / "bad.xlsx", TEXT, UNIT, without=("基本資料",))
    code, _, err = command("assess", bad, "--out", nothing_written, "--lang", "en")
    assert code == 1
    found = "\n".join(problems(err))
    assert all(text in found for text in ("the sheet “基本資料” is missing", SAID[TEXT][0], SAID[UNIT][0]))


@pytest.mark.parametrize("action", [("import",), ("assess", "--out", "OUT")], ids=["import", "assess"])
def test_no_new_database_for_a_new_product(action, form, nothing_written, command, tmp_path):
    bad = edited(form, tmp_path / "bad.xlsx", ("基本資料", "產品代碼", "內容", "another-hub"), FACTOR)
    name, *options = (str(nothing_written) if part == "OUT" else part for part in action)
    code, _, err = command(name, bad, *options, "--lang", "en")
    assert (code, len(err.splitlines())) == (1, 1)
    assert not [database for database in bw2data.databases if "another-hub" in database]


def test_a_good_form_is_written_after_all(form, command, tmp_path):
    """The same commands with nothing wrong do write: the tests above can fail."""
    good = edited(form, tmp_path / "good.xlsx", ("基本資料", "產品代碼", "內容", "third-hub"))
    code, out, _ = command("assess", good, "--out", tmp_path / "out", "--no-report", "--lang", "en")
    assert code == 0
    assert "Climate change" in out
    assert (tmp_path / "out" / "results.csv").is_file()
    bw2data.projects.set_current(PROJECT)
    assert {name for name in bw2data.databases if "third-hub" in name} == {"demo-hub third-hub (ef)", "demo-hub third-hub (cfp)"}
    for name in ("demo-hub third-hub (ef)", "demo-hub third-hub (cfp)"):
        del bw2data.databases[name]


# ---- the file


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def other_workbook(path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "something else"
    book.save(path)


FILES = {
    "empty": lambda path: path.write_bytes(b""),
    "text": lambda path: path.write_text("品名,數量\n鋁,1\n", encoding="utf-8"),
    "archive": lambda path: path.write_bytes(b"PK\x03\x04 and nothing that follows"),
    "encrypted": lambda path: path.write_bytes(OLE + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(512)),
    "old xls": lambda path: path.write_bytes(OLE + bytes(1024)),
    "folder": lambda path: path.mkdir(),
    "missing": lambda path: None,
    "another workbook": other_workbook,
}
WORDS = {
    "encrypted": "protected by a password",
    "folder": "is a folder",
    "missing": "no such file",
    "text": "no form layout fits",
}


def one_line(err: str, lang: str) -> str:
    """Return the one line on stderr, in the language asked for."""
    (line,) = err.splitlines()
    assert line.startswith({"en": "Error: ", "zh-TW": "錯誤："}[lang]), err
    assert "Traceback" not in line
    assert "Error:" not in line.removeprefix("Error: ")
    return line


@pytest.mark.parametrize("lang", ["zh-TW", "en"])
@pytest.mark.parametrize("kind", FILES)
def test_a_file_that_is_no_form(kind, lang, command, tmp_path):
    path = tmp_path / "form.xlsx"
    FILES[kind](path)
    code, out, err = command("assess", path, "--out", tmp_path / "out", "--lang", lang)
    assert (code, out) == (1, "")
    line = one_line(err, lang)
    assert path.name in line
    assert lang == "zh-TW" or WORDS.get(kind, "") in line
    assert bool(re.search("[\u4e00-\u9fff]", line.replace(str(path), "").replace("標準盤查表", ""))) == (lang == "zh-TW")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("lang", ["zh-TW", "en"])
def test_a_file_that_may_not_be_read(lang, form, command, tmp_path, monkeypatch):
    def refused(self):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refused)
    code, out, err = command("assess", form, "--out", tmp_path / "out", "--lang", lang)
    assert (code, out) == (1, "")
    assert "Permission denied" in one_line(err, lang)


# ---- the output


@pytest.fixture
def in_the_way(tmp_path):
    path = tmp_path / "file"
    path.write_text("mine", encoding="utf-8")
    yield path
    assert path.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("lang", ["zh-TW", "en"])
@pytest.mark.parametrize(
    "arguments",
    [
        ("assess", "FORM", "--out", "FILE"),
        ("assess", "FORM", "--out", "FILE/below/it"),
        ("demo", "--out", "FILE"),
        ("demo", "--out", "FILE/below"),
        ("form", "new", "--out", "FILE/form.xlsx"),
        ("report", "RUN", "--out", "FILE"),
        ("assess", "FORM", "--out", "LONG"),
        ("form", "new", "--out", "LONG"),
    ],
    ids=" ".join,
)
def test_an_output_that_cannot_be_written(arguments, lang, in_the_way, form, hub_folder, command, tmp_path):
    named = {"FORM": str(form), "RUN": str(hub_folder), "LONG": str(tmp_path / ("x" * 300))}
    arguments = [named.get(part, part.replace("FILE", str(in_the_way))) for part in arguments]
    code, out, err = command(*arguments, "--lang", lang)
    assert (code, out) == (1, "")
    assert arguments[-1] in one_line(err, lang)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_to(form, command, tmp_path):
    tmp_path.chmod(0o500)
    try:
        code, out, err = command("assess", form, "--out", tmp_path / "out", "--lang", "en")
    finally:
        tmp_path.chmod(0o700)
    assert (code, out) == (1, "")
    assert "no permission" in one_line(err, "en")


def test_a_disk_that_fails_while_results_are_written(form, command, tmp_path, monkeypatch):
    """One line then too, and nothing half written stands under a name of the results."""
    moved = Path.replace

    def full(self, target):
        if tmp_path in Path(target).parents:
            raise OSError(28, "No space left on device")
        return moved(self, target)

    monkeypatch.setattr(Path, "replace", full)
    code, out, err = command("assess", form, "--out", tmp_path / "out", "--no-report", "--lang", "en")
    assert (code, out) == (1, "")
    assert "No space left on device" in one_line(err.splitlines()[-1], "en")  # what comes before is progress
    assert not [path.name for path in (tmp_path / "out").iterdir() if not path.name.startswith(".")]


# ---- what nobody thought of


@pytest.mark.parametrize("lang", ["zh-TW", "en"])
@pytest.mark.parametrize(
    ("error", "expected", "word"),
    [(RuntimeError("boom"), 1, "RuntimeError: boom"), (KeyboardInterrupt(), 130, ""), (MemoryError(), 1, "MemoryError")],
    ids=["mistake", "interrupted", "no memory"],
)
def test_no_traceback_reaches_a_user(error, expected, word, lang, form, command, tmp_path, monkeypatch):
    def fail(*arguments, **options):
        raise error

    monkeypatch.setattr("ef_training.job.assess_form", fail)
    code, out, err = command("assess", form, "--out", tmp_path / "out", "--lang", lang)
    assert (code, out) == (expected, "")
    (line,) = err.strip("\n").split("\n")
    assert word in line
    assert "Traceback" not in err


def test_debug_shows_where(form, command, tmp_path):
    from ef_training.errors import FormError

    with pytest.raises(FormError, match="no such file"):
        command("--debug", "assess", tmp_path / "form.xlsx", "--out", tmp_path / "out")


# ---- names that nothing has


@pytest.mark.parametrize("lang", ["zh-TW", "en"])
@pytest.mark.parametrize(
    ("arguments", "known"),
    [
        (("assess", "FORM", "--out", "OUT", "--pack", "ef-9"), "ef-3.1"),
        (("assess", "FORM", "--out", "OUT", "--background", "ecoinvent"), "training"),
        (("import", "FORM", "--background", "ecoinvent"), "training"),
        (("demo", "--out", "OUT", "--example", "bicycle"), HUB),
        (("form", "new", "--out", "OUT", "--example", "bicycle"), HUB),
        (("methods", "check", "ef-9"), "ef-3.1"),
        (("methods", "install", "ef-9"), "ef-3.1"),
        (("background", "install", "ecoinvent"), "training"),
        (("factors", "show", "moenv-46c8b0b1"), "moenv-46c8b0b0"),
        (("hotspots", "OUT"), "OUT"),
        (("report", "OUT"), "OUT"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else value,
)
def test_an_unknown_name_is_answered_with_the_known_ones(arguments, known, lang, form, command, tmp_path):
    named = {"FORM": str(form), "OUT": str(tmp_path / "out")}
    code, out, err = command(*(named.get(part, part) for part in arguments), "--lang", lang)
    assert (code, out) == (1, "")
    assert named.get(known, known) in one_line(err, lang)
    assert not (tmp_path / "out").exists()


def test_an_unknown_importer(form):
    from ef_training import EFTrainingError, assess_form

    with pytest.raises(EFTrainingError, match="itri"):
        assess_form(form, importer="other")


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("assess",),
        ("assess", "form.xlsx"),
        ("assess", "form.xlsx", "--out"),
        ("assess", "form.xlsx", "--out", "out", "--lang", "de"),
        ("assess", "form.xlsx", "--out", "out", "--fast"),
        ("asses", "form.xlsx"),
        ("demo",),
        ("form",),
        ("form", "new"),
        ("methods", "check"),
        ("report", "results", "--format", "pdf"),
    ],
    ids=" ".join,
)
def test_wrong_usage(arguments, command):
    code, out, err = command(*arguments)
    assert code == 2
    assert not out
    assert "Usage: " in err or err.startswith("Error: ")
    assert "Traceback" not in err
