"""The circular footprint formula against hand-computed cases, its identities, and what must always hold."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ef_training.assessment.improvement.circular import (
    CircularBurdens,
    CircularFootprint,
    CircularShares,
    circular_footprint,
    material_part,
)
from ef_training.errors import DataError

SHARE = st.floats(0.0, 1.0)
BURDEN = st.floats(-50.0, 50.0)
SHARES = {
    "A": "allocation",
    "R1": "recycled_content",
    "R2": "recycling_rate",
    "R3": "energy_rate",
    "B": "energy_allocation",
    "Qin": "quality_in",
    "Qout": "quality_out",
    "LHV": "heat_value",
    "Xh": "heat_efficiency",
    "Xe": "electricity_efficiency",
}
BURDENS = {
    "Ev": "virgin",
    "Erec": "recycled",
    "ErecEoL": "recycling",
    "Evs": "substituted",
    "EER": "energy_recovery",
    "Eh": "heat",
    "Ee": "electricity",
    "Ed": "disposal",
}


def computed(inputs: dict[str, float], **changed: float) -> CircularFootprint:
    values = {**inputs, **changed}
    shares = CircularShares(**{SHARES[key]: value for key, value in values.items() if key in SHARES})
    return circular_footprint(shares, CircularBurdens(**{BURDENS[key]: value for key, value in values.items() if key in BURDENS}))


@pytest.fixture(scope="module")
def cases(case):
    return {entry["name"]: entry for entry in case("cff_cases")["cases"]}


def test_every_case_is_met_part_by_part(cases) -> None:
    assert len(cases) == 9
    for name, entry in cases.items():
        found = computed(entry["inputs"])
        parts = {"material": found.material, "energy": found.energy, "disposal": found.disposal, "total": found.total}
        for part, value in entry["expected"].items():
            assert float(parts[part]) == pytest.approx(value, abs=1e-9), (name, part)


def test_a_closed_loop_does_not_depend_on_the_allocation(cases) -> None:
    inputs = cases["closed_loop_A02"]["inputs"]
    expected = (1 - inputs["R1"]) * inputs["Ev"] + inputs["R1"] * inputs["Erec"]
    for a in (0.0, 0.2, 0.5, 0.8, 1.0):
        assert float(computed(inputs, A=a).material) == pytest.approx(expected)


def test_with_all_credit_to_the_user_the_rate_of_recycling_plays_no_part(cases) -> None:
    inputs = cases["cutoff_A1"]["inputs"]
    assert float(computed(inputs, R2=0.0).material) == float(computed(inputs, R2=0.7).material)


def test_sixteen_indicators_are_sixteen_formulas(cases) -> None:
    inputs = cases["full_pet_like"]["inputs"]
    scale = np.linspace(-1.0, 3.0, 16)
    many = computed(inputs | {key: value * scale for key, value in inputs.items() if key in BURDENS})
    assert many.total.shape == (16,)
    np.testing.assert_allclose(many.total, computed(inputs).total * scale)


def test_an_indicator_without_data_stays_unknown() -> None:
    found = material_part(
        CircularShares(0.5, 0.1), CircularBurdens(virgin=np.array([2.0, np.nan]), recycled=np.array([1.0, 1.0]))
    )
    assert found[0] == pytest.approx(1.95)
    assert np.isnan(found[1])


@given(
    a=SHARE, r1=SHARE, rates=st.tuples(SHARE, SHARE), quality=SHARE, burdens=st.tuples(*[BURDEN] * 8), factor=st.floats(0.1, 10)
)
def test_it_is_linear_in_the_burdens(a, r1, rates, quality, burdens, factor) -> None:
    r2, r3 = rates[0], (1 - rates[0]) * rates[1]
    shares = CircularShares(a, r1, r2, r3, 0.2, quality, quality, 20.0, 0.3, 0.2)
    once = circular_footprint(shares, CircularBurdens(*burdens))
    more = circular_footprint(shares, CircularBurdens(*(value * factor for value in burdens)))
    twice = circular_footprint(shares, CircularBurdens(*(np.array([value, 2 * value]) for value in burdens)))
    assert float(more.total) == pytest.approx(factor * float(once.total), rel=1e-9, abs=1e-6)
    assert twice.total[1] == pytest.approx(2 * twice.total[0], rel=1e-9, abs=1e-6)


@given(a=SHARE, content=SHARE, virgin=BURDEN, recycled=BURDEN)
def test_more_recycled_content_changes_by_the_same_step_from_any_start(a, content, virgin, recycled) -> None:
    burdens = CircularBurdens(virgin=virgin, recycled=recycled)
    start = content * 0.9
    step = float(material_part(CircularShares(a, start + 0.1), burdens) - material_part(CircularShares(a, start), burdens))
    assert step == pytest.approx(0.1 * a * (recycled - virgin), abs=1e-9)


@given(a=SHARE, r1=SHARE, virgin=BURDEN, disposal=BURDEN)
def test_with_one_material_for_all_only_virgin_and_disposal_remain(a, r1, virgin, disposal) -> None:
    found = circular_footprint(CircularShares(a, r1), CircularBurdens(virgin=virgin, recycled=virgin, disposal=disposal))
    assert float(found.total) == pytest.approx(virgin + disposal, abs=1e-9)


@pytest.mark.parametrize(
    "wrong",
    [
        {"recycling_rate": 0.8, "energy_rate": 0.3},
        {"allocation": 1.2},
        {"recycled_content": -0.1},
        {"quality_in": -0.5},
        {"heat_value": float("nan")},
        {"heat_efficiency": 0.7, "electricity_efficiency": 0.6},
    ],
)
def test_what_can_never_be_is_refused(wrong: dict[str, float]) -> None:
    burdens = CircularBurdens(*[1.0] * 8)
    with pytest.raises(DataError):
        circular_footprint(CircularShares(**({"allocation": 0.5} | wrong)), burdens)


def test_all_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(DataError) as caught:
        circular_footprint(CircularShares(1.5, -0.5, recycling_rate=0.9, energy_rate=0.9), CircularBurdens(virgin=1.0))
    said = caught.value.render("en")
    assert all(symbol in said for symbol in ("A ", "R1", "R2 + R3", "EER"))


def test_a_burden_that_takes_part_must_be_given() -> None:
    with pytest.raises(DataError, match="Erec"):
        material_part(CircularShares(0.5, 0.1), CircularBurdens(virgin=1.0))
    assert float(material_part(CircularShares(0.5), CircularBurdens(virgin=1.0))) == 1.0
