"""What the findings say of links: factors no longer published or not plausible, energy far from a fuel's heat value."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ef_training.assessment.findings_links import factor_findings, heat_findings
from ef_training.factors import FactorCatalogue, load_factors
from ef_training.inventory.model import Line, Target
from ef_training.inventory.per_unit import UnitLine
from ef_training.linking import ResolvedTarget

ELECTRICITY = "moenv-24a2201d"
SHIPPED = load_factors()


def resolved(line: Line, kind: str, code: str, amount: float, unit: str, view: str = "ef") -> ResolvedTarget:
    return ResolvedTarget(
        Target(line.line_id, view, kind, code), UnitLine(line, line.amount, 1.0, None), code, "TW", unit, amount
    )


def energy(name: str, unit: str, **more: object) -> Line:
    return Line("E01", "manufacturing", "energy", name, 2.0, unit, "unit", **more)


def catalogue(**changes: object) -> FactorCatalogue:
    """Return the shipped catalogue with one row changed."""
    return replace(SHIPPED, factors=tuple(replace(one, **changes) if one.factor_id == ELECTRICITY else one for one in SHIPPED))


def of_factor(factors: FactorCatalogue) -> list[tuple[str, str, str]]:
    target = resolved(energy("電力", "kWh"), "factor", ELECTRICITY, 2.0, "kWh", "cfp")
    found = factor_findings([target, target], factors)
    return [(severity, what.render("en"), mend.render("en") if mend else "") for severity, _, _, what, mend in found]


def test_a_factor_as_published_is_not_spoken_of() -> None:
    assert of_factor(SHIPPED) == []


def test_a_withdrawn_factor_is_named_once_with_the_newest_of_its_name() -> None:
    ((severity, what, mend),) = of_factor(catalogue(withdrawn="2026-05-01"))
    assert severity == "warning"
    assert "電力碳足跡(2022) of line E01 is no longer published since 2026-05-01" in what
    others = [one for one in SHIPPED if one.name.startswith("電力碳足跡(") and one.factor_id != ELECTRICITY]
    newest = max(others, key=lambda one: one.data_year or 0)
    assert newest.factor_id in mend
    assert str(newest.data_year) in mend


def test_a_value_that_cannot_be_right_is_named() -> None:
    ((severity, what, _),) = of_factor(catalogue(correction="do not offer: implausible"))
    assert severity == "warning"
    assert "cannot be right (0.606 kg CO2e" in what


@pytest.mark.parametrize(
    ("line", "amount", "unit", "ratio"),
    [
        (energy("天然氣（鍋爐）", "m3"), 2 * 33.912, "MJ", None),  # heat value × the boiler's efficiency
        (energy("天然氣（鍋爐）", "m3"), 2 * 33912.0, "MJ", "900"),  # MJ/L for MJ/m3
        (energy("柴油", "L"), 2 * 35.17, "MJ", None),
        (energy("柴油", "L"), 2 * 9.77, "kWh", None),  # the same in kWh
        (energy("柴油", "L"), 2 * 0.03517, "MJ", "0.00100"),
        (energy("電力", "kWh"), 2.0, "kWh", None),
        (energy("不明燃料", "kg"), 2.0, "MJ", None),  # no fuel that is known
    ],
)
def test_energy_far_from_the_heat_value_of_the_fuel(line: Line, amount: float, unit: str, ratio: str | None) -> None:
    found = [what.render("en") for _, _, _, what, _ in heat_findings([resolved(line, "dataset", "heat", amount, unit)])]
    if ratio is None:
        assert found == []
    else:
        (what,) = found
        assert f"take {ratio} times the usual heat value" in what


def test_supply_beside_burning_is_not_too_little() -> None:
    line = energy("柴油", "L")
    supply, heat = resolved(line, "dataset", "diesel", 1.68, "kg"), resolved(line, "dataset", "heat", 2.0, "MJ")
    assert list(heat_findings([supply, heat])) == []
