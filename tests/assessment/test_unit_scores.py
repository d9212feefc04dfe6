"""Forward and adjoint solves against published small systems."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_matrix, diags

from ef_training.assessment import solver
from ef_training.assessment.solver import solve
from ef_training.assessment.unit_scores import adjoint_scores
from ef_training.errors import CalculationError


def both_ways(A, B, C, f):
    """Return supply and score by the forward solve; the adjoint path must give the same score."""
    A, B, C, f = (np.array(part, dtype=float) for part in (A, B, C, f))
    supply = solve(csr_matrix(A), f[:, None])[:, 0]
    characterised, scores = adjoint_scores(csr_matrix(A), csr_matrix(B), np.atleast_2d(C))
    forward = np.atleast_2d(C) @ (B @ supply)
    assert f @ scores == pytest.approx(forward, rel=1e-9)
    assert characterised @ supply == pytest.approx(forward, rel=1e-9)
    return supply, forward


def test_electricity_from_fuel(case):
    known = case("matrix_heijungs_suh_electricity")
    factors = [known["CF"][flow] for flow in known["B_flows"]]
    supply, score = both_ways(known["A"], known["B"], factors, known["f"])
    assert supply == pytest.approx(known["expected"]["s"])
    assert score == pytest.approx([known["expected"]["score"]])
    assert np.array(known["B"]) @ supply == pytest.approx(known["expected"]["g"])


def test_coal_electricity_steel(case):
    known = case("matrix_activity_browser_steel")
    factors = np.array([known["CF"][flow] for flow in known["B_flows"]], dtype=float)
    supply, score = both_ways(known["A"], known["B"], factors, known["f"])
    assert score == pytest.approx([known["expected"]["score"]])
    by_process = (factors @ np.array(known["B"])) * supply
    assert dict(zip(known["processes"], by_process, strict=True)) == pytest.approx(known["expected"]["process_contributions"])
    _, scores = adjoint_scores(csr_matrix(np.array(known["A"], dtype=float)), csr_matrix(np.array(known["B"])), factors[None, :])
    first_tier = known["expected"]["first_tier_contributions"]
    assert 0.5 * scores[0, 0] == pytest.approx(first_tier["coal"])
    assert 0.5 * scores[1, 0] == pytest.approx(first_tier["electricity"])


@pytest.mark.parametrize("name", ["nonunitary_recursion", "negative_production"])
def test_loops_and_negative_production(case, name):
    known = case("matrix_bw_cases")[name]
    supply, score = both_ways(known["A"], known["B"], known["CF"], known["f"])
    assert supply == pytest.approx(known["expected"]["supply"])
    assert score == pytest.approx([known["expected"]["score"]])


def test_several_demands_and_methods(case):
    known = case("matrix_bw_cases")["multi_lca"]
    position = {str(product): i for i, product in enumerate(known["products"])}
    results = {}
    for name, demand in known["demands"].items():
        f = np.zeros(len(position))
        for product, amount in demand.items():
            f[position[product]] = amount
        _, score = both_ways(known["A"], known["B"], [known["CF_first"], known["CF_second"]], f)
        results[f"{name}_first"], results[f"{name}_second"] = score
    for name, expected in known["expected_asserted_upstream"].items():
        assert results[name] == pytest.approx(expected), name


def test_bicycles(case):
    known = case("matrix_bw_cases")
    fibre = known["carbon_fibre_bike"]
    supply, score = both_ways(fibre["A"], fibre["B"], [1.0], fibre["f"])
    assert score == pytest.approx([fibre["expected"]["CO2"]])
    assert supply[1] == pytest.approx(fibre["expected"]["natural_gas_MJ"])
    steel = known["steel_bike_loop"]
    _, score = both_ways(steel["A"], steel["B"], steel["CF"], steel["f"])
    assert score == pytest.approx([3.141 * 1.25 * 1.1 * 8 / (1 - 8 * 0.001 * (1 + 1.1 + 0.2))])


def test_openlca_systems(case):
    known = case("matrix_openlca_cases")
    loop = known["self_loop"]
    supply, _ = both_ways(loop["A"], loop["B_abs"], [1.0, 0.0], loop["f"])
    assert supply == pytest.approx(loop["expected"]["scaling"])
    assert np.array(loop["B_abs"])[0] * supply == pytest.approx(loop["expected"]["direct_f1"])
    waste = known["waste_treatment"]
    for sign in ("A_brightway", "A_ecoinvent_sign"):
        _, score = both_ways(waste[sign], waste["B"], [1.0], waste["f"])
        assert score == pytest.approx([waste["expected"]["e"]])
    avoided = known["avoided_waste"]
    supply, score = both_ways(avoided["A"], avoided["B"], np.eye(2), avoided["f"])
    assert supply == pytest.approx(avoided["expected"]["scaling"])
    assert score == pytest.approx([avoided["expected"]["r"], avoided["expected"]["e"]])


@pytest.mark.parametrize("large", [0, 1000])
def test_both_solvers_and_the_fallback_agree(monkeypatch, large):
    A, rhs = csr_matrix([[2.0, -1.0], [-1.0, 3.0]]), np.array([[1.0, 0.0], [0.0, 1.0]])
    monkeypatch.setattr(solver, "LARGE", large)
    assert solve(A, rhs) == pytest.approx(np.linalg.inv(A.toarray()))


def test_superlu_serves_where_pardiso_is_missing(monkeypatch):
    def missing(*_):
        raise ImportError("pypardiso")

    monkeypatch.setattr(solver, "LARGE", 0)
    monkeypatch.setattr(solver, "_pardiso", missing)
    assert solve(csr_matrix([[2.0]]), np.array([[1.0]])) == pytest.approx(0.5)


def test_a_singular_system_is_refused():
    with pytest.raises(CalculationError):
        solve(csr_matrix([[1.0, -1.0], [-1.0, 1.0]]), np.array([[1.0], [0.0]]))


def test_a_wrong_solution_is_refused(monkeypatch):
    monkeypatch.setattr(solver, "_superlu", lambda matrix, rhs: rhs * 1.0001)
    with pytest.raises(CalculationError, match="residual"):
        solve(diags([1.0, 1.0]).tocsr(), np.array([[1.0], [1.0]]))


def test_nan_is_refused(monkeypatch):
    monkeypatch.setattr(solver, "_superlu", lambda matrix, rhs: rhs * np.nan)
    with pytest.raises(CalculationError):
        solve(diags([1.0, 1.0]).tocsr(), np.array([[1.0], [1.0]]))
