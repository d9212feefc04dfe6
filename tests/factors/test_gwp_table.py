"""GWP table: against values typed from the IPCC tables, against EF 3.1's climate factors, blends computed anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from ef_training.errors import DataError, LinkError
from ef_training.factors import GwpTable, load_gwp
from ef_training.tables import shipped

PUBLISHED = {  # AR5 WG1 Table 8.A.1; AR6 WG1 Table 7.SM.7 and, for methane, 7.15
    "CO2": (1, 1),
    "CH4-fossil": (30, 29.8),
    "CH4-biogenic": (28, 27.0),
    "N2O": (265, 273),
    "SF6": (23500, 25200),
    "NF3": (16100, 17400),
    "CF4": (6630, 7380),
    "C2F6": (11100, 12400),
    "R-22": (1760, 1960),
    "R-23": (12400, 14600),
    "R-32": (677, 771),
    "R-125": (3170, 3740),
    "R-134a": (1300, 1530),
    "R-143a": (4800, 5810),
    "R-152a": (138, 164),
    "R-227ea": (3350, 3600),
    "R-290": (None, 0.02),
    "R-1234yf": (1, 0.501),
}
BLENDS_AR6 = {  # as published, rounded, by a refrigerant association from the same tables
    "R-404A": 4728,
    "R-407A": 2262,
    "R-410A": 2255,
    "R-407C": 1908,
    "R-448A": 1494,
    "R-449A": 1504,
    "R-454B": 531,
    "R-513A": 673,
}
IN_EF31 = {
    "R-134a": "Ethane, 1,1,1,2-tetrafluoro-, HFC-134a",
    "R-125": "Ethane, pentafluoro-, HFC-125",
    "R-32": "Methane, difluoro-, HFC-32",
    "R-143a": "Ethane, 1,1,1-trifluoro-, HFC-143a",
    "R-152a": "Ethane, 1,1-difluoro-, HFC-152a",
    "R-23": "Methane, trifluoro-, HFC-23",
    "R-22": "Methane, chlorodifluoro-, HCFC-22",
    "R-141b": "Ethane, 1,1-dichloro-1-fluoro-, HCFC-141b",
    "R-142b": "Ethane, 1-chloro-1,1-difluoro-, HCFC-142b",
    "R-123": "Ethane, 2,2-dichloro-1,1,1-trifluoro-, HCFC-123",
    "R-11": "Methane, trichlorofluoro-, CFC-11",
    "R-12": "Methane, dichlorodifluoro-, CFC-12",
    "SF6": "Sulfur hexafluoride",
    "NF3": "Nitrogen fluoride",
    "CF4": "Methane, tetrafluoro-, R-14",
    "C2F6": "Ethane, hexafluoro-, HFC-116",
    "CH4-fossil": "Methane, fossil",
    "CH4-biogenic": "Methane, non-fossil",
    "N2O": "Dinitrogen monoxide",
    "R-290": "Propane",
    "R-600": "Butane",
}


@pytest.fixture(scope="module")
def table() -> GwpTable:
    return load_gwp()


@pytest.mark.parametrize("substance", PUBLISHED)
def test_published_values(table: GwpTable, substance: str) -> None:
    for gwp_set, value in zip(("AR5", "AR6"), PUBLISHED[substance], strict=True):
        if value is None:
            with pytest.raises(LinkError, match=f"{substance}@AR6"):
                table.lookup(f"{substance}@{gwp_set}")
        else:
            assert table.lookup(f"{substance}@{gwp_set}").kgco2e_per_kg == value


def test_ar6_agrees_with_the_climate_factors_of_ef_31(table: GwpTable) -> None:
    from ef_training.method_pack import load_pack

    frame = load_pack("ef-3.1").factors
    frame = frame[(frame["category_id"] == "climate-change") & (frame["compartment"] == "air")]
    climate = dict(zip(frame["flow_name"], frame["value"], strict=True))
    for substance, name in IN_EF31.items():
        assert table.lookup(f"{substance}@AR6").kgco2e_per_kg == climate[name], substance


def test_blends_are_the_mass_weighted_mean_of_their_components(table: GwpTable) -> None:
    blends = [entry for entry in table.entries if entry.composition]
    assert {entry.substance for entry in blends} >= set(BLENDS_AR6) | {"R-507A", "R-407F"}
    for entry in blends:
        assert entry.derived
        parts = [(share, table.lookup(f"{name}@{entry.gwp_set}")) for name, share in entry.composition]
        assert entry.kgco2e_per_kg == pytest.approx(sum(share * part.kgco2e_per_kg for share, part in parts), rel=1e-9)
        assert bool(entry.note) == any(part.published == "<1" for _, part in parts)
    for substance, value in BLENDS_AR6.items():
        assert table.lookup(f"{substance}@AR6").kgco2e_per_kg == pytest.approx(value, abs=0.6)


def test_every_entry_has_names_and_a_source(table: GwpTable) -> None:
    for entry in table.entries:
        assert entry.name_en
        assert entry.name_zh
        assert entry.gwp_set in entry.source or "ASHRAE" in entry.source
        assert bool(entry.published) != bool(entry.composition)
        assert table.lookup(entry.target) is entry


@pytest.mark.parametrize("text", ["R134a@AR6", "r-134A @ ar6", "R 134a@AR6", "Ｒ－134a@AR6"])
def test_spelling_of_the_substance_is_forgiven(table: GwpTable, text: str) -> None:
    assert table.lookup(text).target == "R-134a@AR6"


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("R-134a", "R-134a@AR5, R-134a@AR6"),
        ("R-410A@AR4", "R-410A@AR5, R-410A@AR6"),
        ("R-290@AR5", "R-290@AR6"),
        ("R-134b@AR6", "R-134a@AR6"),
        ("unobtainium@AR6", "enter a factor by hand"),
        ("", "enter a factor by hand"),
    ],
)
def test_what_is_missing_is_said_with_a_hint(table: GwpTable, text: str, hint: str) -> None:
    with pytest.raises(LinkError) as caught:
        table.lookup(text)
    assert hint in str(caught.value)
    assert f"“{text}”" in str(caught.value)


def test_isobutane_is_in_neither_table(table: GwpTable) -> None:
    with pytest.raises(LinkError):
        table.lookup("R-600a@AR6")


def test_every_bad_cell_is_named(tmp_path: Path) -> None:
    lines = shipped("ef_training.factors", "data", "gwp.csv").read_text(encoding="utf-8-sig").splitlines()
    header, first, *_ = lines
    blend = next(line for line in lines if line.startswith("R-410A"))
    bad = [
        first.replace(",1,1,", ",-1,1,"),
        first,
        blend.replace("R-32:0.5", "R-32:0.6"),
        blend.replace("AR5", "AR4"),
        blend.replace(":0.5", ":half").replace("R-410A", "R-410B"),
    ]
    path = tmp_path / "gwp.csv"
    path.write_text("\n".join([header, *bad]), encoding="utf-8")
    with pytest.raises(DataError) as caught:
        load_gwp(path)
    text = str(caught.value)
    for part in (
        "row 2, gwp100: a GWP cannot be negative",
        "row 3, substance: “CO2@AR5” stands twice",
        "row 4, composition",
        "row 5, gwp_set: unknown GWP set “AR4”",
        "row 6, composition",
    ):
        assert part in text
