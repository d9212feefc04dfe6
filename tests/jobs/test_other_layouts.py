"""Whole jobs with forms that are not the standard one: a csv with a companion, factors on the rows, a form made normal.

What comes out is compared with the independent calculation and with the cells of the workbooks, read with openpyxl and csv alone.
"""

from __future__ import annotations

import csv
import json
import re
import unicodedata
from pathlib import Path
from typing import Any

import bolt_links
import independent_calculation as independent
import openpyxl
import pytest
from command_line import done, run
from form_cells import edited
from run_tables import rows, sums

SAMPLES = independent.ROOT / "importers"
LIST, BASICS = SAMPLES / "activity-list" / "sample.csv", SAMPLES / "activity-list" / "basics.xlsx"
PLATFORM, TRAINING = SAMPLES / "moenv-platform" / "sample.xlsx", SAMPLES / "training-five-sheet" / "sample.xlsx"


def number(text: object) -> float:
    """Return the number in a cell as a person reads it: full-width digits, thousands separators, exponents."""
    return float(unicodedata.normalize("NFKC", str(text)).replace(",", ""))


def total(folder: Path, view: str, indicator: str) -> float:
    return sums(folder, "indicator", view=view)[indicator,]


def totals(folder: Path) -> dict[str, float]:
    found = {name: total(folder, "ef", name) for name in independent.INDICATORS}
    return {**found, "carbon-footprint": total(folder, "cfp", "carbon-footprint")}


def record(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "run.json").read_text(encoding="utf-8"))


# ---- a list as csv, and a companion that holds the rest


@pytest.fixture(scope="module")
def listed(hub_folder, tmp_path_factory):
    """Return the folder of a run of the list with its companion; the layout is detected."""
    folder = tmp_path_factory.mktemp("listed") / "run"
    done("assess", LIST, "--basics", BASICS, "--out", folder, "--lang", "en", "--no-report")
    return folder


def lines_of_the_list(_: object = None) -> dict[str, tuple[float, str]]:
    """Line → amount per 1,000 bottles and its unit, from the csv's own text: a leg for every row with a distance."""
    book = independent.read(BASICS)
    thousands, share = independent.made(book), independent.shares(book)["產品重量"]
    units = {"度": "kWh", "延噸公里": "tkm"}
    found = {}
    with LIST.open(encoding="utf-8-sig", newline="") as stream:
        for number_, stage, _, name, text, unit, level, *_, km, _ in list(csv.reader(stream))[2:]:
            if not stage:
                continue
            amount = number(text) / thousands * (share if level == "全廠" else 1.0)
            found[number_] = (amount, "立方公尺" if name == "自來水" else units.get(unit, unit))
            if km:
                found[f"{number_}-T1"] = (amount * independent.UNITS[unit][1] / 1000 * float(km), "tkm")
    return found


def test_every_line_of_the_list_has_all_indicators(listed):
    run_record = record(listed)
    assert (run_record["form"]["importer"], run_record["company"]["code"]) == ("activity-list", "demo-container")
    assert run_record["screening"]["climate_share"] == 0
    found = [row for row in rows(listed) if row["view"] == "ef"]
    expected = set(lines_of_the_list()) - {"11"}  # sold waste plastic is left out, with a reason
    for indicator in independent.INDICATORS:
        assert {row["line_id"] for row in found if row["indicator"] == indicator} == expected
    assert {row["coverage"] for row in found} == {"full"}
    assert {(row["line_id"], row["view"]) for row in rows(listed, "cutoff")} == {("11", "ef"), ("11", "cfp")}
    links = rows(listed, "targets")
    assert {row["confirmed_by"] for row in links} == {"範例"}
    assert all(row["reason"] for row in links)


def test_the_totals_of_the_list_are_those_of_the_independent_calculation(listed, monkeypatch):
    monkeypatch.setattr(independent, "lines", lines_of_the_list)
    expected = independent.totals(BASICS)
    assert len(expected) == 17
    assert not independent.deviating(totals(listed), expected)


def test_lines_of_the_list_by_hand(listed):
    """1,000 bottles: 41.79 kg of HDPE, 82.5 kWh, 0.3375 m³ of tap water, half of which evaporates in Taiwan."""
    data = independent.background()
    scores = data.unit_scores()
    found = sums(listed, "line_id", "indicator")

    def unit_score(code: str, indicator: str) -> float:
        return float(scores[indicator][data.codes.index(code)])

    for indicator in ("climate-change", "resource-fossils", "acidification"):
        hdpe, power = 100_296 / 2400 * unit_score("pe-hd", indicator), 440_000 * 0.45 / 2400 * unit_score("elec-tw-mv", indicator)
        assert found["1", indicator] == pytest.approx(hdpe, rel=1e-3)
        assert found["6", indicator] == pytest.approx(power, rel=1e-3)
    water = 1_800 * 0.45 / 2400 * (unit_score("tap-water-tw", "water-use") + 0.5 * independent.WATER_FACTOR_TW)
    assert found["8", "water-use"] == pytest.approx(water, rel=1e-3)
    refrigerant = 3.2 * 0.45 / 2400 * independent.gwp()["R-134a@AR6"]
    assert sums(listed, "line_id", view="cfp")["9",] == pytest.approx(refrigerant)


def test_the_bottle_is_plausible(listed):
    """HDPE of about 2 and 2 kWh of 0.5 kg CO2e, packaging and waste on top: 2.5 to 4 kg CO2e per kg of bottle, in both views."""
    for per_kg in (total(listed, "ef", "climate-change") / 42, total(listed, "cfp", "carbon-footprint") / 42):
        assert 2.5 < per_kg < 4
    assert total(listed, "cfp", "carbon-footprint") == pytest.approx(total(listed, "ef", "climate-change"), rel=0.15)
    climate = {line: value for (line, name), value in sums(listed, "line_id", "indicator").items() if name == "climate-change"}
    assert sorted(climate, key=lambda line: -climate[line])[:2] == ["1", "6"]
    assert min(climate.values()) > 0


def test_the_list_without_links_is_refused_line_by_line(hub_folder, tmp_path):
    basics = edited(BASICS, tmp_path / "basics.xlsx", without=("數據連結",))
    code, out, err = run("assess", LIST, "--basics", basics, "--out", tmp_path / "run", "--lang", "en")
    assert (code, out) == (1, "")
    said = set(re.findall(r"line (\S+) \(.*\) has no target in the (ef|cfp) view", err))
    assert said == {(line, view) for line in lines_of_the_list() for view in ("ef", "cfp")}
    assert not (tmp_path / "run").exists()


def test_the_list_as_a_standard_form_is_nothing_new(listed, tmp_path):
    """The history knows the list again in the standard form: `import` names the two databases and no change."""
    done("form", "show", LIST, "--basics", BASICS, "--xlsx", tmp_path / "standard.xlsx")
    out, _ = done("import", tmp_path / "standard.xlsx", "--lang", "en")
    assert out.splitlines() == [f"demo-container hdpe-bottle-500 ({view})" for view in ("ef", "cfp")]


# ---- factors on the rows, and a companion for the rows that have none


def companion(folder: Path, *more: bolt_links.Row) -> Path:
    """Write an empty standard form in which only links are filled in."""
    done("form", "new", "--out", folder / "empty.xlsx", "--lang", "zh-TW")
    return bolt_links.with_links(folder / "empty.xlsx", folder / "links.xlsx", (*bolt_links.PLATFORM, *more))


@pytest.fixture(scope="module")
def screened(hub_folder, tmp_path_factory):
    """Return the folder of a run of the platform's form, with its page, and what was printed."""
    folder = tmp_path_factory.mktemp("screened")
    out, _ = done("assess", PLATFORM, "--basics", companion(folder), "--out", folder / "run", "--lang", "en", "--no-report")
    done("report", folder / "run", "--format", "html", "--lang", "en")
    return folder / "run", out


def platform_rows() -> dict[int, tuple[float, str, str, object, str]]:
    """Row of the sheet → total activity, its unit, name, value and unit of the factor; rows of the list with a factor alone."""
    sheet = openpyxl.load_workbook(PLATFORM)["碳足跡盤查彙整表"]
    cells = {row: [sheet.cell(row, column).value for column in range(1, 13)] for row in range(10, sheet.max_row + 1)}
    return {row: (number(c[3]), c[4], c[7], c[8], c[9]) for row, c in cells.items() if c[7] is not None}


def test_factors_on_rows_are_found_in_the_catalogue(screened):
    folder, _ = screened
    by_row = platform_rows()
    assert len(by_row) == 19
    found = {}
    for link in rows(folder, "targets"):
        if place := re.fullmatch(r"碳足跡盤查彙整表!I(\d+)", link["origin"]):
            found[int(place[1]), link["view"]] = link
    assert set(found) == {(row, view) for row in by_row for view in ("ef", "cfp")}
    for (row, _), link in found.items():
        _, _, name, value, unit = by_row[row]
        known = independent.moenv()[link["target"]]
        assert (link["kind"], known["name"], known["unit"]) == ("factor", name, unit)
        assert float(known["kgco2e_per_unit"]) == value
    assumed = [row["what"] for row in rows(folder, "findings") if row["severity"] == "assumption"]
    assert sum("on the row was taken as MOENV's moenv-" in what for what in assumed) == 19


def test_the_footprint_is_the_sum_over_the_cells(screened):
    """Σ total activity × factor ÷ 480,000 kg of bolts, and the refrigerant by the GWP table."""
    folder, _ = screened
    footprint = 0.0
    for amount, unit, _, value, per in platform_rows().values():
        assert per.startswith(f"{unit}(") or (unit, per) == ("度", "立方公尺(m3)")  # of tap water
        footprint += amount * float(value)
    footprint += 1.92 * independent.gwp()["R-410A@AR6"]
    assert total(folder, "cfp", "carbon-footprint") == pytest.approx(footprint / 480_000, rel=1e-9)
    assert total(folder, "ef", "climate-change") == pytest.approx(footprint / 480_000, rel=1e-6)


def test_screening_has_climate_change_alone_and_no_single_score(screened):
    folder, out = screened
    found = [row for row in rows(folder) if row["view"] == "ef"]
    assert record(folder)["screening"]["climate_share"] == pytest.approx(1.0)
    assert {row["coverage"] for row in found} != {"full"}
    assert {row["indicator"] for row in found if row["value"]} <= {"climate-change", "climate-change-fossil"}
    assert {row["indicator"] for row in found} >= set(independent.INDICATORS)
    printed = json.loads(done("hotspots", folder, "--json", "--lang", "en")[0])
    assert printed["single_score_upt"] is None
    assert "no single score" in printed["withheld"]
    assert not any(row["most_relevant"] for row in printed["indicators"])
    assert {row["indicator"] for row in printed["indicators"] if row["value"] is not None} == {"climate-change"}
    assert "100% of the climate score comes from lines that have a climate factor only." in out
    assert "Single score:" not in out


def test_the_reports_first_sentence_says_so(screened):
    page = (screened[0] / "report.html").read_text(encoding="utf-8")
    first = re.search(r'<section id="en-summary".*?<p class="[^"]*"[^>]*>(.*?)</p>', page, re.DOTALL)
    assert first is not None
    assert first[1].startswith("Lines with a climate factor only, wholly or in part: 20 of 20; ")
    assert "makes 100.0% of the climate score" in first[1]


def test_a_link_of_the_companion_holds_before_the_factor_of_the_row(screened, tmp_path):
    """With a dataset for the wire rod the ef view is no longer all screening; the footprint stays as it was."""
    more = ("L01", bolt_links.EF, bolt_links.DATASET, "steel-hot-rolled-coil", 1, None, "代替線材盤元")
    done("assess", PLATFORM, "--basics", companion(tmp_path, more), "--out", tmp_path / "run", "--lang", "en", "--no-report")
    wire = {row["view"]: row["kind"] for row in rows(tmp_path / "run", "targets") if row["line_id"] == "L01"}
    assert wire == {"ef": "dataset", "cfp": "factor"}
    data = independent.background()
    climate = 1.05 * data.unit_scores()["climate-change"][data.codes.index("steel-hot-rolled-coil")]
    share = 1 - climate / total(tmp_path / "run", "ef", "climate-change")
    assert record(tmp_path / "run")["screening"]["climate_share"] == pytest.approx(share, rel=1e-3)
    assert 0.1 < share < 0.9
    before, after = (total(folder, "cfp", "carbon-footprint") for folder in (screened[0], tmp_path / "run"))
    assert after == pytest.approx(before, rel=1e-12)


# ---- the training form, made a standard form and completed


@pytest.fixture(scope="module")
def standard(tmp_path_factory):
    """Return the training form as `form show` writes it."""
    path = tmp_path_factory.mktemp("training") / "standard.xlsx"
    done("form", "show", TRAINING, "--xlsx", path)
    return path


def test_the_standard_form_says_what_the_training_form_says(standard):
    from ef_training.forms import read_form
    from ef_training.inventory.export import as_dict, without_origins

    def said(form: Path, importer: str) -> dict[str, Any]:
        content = without_origins(as_dict(read_form(form, importer=importer)))
        content["lines"].sort(key=lambda line: line["line_id"])
        return {**content, "custom_factors": [{**factor, "on_row": None} for factor in content["custom_factors"]]}

    old, new = said(TRAINING, "training-five-sheet"), said(standard, "itri")
    assert len(old["lines"]) == 33
    assert new == old
    assert read_form(standard, importer="itri").assumptions == ()


@pytest.fixture(scope="module")
def completed(standard):
    """Return the standard form with links for every line and leg."""
    return bolt_links.with_links(standard, standard.with_name("completed.xlsx"), bolt_links.TRAINING)


def test_the_completed_form_is_assessed_with_all_indicators(hub_folder, completed, tmp_path, monkeypatch):
    done("assess", completed, "--out", tmp_path / "run", "--lang", "zh-TW", "--no-report")
    assert record(tmp_path / "run")["screening"]["climate_share"] == 0
    assert {row["coverage"] for row in rows(tmp_path / "run") if row["view"] == "ef"} == {"full"}
    monkeypatch.setitem(independent.UNITS, "人", ("person", 1.0))
    expected = independent.totals(completed)
    assert len(expected) == 17
    assert not independent.deviating(totals(tmp_path / "run"), expected)
    assert 2 < expected["climate-change"] < 5  # 1.05 kg of hot-rolled steel, 0.95 kWh, 0.125 m3 of gas per kg of bolts
