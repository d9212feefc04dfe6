"""One amount told at several levels: figures that agree, figures that are rounded, figures that do not."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ef_training.inventory.consistency import contradictions, doubts, stock_gap
from ef_training.inventory.levels import half_digit, level_disagreements
from ef_training.inventory.model import (
    AllocationKey,
    BalanceItem,
    Company,
    Inventory,
    Line,
    Origin,
    Output,
    Product,
    Stated,
)
from ef_training.inventory.per_unit import per_unit

KEY = AllocationKey("hours", "hours", {"A": 600.0, "B": 1400.0})
OUTPUTS = (Output("A", "target", 24_000, "item", mass=2400.0, hours=600.0), Output("B", "other", 500, "item", hours=1400.0))


def form(line: Line, *, outputs: tuple[Output, ...] = OUTPUTS, stocks: tuple[BalanceItem, ...] = ()) -> Inventory:
    product = Product("p", "A", 1.0, "item", 0.1, "cradle-to-gate")
    return Inventory(
        Company("c", "示範"), product, date(2024, 1, 1), date(2024, 12, 31), outputs, (line,),
        allocation_keys=(KEY,), stocks=stocks,
    )  # fmt: skip


def line(amount: float, level: str, *also: Stated, unit: str = "kg", **more: object) -> Line:
    allocation = "hours" if level == "plant" else ""
    return Line("M1", "raw-materials", "material", "steel", amount, unit, level, allocation, also=also, **more)  # type: ignore[arg-type]


def found(inventory: Inventory) -> list[tuple[str, float, float]]:
    return [(stated.level, computed, ratio) for _, stated, computed, ratio in level_disagreements(inventory, per_unit(inventory))]


def stops(inventory: Inventory) -> list[str]:
    return [
        str(problem)
        for problem in contradictions(inventory, per_unit(inventory))
        if "for the" in str(problem) or "yet its" in str(problem)
    ]


def named(inventory: Inventory) -> list[str]:
    return [str(what) for check, _, what in doubts(inventory, per_unit(inventory)) if check == "levels"]


@pytest.mark.parametrize(
    "agreeing",
    [
        line(2520, "product", Stated("unit", 0.105, "kg")),
        line(2520, "product", Stated("unit", 105, "g")),
        line(8400, "plant", Stated("product", 2520, "kg"), Stated("unit", 0.105, "kg")),
        line(0.105, "unit", Stated("product", 2.52, "t")),
        line(2520, "product", Stated("unit", 0.11, "kg")),  # two digits: half a unit of the last is 4.5 %
        line(0.1, "unit", Stated("product", 2520, "kg")),  # the line's own figure is the rounded one
        line(2520, "product", Stated("plant", 8400, "kg")),  # no share to compare by, and not too small
        line(2000, "product", Stated("unit", 0.0967, "kg"), unit="L", density=1.16),
    ],
)
def test_figures_that_agree(agreeing: Line) -> None:
    assert found(form(agreeing)) == []


def test_a_figure_slightly_off_is_named_and_one_far_off_stops() -> None:
    slightly, far = (form(line(2520, "product", Stated("unit", value, "kg"))) for value in (0.1081, 0.1503))
    assert found(slightly) == [("unit", pytest.approx(0.105), pytest.approx(1.0295, abs=1e-4))]
    assert stops(slightly) == []
    assert "0.1081 kg, while 2520 kg" in named(slightly)[0]
    assert named(far) == []
    (problem,) = contradictions(far, per_unit(far))
    assert "0.1503 kg, while 2520 kg for the product over the period makes 0.105 kg (ratio 1.43)" in str(problem)


def test_the_share_counted_twice_and_sales_for_production() -> None:
    (share,) = found(form(line(8400, "plant", Stated("product", 8400, "kg"))))
    assert share[2] == pytest.approx(1 / 0.3)
    (thousand,) = found(form(line(2520, "product", Stated("unit", 105.2, "kg"))))
    assert thousand[2] == pytest.approx(1002, rel=1e-3)


def test_a_plant_total_smaller_than_the_product_alone() -> None:
    assert found(form(line(2520, "product", Stated("plant", 1000, "kg"))))[0][2] == pytest.approx(1000 / 2520)


def test_units_that_do_not_convert_are_told_apart() -> None:
    inventory = form(line(2520, "product", Stated("unit", 0.1, "m3", Origin("f", "Sheet", "G5"))))
    assert math.isnan(found(inventory)[0][2])
    (problem,) = contradictions(inventory, per_unit(inventory))
    assert str(problem).startswith("Sheet!G5: line M1 (steel) counts kg, yet its amount for one declared unit is given in m3")


def test_nothing_stated_where_something_is_and_the_other_way_round() -> None:
    assert found(form(line(2520, "product", Stated("unit", 0.0, "kg"))))[0][2] == 0
    assert math.isinf(found(form(line(0.0, "product", Stated("unit", 0.2, "kg"))))[0][2])
    assert found(form(line(0.0, "product", Stated("unit", 0.0, "kg")))) == []


@given(st.floats(1e-6, 1e6), st.integers(0, 9))
def test_rounding_to_any_number_of_decimals_is_no_disagreement(amount: float, decimals: int) -> None:
    stated = round(amount / 24_000, decimals)
    inventory = form(line(amount, "product", Stated("unit", stated, "kg")))
    if stated:
        assert found(inventory) == []
    else:
        assert stops(inventory) == []
        assert "gives 0 kg" in named(inventory)[0]


@pytest.mark.parametrize(
    ("figure", "half"), [(0.02, 0.25), (1.03, 0.005 / 1.03), (24000.0, 0.5 / 24000), (1.5e-7, 0.05 / 1.5), (0.0, 0.0)]
)
def test_half_a_digit(figure: float, half: float) -> None:
    assert half_digit(figure) == pytest.approx(half)


# ---- production, sales and stocks


def stocked(made: float, sold: float | None, *stocks: tuple[str, str, float, str]) -> Inventory:
    outputs = (replace(OUTPUTS[0], quantity=made, sold=sold), OUTPUTS[1])
    return form(line(1, "unit"), outputs=outputs, stocks=tuple(BalanceItem(*stock) for stock in stocks))


STOCKS = (("A in store", "start", 1000, "item"), ("A in store", "end", 3000, "item"))


def production_doubts(inventory: Inventory) -> list[str]:
    return [str(what) for check, _, what in doubts(inventory, per_unit(inventory)) if check == "production"]


def test_production_follows_from_sales_and_stocks() -> None:
    gap = stock_gap(stocked(24_000, 22_000, *STOCKS))
    assert gap is not None
    assert (gap.expected, gap.ratio, gap.as_sold) == (24_000, 1.0, False)
    assert production_doubts(stocked(24_000, 22_000, *STOCKS)) == []
    assert production_doubts(stocked(24_200, 22_000, *STOCKS)) == []
    assert "that makes 24000" in production_doubts(stocked(25_000, 22_000, *STOCKS))[0]


def test_sales_given_as_production() -> None:
    inventory = stocked(22_000, 22_000, *STOCKS)
    assert "is the quantity sold, although stocks went from 1000 to 3000" in production_doubts(inventory)[0]
    small = stocked(22_000, 22_000, ("A", "start", 1000, "item"), ("A", "end", 1001, "item"))
    assert "is the quantity sold" in production_doubts(small)[0]
    assert production_doubts(stocked(22_000, 22_000, ("A", "start", 5, "item"), ("A", "end", 5, "item"))) == []


def test_several_stocks_and_those_of_other_products() -> None:
    more = (*STOCKS, ("A at the port", "end", 500, "item"), ("B", "end", 9999, "item"))
    gap = stock_gap(stocked(24_500, 22_000, *more))
    assert gap is not None
    assert (gap.end, gap.ratio) == (3500, 1.0)


@pytest.mark.parametrize(
    "incomplete",
    [stocked(24_000, None, *STOCKS), stocked(24_000, 1, STOCKS[0]), stocked(24_000, 1, STOCKS[0], ("A", "end", 3, "kg"))],
)
def test_what_is_not_given_is_not_compared(incomplete: Inventory) -> None:
    assert stock_gap(incomplete) is None
