"""Targets: units, multipliers, signs, views, and everything that is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from ef_training.background import load_processes
from ef_training.errors import LinkError
from ef_training.factors import load_factors, load_gwp
from ef_training.inventory.model import Company, CustomFactor, Inventory, Line, Output, Product, Target
from ef_training.inventory.per_unit import per_unit
from ef_training.linking import Catalogues, Flow, resolve
from ef_training.names import BIOSPHERE, OWN_FLOWS, TRAINING

ELECTRICITY = "moenv-24a2201d"  # 電力碳足跡(2022), 0.6058 kg CO2e/kWh


@pytest.fixture(scope="module")
def catalogues():
    flows = {
        (OWN_FLOWS, "water-evaporated-tw"): Flow("Water, evaporated, TW", "air", "cubic meter"),
        (BIOSPHERE, "some-gas"): Flow("Some gas", "air", "kilogram"),
    }
    return Catalogues(TRAINING, load_processes("training"), flows, load_factors(), load_gwp())


def inventory(line, *targets, custom=()):
    product = Product("p", "A", 1.0, "item", 0.3, "cradle-to-gate")
    return Inventory(
        Company("c", "示範"),
        product,
        date(2024, 1, 1),
        date(2024, 12, 31),
        (Output("A", "target", 1.0, "item"),),
        (line,),
        tuple(targets),
        custom_factors=tuple(custom),
    )


def line(amount, unit, **more):
    return Line("L1", "manufacturing", "energy", "line", amount, unit, "unit", **more)


def ef(kind, code, **more):
    return Target("L1", "ef", kind, code, **more)


def cfp(kind="left-out", code="", **more):
    return Target("L1", "cfp", kind, code, **{"reason": "test", **more})


def resolved(catalogues, line_, *targets, custom=()):
    inv = inventory(line_, *targets, custom=custom)
    return resolve(inv.draft, per_unit(inv), catalogues)


@pytest.mark.parametrize(
    ("line_", "target", "amount", "unit"),
    [
        (line(2.0, "MWh"), ef("dataset", "elec-tw-mv"), 2000.0, "kilowatt hour"),
        (line(1.5, "t"), ef("dataset", "aluminium-sheet"), 1500.0, "kilogram"),
        (line(10.0, "kg"), ef("dataset", "hcl", multiplier=0.32, reason="32 %"), 3.2, "kilogram"),
        (line(100.0, "m3"), ef("dataset", "heat-natgas-boiler", multiplier=32.85, multiplier_unit="MJ/m3"), 3285.0, "megajoule"),
        (line(5.0, "L"), ef("dataset", "cutting-oil", multiplier=0.9, multiplier_unit="kg/L"), 4.5, "kilogram"),
        (line(5.0, "kL"), ef("dataset", "cutting-oil", multiplier=900, multiplier_unit="g/L"), 4500.0, "kilogram"),
        (line(5.0, "L"), ef("elementary-flow", "water-evaporated-tw", multiplier=0.4), 0.002, "cubic meter"),
    ],
)
def test_amounts(catalogues, line_, target, amount, unit):
    found = resolved(catalogues, line_, target, cfp())[0]
    assert found.amount == pytest.approx(amount, rel=1e-12)
    assert found.unit == unit
    assert not found.screening


def test_climate_factors(catalogues):
    own = CustomFactor("EPD-1", "supplier's part", 2.5, "kg", "EPD of the supplier")
    targets = (ef("factor", ELECTRICITY), cfp("factor", ELECTRICITY))
    screening, carbon = resolved(catalogues, line(2.0, "MWh"), *targets)
    assert screening.screening
    assert not carbon.screening
    assert carbon.amount * carbon.factor == pytest.approx(2000 * 0.6058)
    gas = resolved(catalogues, line(2.0, "kg"), ef("elementary-flow", "some-gas"), cfp("gwp", "R-134a@AR6"))[1]
    assert (gas.amount * gas.factor, gas.gwp_set) == (pytest.approx(2 * 1530), "AR6")
    hand = resolved(catalogues, line(4.0, "kg"), ef("left-out", "", reason="x"), cfp("custom-factor", "EPD-1"), custom=[own])[1]
    assert (hand.amount * hand.factor, hand.source) == (pytest.approx(10.0), "EPD of the supplier")


def test_treatment_with_negative_production_is_consumed_negatively(catalogues):
    class Treatment:
        name_en, name_zh, unit, location, quality, reference_amount = "treatment", "處理", "kilogram", "TW", "A", -1.0
        year, note = 2020, ""

    changed = replace(catalogues, processes={"treat": Treatment()})
    assert resolved(changed, line(3.0, "kg"), ef("dataset", "treat"), cfp())[0].amount == -3.0


@pytest.mark.parametrize(
    ("line_", "targets", "expected"),
    [
        (line(1.0, "kg"), (ef("dataset", "elec-tw-mv"), cfp()), "in kg, its target “elec-tw-mv” in kWh"),
        (
            line(1.0, "m3"),
            (ef("dataset", "heat-natgas-boiler", multiplier=36.0, multiplier_unit="MJ/kg"), cfp()),
            "does not lead from m3",
        ),
        (line(1.0, "kg"), (ef("dataset", "elec-tw-mvv"), cfp()), "no dataset “elec-tw-mvv”.*did you mean.*elec-tw-mv"),
        (line(1.0, "kg"), (ef("elementary-flow", "nothing"), cfp()), "no elementary flow “nothing”"),
        (line(1.0, "kWh"), (ef("dataset", "elec-tw-mv"), cfp("factor", "moenv-00000000")), "no factor “moenv-00000000”"),
        (line(1.0, "kg"), (ef("dataset", "hcl"), cfp("gwp", "R-999@AR6")), "R-999@AR6"),
        (line(1.0, "kg"), (ef("dataset", "hcl"), cfp("custom-factor", "X")), "entered by hand"),
        (line(1.0, "kg"), (ef("dataset", "hcl"), cfp("dataset", "hcl")), "does not belong to the cfp view"),
        (line(1.0, "kg"), (ef("dataset", "hcl"),), "no target in the cfp view"),
        (
            line(1.0, "kg"),
            (ef("dataset", "hcl"), ef("left-out", "", reason="x"), cfp()),
            "left out of the ef view and has another",
        ),
    ],
)
def test_what_is_refused(catalogues, line_, targets, expected):
    with pytest.raises(LinkError, match=expected):
        resolved(catalogues, line_, *targets)


def test_every_problem_is_in_one_list(catalogues):
    with pytest.raises(LinkError) as caught:
        resolved(catalogues, line(1.0, "kg"), ef("dataset", "no-such"), cfp("factor", "no-such"))
    assert len(caught.value.problems) == 2
