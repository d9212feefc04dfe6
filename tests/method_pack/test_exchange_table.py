"""Tables of researchers become packs: values worked out by hand, and what is wrong is named with its cell."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from exchange_sources import (
    CH4,
    CH4_BIO,
    CO2,
    CO2_URBAN,
    COAL,
    CS137,
    N2O,
    OCCUPATION,
    WATER,
    WATER_TW,
    account,
    table,
    take,
    values,
    write_csv,
    write_xlsx,
)

from ef_training.errors import OutputError, PackError
from ef_training.method_pack import load_pack, seal_pack
from ef_training.method_pack.exchange import Flow, ImportOptions, import_methods

HEAD = ("category", "flow", "compartment", "subcompartment", "unit", "factor", "location", "CAS")


def refused(tmp_path: Path, *rows: tuple[Any, ...], **options: Any) -> list[str]:
    """The problems of a table with these rows; nothing is left behind."""
    with pytest.raises(PackError) as caught:
        take(write_csv(tmp_path / "t.csv", *rows), tmp_path / "out", **options)
    assert not (tmp_path / "out").exists()
    assert not list(tmp_path.glob(".out*"))
    return [str(problem) for problem in caught.value.problems]


def test_a_long_table_in_english(tmp_path):
    path = write_csv(
        tmp_path / "t.csv",
        HEAD,
        ("Climate change", "Carbon dioxide, fossil", "air", "", "kg", "1", "", ""),
        ("Climate change", "methane (fossil)", "Emissions to air", "unspecified", "kg", "29.8", "", "74-82-8"),
        ("Climate change", "Dinitrogen monoxide", "air", "", "g", "0.273", "", ""),
        ("Ionising radiation", "Cesium-137", "water", "river", "Bq", "0.0002", "", ""),
        ("Water use", "Water", "air", "", "m3", "42.95", "", ""),
        ("Water use", "Water", "air", "", "m3", "4.99", "TW", ""),
        ("Water use", "Water", "air", "", "m3", "1.2", "DE", ""),
        ("Water use", "Ether", "air", "", "m3", "-3", "", ""),
    )
    report = take(path, tmp_path / "out")
    assert values(tmp_path / "out") == {
        ("climate-change", CO2): 1.0,
        ("climate-change", CH4): 29.8,
        ("climate-change", N2O): 273.0,  # 0.273 per g
        ("ionising-radiation", CS137): 0.2,  # 0.0002 per Bq
        ("water-use", WATER): 42.95,
        ("water-use", WATER_TW): 4.99,  # on the project's own flow of Taiwan
    }
    assert values(tmp_path / "out", "located") == {("water-use", WATER): 1.2}
    assert values(tmp_path / "out", "unmatched") == {("water-use", "Ether"): -3.0}
    assert report.converted == {"g → kilogram": 1, "Bq → kilo Becquerel": 1}
    assert report.matched == {"name": 4, "cas": 1, "own": 1}
    assert (report.read, account(report), report.negative) == (8, 8, 0)
    pack = load_pack(tmp_path / "out")
    assert (pack.scope, pack.weighted, len(pack.located), len(pack.unmatched)) == ("characterisation", False, 1, 1)
    assert {test.source.split(":")[0] for test in pack.tests} == {"sample of the source itself, no independent value"}


def test_chinese_headers_and_several_sheets_each_a_category(tmp_path):
    path = write_xlsx(
        tmp_path / "t.xlsx",
        {
            "說明": [["這張表沒有係數"]],
            "氣候變遷": [
                ["表一"],
                ["物質名稱", "介質", "單位", "特徵化係數"],
                ["二氧化碳", "空氣", "公斤", 1],
                ["Methane, non-fossil", "空氣", "公斤", 27],
            ],
            "土地利用": [
                ["基本流", "介質", "次介質", "單位", "係數"],
                ["Occupation, annual crop", "自然資源", "土地", "m2a", 85.5],
            ],
        },
    )
    report = take(path, tmp_path / "out")
    assert values(tmp_path / "out") == {("climate-change", CH4_BIO): 27.0, ("land-use", OCCUPATION): 85.5}
    assert values(tmp_path / "out", "unmatched") == {("climate-change", "二氧化碳"): 1.0}  # no name of the flow list
    assert any("說明" in note.render("en") for note in report.notes)


def test_a_wide_table_has_a_column_per_category(tmp_path):
    path = write_xlsx(
        tmp_path / "t.xlsx",
        {
            "Sheet1": [
                ["uuid", "name", "Climate change [g CO2 eq]", "Toxic nuisance [kg Zz eq]", "remark"],
                [CO2, "CO2", 1000.5, None, "seen"],
                [CH4, "", 29800, -0.25, None],
                [N2O, "", None, 0, "text"],
            ]
        },
    )
    report = take(path, tmp_path / "out")
    assert values(tmp_path / "out") == {
        ("climate-change", CO2): 1.0005,  # kg per kg
        ("climate-change", CH4): 29.8,
        ("toxic-nuisance", CH4): -0.25,
        ("toxic-nuisance", N2O): 0.0,
    }
    assert (report.read, report.zeros, report.negative, report.matched) == (4, 1, 1, {"uuid": 4})
    (own,) = [row for row in table(tmp_path / "out", "categories") if row["category_id"] == "toxic-nuisance"]
    assert (own["unit"], own["flow_units"], own["parent"]) == ("kg Zz eq", "kilogram", "")
    assert any("remark" in note.render("en") for note in report.notes)


def test_the_table_beside_jrcs_package(tmp_path):
    path = write_csv(
        tmp_path / "jrc.csv",
        (
            *("FLOW_uuid", "FLOW_name", "LCIAMethod_uuid EF3.1", "LCIAMethod_name", "CF EF3.1", "LCIAMethod_location"),
            *("FLOW_class0", "FLOW_class1", "FLOW_class2", "LCIAMethod_derivation", "LCIAMethod_direction"),
        ),
        (
            *("08a91e70", "methane (biogenic)", "6209b35f-9447-40b5-b68c-a1099e3674a0", "Climate change", "27", ""),
            *("Emissions", "Emissions to air", "Emissions to air, unspecified", "Calculated", "Output"),
        ),
        (*("aaaa", "annual crop", "x", "Land use", "85", ""), *("Land use", "Land occupation", "", "Calculated", "Input")),
    )
    take(path, tmp_path / "out")
    assert values(tmp_path / "out") == {("climate-change", CH4_BIO): 27.0, ("land-use", OCCUPATION): 85.0}


def test_the_origin_of_carbon_is_never_mixed_up(tmp_path):
    """CO2 of both origins has one CAS number; the flow list has only the fossil one in this compartment."""
    path = write_csv(
        tmp_path / "t.csv",
        HEAD,
        ("Climate change", "carbon dioxide (fossil)", "air", "urban air close to ground", "kg", "1", "", "124-38-9"),
        ("Climate change", "carbon dioxide (biogenic)", "air", "urban air close to ground", "kg", "0", "", "124-38-9"),
        ("Climate change", "methane", "air", "", "kg", "28", "", "74-82-8"),
    )
    take(path, tmp_path / "out")
    assert values(tmp_path / "out") == {("climate-change", CO2_URBAN): 1.0}
    assert set(values(tmp_path / "out", "unmatched").values()) == {0.0, 28.0}


def test_the_same_twice_is_merged_and_another_value_is_refused_with_both_places(tmp_path):
    row = ("Climate change", "Methane, fossil", "air", "", "kg", "29.8", "", "")
    report = take(write_csv(tmp_path / "t.csv", HEAD, row, row), tmp_path / "one")
    assert (report.read, report.merged, values(tmp_path / "one")) == (2, 1, {("climate-change", CH4): 29.8})
    other = (*row[:5], "28", "", "")
    (problem,) = refused(tmp_path, HEAD, row, other)
    assert "29.8" in problem
    assert "28.0" in problem
    assert "t!F2" in problem
    assert "t!F3" in problem
    rows = (HEAD, row, other, ("Climate change", "Carbon dioxide, fossil", "air", "", "kg", "1", "", ""))
    report = take(write_csv(tmp_path / "t.csv", *rows), tmp_path / "two", set_aside=True)
    assert values(tmp_path / "two") == {("climate-change", CO2): 1.0}
    assert sorted(float(r["value"]) for r in table(tmp_path / "two", "unmatched")) == [28.0, 29.8]
    assert account(report) == report.read == 3


def test_two_ways_to_write_one_flow_contradict_one_another_too(tmp_path):
    (problem,) = refused(
        tmp_path,
        ("uuid", *HEAD),
        (CH4, "Climate change", "", "", "", "kg", "29.8", "", ""),
        ("", "Climate change", "Methane, fossil", "air", "", "t", "28000", "", ""),
        ("", "Climate change", "methane (fossil)", "air", "", "kg", "28", "", ""),
    )
    assert "several factors" in problem


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({5: "1,5"}, "is not a number"),
        ({5: "abc"}, "“abc” is not a number"),
        ({5: "about 3"}, "is not a number"),
        ({5: "nan"}, "is not a number"),
        ({5: "inf"}, "is not a number"),
        ({5: "1e999"}, "is not a number"),
        ({5: ""}, "the factor is missing"),
        ({4: "furlong"}, "unknown unit “furlong”"),
        ({4: "Mg"}, "unknown unit “Mg”"),
        ({4: "MJ"}, "the factor is per MJ, the flow is counted in kilogram"),
        ({2: "ether"}, "the compartment “ether” is not known"),
        ({1: ""}, "but no flow"),
        ({1: "=HYPERLINK(1)"}, "formula"),
        ({0: ""}, "the row has no category"),
    ],
)
def test_what_is_wrong_is_named_with_its_cell(tmp_path, changed, said):
    row = ["Climate change", "Methane, fossil", "air", "", "kg", "29.8", "", ""]
    for place, text in changed.items():
        row[place] = text
    problems = refused(tmp_path, HEAD, tuple(row), ("Climate change", "Carbon dioxide, fossil", "air", "", "kg", "1", "", ""))
    assert any(said in problem and "2" in problem.split(":")[0] for problem in problems), problems


def test_all_problems_are_told_at_once(tmp_path):
    rows = [("Climate change", f"flow {number}", "air", "", "kg", "x", "", "") for number in range(7)]
    assert len(refused(tmp_path, HEAD, *rows)) == 7


def test_a_decimal_comma_is_read_when_it_is_said(tmp_path):
    path = write_csv(
        tmp_path / "t.csv",
        ("flow", "compartment", "unit", "factor"),
        ("Methane, fossil", "air", "kg", "29,8"),
        ("Dinitrogen monoxide", "air", "kg", "1,000"),
        separator=";",
    )
    with pytest.raises(PackError, match="29,8"):
        take(path, tmp_path / "out", category="Climate change")
    take(path, tmp_path / "out", category="Climate change", decimal_comma=True)
    assert values(tmp_path / "out") == {("climate-change", CH4): 29.8, ("climate-change", N2O): 1.0}


def test_a_factor_for_air_alone_serves_sub_compartments_only_when_asked(tmp_path):
    path = write_csv(tmp_path / "t.csv", HEAD, ("Climate change", "Carbon dioxide, fossil", "air", "", "kg", "1", "", ""))
    report = take(path, tmp_path / "one")
    assert set(values(tmp_path / "one")) == {("climate-change", CO2)}
    assert any("1 flows of sub-compartments have no factor" in note.render("en") for note in report.notes)
    report = take(path, tmp_path / "two", all_subcompartments=True)
    assert set(values(tmp_path / "two")) == {("climate-change", CO2), ("climate-change", CO2_URBAN)}
    assert (report.read, report.spread, account(report)) == (1, 1, 1)


def test_a_new_category_needs_a_unit_and_a_matched_flow(tmp_path):
    row = ("Noise", "Methane, fossil", "air", "", "kg", "3", "", "")
    assert "has no unit" in refused(tmp_path, HEAD, row)[0]
    assert "has a flow in the flow lists" in refused(tmp_path, HEAD, ("Noise", "Drum", *row[2:]), unit="Pa")[0]
    take(write_csv(tmp_path / "t.csv", HEAD, row), tmp_path / "out", unit="Pa")
    assert table(tmp_path / "out", "categories")[0]["unit"] == "Pa"


def test_an_indicator_in_another_unit_is_refused(tmp_path):
    row = ("Climate change", "Methane, fossil", "air", "", "kg", "3", "", "")
    (problem,) = refused(tmp_path, HEAD, row, unit="DALY")
    assert "DALY" in problem
    assert "kg CO2 eq" in problem


def test_categories_are_chosen_and_unknown_ones_named(tmp_path):
    rows = [(name, "Methane, fossil", "air", "", "kg", "3", "", "") for name in ("Climate change", "Acidification")]
    take(write_csv(tmp_path / "t.csv", HEAD, *rows), tmp_path / "out", only=("acidification",))
    assert values(tmp_path / "out") == {("acidification", CH4): 3.0}
    with pytest.raises(PackError, match="no category “Smell”"):
        take(tmp_path / "t.csv", tmp_path / "other", only=("Smell",))


def test_extending_changes_what_the_base_has_and_adds_what_it_lacks(tmp_path):
    """Against ef-3.1 itself, whose flows are those of biosphere3."""
    methane, dioxide = "0795345f-c7ae-410c-ad25-1845784c75f5", "349b29d1-3e58-4c66-98b9-9d1a076efd2e"
    path = write_csv(
        tmp_path / "t.csv",
        ("category", "uuid", "unit", "factor"),
        ("Climate change", methane, "kg", "28"),
        ("Climate change", dioxide, "kg", "1"),
        ("Noise", methane, "kg", "0.125"),
    )
    names = {methane: "Methane, fossil", dioxide: "Carbon dioxide, fossil"}
    flows = [Flow("biosphere3", code, name, "air", "kilogram") for code, name in names.items()]
    report = import_methods(path, tmp_path / "mine", ImportOptions("mine", extends="ef-3.1", only=("Climate change",)), flows)
    assert report.overrides == {"replace": 1, "same": 1}
    (override,) = table(tmp_path / "mine", "overrides")
    assert (override["op"], override["old_value"], override["value"]) == ("replace", "29.8", "28.0")
    pack, base = load_pack(tmp_path / "mine"), load_pack("ef-3.1")
    changed = pack.factors["value"] != base.factors["value"]
    assert list(pack.factors[changed]["flow_code"]) == [methane]
    assert (pack.weighted, pack.extends, len(pack.categories)) == (True, "ef-3.1", len(base.categories))


def test_the_pack_extended_stands_beside_and_factors_it_alone_has_are_dropped_on_demand(tmp_path):
    base = [
        ("Noise", name, "air", "", "kg", factor, "", "")
        for name, factor in (("Methane, fossil", "2"), ("Dinitrogen monoxide", "4"))
    ]
    take(write_csv(tmp_path / "base.csv", HEAD, *base), tmp_path / "below", name="below", unit="Pa")
    own = write_csv(tmp_path / "own.csv", HEAD, ("Noise", "Carbon dioxide, fossil", "air", "", "kg", "1", "", ""))
    report = take(own, tmp_path / "above", name="above", extends=str(tmp_path / "below"))
    assert report.overrides == {"add": 1}
    factors = load_pack(tmp_path / "above").factors
    assert dict(zip(factors["flow_code"], factors["value"], strict=True)) == {CH4: 2.0, N2O: 4.0, CO2: 1.0}
    with pytest.raises(PackError, match="would be dropped, but below tests it"):
        take(own, tmp_path / "third", name="third", extends=str(tmp_path / "below"), drop_missing=True)
    (tmp_path / "below" / "tests.csv").write_text(
        "\n".join((tmp_path / "below" / "tests.csv").read_text(encoding="utf-8-sig").splitlines()[:2]), encoding="utf-8"
    )  # the test of methane alone is left
    seal_pack(tmp_path / "below")
    both = write_csv(tmp_path / "both.csv", HEAD, ("Noise", "Methane, fossil", "air", "", "kg", "2", "", ""))
    report = take(both, tmp_path / "fourth", name="fourth", extends=str(tmp_path / "below"), drop_missing=True)
    assert report.overrides == {"same": 1, "drop": 1}
    assert list(load_pack(tmp_path / "fourth").factors["flow_code"]) == [CH4]
    (tmp_path / "elsewhere").mkdir()
    with pytest.raises(PackError, match="must stand beside"):
        take(own, tmp_path / "elsewhere" / "above", name="above", extends=str(tmp_path / "below"))


def test_a_place_that_is_taken_and_a_name_that_cannot_be(tmp_path):
    path = write_csv(tmp_path / "t.csv", HEAD, ("Climate change", "Methane, fossil", "air", "", "kg", "3", "", ""))
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("mine")
    with pytest.raises(OutputError):
        take(path, tmp_path / "out")
    assert (tmp_path / "out" / "mine.txt").read_text() == "mine"
    for name in ("../x", "My Pack", "", "nul"):
        with pytest.raises(PackError):
            take(path, tmp_path / "other", name=name)
    with pytest.raises(PackError, match=r"ef-3\.1"):
        take(path, tmp_path / "other", name="ef-3.1")


def test_texts_cannot_start_a_formula(tmp_path):
    path = write_csv(tmp_path / "t.csv", HEAD, ("Climate change", "Methane, fossil", "air", "", "kg", "3", "", ""),
                     ("Climate change", "@SUM(1)", "air", "", "kg", "3", "", ""))  # fmt: skip
    take(path, tmp_path / "out")
    assert table(tmp_path / "out", "unmatched")[0]["flow_name"] == "'@SUM(1)"
    assert load_pack(tmp_path / "out").unmatched["flow_name"][0] == "@SUM(1)"


def test_a_flow_whose_resource_the_list_counts_otherwise_is_not_taken_by_name(tmp_path):
    coal = ("Resource use, fossils", "Coal, hard", "natural resource", "in ground")
    (problem,) = refused(tmp_path, HEAD, (*coal, "MJ", "1", "", ""), (*coal, "kg", "19.1", "", ""))
    assert "per MJ" in problem
    take(write_csv(tmp_path / "t.csv", HEAD, (*coal, "kg", "19.1", "", "")), tmp_path / "out")
    assert values(tmp_path / "out") == {("resource-fossils", COAL): 19.1}


def test_files_that_hold_no_table(tmp_path):
    for name, content in {"empty.csv": b"", "text.csv": b"no,table,here\n1,2,3\n", "a.pdf": b"%PDF-1.7 x"}.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(PackError):
            take(tmp_path / name, tmp_path / "out")
    with pytest.raises(PackError):
        take(tmp_path / "not-there.csv", tmp_path / "out")
    assert not (tmp_path / "out").exists()
