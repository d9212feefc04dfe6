"""What ``demo`` and ``assess`` leave and print: figures in table, JSON and workbook against results.csv."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import independent_calculation as independent
import openpyxl
import pytest
from form_cells import edited
from run_tables import most_relevant, rows, sums, weights

HUB = "aluminium-hub"
DISCLAIMER = {
    "en": "training data, not for disclosure, labels or tenders",
    "zh-TW": "訓練用資料，不得用於揭露、標示或投標",
}
COLUMNS = [
    "schema",
    "run",
    "company",
    "product",
    "view",
    "stage",
    "group",
    "line_id",
    "line_name",
    "target",
    "target_kind",
    "indicator",
    "unit",
    "value",
    "coverage",
]
CHARTS = (
    "stage-shares",
    "pareto",
    "heatmap",
    "waterfall-climate-change",
    "sankey-climate-change",
    "tree-climate-change",
    "quality",
    "two-views",
)
TABLES = ("results", "inventory", "targets", "contributions", "findings", "cutoff", "quality", "options", "chains")
SUB_INDICATORS = ("climate-change-fossil", "climate-change-biogenic", "climate-change-land-use")

LAYOUT = Path(__file__).parents[2] / "importers" / "itri" / "importer.toml"


def run_command(*arguments: object) -> tuple[str, str]:
    """Run ``ef-training ARGUMENTS``, which must end well; return stdout and stderr. Anything else raises `SystemExit`."""
    from ef_training.cli import main

    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        patch.setattr(sys, "argv", ["ef-training", *map(str, arguments)])
        main()
    return out.getvalue(), err.getvalue()


@pytest.fixture(scope="module")
def demo(hub_folder, tmp_path_factory):
    """Folder, stdout and stderr of the demo in English."""
    out = tmp_path_factory.mktemp("demo") / "demo-results"
    return out, *run_command("demo", "--out", out, "--lang", "en")


@pytest.fixture(scope="module")
def demo_json(demo, tmp_path_factory):
    """Folder, parsed stdout and stderr of a second demo, with JSON."""
    out = tmp_path_factory.mktemp("again") / "demo-results"
    text, err = run_command("demo", "--out", out, "--lang", "en", "--json")
    return out, json.loads(text), err


# ---- what it leaves


def test_it_leaves_exactly_what_it_should(demo):
    folder, _, _ = demo
    expected = {f"{table}.csv" for table in TABLES} | {"run.json", "form.xlsx", "report.html", "report.xlsx"}
    expected |= {f"charts/{name}.{kind}" for name in CHARTS for kind in ("png", "svg")}
    assert {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} == expected
    assert all(path.stat().st_size > 100 for path in folder.rglob("*") if path.is_file())
    assert all((folder / "charts" / f"{name}.png").read_bytes().startswith(b"\x89PNG") for name in CHARTS)


def test_results_are_the_contract(demo):
    folder, _, _ = demo
    content = (folder / "results.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in content
    table = rows(folder)
    assert list(table[0]) == COLUMNS
    assert {(row["schema"], row["company"], row["product"]) for row in table} == {("3", "demo-hub", "front-hub-32")}
    assert {row["view"] for row in table} == {"ef", "cfp"}
    stages = {"raw-materials", "manufacturing", "distribution", "use", "end-of-life"}
    assert {row["stage"] for row in table} <= stages
    assert {row["coverage"] for row in table} == {"full", "climate-only", "missing"}
    assert all((row["value"] == "") == (row["coverage"] == "missing") for row in table)
    ef = [row for row in table if row["view"] == "ef"]
    assert {row["indicator"] for row in ef} == {*independent.INDICATORS, *SUB_INDICATORS}
    assert len(ef) == 19 * len([row for row in rows(folder, "targets") if row["view"] == "ef" and row["kind"] != "left-out"])
    units = defaultdict(set)
    for row in table:
        units[row["indicator"]].add(row["unit"])
    assert all(len(found) == 1 for found in units.values())
    assert units["climate-change"] == units["carbon-footprint"] == {"kg CO2 eq"}


def test_every_line_of_the_form_is_on_record(demo):
    folder, _, _ = demo
    lines = {row["line_id"] for row in rows(folder, "inventory")}
    for view in ("ef", "cfp"):
        counted = {row["line_id"] for row in rows(folder) if row["view"] == view}
        left_out = {row["line_id"] for row in rows(folder, "cutoff") if row["view"] == view}
        assert counted | left_out == lines
        assert not counted & left_out
    assert all(re.fullmatch(r"[^!]+![A-Z]+\d+", row["origin"]) for row in rows(folder, "inventory"))


def test_run_json(demo):
    folder, _, _ = demo
    run = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    form = folder / "form.xlsx"
    assert run["form"] == {
        "file": "form.xlsx",
        "sha256": hashlib.sha256(form.read_bytes()).hexdigest(),
        "importer": "itri",
        "importer_sha256": hashlib.sha256(LAYOUT.read_bytes()).hexdigest(),
        "links": None,
    }
    assert (run["product"]["declared_amount"], run["product"]["declared_unit"]) == (1.0, "item")
    assert set(run["software"]) >= {"ef-training", "bw2data", "bw2calc", "bw2io"}
    assert {run[part]["name"] for part in ("pack", "background")} == {"ef-3.1", "training"}
    assert all(re.fullmatch("[0-9a-f]{64}", run[part]["sha256"]) for part in ("pack", "background", "factors"))
    assert "環境部" in run["factors"]["attribution"]
    assert run["factors"]["rows"] == 1164
    assert run["background"]["disclaimer_en"] == DISCLAIMER["en"]
    assert run["company"]["made_up"] is True
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", run["created"])
    assert "seed" in run
    assert {row["run"] for row in rows(folder)} == {run["run"]}
    assert str(folder) not in (folder / "run.json").read_text(encoding="utf-8")
    assert run["gwp_sets"]


def test_all_checks_passed(demo, hub_folder, box_folder):
    for folder in (demo[0], hub_folder, box_folder):
        checks = json.loads((folder / "run.json").read_text(encoding="utf-8"))["checks"]
        assert {check["name"] for check in checks} == {"sum of contributions", "forward solve", "plain bw2calc LCA"}
        assert all(check["passed"] is True and check["value"] <= check["tolerance"] <= 1e-6 for check in checks)


def test_verify_adds_a_check(demo, tmp_path):
    names = []
    for option in ((), ("--verify",)):
        run_command("assess", demo[0] / "form.xlsx", "--out", tmp_path, "--no-report", *option)
        names.append([check["name"] for check in json.loads((tmp_path / "run.json").read_text(encoding="utf-8"))["checks"]])
    assert names[1] == [*names[0], "plain bw2calc LCA"]
    assert not (tmp_path / "report.html").exists()


def test_a_second_run_is_the_same_run(demo, demo_json):
    first, second = demo[0], demo_json[0]
    runs = [json.loads((folder / "run.json").read_text(encoding="utf-8")) for folder in (first, second)]
    for run in runs:
        del run["created"]
    assert runs[0] == runs[1]
    same = ["form.xlsx", *(f"{table}.csv" for table in TABLES)]
    same += [f"charts/{name}.{kind}" for name in CHARTS for kind in ("png", "svg")]
    assert [name for name in same if (first / name).read_bytes() != (second / name).read_bytes()] == []


def test_contributions_add_up_to_the_results(demo):
    """Processes, and flows, behind each target sum to its value."""
    folder, _, _ = demo
    expected = sums(folder, "line_id", "target", "indicator")
    kinds = {row["target"]: row["target_kind"] for row in rows(folder)}
    for level in ("process", "elementary-flow"):
        found: dict[tuple[str, ...], float] = defaultdict(float)
        for row in rows(folder, "contributions"):
            if (row["level"], row["scope"]) == (level, "cradle-to-gate"):
                found[row["line_id"], row["target"], row["indicator"]] += float(row["value"])
        assert len(found) > 500
        for key, value in found.items():
            assert value == pytest.approx(expected[key], rel=1e-6)
        datasets = {key for key in expected if kinds[key[1]] == "dataset" and key[2] in independent.INDICATORS}
        assert datasets <= set(found)


# ---- what it prints


def table_of(text: str) -> dict[str, tuple[bool, str, str]]:
    """Name of indicator → marked as most relevant, value with unit, share, from the printed table."""
    lines = [line for line in text.splitlines() if re.match(r"[● ] [A-Z].*(%|—)$", line)]
    found = {}
    for line in lines:
        parts = re.split(r"\s{2,}", line[2:].strip())
        found[parts[0].removesuffix(" †")] = (line.startswith("●"), " ".join(parts[1:-1]), parts[-1])
    return found


def test_the_table_says_what_the_results_say(demo):
    folder, out, _ = demo
    names = {row["id"]: row["name_en"] for row in json.loads((folder / "run.json").read_text(encoding="utf-8"))["indicators"]}
    scores = {name: sums(folder, "indicator")[name,] * weight for name, weight in weights().items()}
    total, chosen, printed = sum(map(abs, scores.values())), most_relevant(scores), table_of(out)
    assert set(printed) == {names[name] for name in independent.INDICATORS}
    for name in independent.INDICATORS:
        marked, value, share = printed[names[name]]
        assert marked == (name in chosen), name
        number = value.split(" ")[0] if "×" not in value else value.replace(" × 10", "e").split(" ")[0]
        number = number.translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹−", "-0123456789-")).replace(",", "")
        assert float(number) == pytest.approx(sums(folder, "indicator")[name,], rel=1e-3)
        if share != "<0.1%":
            assert float(share.rstrip("%")) / 100 == pytest.approx(abs(scores[name]) / total, abs=6e-4)
    assert f"{sum(scores.values()):.4g} µPt" in out
    assert "PEF forbids weighting in comparisons" in out


def test_hotspots_by_stage_and_line_are_printed(demo):
    folder, out, _ = demo
    for key, heading in (("stage", "Hotspots by stage"), ("line_id", "Hotspots by line")):
        scores: dict[str, float] = defaultdict(float)
        for (name, indicator), value in sums(folder, key, "indicator").items():
            scores[name] += value * weights().get(indicator, 0.0)
        total = sum(map(abs, scores.values()))
        part = out[out.index(heading) :].split("\n\n")[0].splitlines()[1:]
        largest = sorted(scores, key=lambda name: -abs(scores[name]))[: len(part)]
        shown = [float(line.split("%")[0]) / 100 for line in part]
        assert shown == pytest.approx([abs(scores[name]) / total for name in largest], abs=6e-4)
        if key == "line_id":
            assert [line.split()[1] for line in part] == largest
            assert len(part) == 5


def test_progress_goes_to_stderr_alone(demo, demo_json):
    for err in (demo[2], demo_json[2]):
        assert "Writing charts, page and workbook …" in err
        assert "Everything is in" in err
        assert "%" not in err
    assert "…" not in demo[1]
    assert "Everything is in" not in demo[1]


def test_json_equals_the_results(demo_json):
    folder, content, _ = demo_json
    totals, scores = sums(folder, "indicator"), {}
    assert [row["indicator"] for row in content["indicators"]] == list(independent.INDICATORS)
    for row in content["indicators"]:
        assert row["value"] == pytest.approx(totals[row["indicator"],], rel=1e-12)
        scores[row["indicator"]] = totals[row["indicator"],] * weights()[row["indicator"]]
    assert {row["indicator"] for row in content["indicators"] if row["most_relevant"]} == most_relevant(scores)
    assert content["single_score_upt"] == pytest.approx(sum(scores.values()), rel=1e-12)
    total = sum(map(abs, scores.values()))
    assert [row["share"] for row in content["indicators"]] == pytest.approx([abs(s) / total for s in scores.values()], rel=1e-12)
    assert content["carbon_footprint_kg"] == pytest.approx(sums(folder, view="cfp")[()], rel=1e-12)
    assert content["disclaimer"] == DISCLAIMER["en"]
    assert content["stages"]
    assert content["lines"]


@pytest.mark.parametrize("lang", ["en", "zh-TW"])
def test_hotspots_of_a_folder_says_the_same(lang, demo_json):
    folder, content, _ = demo_json
    again = json.loads(run_command("hotspots", folder, "--json", "--lang", lang)[0])
    assert again["disclaimer"] == DISCLAIMER[lang]
    for part in ("indicators", "stages", "lines"):
        for row in (*again[part], *content[part]):
            row.pop("name", None)
        assert again[part] == content[part]


# ---- page and workbook


@pytest.mark.parametrize("lang", ["en", "zh-TW"])
def test_the_disclaimer_stands_wherever_results_do(lang, demo, hub_folder):
    folder = {"en": demo[0], "zh-TW": hub_folder}[lang]
    assert DISCLAIMER[lang] in run_command("hotspots", folder, "--lang", lang)[0]
    assert DISCLAIMER[lang] in (folder / "report.html").read_text(encoding="utf-8")
    book = openpyxl.load_workbook(folder / "report.xlsx", read_only=True)
    for sheet in book:
        assert any(DISCLAIMER[lang] in str(value) for row in sheet.iter_rows(values_only=True) for value in row), sheet.title
    listed = run_command("background", "list", "--lang", lang)[0]
    assert DISCLAIMER[lang] in listed


def test_numbers_of_the_workbook_are_those_of_the_results(demo):
    """Every total of the 16 indicators stands in the workbook with all its digits."""
    book = openpyxl.load_workbook(demo[0] / "report.xlsx", read_only=True)
    numbers = {v for sheet in book for row in sheet.iter_rows(values_only=True) for v in row if isinstance(v, float)}
    totals = sums(demo[0], "indicator")
    for indicator in independent.INDICATORS:
        assert any(number == pytest.approx(totals[indicator,], rel=1e-9) for number in numbers), indicator


# ---- warm runs


WARM = """
import json, sys
from ef_training.cli import main
sys.argv = ["ef-training", *sys.argv[1:]]
main()
print(json.dumps(sorted(name for name in sys.modules if name in ("bw2data", "bw2io", "bw2calc", "matplotlib"))))
"""


def test_a_warm_run_leaves_brightway_alone_until_a_cell_changes(copied, forms, tmp_path):
    """bw2data takes a second to import: only a changed inventory needs it, which is then written."""
    form, place = forms[HUB, "zh-TW"], copied("warm")
    changed = edited(form, tmp_path / "changed.xlsx", ("能源與水", "E01", "數量", 520000))
    imported, errors = [], []
    for path in (form, changed):
        code, out, err = place.run("-c", WARM, "assess", str(path), "--out", str(tmp_path / "out"), "--no-report", "--lang", "en")
        assert code == 0, err
        imported.append(json.loads(out.splitlines()[-1]))
        errors.append("Writing the inventory to Brightway …" in err)
    assert imported == [[], ["bw2data"]]
    assert errors == [False, True]


def test_as_a_module(tmp_path):
    """``python -m ef_training`` is the command line too."""
    done = subprocess.run(
        [sys.executable, "-m", "ef_training", "form", "new", "--out", str(tmp_path / "form.xlsx"), "--lang", "en"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "form.xlsx").is_file()
