"""The values of the shipped packs: tests from other sources than the base, water of the world, carbon footprints."""

from __future__ import annotations

import csv
import re
import shutil
from collections import Counter
from pathlib import Path

import pytest

from ef_training.errors import PackError
from ef_training.factors.gwp import load_gwp
from ef_training.method_pack import MethodPack, available_packs, check_tests, load_pack, pack_path, seal_pack
from ef_training.method_pack.verify import run_tests

SHIPPED = ("carbon-footprint-ar5", "carbon-footprint-ar6", "ef-3.0", "ef-3.1", "ef-3.1-global")
FOOTPRINTS = ("ef-3.0", "ef-3.1", "ef-3.1-global")
CARBON = {"carbon-footprint-ar5": "AR5", "carbon-footprint-ar6": "AR6"}
BY_UNIT = "by definition of the unit"
LEAST = 5
WATER_TW = ("water-use", "ef-training flows", "water-evaporated-tw")
FLOWS = {
    "CO2": "Carbon dioxide, fossil", "CH4-fossil": "Methane, fossil", "CH4-biogenic": "Methane, non-fossil",
    "N2O": "Dinitrogen monoxide", "SF6": "Sulfur hexafluoride", "NF3": "Nitrogen fluoride",
    "CF4": "Methane, tetrafluoro-, R-14", "C2F6": "Ethane, hexafluoro-, HFC-116",
    "R-11": "Methane, trichlorofluoro-, CFC-11", "R-12": "Methane, dichlorodifluoro-, CFC-12",
    "R-22": "Methane, chlorodifluoro-, HCFC-22", "R-123": "Ethane, 2,2-dichloro-1,1,1-trifluoro-, HCFC-123",
    "R-141b": "Ethane, 1,1-dichloro-1-fluoro-, HCFC-141b", "R-142b": "Ethane, 1-chloro-1,1-difluoro-, HCFC-142b",
    "R-23": "Methane, trifluoro-, HFC-23", "R-32": "Methane, difluoro-, HFC-32", "R-125": "Ethane, pentafluoro-, HFC-125",
    "R-134a": "Ethane, 1,1,1,2-tetrafluoro-, HFC-134a", "R-143a": "Ethane, 1,1,1-trifluoro-, HFC-143a",
    "R-152a": "Ethane, 1,1-difluoro-, HFC-152a", "R-290": "Propane", "R-600": "Butane",
}  # fmt: skip
"""Gases of the GWP table that the flow list has, with the names they bear there."""
ABSENT = {"C3F8", "c-C4F8", "R-227ea", "R-236fa", "R-245fa", "R-365mfc", "R-1234yf", "R-1234ze(E)"}


@pytest.fixture(scope="session")
def packs(flow_list: dict[tuple[str, str], str], ef30: MethodPack, ef31: MethodPack) -> dict[str, MethodPack]:
    loaded = {"ef-3.0": ef30, "ef-3.1": ef31}
    return loaded | {name: load_pack(name, flows=flow_list) for name in SHIPPED if name not in loaded}


def factors(pack: MethodPack) -> dict[tuple[str, str, str], float]:
    frame = pack.factors
    keys = zip(frame["category_id"], frame["database"], frame["flow_code"], strict=True)
    return dict(zip(keys, frame["value"].astype(float), strict=True))


def by_name(pack: MethodPack, name: str, database: str = "biosphere3") -> dict[str, float]:
    """Factor of climate change of one substance, by compartment."""
    frame = pack.factors
    hit = (frame["category_id"] == "climate-change") & (frame["flow_name"] == name) & (frame["database"] == database)
    return dict(zip(frame.loc[hit, "compartment"], frame.loc[hit, "value"], strict=True))


def table(name: str, file: str) -> list[dict[str, str]]:
    with (pack_path(name) / file).open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_every_shipped_pack_loads_and_its_flows_are_there(packs: dict[str, MethodPack]) -> None:
    assert tuple(sorted(packs)) == available_packs() == SHIPPED
    for name, pack in packs.items():
        assert pack.report.unknown == (), name
        assert pack.report.matched == len(pack.factors), name
        assert all(result.passed for result in check_tests(pack)), name
        assert pack.report.sealed, name
    methods = [category.method for pack in packs.values() for category in pack.categories]
    assert len(methods) == len(set(methods)) == 3 * 19 + 2


@pytest.mark.parametrize("name", SHIPPED)
def test_five_values_a_category_of_which_two_at_most_follow_from_the_unit(name: str, packs: dict[str, MethodPack]) -> None:
    pack = packs[name]
    tests = Counter(test.category_id for test in pack.tests)
    trivial = Counter(test.category_id for test in pack.tests if test.source.startswith(BY_UNIT))
    for category in pack.main_categories:
        assert tests[category.category_id] - trivial[category.category_id] >= LEAST - 1, category.category_id
        assert tests[category.category_id] >= LEAST, category.category_id
        assert trivial[category.category_id] <= 2, category.category_id
    keys = [test.key for test in pack.tests]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("name", SHIPPED)
def test_no_value_comes_from_the_base_and_every_source_can_be_looked_up(name: str, packs: dict[str, MethodPack]) -> None:
    pack = packs[name]
    assert pack.base
    for test in pack.tests:
        assert not re.search(r"lcia_39|bw2io|archive", test.source), test.source
        assert Path(pack.base.path).name not in test.source
        year_or_place = re.search(r"\b(19|20)\d\d\b|github\.com/|IUPAC|ILCD", test.source)
        assert test.source.startswith(BY_UNIT) or year_or_place, test.source
        if test.expected in (1.0, 0.0) and test.tolerance == 0.0:
            assert test.source.startswith(BY_UNIT) or "JRC" in test.source


@pytest.mark.parametrize("name", SHIPPED)
def test_each_test_fails_where_its_factor_is_another_or_missing(name: str, packs: dict[str, MethodPack]) -> None:
    pack, values = packs[name], factors(packs[name])
    for test in pack.tests:
        found = values[test.key]
        for wrong in (found * 1.05 + (1e-9 if found == 0 else 0), -found if found else 1e-12):
            failing = [r.test.key for r in run_tests(pack.tests, values | {test.key: wrong}) if not r.passed]
            assert failing == [test.key]
        without = {key: value for key, value in values.items() if key != test.key}
        assert [r.test.key for r in run_tests(pack.tests, without) if not r.passed] == [test.key]


def copy_of(name: str, folder: Path) -> Path:
    target = folder / "trial"
    shutil.copytree(pack_path(name), target)
    path = target / "datapackage.json"
    text = path.read_text(encoding="utf-8")
    text = re.sub(r'"name": "[^"]*"', '"name": "trial"', text, count=1)
    path.write_text(re.sub(r'"family": "[^"]*"', '"family": "trial"', text, count=1), encoding="utf-8")
    return target


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("carbon-footprint-ar5", "264.8,265.0", "264.8,298.0", "298.0, expected 265.0 (IPCC AR5 WG1 (2013)"),
        ("ef-3.1-global", "4.99,42.95", "4.99,4.3", "4.3, expected 42.95 (AWARE"),
    ],
)
def test_a_pack_with_a_wrong_factor_is_refused(name: str, old: str, new: str, told: str, tmp_path: Path) -> None:
    folder = copy_of(name, tmp_path)
    seal_pack(folder)
    text = (folder / "overrides.csv").read_text(encoding="utf-8")
    assert old in text
    (folder / "overrides.csv").write_text(text.replace(old, new), encoding="utf-8", newline="")
    seal_pack(folder)
    with pytest.raises(PackError) as caught:
        load_pack(folder)
    assert told in str(caught.value)


def test_the_world_pack_differs_in_exactly_the_water_of_taiwan(packs: dict[str, MethodPack]) -> None:
    world, taiwan = packs["ef-3.1-global"], packs["ef-3.1"]
    one, other = factors(world), factors(taiwan)
    assert one.keys() == other.keys()
    assert {key: (other[key], one[key]) for key in one if one[key] != other[key]} == {WATER_TW: (4.99, 42.95)}
    assert {value for (category, _, _), value in one.items() if category == "water-use"} == {42.95}
    assert (world.extends, world.report.replaced, world.report.own) == ("ef-3.1", 1, 0)
    assert [c.method[1] for c in world.categories] == ["EF 3.1 global"] * 19
    for mine, theirs in zip(world.categories, taiwan.categories, strict=True):
        assert (mine.category_id, mine.unit, mine.normalisation, mine.weight_pct) == (
            theirs.category_id, theirs.unit, theirs.normalisation, theirs.weight_pct)  # fmt: skip
    inherited = {(test.key, test.expected) for test in taiwan.tests}
    assert {test.key for test in world.tests if (test.key, test.expected) not in inherited} == {WATER_TW}
    assert world.sha256 != taiwan.sha256


def test_taiwan_has_one_water_factor_in_both_versions(packs: dict[str, MethodPack]) -> None:
    for name in ("ef-3.0", "ef-3.1"):
        (test,) = (test for test in packs[name].tests if test.key == WATER_TW)
        assert (test.expected, factors(packs[name])[WATER_TW]) == (4.99, 4.99)
        assert "location TW" in test.source
        assert "2016-12-20" in test.source


@pytest.mark.parametrize("name", list(CARBON))
def test_a_carbon_footprint_is_one_category_without_weights(name: str, packs: dict[str, MethodPack]) -> None:
    pack = packs[name]
    (category,) = pack.categories
    assert (pack.scope, pack.weighted, category.category_id, category.unit) == (
        "carbon-footprint", False, "climate-change", "kg CO2 eq")  # fmt: skip
    assert (category.normalisation, category.weight_pct, category.weight_pct_without_toxicity) == (None, None, None)
    assert by_name(pack, "Carbon dioxide equivalent", "ef-training flows") == {"air": 1.0}


@pytest.mark.parametrize(("name", "gwp_set"), CARBON.items())
def test_gases_agree_with_the_gwp_table(name: str, gwp_set: str, packs: dict[str, MethodPack]) -> None:
    entries = [entry for entry in load_gwp().entries if entry.gwp_set == gwp_set and not entry.composition]
    assert {entry.substance for entry in entries} <= FLOWS.keys() | ABSENT
    compared = 0
    for entry in entries:
        if entry.substance in FLOWS:
            found = by_name(packs[name], FLOWS[entry.substance])
            assert len(found) == 5, entry.target
            assert set(found.values()) == {entry.kgco2e_per_kg}, entry.target
            compared += 1
    assert compared == {"AR5": 20, "AR6": 22}[gwp_set]  # propane and butane stand in AR6 only


def test_gases_the_flow_list_lacks_are_not_merely_overlooked(packs: dict[str, MethodPack]) -> None:
    names = " ".join(packs["carbon-footprint-ar6"].factors["flow_name"]) + " ".join(packs["ef-3.1"].factors["flow_name"])
    for substance in ABSENT:
        number = substance.removeprefix("R-").split("(")[0]
        assert f"HFC-{number}" not in names
        assert f"HFO-{number}" not in names
    assert "octafluoro" not in names.lower()


@pytest.mark.parametrize(("name", "fossil", "biogenic"), [
    ("carbon-footprint-ar5", 30.0, 28.0), ("carbon-footprint-ar6", 29.8, 27.0)])  # fmt: skip
def test_biogenic_carbon_counts_as_the_readme_says(
    name: str, fossil: float, biogenic: float, packs: dict[str, MethodPack]
) -> None:
    pack = packs[name]
    assert set(by_name(pack, "Carbon dioxide, fossil").values()) == {1.0}
    assert set(by_name(pack, "Carbon dioxide, from soil or biomass stock").values()) == {1.0}
    assert set(by_name(pack, "Carbon dioxide, to soil or biomass stock").values()) == {-1.0}
    assert set(by_name(pack, "Methane, from soil or biomass stock").values()) == {fossil}
    assert set(by_name(pack, "Methane, non-fossil").values()) == {biogenic}
    names = set(pack.factors["flow_name"])
    assert not names & {"Carbon dioxide, non-fossil", "Carbon dioxide, in air"}
    assert not [flow for flow in names if flow.startswith(("Carbon monoxide", "Nitric oxide", "VOC"))]


def test_overrides_of_ar5_round_and_drop_only_what_the_table_lacks() -> None:
    rows = table("carbon-footprint-ar5", "overrides.csv")
    assert Counter(row["op"] for row in rows) == {"replace": 171, "drop": 17}
    for row in rows:
        old = float(row["old_value"])
        if row["op"] == "drop":
            assert row["flow_name"].startswith(("Carbon monoxide", "Nitric oxide", "VOC"))
        else:
            assert abs(float(row["value"]) - old) <= max(0.5, 0.005 * old), row["flow_name"]
        assert "Table 8.A.1" in row["source"]
    assert table("carbon-footprint-ar6", "overrides.csv") == []


def test_ar6_is_the_climate_change_of_ef_and_one_gas_more(packs: dict[str, MethodPack]) -> None:
    ours = factors(packs["carbon-footprint-ar6"])
    theirs = {key: value for key, value in factors(packs["ef-3.1"]).items() if key[0] == "climate-change"}
    more = {key for key in ours if key not in theirs}
    assert {key: ours[key] for key in theirs} == theirs
    frame = packs["carbon-footprint-ar6"].factors
    assert set(frame.loc[frame["flow_code"].isin([code for _, _, code in more]), "flow_name"]) == {"Perfluoropentane"}


def test_by_hand(packs: dict[str, MethodPack]) -> None:
    """2 kg CO2, 100 g fossil methane, 10 g N2O, 1 g HFC-134a and 5 kg CO2-equivalent; 1 m3 evaporated in Taiwan, in points."""
    amounts = {"Carbon dioxide, fossil": 2.0, "Methane, fossil": 0.1, "Dinitrogen monoxide": 0.01,
               "Ethane, 1,1,1,2-tetrafluoro-, HFC-134a": 0.001}  # fmt: skip
    expected = {
        "carbon-footprint-ar5": 2 + 3.0 + 2.65 + 1.3 + 5,  # 13.95
        "carbon-footprint-ar6": 2 + 2.98 + 2.73 + 1.53 + 5,  # 14.24
        "ef-3.1": 14.24,
        "ef-3.0": 2 + 3.68 + 2.98 + 1.55 + 5,  # 15.21
    }
    for name, by_hand in expected.items():
        found = 5.0 + sum(amount * by_name(packs[name], gas)["air"] for gas, amount in amounts.items())
        assert found == pytest.approx(by_hand, rel=1e-12), name
    for name, factor in (("ef-3.1", 4.99), ("ef-3.1-global", 42.95)):
        water = packs[name].category("water-use")
        assert water.normalisation
        assert water.weight_pct
        points = factors(packs[name])[WATER_TW] / water.normalisation * water.weight_pct / 100
        assert points == pytest.approx(factor / 11468.708640 * 8.51 / 100, rel=1e-6)


@pytest.mark.parametrize("name", SHIPPED)
def test_every_pack_says_what_it_is_not(name: str) -> None:
    text = (pack_path(name) / "README.md").read_text(encoding="utf-8")
    assert text.startswith(f"# {name}\n")
    assert "## What it is not" in text
    for link in re.findall(r"\]\(\.\./([\w.-]+)/README\.md\)", text):
        assert link in SHIPPED
