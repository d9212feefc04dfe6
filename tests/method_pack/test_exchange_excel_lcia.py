"""Brightway's layout: a file that bw2io's own importer reads and links gives the same flows and factors here."""

from __future__ import annotations

import pytest
from exchange_sources import ALUMINIUM, CH4, CO2, CO2_URBAN, FLOWS, N2O, take, values, write_csv, write_xlsx

from ef_training.errors import PackError

ROWS = [
    ["name", "categories", "amount", "unit"],
    ["Carbon dioxide, fossil", "air", 1, "kilogram"],
    ["Carbon dioxide, fossil", "air::urban air close to ground", 1.5, "kilogram"],
    ["Methane, fossil", "air::unspecified", "29.8", "kilogram"],
    ["Dinitrogen monoxide", "air", -273.25, "kilogram"],
    ["Aluminium", "natural resource::in ground", 0, "kilogram"],
]
NAMED = {"category": "Warmth", "unit": "kg CO2 eq"}


@pytest.fixture(scope="module")
def brightway(brightway_folder):
    """A project whose biosphere3 holds the small flow list."""
    import bw2data

    before = bw2data.projects.current
    bw2data.projects.set_current("exchange-excel-lcia")
    nodes = {
        (flow.database, flow.code): {
            "name": flow.name,
            "categories": tuple(flow.compartment.split("/")),
            "unit": flow.unit,
            "type": "emission" if flow.direction == "output" else "natural resource",
            "exchanges": [],
        }
        for flow in FLOWS
        if flow.database == "biosphere3"
    }
    bw2data.Database("biosphere3").write(nodes)
    yield bw2data
    bw2data.projects.set_current(before)


def by_bw2io(importer, path) -> dict[str, float]:
    """Factors by code of the flow, as bw2io reads and links the file."""
    made = importer(str(path), ("mine", "Warmth"), "a table", "kg CO2 eq")
    made.apply_strategies(verbose=False)
    assert made.statistics(print_stats=False)[2] == 0  # nothing unlinked
    return {exchange["input"][1]: float(exchange["amount"]) for exchange in made.data[0]["exchanges"]}


def test_a_workbook_is_read_as_bw2io_reads_it(tmp_path, brightway):
    from bw2io import ExcelLCIAImporter

    path = write_xlsx(tmp_path / "lcia.xlsx", {"Sheet1": ROWS})
    report = take(path, tmp_path / "out", **NAMED)
    mine = {code: value for (_, code), value in values(tmp_path / "out").items()}
    assert mine == {CO2: 1.0, CO2_URBAN: 1.5, CH4: 29.8, N2O: -273.25, ALUMINIUM: 0.0}
    assert mine == by_bw2io(ExcelLCIAImporter, path)
    assert (report.format, report.zeros, report.negative) == ("excel-lcia", 1, 1)


def test_a_csv_file_is_read_as_bw2io_reads_it(tmp_path, brightway):
    from bw2io.importers.excel_lcia import CSVLCIAImporter

    path = write_csv(tmp_path / "lcia.csv", *ROWS)
    take(path, tmp_path / "out", **NAMED)
    assert {code: value for (_, code), value in values(tmp_path / "out").items()} == by_bw2io(CSVLCIAImporter, path)


def test_what_bw2io_leaves_unlinked_is_found_or_kept(tmp_path):
    """The names of older flow lists: "Resource" for "natural resource"; a flow nobody has is kept."""
    rows = [
        ["categories", "name", "amount"],
        ["Resource::in ground", "Aluminium", 42],
        ["Resource", "Uranium ore, 1.11 GJ per kg", 1000000],
    ]
    report = take(write_xlsx(tmp_path / "lcia.xlsx", {"Sheet1": rows}), tmp_path / "out", **NAMED)
    assert values(tmp_path / "out") == {("warmth", ALUMINIUM): 42.0}
    assert values(tmp_path / "out", "unmatched") == {("warmth", "Uranium ore, 1.11 GJ per kg"): 1000000.0}
    assert (report.read, report.unmatched) == (2, 1)


def test_sheets_are_categories(tmp_path):
    path = write_xlsx(tmp_path / "lcia.xlsx", {"Climate change": ROWS[:3], "Warmth": [ROWS[0], ROWS[3]], "notes": [["read me"]]})
    take(path, tmp_path / "out", unit="kg CO2 eq")
    assert values(tmp_path / "out") == {
        ("climate-change", CO2): 1.0,
        ("climate-change", CO2_URBAN): 1.5,
        ("warmth", CH4): 29.8,
    }


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (["Methane, fossil", "air", "29,8", "kilogram"], "29,8"),
        (["Methane, fossil", "air", None, "kilogram"], "the factor is missing"),
        (["Methane, fossil", "air", True, "kilogram"], "is not a number"),
        (["Methane, fossil", "air", "=1/0", "kilogram"], "formula"),
        (["Methane, fossil", "ether", 1, "kilogram"], "“ether” is not known"),
        (["Methane, fossil", "air", 1, "furlong"], "unknown unit"),
        (["Methane, fossil", "air", 1, "cubic meter"], "counted in kilogram"),
        (["Carbon dioxide, fossil", "air", 2, "kilogram"], "several factors"),
        ([None, "air", 2, "kilogram"], "no flow"),
    ],
)
def test_what_is_wrong_is_named_with_its_cell(tmp_path, row, said):
    path = write_xlsx(tmp_path / "lcia.xlsx", {"Sheet1": [*ROWS[:2], row]})
    with pytest.raises(PackError) as caught:
        take(path, tmp_path / "out", **NAMED)
    (problem,) = caught.value.problems
    assert said in str(problem)
    assert problem.where.startswith("Sheet1!")
    assert problem.where.endswith("3")


def test_the_category_and_its_unit_must_be_given(tmp_path):
    path = write_xlsx(tmp_path / "lcia.xlsx", {"Sheet1": ROWS})
    with pytest.raises(PackError, match="--category"):
        take(path, tmp_path / "out")
    with pytest.raises(PackError, match="has no unit"):
        take(path, tmp_path / "out", category="Warmth")
