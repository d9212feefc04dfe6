"""The shipped packs against the archive read without the package's code, the corrections, and values known from elsewhere."""

from __future__ import annotations

import csv
import math
import subprocess
import sys
from collections import defaultdict
from typing import Any

import pytest

from ef_training.method_pack import MethodPack, available_packs, check_tests, load_pack_summary, pack_path

SUBS = ("climate-change-fossil", "climate-change-biogenic", "climate-change-land-use")
CHROMIUM_AIR = "e142b577-e934-4085-9a07-3983d4d92afb"
ARSENIC_RIVER = "8c8ffaa5-84ed-4668-ba7d-80fd0f47013f"
HCFC31_AIR = "8b1912e7-fa62-4fa7-9d33-46da503ad788"


def values(pack: MethodPack, category: str, database: str = "biosphere3") -> dict[str, float]:
    frame = pack.factors
    frame = frame[(frame["category_id"] == category) & (frame["database"] == database)]
    return dict(zip(frame["flow_code"], frame["value"], strict=True))


def named(pack: MethodPack, category: str, name: str, compartment: str = "air") -> float:
    frame = pack.factors
    rows = frame[(frame["category_id"] == category) & (frame["flow_name"] == name) & (frame["compartment"] == compartment)]
    assert len(rows) == 1
    return float(rows["value"].iloc[0])


def overrides(pack: str) -> list[dict[str, str]]:
    with (pack_path(pack) / "overrides.csv").open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_all_packs_are_installed() -> None:
    assert available_packs() == ("carbon-footprint-ar5", "carbon-footprint-ar6", "ef-3.0", "ef-3.1", "ef-3.1-global")


@pytest.mark.parametrize("name", ["ef-3.0", "ef-3.1"])
def test_every_category_is_the_archive_with_its_overrides(name: str, archive: dict[tuple[str, str], dict[str, Any]],
                                                          ef30: MethodPack, ef31: MethodPack) -> None:
    pack = ef31 if name == "ef-3.1" else ef30
    family = pack.family.replace("EF ", "EF v")
    with (pack_path(name) / "categories.csv").open(encoding="utf-8-sig", newline="") as stream:
        names = {row["category_id"]: row["base_category"] for row in csv.DictReader(stream)}
    for category, base_name in names.items():
        expected = {e["input"][1]: float(e["amount"]) for e in archive[family, base_name]["exchanges"]}
        for row in overrides(name):
            if row["category_id"] == category and row["op"] == "drop":
                assert expected.pop(row["flow_code"]) == float(row["old_value"])
            elif row["category_id"] == category:
                assert (row["flow_code"] in expected) == (row["op"] == "replace")
                expected[row["flow_code"]] = float(row["value"])
        found = values(pack, category)
        assert len(found) == len(expected)
        assert math.fsum(found.values()) == pytest.approx(math.fsum(expected.values()), rel=1e-12)
        assert found == expected


def test_a_category_without_overrides_by_count_and_sum(ef31: MethodPack) -> None:
    found = values(ef31, "acidification")  # 5 × 3.02 + 1.13467 + 5 × 0.74 + 5 × 1.31 + 1.31 + 5 × 1.04821
    assert len(found) == 22
    assert sum(found.values()) == pytest.approx(33.03572)


def test_corrections_have_taken_effect(ef31: MethodPack) -> None:
    assert values(ef31, "human-toxicity-cancer")[CHROMIUM_AIR] == 0.0
    assert values(ef31, "ecotoxicity-freshwater")[CHROMIUM_AIR] == pytest.approx(333.4186387763461)
    assert values(ef31, "ecotoxicity-freshwater")[ARSENIC_RIVER] == pytest.approx(3263.3274020720564)
    assert named(ef31, "human-toxicity-non-cancer", "Vanadium V") == pytest.approx(1.3532e-05)
    assert named(ef31, "ozone-depletion", "Ethane, 1,1,1-trichloro-, HCFC-140") == 0.14
    assert not (ef31.factors["flow_name"] == "Manganese-55").any()
    assert values(ef31, "climate-change")[HCFC31_AIR] == values(ef31, "climate-change-fossil")[HCFC31_AIR] == 79.4


def test_report_counts_what_was_done(ef31: MethodPack, ef30: MethodPack) -> None:
    done = [row["op"] for row in overrides("ef-3.1")]
    report = ef31.report
    assert (report.added, report.replaced, report.dropped) == (done.count("add"), done.count("replace"), done.count("drop"))
    assert report.added == 51  # 49 corrections, those of climate change once more for the fossil sub-indicator
    assert report.zeros == int((ef31.factors["value"] == 0).sum()) == 8  # chromium III, cancer
    assert (report.located, report.own, report.unknown, report.changed_base) == (1, 2, (), ())
    assert report.matched == len(ef31.factors) == report.base + report.own + report.added - report.dropped
    assert report.uncharacterised
    assert (ef30.report.added, ef30.report.dropped) == (5, 4)


def test_water_in_taiwan_and_in_the_world(ef31: MethodPack, ef30: MethodPack) -> None:
    assert values(ef31, "water-use", "ef-training flows") == {"water-evaporated-tw": 4.99}
    assert values(ef30, "water-use", "ef-training flows") == {"water-evaporated-tw": 4.99}
    assert set(values(ef31, "water-use").values()) == {42.95}
    compartments = ef31.factors[ef31.factors["category_id"] == "water-use"]["compartment"]
    assert {text.split("/")[0] for text in compartments} == {"air"}


def test_greenhouse_gases(ef31: MethodPack) -> None:
    assert named(ef31, "climate-change", "Methane, fossil") == 29.8
    assert named(ef31, "climate-change", "Methane, non-fossil") == 27
    assert named(ef31, "climate-change", "Dinitrogen monoxide") == 273
    assert named(ef31, "climate-change", "Carbon dioxide, fossil") == 1
    assert "Carbon dioxide, non-fossil" not in set(ef31.factors["flow_name"])
    co2e = ef31.factors[ef31.factors["flow_code"] == "co2-equivalent"]
    assert list(zip(co2e["category_id"], co2e["value"], strict=True)) == [("climate-change", 1.0)]


@pytest.mark.parametrize("name", ["ef-3.0", "ef-3.1"])
def test_sub_indicators_sum_to_climate_change_flow_by_flow(name: str, ef30: MethodPack, ef31: MethodPack) -> None:
    pack = ef31 if name == "ef-3.1" else ef30
    parts: dict[str, float] = defaultdict(float)
    for sub in SUBS:
        assert pack.category(sub).parent == "climate-change"
        for code, value in values(pack, sub).items():
            parts[code] += value
    assert dict(parts) == values(pack, "climate-change")


@pytest.mark.parametrize("name", ["ef-3.0", "ef-3.1"])
def test_own_tests_pass_and_reach_every_category(name: str, ef30: MethodPack, ef31: MethodPack) -> None:
    pack = ef31 if name == "ef-3.1" else ef30
    results = check_tests(pack)
    assert [result.test.flow_name for result in results if not result.passed] == []
    counts = defaultdict(int)
    for result in results:
        assert result.test.source
        assert result.test.tolerance <= 0.02
        counts[result.test.category_id] += 1
    assert all(counts[category.category_id] >= 2 for category in pack.main_categories)


def test_a_test_fails_where_the_factor_differs(ef31: MethodPack) -> None:
    frame = ef31.factors.copy()
    hit = (frame["category_id"] == "climate-change") & (frame["flow_name"] == "Methane, fossil")
    frame.loc[hit, "value"] = 27.0
    changed = MethodPack(**{**ef31.__dict__, "factors": frame})
    failed = [result for result in check_tests(changed) if not result.passed]
    assert [(result.test.flow_name, result.found) for result in failed] == [("Methane, fossil", 27.0)]


def test_one_key_per_factor_and_units_from_the_flow_list(ef31: MethodPack) -> None:
    assert not ef31.factors.duplicated(["category_id", "database", "flow_code"]).any()
    assert (ef31.factors["unit"] != "").all()
    assert {c.method[:2] for c in ef31.categories} == {("ef-training", "EF 3.1")}
    assert ef31.category("human-toxicity-cancer").method == ("ef-training", "EF 3.1", "human toxicity, cancer")


def test_one_kg_of_carbon_dioxide_in_points() -> None:
    climate = load_pack_summary("ef-3.1").category("climate-change")
    assert climate.normalisation
    assert climate.weight_pct
    assert 1 / climate.normalisation * climate.weight_pct / 100 * 1e6 == pytest.approx(27.8826534, abs=5e-8)


@pytest.mark.parametrize(("name", "norm", "toxic"), [("ef-3.1", 7553.08316285117, 3), ("ef-3.0", 8100.0, 3)])
def test_summary_has_all_but_factors(name: str, norm: float, toxic: int) -> None:
    summary = load_pack_summary(name)
    assert len(summary.main_categories) == 16
    assert len(summary.categories) == 19
    assert summary.category("climate-change").normalisation == norm
    assert sum(category.weight_pct or 0 for category in summary.categories) == pytest.approx(100, abs=0.05)
    assert [c.weight_pct_without_toxicity for c in summary.main_categories if c.toxicity] == [None] * toxic
    assert {c.category_id for c in summary.categories if c.normalisation is None} == set(SUBS)
    assert all(c.name_zh and c.unit and c.flow_units for c in summary.categories)
    assert summary.licence
    assert summary.attribution
    assert summary.base.as_made_for


def test_summary_and_pack_agree(ef31: MethodPack) -> None:
    summary = load_pack_summary("ef-3.1")
    assert (summary.sha256, summary.categories, summary.version) == (ef31.sha256, ef31.categories, ef31.version)


def test_summary_imports_neither_pandas_nor_brightway() -> None:
    code = ("import sys; from ef_training.method_pack import load_pack_summary; load_pack_summary('ef-3.1'); "
            "print({'pandas', 'numpy', 'bw2io', 'bw2data'} & set(sys.modules))")
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "set()\n"
