"""The cut-off ledger: shares of mass, energy and score, the limits, and scaling up to 100 %, worked out by hand."""

from __future__ import annotations

from math import fsum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ef_training.assessment.cutoff import check_shares, cutoff_table, ledger, limits, scaling
from ef_training.assessment.findings_cutoff import cut_off_findings
from ef_training.assessment.run_folder import CUTOFF
from ef_training.errors import LinkError
from ef_training.inventory.model import Line, Target
from ef_training.inventory.per_unit import UnitLine, mass_of
from ef_training.linking import ResolvedTarget


def unit_line(line_id: str, group: str, amount: float, unit: str, **more: object) -> UnitLine:
    line = Line(line_id, "manufacturing" if group == "energy" else "raw-materials", group, line_id, amount, unit, "unit", **more)
    return UnitLine(line, amount, 1.0, mass_of(line, amount))


STEEL = unit_line("M01", "material", 90.0, "kg")
GREASE = unit_line("M02", "auxiliary", 10.0, "kg")
LABEL = unit_line("M03", "packaging", 4.0, "item")  # nobody said what one weighs
POWER = unit_line("E01", "energy", 25.0, "kWh")  # 90 MJ
GAS = unit_line("E02", "energy", 0.2, "m3", heat_value=50.0)  # 10 MJ
PEAT = unit_line("E03", "energy", 1.0, "kg")  # no heat value, and no fuel that is known
LINES = (STEEL, GREASE, LABEL, POWER, GAS, PEAT)


def out(line: UnitLine, view: str, omission: str = "cut-off", share: float | None = None) -> ResolvedTarget:
    target = Target(line.line.line_id, view, "left-out", reason="small", omission=omission, estimated_share=share)
    return ResolvedTarget(target, line, name="", place="", unit=line.line.unit, amount=0.0)


def scores(ef: dict[str, float] | None = None, cfp: dict[str, float] | None = None) -> dict[str, dict[str, float]]:
    return {"ef": ef or {}, "cfp": cfp or {}}


def test_shares_of_mass_and_energy() -> None:
    found = ledger([out(line, "ef") for line in (GREASE, LABEL, GAS, PEAT)], LINES, scores(ef={"M01": 1.0}))
    grease, label, gas, peat = found
    assert (grease.mass, grease.mass_share, grease.energy) == (10.0, pytest.approx(0.1), None)
    assert (label.mass, label.mass_share) == (None, None)
    assert (gas.energy, gas.energy_share, gas.mass) == (pytest.approx(10.0), pytest.approx(0.1), None)
    assert (peat.energy, peat.energy_share) == (None, None)
    assert all(item.score is None and item.score_share is None and item.basis == "" for item in found)


def test_what_is_no_part_of_the_inputs_has_no_share_of_their_mass() -> None:
    resin = unit_line("M01", "material", 1.0, "kg")
    water = unit_line("W01", "wastewater", 2000.0, "kg")
    coal = unit_line("E01", "energy", 5.0, "kg", heat_value=20.0)
    left = [out(line, "ef") for line in (water, coal)]
    found = ledger(left, (resin, water, coal), scores(ef={"M01": 1.0}))
    assert [(item.mass, item.mass_share) for item in found] == [(2000.0, None), (5.0, None)]
    assert [item.energy_share for item in found] == [None, 1.0]
    mass, energy, score = limits(found)
    assert (mass.by, mass.share, mass.exceeded, mass.untold, mass.lines) == ("mass", 0.0, False, False, ())
    assert (energy.share, energy.lines) == (1.0, ("E01",))
    assert (score.unknown, score.lines) == (2, ("W01", "E01"))


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["material", "auxiliary", "packaging", "energy", "water", "waste", "wastewater", "co-product"]),
            st.floats(1e-3, 1e6),
            st.booleans(),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_shares_of_mass_and_energy_never_pass_the_whole(rows: list[tuple[str, float, bool]]) -> None:
    lines = [unit_line(f"L{n}", group, amount, "kg", heat_value=20.0) for n, (group, amount, _) in enumerate(rows)]
    left = [out(line, "ef") for line, (_, _, cut) in zip(lines, rows, strict=True) if cut]
    for limit in limits(ledger(left, lines, scores())):
        assert 0 <= limit.share <= 1 + 1e-9


def test_a_score_comes_from_the_other_view_or_from_the_estimate_and_the_parts_make_the_whole() -> None:
    left = [out(GREASE, "cfp"), out(LABEL, "cfp", share=0.01)]
    other, estimated = ledger(left, LINES, scores(ef={"M01": 100.0, "M02": 2.0}, cfp={"M01": 97.0}))
    whole = (97.0 + 2.0) / 0.99
    assert (other.score, other.score_share, other.basis) == (2.0, pytest.approx(2.0 / whole), "other view")
    assert (estimated.score, estimated.score_share, estimated.basis) == (pytest.approx(0.01 * whole), 0.01, "estimated")
    assert 97.0 / whole + other.score_share + estimated.score_share == pytest.approx(1.0)


def test_lines_without_burden_or_counted_elsewhere_do_not_count() -> None:
    left = [out(GREASE, "ef", "no-burden"), out(GAS, "ef", "elsewhere"), out(GREASE, "cfp", "no-burden")]
    known = scores(ef={"M01": 1.0}, cfp={"M01": 1.0, "E02": 0.5})
    found = ledger(left, LINES, known)
    assert [item.counts for item in found] == [False, False, False]
    assert found[1].score == 0.5  # told, though it counts against no limit
    assert limits(found) == ()
    assert scaling(left, known, 1.5) is None


def test_the_limits_of_both_views() -> None:
    left = [out(GREASE, "ef"), out(GAS, "ef", ""), out(LABEL, "ef"), out(GREASE, "cfp", share=0.008), out(GAS, "cfp", "", 0.03)]
    found = limits(ledger(left, LINES, scores(ef={"M01": 97.0}, cfp={"M01": 99.0})))
    by = {(limit.view, limit.by): limit for limit in found}
    mass, energy, score = by["ef", "mass"], by["ef", "energy"], by["ef", "score"]
    assert (mass.share, mass.limit, mass.exceeded, mass.unknown) == (pytest.approx(0.1), 0.03, True, 1)
    assert (energy.share, energy.exceeded, energy.unknown) == (pytest.approx(0.1), True, 0)
    assert (score.share, score.exceeded, score.untold, score.unknown) == (0.0, False, True, 3)
    source, together = by["cfp", "source"], by["cfp", "score"]
    assert (source.share, source.limit, source.exceeded) == (0.03, 0.01, True)
    assert (together.share, together.limit, together.exceeded, together.untold) == (pytest.approx(0.038), 0.05, False, False)


@pytest.mark.parametrize(("shares", "exceeded"), [((0.01, 0.01, 0.01, 0.01, 0.01), False), ((0.01, 0.0401), True)])
def test_a_limit_that_is_just_reached_is_kept(shares: tuple[float, ...], exceeded: bool) -> None:
    lines = [unit_line(f"X{n}", "material", 1.0, "kg") for n, _ in enumerate(shares)]
    left = [out(line, "cfp", share=share) for line, share in zip(lines, shares, strict=True)]
    (together,) = [limit for limit in limits(ledger(left, lines, scores(cfp={"M01": 1.0}))) if limit.by == "score"]
    assert together.exceeded is exceeded


def test_scaling_by_estimates_alone_is_one_minus_their_sum() -> None:
    left = [out(GREASE, "cfp", share=0.008), out(LABEL, "cfp", share=0.012)]
    scaled = scaling(left, scores(cfp={"M01": 98.0}), 98.0)
    assert scaled is not None
    assert scaled.assessed_share == pytest.approx(0.98)
    assert scaled.added == pytest.approx(2.0)
    assert scaled.lines == ("M02", "M03")


def test_scaling_by_the_other_view_adds_what_was_left_out_there() -> None:
    scaled = scaling([out(GREASE, "cfp")], scores(ef={"M02": 2.5}, cfp={"M01": 97.5}), 97.5)
    assert scaled is not None
    assert (scaled.assessed_share, scaled.added) == (pytest.approx(0.975), pytest.approx(2.5))


def test_what_is_not_known_not_said_or_a_credit_is_not_scaled() -> None:
    known = scores(ef={"M02": -2.0, "E02": 3.0}, cfp={"M01": 100.0})
    assert scaling([out(GREASE, "cfp")], known, 100.0) is None  # a credit is not taken
    assert scaling([out(GAS, "cfp", "")], known, 100.0) is None  # nobody said that it is cut off
    assert scaling([out(LABEL, "cfp")], known, 100.0) is None  # nobody knows its share
    assert scaling([out(LABEL, "ef", share=0.01)], known, 100.0) is None  # never in the ef view
    assert scaling([out(LABEL, "cfp", share=0.01)], known, 0.0) is None


@given(
    st.lists(st.floats(1e-3, 1e3), min_size=1, max_size=5),
    st.lists(st.floats(1e-6, 0.15), max_size=5),
    st.lists(st.floats(1e-3, 1e3), max_size=5),
)
def test_the_parts_always_make_the_whole(assessed: list[float], estimated: list[float], known: list[float]) -> None:
    lines = [unit_line(f"L{n}", "material", 1.0, "kg") for n in range(len(estimated) + len(known))]
    left = [out(line, "cfp", share=share) for line, share in zip(lines, [*estimated, *[None] * len(known)], strict=True)]
    ef = {line.line.line_id: score for line, score in zip(lines[len(estimated) :], known, strict=True)}
    by_view = scores(ef=ef, cfp={f"A{n}": score for n, score in enumerate(assessed)})
    total = fsum(assessed)
    scaled = scaling(left, by_view, total)
    shares = [item.score_share or 0.0 for item in ledger(left, lines, by_view)]
    if not left:
        assert scaled is None
        return
    assert scaled is not None
    assert scaled.assessed_share + fsum(shares) == pytest.approx(1.0)
    assert scaled.assessed + scaled.added == pytest.approx(total / scaled.assessed_share)


def test_estimates_that_leave_nothing_for_the_rest_are_refused() -> None:
    check_shares([out(GREASE, "cfp", share=0.5), out(LABEL, "ef", share=0.5), out(GAS, "cfp", share=0.49)])
    with pytest.raises(LinkError, match="reach 101% together"):
        check_shares([out(GREASE, "cfp", share=0.5), out(GAS, "cfp", share=0.51)])


def said(left: list[ResolvedTarget], by_view: dict[str, dict[str, float]], total: float) -> list[tuple[str, str]]:
    found = ledger(left, LINES, by_view)
    return [(severity, what.render("en")) for severity, _, _, what, _ in cut_off_findings(found, scaling(left, by_view, total))]


def test_findings_name_the_limit_that_is_exceeded_and_the_one_that_cannot_be_told() -> None:
    text = said([out(GREASE, "ef"), out(GAS, "cfp", share=0.02)], scores(ef={"M01": 1.0}, cfp={"M01": 1.0}), 1.0)
    assert ("warning", "10.00% is cut off of the ef view by mass; the limit is 3% (lines M02)") in text
    assert any(
        kind == "info" and "cannot be told whether what is cut off of the ef view stays below 3%" in what for kind, what in text
    )
    assert (
        "warning",
        "2.00% is cut off of the cfp view by climate score, the largest single line; the limit is 1% (lines E02)",
    ) in text
    assert any(kind == "info" and what.startswith("the carbon footprint was scaled up from 98.00%") for kind, what in text)


def test_findings_ask_for_the_kind_and_doubt_an_estimate_that_the_other_view_contradicts() -> None:
    text = said([out(GREASE, "cfp", "")], scores(ef={"M02": 0.001}, cfp={"M01": 1.0}), 1.0)
    assert any("nobody said of which kind; it counts as cut off" in what for _, what in text)
    known = scores(ef={"M02": 0.1}, cfp={"M01": 0.9})
    text = said([out(GREASE, "cfp", share=0.01)], known, 0.9)
    assert any(kind == "warning" and "1.00% stated for the cfp view is far from 10.00%" in what for kind, what in text)
    assert not any("is far from" in what for _, what in said([out(GREASE, "cfp", share=0.05)], known, 0.9))


@pytest.mark.parametrize("omission", ["no-burden", "elsewhere"])
def test_a_line_said_to_have_no_burden_is_doubted_where_the_other_view_counts_it(omission: str) -> None:
    counted = scores(ef={"M01": 1.0}, cfp={"M01": 0.6, "M02": 0.4})
    (item,) = ledger([out(GREASE, "ef", omission)], LINES, counted)
    assert item.other_share == pytest.approx(0.4)
    assert item.score_share is not None
    assert 0 <= item.score_share <= 1  # the whole holds the line
    text = said([out(GREASE, "ef", omission)], counted, 1.0)
    assert any(kind == "warning" and "but makes 40.0% of the other view" in what for kind, what in text)
    small = scores(ef={"M01": 1.0}, cfp={"M01": 0.995, "M02": 0.005})
    assert not any("of the other view" in what for _, what in said([out(GREASE, "ef", omission)], small, 1.0))


def test_scrap_that_is_sold_is_not_doubted() -> None:
    chips = unit_line("R01", "waste", 10.0, "kg", treatment="出售")
    by_view = scores(ef={"M01": 1.0}, cfp={"M01": 0.6, "R01": 0.4})
    found = ledger([out(chips, "ef", "no-burden")], (*LINES, chips), by_view)
    assert not any("of the other view" in what.render("en") for _, _, _, what, _ in cut_off_findings(found, None))


def test_the_table_has_the_columns_of_the_run() -> None:
    table = cutoff_table(ledger([out(GREASE, "cfp", share=0.01), out(LABEL, "ef")], LINES, scores(cfp={"M01": 1.0})))
    assert tuple(table.columns) == CUTOFF
    assert list(table["score_basis"]) == ["estimated", ""]
    assert table["score_share"].isna().tolist() == [False, True]
    assert list(table["omission"]) == ["cut-off", "cut-off"]
