"""Transport: inputs without a way, ways across the sea by road, single legs, distances against the calculator."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from small_forms import changed, findings, line, plant, told

from ef_training.errors import Problem
from ef_training.inventory.model import Company, Line, Origin
from ef_training.inventory.per_unit import per_unit
from ef_training.messages import message
from ef_training.review.freight_legs import ends_of, mode_of
from ef_training.review.model import Reviewed
from ef_training.review.settings import REVIEW_SETTINGS
from ef_training.review.transport import CHECK


def leg(parent: str, number: int, mode: str, km: float, tonnes: float = 0.104, **values: Any) -> Line:
    """A leg of a line; distance and mode stand in columns N and M of its row."""
    row = int(parent[1:])
    km_cell, mode_cell = Origin("form.xlsx", "Materials", f"N{row}"), Origin("form.xlsx", "Materials", f"M{row}")
    return Line(
        f"{parent}-T{number}",
        values.pop("stage", "raw-materials"),
        "transport",
        f"leg {number}",
        km * tonnes,
        "tkm",
        values.pop("level", "product"),
        parent=parent,
        treatment=mode,
        origin=km_cell,
        origins={"amount": km_cell, "treatment": mode_cell},
        **values,
    )


def haul(name: str, mode: str, km: float, load: float = 0.2, **values: Any) -> Line:
    """A transport line of its own on the sheet of distribution."""
    where = Origin("form.xlsx", "Transport", "B5")
    return Line(
        values.pop("line_id", "T05"),
        "distribution",
        "transport",
        name,
        km * load,
        "tkm",
        values.pop("level", "product"),
        treatment=mode,
        distance=km,
        load=load,
        origin=where,
        origins={"distance": where, "load": where},
        **values,
    )


def granulate(**values: Any) -> tuple[Line, ...]:
    return changed("M2", **{"supplier": "Demo maker", "country": "TW", **values})


def kinds(inventory) -> list[tuple[str, str]]:
    return [(severity, kind) for severity, kind, _ in told(inventory, "transport")]


def test_an_input_with_its_leg_is_fine():
    assert told(plant(leg("M2", 1, "lorry-35t", 60), lines=granulate()), "transport") == []


def test_a_main_input_without_a_leg_is_asked_about():
    assert told(plant(lines=granulate()), "transport") == [("question", "no-leg", "Materials!B2")]


@pytest.mark.parametrize(
    "values", [{"note": "與色母同車送達"}, {"note": "comes by pipeline"}, {"note": "transport contained in line 5"}]
)
def test_a_note_that_tells_how_it_comes_will_do(values):
    assert told(plant(lines=granulate(**values)), "transport") == []


def test_a_transport_line_that_names_it_will_do():
    assert told(plant(haul("PP granulate to the plant", "lorry-35t", 60), lines=granulate()), "transport") == []


def test_small_inputs_are_listed_once_and_asked_about_beyond_the_cut_off():
    few = [line(f"M{n}", "auxiliary", f"oil {n}", 0.5, "kg", supplier=f"S{n}") for n in (5, 6)]
    many = [line(f"M{n}", "auxiliary", f"oil {n}", 1.0, "kg", supplier=f"S{n}") for n in range(5, 13)]
    first = leg("M2", 1, "lorry-35t", 60)
    assert told(plant(first, *few, lines=granulate()), "transport") == [("info", "small-without-leg", "Other!B5")]
    assert kinds(plant(first, *many, lines=granulate())) == [("question", "small-without-leg")]


def test_what_the_same_supplier_brings_is_not_asked_about():
    more = line("M5", "auxiliary", "masterbatch", 5.0, "kg", supplier="Demo maker")
    assert kinds(plant(leg("M2", 1, "lorry-35t", 60), more, lines=granulate())) == [("info", "small-without-leg")]


def test_main_inputs_need_an_origin():
    nameless = granulate(supplier="", country="")
    assert kinds(plant(leg("M2", 1, "lorry-35t", 60), lines=nameless)) == [("question", "no-origin")]
    small = line("M5", "auxiliary", "oil", 0.5, "kg", note="transport with M2")
    assert kinds(plant(leg("M2", 1, "lorry-35t", 60), small, lines=granulate())) == []


def test_from_abroad_without_any_leg():
    assert told(plant(lines=granulate(country="JP")), "transport") == [("warning", "foreign-without-leg", "Materials!B2")]
    assert kinds(plant(lines=granulate(country="", supplier="Demo maker (Germany)"))) == [("warning", "foreign-without-leg")]


def test_road_across_the_sea_is_an_error_at_the_distance():
    inventory = plant(leg("M2", 1, "lorry-35t", 900), leg("M2", 2, "lorry-16t", 60), lines=granulate(country="CN"))
    assert told(inventory, "transport") == [("error", "road-across-the-sea", "Materials!N2")]
    found = findings(inventory, "transport")[0]
    assert Origin("form.xlsx", "Materials", "M2") in found.where


@pytest.mark.parametrize("mode", ["ship-container", "air"])
def test_a_leg_by_sea_or_air_makes_it_right(mode):
    km = 900 if mode == "ship-container" else 1100
    inventory = plant(leg("M2", 1, mode, km), leg("M2", 2, "lorry-16t", 60), lines=granulate(country="CN"))
    assert [kind for severity, kind in kinds(inventory) if severity != "info"] == []


def test_a_plant_abroad_is_not_behind_the_sea():
    abroad = Company("demo", "Demo company", country="DE", made_up=True)
    inventory = plant(leg("M2", 1, "lorry-35t", 800), lines=granulate(country="NL"), company=abroad)
    assert told(inventory, "transport") == []


def test_sea_alone_and_sea_inside_taiwan():
    only_sea = plant(leg("M2", 1, "ship-container", 900), lines=granulate(country="CN"))
    assert told(only_sea, "transport") == [("question", "no-road-leg", "Materials!N2")]
    home = plant(leg("M2", 1, "ship-bulk", 300), lines=granulate())
    assert told(home, "transport") == [("question", "domestic-sea-leg", "Materials!N2")]
    island = plant(leg("M2", 1, "ship-bulk", 200), leg("M2", 2, "lorry-16t", 60), lines=granulate(supplier="澎湖縣馬公市"))
    assert told(island, "transport") == []


@pytest.mark.parametrize(("km", "expected"), [(449, []), (451, [("question", "domestic-too-long", "Materials!N2")])])
def test_the_island_is_not_longer(km, expected):
    assert told(plant(leg("M2", 1, "lorry-35t", km), lines=granulate()), "transport") == expected


def test_foreign_road_legs_may_be_longer():
    inventory = plant(leg("M2", 1, "lorry-35t", 800), leg("M2", 2, "ship-container", 900), lines=granulate(country="CN"))
    assert told(inventory, "transport") == []


def test_waste_is_domestic_too():
    waste = line("R5", "waste", "General waste", 5.0, "kg", treatment="Incineration")
    inventory = plant(
        leg("M2", 1, "lorry-35t", 60), waste, leg("R5", 1, "lorry-16t", 700, 0.005, stage="manufacturing"), lines=granulate()
    )
    assert kinds(inventory) == [("question", "domestic-too-long")]


def test_a_distance_of_zero():
    assert told(plant(leg("M2", 1, "lorry-35t", 0), lines=granulate()), "transport") == [("question", "zero", "Materials!N2")]


def test_a_return_trip_in_the_note():
    inventory = plant(leg("M2", 1, "lorry-35t", 60), lines=granulate(note="來回里程"))
    assert kinds(inventory) == [("question", "round-trip-said")]


def test_air_is_named_and_much_by_air_or_van_asked_about():
    by_air = plant(leg("M2", 1, "air", 2000), leg("M2", 2, "lorry-16t", 60), lines=granulate(country="JP"))
    assert kinds(by_air) == [("info", "air")]
    heavy = changed("M2", amount=50_000.0, country="JP")
    found = kinds(plant(leg("M2", 1, "air", 2000, 50.0), leg("M2", 2, "lorry-16t", 60, 50.0), lines=heavy))
    assert ("question", "mode-and-mass") in found
    van = changed("M2", amount=300_000.0, country="TW")
    assert kinds(plant(leg("M2", 1, "van-3.5t", 60, 300.0), lines=van)) == [("question", "mode-and-mass")]


def test_a_leg_that_carries_another_mass():
    inventory = plant(leg("M2", 1, "lorry-35t", 60, 0.104, load=0.05), lines=granulate())
    assert kinds(inventory) == [("question", "another-load")]


@pytest.mark.parametrize(("km", "severity"), [(205, ""), (460, "question"), (205_000, "error")])
@pytest.mark.parametrize("name", ["工廠至高雄港", "Plant to the port of Kaohsiung (lorry)", "工廠至客戶"])
def test_a_lorry_does_not_leave_the_island(km, severity, name):
    inventory = plant(leg("M2", 1, "lorry-35t", 60), haul(name, "lorry-35t", km, 0.1), lines=granulate())
    assert [found for found, _ in kinds(inventory)] == ([severity] if severity else [])


@pytest.mark.parametrize(("mode", "km"), [("rail", 16_000), ("ship-bulk", 41_000), ("air", 21_000)])
def test_no_mode_goes_round_the_world(mode, km):
    inventory = plant(leg("M2", 1, "lorry-35t", 60), haul("Customer", mode, km, 0.1), lines=granulate())
    assert [kind for severity, kind in kinds(inventory) if severity == "error"] == ["too-far"]


BAG = line("P5", "packaging", "Bag", 0.02, "kg", "unit", supplier="Demo maker", note="transport with M2")


@pytest.mark.parametrize(
    ("loads", "found"),
    [
        ((0.12, 0.12), []),
        ((0.1, 0.12), ["load-below-product"]),
        ((0.1, 0.1), ["load-below-product"]),
        ((0.07, 0.05), []),
        ((0.12, 0.05, 0.07), []),
        ((120.0, 0.12), ["load-above-product"]),
    ],
)
def test_each_leg_carries_the_product_with_its_packaging(loads, found):
    hauls = [
        haul("to the customer", "lorry-35t", 90 + n, load / 1000, line_id=f"T{n}", level="unit") for n, load in enumerate(loads)
    ]
    inventory = plant(leg("M2", 1, "lorry-35t", 60), BAG, *hauls, lines=granulate())
    assert [kind for severity, kind in kinds(inventory) if severity != "info"] == found


def test_empty_pallets_on_their_way_back_are_not_the_product():
    back = haul("Empty pallet back", "lorry-35t", 90, 0.00002, line_id="T2", level="unit")
    there = haul("to the customer", "lorry-35t", 90, 0.00012, level="unit")
    assert "load-below-product" not in [
        k for _, k in kinds(plant(leg("M2", 1, "lorry-35t", 60), BAG, there, back, lines=granulate()))
    ]


def test_much_by_air_is_asked_about_not_only_named():
    heavy = changed("M2", amount=9_900.0, country="JP")
    found = kinds(plant(leg("M2", 1, "air", 2000, 9.9), leg("M2", 2, "lorry-16t", 60, 9.9), lines=heavy))
    assert ("question", "mode-and-mass") in found
    assert ("info", "air") not in found


def test_distribution_carries_at_least_the_product():
    good = plant(leg("M2", 1, "lorry-35t", 60), haul("to the customer", "lorry-35t", 90, 0.11), lines=granulate())
    assert kinds(good) == []
    light = plant(leg("M2", 1, "lorry-35t", 60), haul("to the customer", "lorry-35t", 90, 0.01), lines=granulate())
    assert told(light, "transport") == [("question", "load-below-product", "Transport!B5")]


@pytest.mark.parametrize(
    ("km", "kind"), [(900, None), (650, None), (450, "nautical-miles"), (60, "distance"), (9000, "distance")]
)
def test_a_voyage_against_the_calculator(km, kind):
    inventory = plant(
        leg("M2", 1, "ship-container", km), leg("M2", 2, "lorry-16t", 60), lines=granulate(country="CN", supplier="中國寧波")
    )
    assert kinds(inventory) == ([("question", kind)] if kind else [])


@pytest.mark.parametrize(("km", "kind"), [(150, None), (218, None), (436, "round-trip"), (40, "distance"), (447, "round-trip")])
def test_road_in_taiwan_against_the_calculator(km, kind):
    site = Company("demo", "Demo company", site="高雄市前鎮區", made_up=True)
    inventory = plant(leg("M2", 1, "lorry-35t", km), lines=granulate(supplier="臺中市西屯區"), company=site)
    assert kinds(inventory) == ([("question", kind)] if kind else [])


def test_the_finding_shows_the_method():
    site = Company("demo", "Demo company", site="高雄市前鎮區", made_up=True)
    inventory = plant(leg("M2", 1, "lorry-35t", 20), lines=granulate(supplier="臺中市西屯區"), company=site)
    text = findings(inventory, "transport")[0].what.render("en")
    assert "× detour factor 1.25" in text
    assert "Xitun" in text


@pytest.mark.parametrize(
    ("km", "kind"), [(18_600, None), (10_000, "nautical-miles"), (25_000, None), (37_000, "round-trip"), (1_860, "distance")]
)
def test_a_line_that_names_both_ends(km, kind):
    inventory = plant(leg("M2", 1, "lorry-35t", 60), haul("高雄港至鹿特丹港（貨櫃船）", "ship-container", km), lines=granulate())
    assert kinds(inventory) == ([("question", kind)] if kind else [])


def test_ends_and_modes_from_words():
    assert ends_of("Port of Kaohsiung to Rotterdam (container ship)") == ("Port of Kaohsiung", "Rotterdam")
    assert ends_of("大貨車") is None
    assert mode_of(replace(haul("海運", "", 5), name="海運段")) == "ship"
    assert mode_of(replace(haul("x", "camel", 5))) == ""


def test_a_row_that_could_not_be_read_is_not_asked_about_twice():
    inventory = plant(lines=granulate())
    problem = Problem(message("transport needs both mode and distance"), "Materials!N2")
    partial = Reviewed(inventory, per_unit(inventory), whole=False, problems=(problem,))
    assert list(CHECK.run(partial, REVIEW_SETTINGS)) == []
    other = Reviewed(inventory, per_unit(inventory), whole=False, problems=(replace(problem, where="Materials!N22"),))
    assert [finding.kind for finding in CHECK.run(other, REVIEW_SETTINGS)] == ["no-leg"]


def test_a_leg_whose_own_line_could_not_be_read_is_not_that_of_a_namesake():
    namesake = replace(leg("M9", 1, "ship-bulk", 700, 3.0, load=3.0), line_id="M2-T2")
    inventory = plant(leg("M2", 1, "lorry-35t", 60), replace(namesake, parent="M2"), lines=granulate())
    problem = Problem(message("the line ID “{line_id}” stands twice", line_id="M2"), "Materials!A9")
    partial = Reviewed(inventory, per_unit(inventory), whole=False, problems=(problem,))
    assert list(CHECK.run(partial, REVIEW_SETTINGS)) == []
    assert "another-load" in [finding.kind for finding in CHECK.run(Reviewed(inventory, per_unit(inventory)), REVIEW_SETTINGS)]
