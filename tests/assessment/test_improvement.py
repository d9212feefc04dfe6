"""Improvement options: hand-checked changes, what applies to which line, and that they rest on the numbers of the run."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ef_training.assessment.improvement.options import effect, options_table
from ef_training.assessment.improvement.tables import recycled_materials, replacements
from ef_training.assessment.run_folder import OPTIONS, RunFolder
from ef_training.hotspots.options import best_options, option_summary
from ef_training.inventory.model import Line, Target
from ef_training.inventory.per_unit import UnitLine
from ef_training.linking import ResolvedTarget
from ef_training.method_pack import load_pack_summary

ROOT = Path(__file__).parents[2]
TRAINING = ROOT / "ef_training" / "background" / "data" / "training"
DATABASE = "background"
CATEGORIES = load_pack_summary("ef-3.1").categories
MAIN = [category.category_id for category in CATEGORIES if not category.parent]


class FakeScores:
    """Unit scores of a few datasets: (datasets × categories)."""

    def __init__(self, **rows: object):
        self.product_index = {(DATABASE, code.replace("_", "-")): position for position, code in enumerate(rows)}
        self.scores = np.array([np.broadcast_to(np.asarray(row, dtype=float), len(CATEGORIES)) for row in rows.values()])

    def of(self, code: str) -> np.ndarray:
        return self.scores[self.product_index[DATABASE, code]]


def target(line_id: str, code: str, amount: float = 1.0, **values: object) -> ResolvedTarget:
    base = {"stage": "raw-materials", "group": "material", "name": f"line {line_id}", "unit": "kg", "level": "unit"}
    line = Line(line_id=line_id, amount=amount, **(base | {k: v for k, v in values.items() if k not in ("kind", "factor")}))
    kind = values.get("kind", "dataset")
    choice = Target(line_id, "ef", kind, code)
    key = (DATABASE, code) if kind == "dataset" else None
    return ResolvedTarget(choice, UnitLine(line, amount, 1.0, None), code, "TW", "kg", amount, key, values.get("factor"))


def options(scores: FakeScores, *ef: ResolvedTarget) -> dict[tuple[str, str], list[dict[str, object]]]:
    """Compute the options of targets; (line, lever) → its rows in order."""
    values = np.array([each.amount * scores.of(each.target.target) for each in ef])
    found: dict[tuple[str, str], list[dict[str, object]]] = {}
    for row in options_table(ef, values, scores, CATEGORIES).to_dict("records"):
        found.setdefault((str(row["line_id"]), str(row["lever"])), []).append(row)
    return found


def changes(rows: list[dict[str, object]]) -> np.ndarray:
    return np.array([row["change"] for row in rows[: len(MAIN)]], dtype=float)


def main(vector: np.ndarray) -> np.ndarray:
    return vector[[position for position, category in enumerate(CATEGORIES) if not category.parent]]


def test_a_tenth_less_of_a_material_takes_its_transport_along() -> None:
    scores = FakeScores(pp=np.arange(1.0, len(CATEGORIES) + 1), lorry_16t=2.0)
    found = options(
        scores, target("M01", "pp", 3.0), target("M01-T1", "lorry-16t", 0.5, group="transport", parent="M01", distance=10.0)
    )
    rows = found["M01", "less"]
    np.testing.assert_allclose(changes(rows), -0.1 * (3.0 * main(scores.of("pp")) + 0.5 * main(scores.of("lorry-16t"))))
    assert [row["baseline"] for row in rows] == pytest.approx(list(3.0 * main(scores.of("pp"))))
    assert {row["effect"] for row in rows} == {"better"}


def test_another_mode_is_amount_times_the_difference() -> None:
    scores = FakeScores(air_freight=5.0, ship_container=np.linspace(0.1, 9.0, len(CATEGORIES)))
    rows = options(scores, target("T02", "air-freight", 4.0, group="transport", stage="distribution"))["T02", "mode"]
    np.testing.assert_allclose(changes(rows), 0.1 * 4.0 * (main(scores.of("ship-container")) - 5.0))
    worse = {row["indicator"] for row in rows if row["effect"] == "worse"}
    assert worse == {name for name, value in zip(MAIN, main(scores.of("ship-container")), strict=True) if value > 5.0}


def test_recycled_content_follows_the_circular_footprint_formula() -> None:
    scores = FakeScores(pet=4.0, pet_recycled=1.0)
    rows = options(scores, target("M01", "pet", 2.0))["M01", "recycled-content"]
    # 10 points: 0.1 × (−Ev + A·Erec + (1 − A)·Ev·Qs/Qp) = 0.1 × (−4 + 0.5 + 1.8) per kg
    assert changes(rows) == pytest.approx(np.full(16, 2.0 * 0.1 * -1.7))
    assert "0.5" in str(rows[0]["note"])


def test_a_coil_exchanges_the_slab_inside_it() -> None:
    scores = FakeScores(steel_hot_rolled_coil=3.0, steel_bof_slab=2.5, steel_eaf_billet=0.5)
    rows = options(scores, target("M01", "steel-hot-rolled-coil"))["M01", "recycled-content"]
    assert changes(rows) == pytest.approx(np.full(16, 0.1 * 1.03 * 0.2 * (0.5 - 2.5)))


def test_on_top_of_recycled_content_inside_the_formula_is_not_used() -> None:
    scores = FakeScores(aluminium_extrusion=8.0, aluminium_primary=9.0, aluminium_secondary=1.0)
    rows = options(scores, target("M01", "aluminium-extrusion"))["M01", "recycled-content"]
    assert len(rows) == 1
    assert rows[0]["state"] == "not-calculated"
    assert np.isnan(rows[0]["change"])
    assert "25 %" in str(rows[0]["note"])


def test_power_and_fuel_are_exchanged_only_where_the_company_buys_them() -> None:
    scores = FakeScores(
        elec_tw_mv=0.6,
        elec_tw_grid_2024=0.5,
        elec_pv_tw=0.05,
        elec_wind_onshore_tw=0.02,
        heat_coal_boiler=0.12,
        heat_natgas_boiler=0.07,
    )
    found = options(
        scores,
        target("E01", "elec-tw-mv", 10.0, group="energy", stage="manufacturing"),
        target("E02", "heat-coal-boiler", 30.0, group="energy", stage="manufacturing"),
        target("U01", "elec-tw-mv", 10.0, group="energy", stage="use"),
    )
    solar, wind = found["E01", "renewable"][:16], found["E01", "renewable"][16:]
    assert changes(solar) == pytest.approx(np.full(16, 0.1 * 10 * (0.05 - 0.6)))
    assert changes(wind) == pytest.approx(np.full(16, 0.1 * 10 * 1.034 * (0.02 - 0.5)))
    assert changes(found["E02", "fuel"]) == pytest.approx(np.full(16, 0.1 * 30 * (0.07 - 0.12)))
    assert ("U01", "renewable") not in found
    assert "use" in str(found["U01", "less"][0]["text"])


def test_the_supplier_is_asked_and_nothing_is_claimed() -> None:
    rows = options(FakeScores(pp=1.0), target("M01", "pp", supplier="made-up supplier"))["M01", "supplier"]
    assert [(row["state"], row["indicator"]) for row in rows] == [("question", "")]
    assert np.isnan(rows[0]["change"])
    assert "made-up supplier" in str(rows[0]["text"])


def test_a_line_with_a_climate_factor_only_has_unknown_not_zero() -> None:
    screening, full = target("M02", "f-1", kind="factor", factor=1.0), target("M01", "pp")
    values = np.zeros((2, len(CATEGORIES)))
    values[0, 1:] = np.nan
    values[:, 0] = 0.4, 1.0  # below 30 % screening, above 20 % of the score
    table = options_table([screening, full], values, FakeScores(pp=1.0), CATEGORIES)
    less = table[(table["line_id"] == "M02") & (table["lever"] == "less")]
    assert dict(less["effect"].value_counts()) == {"unknown": 15, "better": 1}
    assert less["change"].isna().sum() == 15


def test_where_weighting_is_withheld_climate_change_ranks_and_nothing_is_weighted() -> None:
    screening, full = target("M02", "f-1", kind="factor", factor=1.0), target("M01", "pp")
    values = np.ones((2, len(CATEGORIES)))
    values[0, 1:] = np.nan
    values[0, 0] = 9.0
    table = options_table([screening, full], values, FakeScores(pp=1.0), CATEGORIES)
    assert list(table["line_id"].unique()) == ["M02"]
    assert table["weighted_change"].isna().all()
    assert table.loc[table["indicator"] == "climate-change", "change"].tolist() == pytest.approx([-0.9])


@given(st.floats(-100, 100), st.floats(0.001, 1000))
def test_an_effect_is_worse_better_or_the_same(change: float, total: float) -> None:
    assert effect(change, total) == ("same" if abs(change) <= 1e-6 * total else "worse" if change > 0 else "better")
    assert effect(-change, total) == {"better": "worse", "worse": "better", "same": "same"}[effect(change, total)]


def exchange(process: str, product: str) -> float:
    """Return the largest amount of a product that a process of the training background takes."""
    with (TRAINING / "exchanges.csv").open(encoding="utf-8", newline="") as stream:
        rows = csv.DictReader(stream)
        return max(float(row["amount"]) for row in rows if (row["process"], row["input"]) == (process, product))


def test_the_material_inside_a_product_is_that_of_the_background() -> None:
    table = recycled_materials()
    slab = exchange("steel-hot-rolled-coil", "steel-bof-slab")
    cold = slab * exchange("steel-cold-rolled-coil", "steel-hot-rolled-coil")
    assert table["steel-hot-rolled-coil"].amount == pytest.approx(slab)
    assert table["steel-cold-rolled-coil"].amount == pytest.approx(cold)
    assert table["steel-galvanised"].amount == pytest.approx(cold * exchange("steel-galvanised", "steel-cold-rolled-coil"))
    assert table["polyester-fibre"].amount == pytest.approx(exchange("polyester-fibre", "pet"))
    wind = next(item for item in replacements()["elec-tw-mv"] if item.other == "elec-wind-onshore-tw")
    assert wind.amount == pytest.approx(exchange("elec-tw-mv", wind.instead_of))


def test_every_material_with_recycled_input_in_the_background_is_kept_from_the_formula() -> None:
    with (TRAINING / "exchanges.csv").open(encoding="utf-8", newline="") as stream:
        scrap = ("-scrap-prep", "-scrap", "glass-cullet", "wastepaper-sorted")
        takes = {
            row["process"]
            for row in csv.DictReader(stream)
            if row["type"] == "technosphere" and row["input"].endswith(scrap) and float(row["amount"]) > 0.15
        }
    table = recycled_materials()
    makers = {item.recycled for item in table.values() if item.state == "pair"}
    assert takes - {"ferrosilicon"} <= {code for code, item in table.items() if item.state == "inside"} | makers


def test_the_tables_name_datasets_that_exist_with_units_that_fit() -> None:
    with (TRAINING / "processes.csv").open(encoding="utf-8", newline="") as stream:
        units = {row["code"]: row["unit"] for row in csv.DictReader(stream)}
    assert set(recycled_materials()) <= set(units)
    for item in recycled_materials().values():
        assert item.note.en if item.state != "pair" else units[item.virgin] == units[item.recycled] == "kilogram"
        assert 0.2 <= item.allocation <= 0.8 or item.state != "pair"
    for items in replacements().values():
        for item in items:
            assert units[item.other] == units[item.instead_of]
            assert item.text.zh.format(share="10%", line="line") != item.text.en.format(share="10%", line="line")


def test_annex_c_is_followed(case) -> None:
    known = case("cff_cases")["annexC_v2.1_may2020_second_hand"]
    table = recycled_materials()
    assert table["aluminium-primary"].allocation == known["A"]["aluminium"]
    assert table["steel-bof-slab"].allocation == known["A"]["steel"]
    assert table["pe-hd"].allocation == table["pet"].allocation == known["A"]["PET/HDPE/LDPE/PP"]
    assert table["pe-hd"].quality == known["Qs_Qp"]["HDPE"]
    assert table["pet"].quality == known["Qs_Qp"]["PET mechanical"]


@pytest.mark.parametrize("folder", ["hub_folder", "box_folder"])
def test_options_rest_on_the_numbers_of_the_run(folder: str, request: pytest.FixtureRequest) -> None:
    run = RunFolder.read(request.getfixturevalue(folder))
    assert list(run.options.columns) == list(OPTIONS)
    ef = run.results[run.results["view"] == "ef"]
    sums = ef.groupby(["line_id", "indicator"])["value"].sum(min_count=1)
    totals = ef.groupby("indicator")["value"].sum()
    parents = dict(zip(run.inventory["line_id"], run.inventory["parent"], strict=True))
    weights = {
        item["id"]: item["weight"] / 100 * 1e6 / item["normalisation"] for item in run.run["indicators"] if not item["parent"]
    }
    computed = run.options[run.options["state"] == "computed"]
    assert set(computed["indicator"]) == set(MAIN)
    for row in computed.to_dict("records"):
        value = sums[row["line_id"], row["indicator"]]
        assert row["baseline"] == pytest.approx(value, rel=1e-9)
        assert row["change_share"] == pytest.approx(row["change"] / abs(totals[row["indicator"]]), rel=1e-9)
        assert row["weighted_change"] == pytest.approx(row["change"] * weights[row["indicator"]], rel=1e-9)
        if row["lever"] in ("less", "distance"):
            legs = [leg for leg, parent in parents.items() if parent == row["line_id"] and (leg, row["indicator"]) in sums.index]
            assert row["change"] == pytest.approx(-0.1 * (value + sum(sums[leg, row["indicator"]] for leg in legs)), rel=1e-9)


def test_the_lines_looked_at_make_eighty_percent(box_folder: Path) -> None:
    from ef_training.hotspots import outcome

    run = RunFolder.read(box_folder)
    ranked = outcome(run).ranked
    lines = list(dict.fromkeys(run.options["line_id"]))
    assert lines == list(ranked["line_id"][: len(lines)])
    assert ranked["cumulative"].iloc[len(lines) - 1] >= 0.8 > ranked["cumulative"].iloc[len(lines) - 2]


def test_the_best_options_are_of_different_lines_and_in_order(box_folder: Path) -> None:
    run = RunFolder.read(box_folder)
    best = best_options(run)
    assert len(best) == 3
    assert best["line_id"].is_unique
    assert best["weighted"].is_monotonic_increasing
    assert best["weighted"].iloc[0] == pytest.approx(option_summary(run)["weighted"].min())


def test_solar_power_is_told_to_need_metals(hub_folder: Path) -> None:
    summary = option_summary(RunFolder.read(hub_folder)).set_index("text_zh")
    solar = next(row for text, row in summary.iterrows() if "太陽光電" in text)
    assert "resource-minerals-metals" in solar["worse_in"]
    assert solar["better"] + solar["worse"] + solar["unknown"] <= 16
    assert solar["climate"] < 0


def test_what_is_known_in_part_is_called_neither_better_nor_worse() -> None:
    """A line with a dataset and a climate factor: climate change is known whole, every other indicator by the dataset alone."""
    ef = [target("M01", "f-1", kind="factor", factor=0.2), target("M01", "pp"), target("M02", "pp")]
    values = np.array([np.full(len(CATEGORIES), np.nan), np.ones(len(CATEGORIES)), np.full(len(CATEGORIES), 0.5)])
    values[0, 0] = 0.2
    table = options_table(ef, values, FakeScores(pp=1.0), CATEGORIES)
    less = table[(table["line_id"] == "M01") & (table["lever"] == "less")].set_index("indicator")
    assert less.loc["climate-change", "effect"] == "better"
    assert set(less.drop(index="climate-change")["effect"]) == {"partly"}
    whole = table[(table["line_id"] == "M02") & (table["lever"] == "less")]
    assert set(whole["effect"]) == {"better"}
