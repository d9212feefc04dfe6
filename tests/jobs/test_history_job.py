"""A company's history through the command line: imported, imported again, changed, assessed with another pack, and back."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import independent_calculation as independent
import openpyxl
import pytest
from command_line import done
from form_cells import edited

PRODUCT = "front-hub-32"
COMPANY, OTHER = "history-a", "history-b"
NAMES = [f"{COMPANY} {PRODUCT} (ef)", f"{COMPANY} {PRODUCT} (cfp)"]
METRICS = {
    "Climate change": "climate",
    "Carbon footprint with MOENV factors": "cfp",
    "Single score": "weighted",
}
PART = re.compile(r"^ +([+−]\S+(?: × 10\S+)?)  (\S+) (.*)$")


def with_code(form: Path, out: Path, code: str, *changes: tuple[str, str | tuple[str, ...], str, Any]) -> Path:
    """Copy a form under another company's code, with changes."""
    return edited(form, out, ("基本資料", "公司代碼", "內容", code), *changes)


def without_line(form: Path, out: Path, sheet: str, line: str) -> Path:
    """Copy a form in which a line and its links are emptied."""
    book = openpyxl.load_workbook(form)
    for title in (sheet, "數據連結"):
        for cells in book[title].iter_rows():
            if cells[0].value == line:
                for cell in cells:
                    cell.value = None
    book.save(out)
    return out


def figure(text: str) -> float:
    """Return a number as it is printed: "−5.5 × 10⁻⁴"."""
    plain = text.translate(str.maketrans("−⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "--0123456789")).replace(",", "").replace(" × 10", "e")
    return float(plain)


def told(text: str) -> dict[str, tuple[float, float, dict[tuple[str, str], float]]]:
    """Metric → total before and after, and the parts by line and cause, of what was printed in English."""
    found: dict[str, tuple[float, float, dict[tuple[str, str], float]]] = {}
    parts: dict[tuple[str, str], float] = {}
    for line in text.partition("All indicators, before and after")[0].splitlines():
        name, _, values = line.partition(": ")
        if name in METRICS:
            before, after = re.match(r"(.+?) → (.+?) (?:kg CO₂ eq|µPt) \(", values).groups()
            parts = {}
            found[METRICS[name]] = figure(before), figure(after), parts
        elif part := PART.match(line):
            line_id, cause = part[2], part[3].rpartition("(")[2].rstrip(")")  # or "13", "further lines"
            parts[line_id, cause] = figure(part[1])
    return found


class History:
    """The files that the history left, read with a JSON reader alone."""

    def __init__(self, base: Path):
        self.base = base

    def files(self, company: str) -> dict[str, bytes]:
        found = self.base.glob(f"*/ef-training/history/{company}/{PRODUCT}/*.json")
        return {path.name: path.read_bytes() for path in sorted(found)}

    def results(self, company: str, number: int) -> dict[str, Any]:
        return json.loads(self.files(company)[f"{number:04d}.json"])["results"]

    def differences(self, company: str, number: int, metric: str) -> dict[str, float]:
        """Line → what it adds to the difference between a version and the one before it."""
        old, new = (self.results(company, n)["lines"] for n in (number - 1, number))
        return {line: (new.get(line, {}).get(metric) or 0.0) - (old.get(line, {}).get(metric) or 0.0) for line in {**old, **new}}

    def total(self, company: str, number: int, metric: str) -> float:
        results = self.results(company, number)
        indicators = {"climate": "climate-change", "cfp": "carbon-footprint"}
        return float(results["weighted"] if metric == "weighted" else results["totals"][indicators[metric]])


@pytest.fixture(scope="module")
def story(forms, hub_folder, brightway_folder, tmp_path_factory):
    """Return the forms, what each command printed, and the history, step by step."""
    folder = tmp_path_factory.mktemp("history")
    first = with_code(forms["aluminium-hub", "zh-TW"], folder / "first.xlsx", COMPANY)
    changed = edited(
        first,
        folder / "changed.xlsx",
        ("原物料", "M02", "數量", 6500),
        ("數據連結", ("M13", "環境足跡"), "對象代碼", "surfactant-las"),
    )
    without_line(changed, changed, "原物料", "M14")
    said = {"first": done("import", first, "--lang", "en"), "again": done("import", first, "--lang", "en")}
    said["changed"] = done("import", changed, "--lang", "en")
    options = ("--out", folder / "run", "--no-report", "--lang", "en")
    said["pack"] = done("assess", changed, *options, "--pack", "ef-3.0")
    history = History(brightway_folder)
    assert list(history.files(COMPANY)) == ["0001.json", "0002.json", "0003.json"]  # the unchanged one is not kept twice
    return {"first": first, "changed": changed}, said, history


def test_the_first_import_and_an_unchanged_one_name_the_databases_alone(story):
    said = story[1]
    assert said["first"][0].splitlines() == NAMES
    assert said["again"][0].splitlines() == NAMES


def test_each_change_is_named_with_old_and_new(story):
    out = story[1]["changed"][0]
    assert re.search(r"^Against version 1 of \d{4}-\d\d-\d\d \(first\.xlsx\) these changed: the inventory$", out, re.MULTILINE)
    changes = out.partition("these changed")[2].partition("\n\n")[0].splitlines()[1:]
    assert sorted(change.strip() for change in changes) == sorted(
        [
            "Line M02 6061 鋁棒（端蓋用）: Amount 5,940 → 6,500",
            "Line M02-T1 6061 鋁棒（端蓋用） – 大貨車 16 噸: Amount 356.4 → 390",  # its leg follows
            "Line M02-T1 6061 鋁棒（端蓋用） – 大貨車 16 噸: Load 5.94 → 6.5",
            "Line M14 陽極黑色染料: gone (180 kg)",
            "Link M13 EF Dataset detergent 無鎳封孔劑: gone",
            "Link M13 EF Dataset surfactant-las 無鎳封孔劑: new",
            "Link M14 EF Dataset dyestuff 陽極黑色染料: gone",
            "Link M14 CFP MOENV factor moenv-69163412 陽極黑色染料: gone",
        ]
    )
    assert out.splitlines()[-2:] == NAMES


@pytest.mark.parametrize("metric", ["climate", "cfp", "weighted"])
def test_the_parts_add_up_to_the_difference_of_the_totals(story, metric):
    _, said, history = story
    before, after, parts = told(said["changed"][0])[metric]
    expected = {("M02", "changed"), ("M02-T1", "changed"), ("M13", "changed"), ("M14", "removed")}
    assert set(parts) == (expected - {("M13", "changed")} if metric == "cfp" else expected)
    exact = history.differences(COMPANY, 2, metric)
    difference = history.total(COMPANY, 2, metric) - history.total(COMPANY, 1, metric)
    assert sum(exact.values()) == pytest.approx(difference, rel=1e-9)
    assert difference != 0
    for (line, _), value in parts.items():
        assert value == pytest.approx(exact[line], rel=6e-3)  # three digits are printed
    assert sum(parts.values()) == pytest.approx(difference, abs=6e-3 * sum(map(abs, parts.values())))
    for printed, number in ((before, 1), (after, 2)):
        assert printed == pytest.approx(history.total(COMPANY, number, metric), rel=6e-4)


def test_what_a_change_did_by_hand(story):
    """560 kg of bar more for 240,000 hubs; 180 kg of dye and the old link of 200 kg fewer: amounts × unit scores."""
    data = independent.background()
    scores = data.unit_scores()["climate-change"]

    def climate(code: str) -> float:
        return float(scores[data.codes.index(code)])

    exact = story[2].differences(COMPANY, 2, "climate")
    book = independent.read(story[0]["first"])
    row = {row["編號"]: row for row in independent.table(book["原物料"], "編號", "名稱", "數量")}
    assert exact["M02"] == pytest.approx(560 / 240_000 * climate("aluminium-extrusion"), rel=1e-3)
    dye, sealing = (float(row[line]["數量"]) * independent.scale(row[line], book) for line in ("M14", "M13"))
    assert exact["M14"] == pytest.approx(-dye * climate("dyestuff"), rel=1e-3)
    assert exact["M13"] == pytest.approx(sealing * (climate("surfactant-las") - climate("detergent")), rel=1e-3)


def test_another_pack_is_named_as_the_cause(story):
    _, said, history = story
    out, err = said["pack"]
    assert "ef-3.0" in out
    assert "(changed.xlsx) these changed: the method pack\n" in err
    assert not re.search(r"^  (Line|Link) ", err, re.MULTILINE)
    printed = told(err)
    causes = {cause for _, _, parts in printed.values() for _, cause in parts}
    assert causes == {"not changed itself: background, pack, factors or software", "further lines"}
    assert not printed["cfp"][2]  # the pack has no part in MOENV's factors
    for metric in ("climate", "weighted"):
        exact = history.differences(COMPANY, 3, metric)
        difference = history.total(COMPANY, 3, metric) - history.total(COMPANY, 2, metric)
        assert sum(exact.values()) == pytest.approx(difference, rel=1e-9)
        assert difference != 0
        parts = printed[metric][2].values()
        assert sum(parts) == pytest.approx(difference, abs=6e-3 * sum(map(abs, parts)))


def test_going_back_names_both_causes_in_chinese(story):
    forms, _, history = story
    out, _ = done("import", forms["first"], "--lang", "zh-TW")
    assert "項目 M02 6061 鋁棒（端蓋用）: 數量 6,500 → 5,940" in out
    assert "數據連結 M13 環境足跡 數據集 detergent 無鎳封孔劑：新增" in out
    assert "changed.xlsx）相比，有變更的是：清冊、方法包\n" in out
    for metric in METRICS.values():
        assert history.total(COMPANY, 4, metric) == pytest.approx(history.total(COMPANY, 1, metric), rel=1e-9)


def test_two_companies_stay_apart(story, tmp_path):
    forms, _, history = story
    before = history.files(COMPANY)
    other = with_code(forms["first"], tmp_path / "other.xlsx", OTHER, ("原物料", "M02", "數量", 9000))
    assert done("import", other, "--lang", "en")[0].splitlines() == [name.replace(COMPANY, OTHER) for name in NAMES]
    assert list(history.files(OTHER)) == ["0001.json"]
    assert history.files(COMPANY) == before
    lines = history.results(OTHER, 1)["lines"]
    assert lines["M02"]["amount"] == pytest.approx(9000 / 240_000)
    changed = edited(other, tmp_path / "again.xlsx", ("原物料", "M02", "數量", 9500))
    out, _ = done("import", changed, "--lang", "en")
    assert "(other.xlsx)" in out
    assert "Amount 9,000 → 9,500" in out
    assert history.files(COMPANY) == before
