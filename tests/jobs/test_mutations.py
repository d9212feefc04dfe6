"""What a change does: of a cell, all totals shift by exactly its change × unit score; of the code, the comparison fails."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from importlib import import_module

import independent_calculation as independent
import pytest
from form_cells import edited
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ef_training.assessment import assess as assessing
from ef_training.errors import FormError
from ef_training.forms import values as reading
from ef_training.inventory import per_unit as counting
from ef_training.units import convert, find_unit, unit

linking = import_module("ef_training.linking.resolve")

HUB, BOX = "aluminium-hub", "pp-food-box"
PLANT = {  # example → share of the plant total ÷ production in declared units, from the table of outputs
    (HUB, "機器工時"): 12000 / (12000 + 21080 + 3600 + 3800) / 240000,
    (HUB, "陽極處理面積"): 9120 / (9120 + 16120 + 1080) / 240000,
    (BOX, "產品重量"): 114000 / (114000 + 1800 + 104000 + 76000) / 1200,
}
LORRY = "lorry-16t"
TAP, EVAPORATED, METHANE = "tap-water-tw", "water-evaporated-tw", "da1157e2-7593-4dfd-80dd-a3449b37a4d8"

# example, sheet, line, change of the amount in its unit, what it is per unit of the cell
CELLS = [
    (HUB, "能源與水", "E01", 5000.0, {"elec-tw-mv": PLANT[HUB, "機器工時"]}),
    (HUB, "能源與水", "W01", 40.0, {TAP: PLANT[HUB, "陽極處理面積"], EVAPORATED: 0.18 * PLANT[HUB, "陽極處理面積"]}),
    (HUB, "原物料", "M02", 1000.0, {"aluminium-extrusion": 1 / 240000, LORRY: 0.060 / 240000}),
    (HUB, "原物料", "M08", -300.0, {"cutting-oil": 0.93 * PLANT[HUB, "機器工時"]}),
    (HUB, "包裝", "P02", 0.004, {"corrugated-board": 1.0, LORRY: 0.020}),
    (HUB, "廢棄物與廢水", "R04", 800.0, {"msw-incineration-tw": PLANT[HUB, "機器工時"], LORRY: 0.025 * PLANT[HUB, "機器工時"]}),
    (HUB, "直接排放與冷媒", "A03", 11.0, {METHANE: PLANT[HUB, "機器工時"]}),
    (BOX, "原物料", "M01", 2500.0, {"pp": 1 / 1200, "lorry-35t-euro6": 0.115 / 1200}),
    (BOX, "能源與水", "E01", -20000.0, {"elec-tw-mv": PLANT[BOX, "產品重量"]}),
]


def unit_score(scores, code: str) -> dict[str, float]:
    """The score of one unit of a dataset, or of one unit of an elementary flow, by indicator."""
    keys = [(database, code) for database in ("ef-training background", "ef-training flows", "biosphere3")]
    for key in keys:
        if key in scores.product_index:
            return dict(zip(scores.indicators, scores.scores[scores.product_index[key]], strict=True))
        if key in scores.flow_index:
            return dict(zip(scores.indicators, scores.characterisation[:, scores.flow_index[key]], strict=True))
    raise AssertionError(code)


@pytest.fixture(scope="module")
def expected(forms):
    """Totals of both examples by the independent calculation."""
    return {name: independent.totals(forms[name, "zh-TW"]) for name in (HUB, BOX)}


@pytest.fixture(scope="module")
def unchanged(forms, hub_folder, run_of):
    """Totals of both examples."""
    return {name: run_of.totals(forms[name, "zh-TW"]) for name in (HUB, BOX)}


def by_target(run):
    """Values of a run by line, target, view and indicator."""
    return run.results.set_index(["line_id", "target", "view", "indicator"])["value"].dropna()


@pytest.fixture(scope="module")
def unchanged_values(forms, hub_folder, run_of):
    """Every value of both examples."""
    return {name: by_target(run_of(forms[name, "zh-TW"])) for name in (HUB, BOX)}


# ---- one cell


@pytest.mark.parametrize(("name", "sheet", "line", "change", "parts"), CELLS, ids=[f"{c[0]}-{c[2]}" for c in CELLS])
def test_one_cell_shifts_all_totals_by_its_change_times_the_unit_score(
    name, sheet, line, change, parts, forms, run_of, unchanged, tmp_path
):
    changed = edited(forms[name, "zh-TW"], tmp_path / "form.xlsx", (sheet, line, "數量", lambda amount: amount + change))
    found = run_of.totals(changed)
    scores = run_of.scores()
    for indicator in independent.INDICATORS:
        expected = change * sum(per_unit * unit_score(scores, code)[indicator] for code, per_unit in parts.items())
        shift = found[indicator] - unchanged[name][indicator]
        assert shift == pytest.approx(expected, rel=1e-9, abs=1e-13 * unchanged[name][indicator])


AMOUNTS = [
    (name, sheet, line)
    for name, sheets in {
        HUB: {"原物料": 14, "包裝": 5, "能源與水": 4, "直接排放與冷媒": 4, "廢棄物與廢水": 6},
        BOX: {"原物料": 4, "包裝": 3, "能源與水": 2, "直接排放與冷媒": 3, "廢棄物與廢水": 4, "使用": 4, "廢棄處理": 5},
    }.items()
    for sheet, count in sheets.items()
    for line in range(count)
]


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True)
@given(st.sampled_from(AMOUNTS), st.floats(0.2, 3.0).filter(lambda factor: abs(factor - 1) > 0.01))
def test_any_amount_moves_its_line_in_proportion_and_nothing_else(forms, run_of, unchanged_values, tmp_path, cell, factor):
    """Totals of both views shift by (factor − 1) × what the line and its legs score, when nothing is taken off the meter."""
    name, sheet, number = cell
    book = independent.read(forms[name, "zh-TW"])
    row = independent.table(book[sheet], "編號", "名稱", "數量")[number]
    excluded, line = float(row.get("扣除量") or 0), row["編號"]
    changed = edited(
        forms[name, "zh-TW"],
        tmp_path / "form.xlsx",
        (sheet, line, "數量", excluded + (row["數量"] - excluded) * factor),
    )
    before, after = unchanged_values[name], by_target(run_of(changed))
    assert (before.index == after.index).all()
    moved = before.index.get_level_values("line_id").isin([line, f"{line}-T1", f"{line}-T2"])
    assert (before[~moved] == after[~moved]).all()
    assert list(after[moved]) == pytest.approx(list(before[moved] * factor), rel=1e-9)


HOURS, EVERYTHING = 12000, 12000 + 21080 + 3600 + 3800
ENTRIES = {  # in one form: what is entered in a line, and the factor by which that changes the line
    "units": {
        ("原物料", "M02"): ({"單位": "公噸"}, 1000),
        ("原物料", "M05"): ({"單位": "公克"}, 0.001),
        ("能源與水", "E01"): ({"單位": "MWh"}, 1000),
        ("能源與水", "W01"): ({"單位": "公升"}, 0.001),
        ("廢棄物與廢水", "R04"): ({"單位": "公噸"}, 1000),
    },
    "other units, levels and keys": {
        ("能源與水", "E01"): ({"單位": "千度", "扣除量": None}, 1000 * 498000 / (498000 - 36000)),
        ("直接排放與冷媒", "A03"): ({"單位": "公克", "數據範圍": "標的產品全期", "分配基準": None}, 0.001 * EVERYTHING / HOURS),
        ("廢棄物與廢水", "R04"): ({"數據範圍": "每宣告單位", "分配基準": None}, EVERYTHING / HOURS * 240000),
        ("廢棄物與廢水", "R06"): ({"數據範圍": "標的產品全期", "分配基準": None}, EVERYTHING / HOURS),
        ("原物料", "M08"): ({"分配基準": "陽極處理面積"}, PLANT[HUB, "陽極處理面積"] / PLANT[HUB, "機器工時"]),
    },
}


@pytest.mark.parametrize("entries", ENTRIES)
def test_a_wrong_entry_changes_the_line_by_its_factor(entries, forms, run_of, unchanged_values, tmp_path):
    """t for kg, MWh for kWh, the plant for the product: what each does to its line, and to no other."""
    changes = [
        (sheet, line, header, value) for (sheet, line), (cells, _) in ENTRIES[entries].items() for header, value in cells.items()
    ]
    before, after = unchanged_values[HUB], by_target(run_of(edited(forms[HUB, "zh-TW"], tmp_path / "form.xlsx", *changes)))
    factors = {line: factor for (_, line), (_, factor) in ENTRIES[entries].items()}
    for line in dict.fromkeys(before.index.get_level_values("line_id")):
        factor = factors.get(line.split("-")[0], 1.0)
        assert line not in factors or len(before[line]) >= 17
        assert list(after[line]) == pytest.approx(list(before[line] * factor), rel=1e-9), line


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ([("原物料", "M02", "分配基準", "機器工時")], "its share would apply twice"),
        ([("包裝", "P02", "分配基準", "機器工時")], "its share would apply twice"),
        ([("廢棄物與廢水", "R04", "數量", -9600)], "is negative"),
        ([("能源與水", "E01", "分配基準", None)], "no allocation key is given"),
        ([("能源與水", "E01", "扣除量", 600000)], "more is taken off than was metered"),
    ],
)
def test_what_can_be_seen_to_be_wrong_is_refused(changes, expected, forms, run_of, tmp_path):
    with pytest.raises(FormError, match=expected):
        run_of(edited(forms[HUB, "zh-TW"], tmp_path / "form.xlsx", *changes))


# ---- the code


def spelling_read_as(spelling: str, code: str, monkeypatch) -> None:
    """The reader of forms takes a spelling for another unit."""
    monkeypatch.setattr(reading, "find_unit", lambda text: unit(code) if text == spelling else find_unit(text))


def lines_changed(change, monkeypatch) -> None:
    original = counting.per_unit
    monkeypatch.setattr(assessing, "per_unit", lambda inventory: tuple(change(line) for line in original(inventory)))


def share_twice(monkeypatch) -> None:
    lines_changed(lambda line: replace(line, amount=line.amount * line.share), monkeypatch)


def excluded_counted(monkeypatch) -> None:
    """The dormitory's part of the meter is not taken off."""
    lines_changed(
        lambda line: replace(line, amount=line.amount * line.line.amount / (line.line.amount - line.line.excluded)), monkeypatch
    )


def sign_turned(codes: tuple[str, ...], monkeypatch) -> None:
    """Waste treatment becomes a credit."""
    original = linking._dataset

    def turned(catalogues, code):
        found = original(catalogues, code)
        return replace(found, sign=-found.sign) if code in codes else found

    monkeypatch.setattr(linking, "_dataset", turned)


def multiplier_ignored(kind: str, monkeypatch) -> None:
    """A multiplier that bridges ``kind`` counts as 1: 32 % acid as 100 %, a litre as a kilogram."""
    original = linking.target_amount
    monkeypatch.setattr(
        linking,
        "target_amount",
        lambda target, line, wanted: original(
            replace(target, multiplier=1.0) if target.multiplier_unit == kind else target, line, wanted
        ),
    )


def sales_for_production(monkeypatch) -> None:
    """Amounts are divided by what was sold: production less what went into stock."""
    original = counting.production

    def sold(inventory):
        start, end = (item.quantity for item in sorted(inventory.stocks, key=lambda item: item.moment == "end"))
        product = inventory.product
        return original(inventory) - convert(end - start, inventory.target_output.unit, product.declared_unit) / (
            product.declared_amount
        )

    monkeypatch.setattr(counting, "production", sold)


def screening_dropped(monkeypatch) -> None:
    """Lines that have a climate factor only count as nothing."""
    original = assessing.resolve
    monkeypatch.setattr(
        assessing,
        "resolve",
        lambda *arguments: tuple(replace(t, amount=0.0) if t.screening else t for t in original(*arguments)),
    )


def world_water(monkeypatch) -> None:
    """What evaporates in Taiwan goes to the unlocated flow, which counts as the world's mean."""
    original = linking._flow
    unlocated = "075e433b-4be4-448e-9510-9a5029c1ce94"  # biosphere3: Water to air
    monkeypatch.setattr(
        linking, "_flow", lambda catalogues, code: original(catalogues, unlocated if code == EVAPORATED else code)
    )


WASTE = ("msw-incineration-tw", "hazardous-incineration", "sludge-drying-disposal")
MUTATIONS = {
    "t for kg": partial(spelling_read_as, "公斤", "t"),
    "MWh for kWh": partial(spelling_read_as, "kWh", "MWh"),
    "L for m3": partial(spelling_read_as, "立方公尺", "L"),
    "share applied twice": share_twice,
    "dormitory not taken off": excluded_counted,
    "waste sign turned": partial(sign_turned, WASTE),
    "sign of one waste turned": partial(sign_turned, WASTE[2:]),
    "sign of waste water turned": partial(sign_turned, ("wastewater-industrial-metal", "wastewater-municipal")),
    "heat value ignored": partial(multiplier_ignored, "MJ/m3"),
    "concentration ignored": partial(multiplier_ignored, "kg/kg"),
    "sales for production": sales_for_production,
    "screening dropped": screening_dropped,
    "water of the world": world_water,
}


def test_the_comparison_passes_without_a_mutation(unchanged, expected):
    for name in (HUB, BOX):
        assert not independent.deviating(unchanged[name], expected[name])


@pytest.mark.parametrize("mutation", MUTATIONS)
def test_a_mutation_of_the_code_is_caught(mutation, forms, run_of, hub_folder, expected, monkeypatch):
    """With the package's code changed so, the comparison with the independent calculation fails."""
    MUTATIONS[mutation](monkeypatch)
    caught = independent.deviating(run_of.totals(forms[HUB, "zh-TW"]), expected[HUB])
    assert caught
    assert min(caught.values()) > 1e-3


def test_the_form_is_left_as_it_was(forms, tmp_path):
    """The helper that changes cells changes nothing else: an edit that writes the same value gives the same inventory."""
    from ef_training.forms import read_form

    form = forms[HUB, "zh-TW"]
    copy = edited(form, tmp_path / form.name, ("原物料", "M02", "數量", lambda amount: amount))
    assert replace(read_form(copy), source_sha256="") == replace(read_form(form), source_sha256="")
