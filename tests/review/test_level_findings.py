"""Levels of amounts, production against sales."""

from __future__ import annotations

from dataclasses import replace

from small_forms import LINES, OUTPUTS, changed, line, plant, told

from ef_training.inventory.model import BalanceItem, Origin, Stated

STOCKS = (BalanceItem("Cup", "start", 100.0, "item"), BalanceItem("Cup", "end", 160.0, "item"))
CELLS = {"quantity": Origin("form.xlsx", "Output", "C2"), "sold": Origin("form.xlsx", "Output", "D2")}


def sold(quantity: float) -> tuple[object, ...]:
    return (replace(OUTPUTS[0], sold=quantity, origins=CELLS), OUTPUTS[1])


def test_two_levels_that_agree_say_nothing() -> None:
    also = (Stated("unit", 0.2, "kWh", Origin("form.xlsx", "Energy", "K2")),)
    assert told(plant(lines=changed("E2", also=also)), "levels") == []


def test_two_levels_that_disagree_are_named_at_the_second_figure() -> None:
    also = (Stated("unit", 0.4, "kWh", Origin("form.xlsx", "Energy", "K2")),)
    assert told(plant(lines=changed("E2", also=also)), "levels") == [("error", "levels-differ-unit", "Energy!K2")]


def test_production_follows_from_sales_and_stocks() -> None:
    assert told(plant(outputs=sold(940.0), stocks=STOCKS), "levels") == []
    assert told(plant(outputs=sold(1000.0), stocks=STOCKS), "levels") == [("error", "production-and-sales", "Output!C2")]
    assert told(plant(outputs=sold(925.0), stocks=STOCKS), "levels") == [("question", "production-and-sales", "Output!C2")]


def test_a_meter_of_the_whole_plant_said_to_be_the_products() -> None:
    slipped = changed("E2", level="product", allocation="", name="Electricity, whole plant")
    assert told(plant(lines=slipped), "levels") == [("warning", "plant-total-as-product", "Energy!E2")]


def test_the_products_part_of_a_plant_total_is_its_own() -> None:
    part = changed("E2", level="product", allocation="", evidence="全廠 440,000 度 × 45%")
    assert told(plant(lines=part), "levels") == []


def test_one_meter_at_another_level_than_the_rest_is_asked_about() -> None:
    metered = [line(f"W{row}", "water", f"Water {row}", 1.0, "m3", "plant", allocation="Mass") for row in (2, 3)]
    own = changed("E2", level="product", allocation="")
    assert told(plant(*metered, lines=own), "levels") == [("question", "plant-total-as-product", "Energy!E2")]
    assert told(plant(*metered, lines=own, outputs=OUTPUTS[:1]), "levels") == []
    assert told(plant(*metered, lines=LINES), "levels") == []
