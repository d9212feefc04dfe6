"""The two worked examples: complete, bilingual, linked to what exists, and balanced as their headers say."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from example_arithmetic import (
    SECTIONS,
    climate,
    kilograms,
    lines,
    links,
    moenv,
    read,
    row,
    shares,
    tables,
    target,
    target_unit,
)

from ef_training.inventory import model
from ef_training.units import find_unit, split_ratio, unit

EXAMPLES = ("aluminium-hub", "pp-food-box")
MODES = {"lorry-35t", "lorry-16t", "van-3.5t", "rail", "ship-container", "ship-bulk", "air"}
LINE = "line_id name group amount unit level allocation data_quality evidence note"
LEGS = "supplier country leg1_mode leg1_km leg2_mode leg2_km"
MASS = "concentration density mass_per_piece"
FIELDS = {
    "basics": """company_code company_name site country industry made_up product_code product_name function
        service_life reference_flow declared_amount declared_unit mass_per_unit boundary biogenic_carbon period_start
        period_end""",
    "process-flow": "number name inputs outputs following equipment",
    "outputs": "name role quantity unit sold production_line mass value hours custom",
    "allocation-keys": "name basis level production_line parent excluded reason",
    "stocks": "name moment quantity unit",
    "materials": f"{LINE} {MASS} {LEGS}",
    "packaging": f"{LINE.replace('group ', '')} density mass_per_piece {LEGS}",
    "energy-water": f"{LINE} excluded meter heat_value density",
    "emissions": LINE,
    "waste": f"{LINE} treatment {MASS} {LEGS}",
    "balance": "balance name fate amount unit level allocation note",
    "transport": "line_id name stage load load_unit level allocation mode distance data_quality evidence note",
    "use": f"{LINE} treatment {MASS} heat_value",
    "end-of-life": f"{LINE} treatment {MASS} heat_value",
    "custom-factors": "factor_id name value unit source year boundary gwp",
    "links": "line_id view kind target multiplier multiplier_unit reason omission estimated_share source confirmed_by",
}
KEYS = {table: set(fields.split()) for table, fields in FIELDS.items()}
PLAIN = """company_code country product_code declared_unit boundary role unit basis level moment line_id group
    leg1_mode leg2_mode data_quality load_unit mode stage factor_id gwp view kind target multiplier_unit omission balance
    fate"""
GROUPS = {
    "materials": {"material", "auxiliary"},
    "energy-water": {"energy", "water"},
    "emissions": {"refrigerant", "emission-air", "emission-water"},
    "waste": {"waste", "wastewater", "co-product"},
}


# ---- form


@pytest.mark.parametrize("name", EXAMPLES)
def test_only_the_agreed_tables_and_fields(name: str) -> None:
    data = read(name)
    assert set(data) <= set(KEYS) | {"title"}
    unknown = [(table, key) for table, r in tables(data) for key in r if key not in KEYS[table]]
    assert not unknown
    assert data["basics"]["made_up"] is True
    assert (data["basics"]["period_start"], data["basics"]["period_end"]) == (date(2024, 1, 1), date(2024, 12, 31))


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_text_stands_in_both_languages(name: str) -> None:
    codes = set(PLAIN.split())
    texts: list[tuple[str, str, Any]] = [("title", "title", read(name)["title"])]
    for table, r in tables(read(name)):
        texts += [(table, key, v) for key, v in r.items() if isinstance(v, str | dict) and key not in codes]
    assert len(texts) > 300
    for where in texts:
        text = where[2]
        if where[1] == "following" and isinstance(text, str):  # numbers of steps are no text of a language
            assert re.fullmatch(r"\d+(, \d+)*", text), where
            continue
        assert isinstance(text, dict), where
        assert set(text) == {"zh-TW", "en"}, where
        assert all(part.strip() for part in text.values()), where
        assert not re.search(r"[\u3000-\u9fff\uff00-\uffef]", text["en"]), where
        assert not any(part.startswith(("=", "+", "-", "@")) for part in text.values()), where


@pytest.mark.parametrize("name", EXAMPLES)
def test_vocabularies_and_units(name: str) -> None:
    data = read(name)
    assert data["basics"]["boundary"] in model.BOUNDARIES
    assert all(r["role"] in model.ROLES for r in data["outputs"])
    assert all(r["basis"] in model.BASES and r["level"] == "plant" for r in data["allocation-keys"])
    keys = [r["name"] for r in data["allocation-keys"]]
    for section in SECTIONS:
        for r in data.get(section, ()):
            assert r["level"] in model.LEVELS, r
            assert (r.get("allocation") in keys) if r["level"] == "plant" else "allocation" not in r, r
            assert r["data_quality"] in model.DATA_QUALITY, r
            assert find_unit(r.get("unit", r.get("load_unit", ""))), r
            assert {r[k] for k in ("mode", "leg1_mode", "leg2_mode") if k in r} <= MODES, r
            if "group" in KEYS[section]:
                assert r["group"] in GROUPS.get(section, model.GROUPS), r
            if section == "transport":
                assert r["stage"] in model.STAGES, r
    ids = [r["line_id"] for s in SECTIONS for r in data.get(s, ())]
    assert len(ids) == len(set(ids))


# ---- links


@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.parametrize("view", model.VIEWS)
def test_every_line_and_leg_is_linked_in_both_views(name: str, view: str) -> None:
    linked = {link["line_id"] for link in links(name, view=view)}
    assert linked == set(lines(name))
    for link in links(name, view=view, kind="left-out"):
        assert len(links(name, view=view, line_id=link["line_id"])) == 1, "left out and linked at once"
        assert not {"target", "multiplier"} & set(link)


@pytest.mark.parametrize("name", EXAMPLES)
def test_targets_exist_and_units_meet(name: str) -> None:
    kinds = {"ef": {"dataset", "elementary-flow", "factor", "left-out"}, "cfp": {"factor", "gwp", "custom-factor", "left-out"}}
    for link in read(name)["links"]:
        assert link["kind"] in kinds[link["view"]], link
        assert link["reason"], link
        if link["kind"] == "left-out":
            assert link["omission"] in ("no-burden", "elsewhere"), link
            continue
        wanted, own = unit(target_unit(name, link)), unit(lines(name)[link["line_id"]]["unit"])
        assert link["multiplier"] > 0, link
        over, under = split_ratio(link["multiplier_unit"]) if "multiplier_unit" in link else (own, own)
        assert (over.kind, under.kind) == (wanted.kind, own.kind), link
        assert not (own.kind == "mass" and wanted.kind == "energy"), link


@pytest.mark.parametrize("name", EXAMPLES)
def test_multipliers_follow_from_the_line(name: str) -> None:
    for link in read(name)["links"]:
        line, ratio = lines(name)[link["line_id"]], link.get("multiplier_unit", "")
        if ratio == "kg/L":
            assert link["multiplier"] == line["density"], link
        if ratio.startswith("MJ/"):
            efficiency = 0.90 if "boiler" in link["target"] else 1.0
            assert link["multiplier"] == pytest.approx(line["heat_value"] * efficiency), link
        if link["kind"] == "dataset" and line.get("group") == "auxiliary" and "concentration" in line:
            assert link["multiplier"] == line["concentration"], link


@pytest.mark.parametrize("name", EXAMPLES)
def test_moenv_factors_do_not_count_twice(name: str) -> None:
    """No product from cradle to grave as a material; of the three factors of a fuel the one that fits, and only that."""
    for link in links(name, kind="factor"):
        found, section = moenv()[link["target"]], lines(name)[link["line_id"]]["section"]
        assert not (found["boundary"] == "cradle-to-grave" and section in ("materials", "packaging")), link
        assert found["role"] in ("", "fuel-use", "electricity") or found["name"].startswith("潤滑油(未燃燒"), link
        if section == "energy-water":
            assert len(links(name, view=link["view"], line_id=link["line_id"])) == 1, link


@pytest.mark.parametrize(("name", "low", "high", "largest"), [("aluminium-hub", 3, 5, "M01"), ("pp-food-box", 600, 1100, "U02")])
def test_footprint_is_plausible_and_screening_small(name: str, low: float, high: float, largest: str) -> None:
    score = climate(name)
    total = sum(score.values())
    assert low < total < high
    assert max(score, key=lambda line: score[line]) == largest
    screening = {link["line_id"] for link in links(name, view="ef", kind="factor")}
    assert len(screening) == (1 if name == "aluminium-hub" else 0)
    assert sum(score[line] for line in screening) < 0.1 * total


# ---- balances


@pytest.mark.parametrize("name", EXAMPLES)
def test_shares_sum_to_one_over_at_least_three_outputs(name: str) -> None:
    data = read(name)
    assert len(data["outputs"]) >= 3
    for key in data["allocation-keys"]:
        assert sum(shares(name, key["name"])) == pytest.approx(1, abs=1e-12)
    made = target(name)
    assert made["mass"] == pytest.approx(made["quantity"] * data["basics"]["mass_per_unit"] / data["basics"]["declared_amount"])
    assert [s["moment"] for s in data["stocks"]] == ["start", "end"]
    start, end = (stock["quantity"] for stock in data["stocks"])
    assert made["sold"] + end - start == made["quantity"]


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_flow_of_the_process_is_connected(name: str) -> None:
    """Every step but the first is reached, every number names a step, and the last steps end in words."""
    steps = read(name)["process-flow"]
    numbers = [step["number"] for step in steps]
    assert numbers == list(range(1, len(steps) + 1))
    leads = {}
    for step in steps:
        following = step.get("following", str(step["number"] + 1))
        leads[step["number"]] = [int(number) for number in following.split(",")] if isinstance(following, str) else []
    assert all(number in numbers for reached in leads.values() for number in reached)
    assert any(not following for following in leads.values())
    neighbours = {n: set(leads[n]) | {m for m in numbers if n in leads[m]} for n in numbers}
    reached, waiting = set(), {1}
    while waiting:
        reached |= waiting
        waiting = {n for m in waiting for n in neighbours[m]} - reached
    assert reached == set(numbers)


@pytest.mark.parametrize("name", EXAMPLES)
def test_balances_close_from_what_stands_in_the_form(name: str) -> None:
    """Without a link: withdrawn, discharged and the sheet of balances; bought, made, sold and the sheet of balances."""
    entries = {kind: [r for r in read(name)["balance"] if r["balance"] == kind] for kind in ("water", "mass")}
    tap = row(name, "W01")
    discharged = sum(r["amount"] for r in read(name)["waste"] if r["group"] == "wastewater")
    assert tap["amount"] - tap.get("excluded", 0) == discharged + sum(r["amount"] for r in entries["water"])
    assert {r["level"] for r in entries["water"]} == {"plant"}
    bought = sum(kilograms(r) for r in read(name)["materials"] if r["group"] == "material")
    scrap = sum(kilograms(r) for r in read(name)["waste"] if r["group"] == "co-product")
    gap = bought - target(name)["mass"] - scrap - sum(r["amount"] for r in entries["mass"])
    assert 0 <= gap / bought < 0.003


def test_balance_entries_follow_from_the_lines() -> None:
    bound, dissolved = (r["amount"] for r in read("aluminium-hub")["balance"] if r["fate"] == "in-waste")
    water = sum(row("aluminium-hub", i)["amount"] * (1 - row("aluminium-hub", i)["concentration"]) for i in ("R02", "R03"))
    assert bound == pytest.approx(water / 1000, rel=0.01)
    share = shares("aluminium-hub", row("aluminium-hub", "R03")["allocation"])[0]
    assert dissolved == pytest.approx(aluminium_in_sludge() * share, rel=0.01)


@pytest.mark.parametrize(("name", "tolerance"), [("aluminium-hub", 0.01), ("pp-food-box", 0.01)])
def test_mass_in_equals_mass_out(name: str, tolerance: float) -> None:
    bought = sum(kilograms(r) for r in read(name)["materials"] if r["group"] == "material")
    gone = target(name)["mass"] + row(name, "R01")["amount"]
    if name == "aluminium-hub":
        gone += aluminium_in_sludge() * shares(name, row(name, "R03")["allocation"])[0]
    assert 0 <= (bought - gone) / bought < tolerance


def aluminium_in_sludge() -> float:
    """Kg of aluminium in the sludge of the whole plant: Al(OH)3 is 26.98/78.00 aluminium."""
    sludge = row("aluminium-hub", "R03")
    return float(sludge["amount"] * sludge["concentration"] * 26.98 / 78.00)


def test_anodising_agrees_with_area_and_chemistry() -> None:
    name = "aluminium-hub"
    area = sum(r["custom"] for r in read(name)["outputs"])
    assert aluminium_in_sludge() / area == pytest.approx(0.040, rel=0.01)  # kg Al dissolved per m2
    per_hub = target(name)["custom"] / target(name)["quantity"]
    wall = 2 * (0.164 / 2700) / per_hub  # 0.164 kg aluminium in a hub
    assert 0.0025 < wall < 0.005
    mol = {"M09": (40.00, 1), "M10": (98.08, 2), "M11": (63.01, 1), "M12": (36.46, 1)}
    keq = {i: row(name, i)["amount"] * row(name, i)["concentration"] / m * z for i, (m, z) in mol.items()}
    assert keq["M10"] + keq["M11"] + keq["M12"] == pytest.approx(keq["M09"], rel=0.03)
    gas = row(name, "E02")
    assert gas["amount"] * gas["heat_value"] * 0.9 / area == pytest.approx(12, rel=0.02)  # MJ useful heat per m2


@pytest.mark.parametrize(
    ("name", "returned", "bound"),
    [("aluminium-hub", ("R05", "R06"), ("R02", "R03")), ("pp-food-box", ("R03",), ())],
)
def test_water_in_equals_water_out(name: str, returned: tuple[str, ...], bound: tuple[str, ...]) -> None:
    tap = row(name, "W01")
    withdrawn = tap["amount"] - tap.get("excluded", 0)
    discharged = sum(row(name, i)["amount"] for i in returned)
    in_waste = sum(row(name, i)["amount"] * (1 - row(name, i)["concentration"]) / 1000 for i in bound)
    (evaporated,) = links(name, line_id="W01", target="water-evaporated-tw")
    assert withdrawn == pytest.approx(discharged + in_waste + evaporated["multiplier"] * withdrawn, rel=0.001)
    electricity = row(name, "E01")
    heat = (electricity["amount"] - electricity["excluded"]) * 3.6 + (row(name, "E02")["amount"] * 37.68 if bound else 0)
    assert evaporated["multiplier"] * withdrawn * 2450 < heat, "more water evaporated (2,450 MJ/m3) than there is heat"


@pytest.mark.parametrize(("name", "low", "high"), [("aluminium-hub", 1.0, 4.0), ("pp-food-box", 0.61, 1.79)])
def test_electricity_per_kg_is_plausible(name: str, low: float, high: float) -> None:
    """Hub: machining and anodising. Box: between a hydraulic machine alone (ACEEE) and a whole plant (USLCI)."""
    per_kg = lines(name)["E01"]["amount"] / read(name)["basics"]["mass_per_unit"]
    assert low < per_kg < high


@pytest.mark.parametrize(("name", "pallet"), [("aluminium-hub", 0.0), ("pp-food-box", 22.0 * (1 - 0.0333))])
def test_load_is_product_plus_packaging(name: str, pallet: float) -> None:
    """The reused pallet of the food box rides along whole, though only a share of it is used up."""
    packed = sum(kilograms(r) for r in read(name)["packaging"])
    assert row(name, "T01")["load"] == pytest.approx(read(name)["basics"]["mass_per_unit"] + packed + pallet, rel=0.001)


def test_food_box_is_thrown_away_whole() -> None:
    name = "pp-food-box"
    thrown = sum(r["amount"] for r in read(name)["end-of-life"])
    packed = sum(kilograms(row(name, i)) for i in ("P01", "P02"))
    assert thrown == pytest.approx(read(name)["basics"]["mass_per_unit"] + packed)
    washing, sewage = row(name, "U01")["amount"], row(name, "U04")["amount"]
    (evaporated,) = links(name, line_id="U01", target="water-evaporated-tw")
    assert washing == pytest.approx(sewage + washing * evaporated["multiplier"])
