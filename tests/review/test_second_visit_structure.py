"""The second visit on sums, reasons, substances, leaving out, gases and services, one by one, on a small made-up plant."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from second_visit import opened
from small_forms import line, plant
from test_second_visit_checks import POWER_LINE, cfp, ef, told

from ef_training.inventory.model import Inventory, Line, Target
from ef_training.messages import message
from ef_training.review.choosing.gases import greenhouse_gas
from ef_training.review.choosing.reasons import fits, numbers
from ef_training.review.choosing.substances import agree, named, substances
from ef_training.review.model import Finding, Review
from ef_training.review.output.answers import Answer, Answers, settle
from ef_training.review.run import review_inventory
from ef_training.review.settings import REVIEW_SETTINGS

PP = line("M2", "material", "PP granulate", 104.0, "kg")


def form(one: Line, *targets: Target) -> Inventory:
    return plant(lines=(one,), targets=targets)


# ---- reasons


@pytest.mark.parametrize(
    ("multiplier", "reason", "expected"),
    [
        (0.93, "density 0.93 kg/L", True),
        (1.93, "density 0.93 kg/L", False),
        (0.27025, "0.235 kg/piece × 1.15", True),
        (2.707, "0.968 (92 ÷ 95) × 3.137 − 0.330 already in the dataset = 2.707", True),
        (3.137, "0.968 (92 ÷ 95) × 3.137 − 0.330 already in the dataset = 2.707", False),
        (0.02, "consumption = 2 % evaporated", True),
        (0.025, "collection over 25 km", True),
        (1.05, "5 % loss in moulding", True),
        (0.5, "R-410A is 50 % R-32", True),
        (0.7, "the share of the supplier", None),
        (33.912, "低位熱值 9,000 千卡＝37.68 MJ/立方公尺 × 鍋爐效率 0.90", True),
    ],
)
def test_a_multiplier_is_what_its_reason_counts(multiplier: float, reason: str, expected: bool | None) -> None:
    assert fits(multiplier, reason, REVIEW_SETTINGS) is expected


@given(st.floats(0.01, 5), st.floats(0.01, 5))
def test_a_product_that_is_written_out_fits(one: float, other: float) -> None:
    one, other = round(one, 2), round(other, 2)
    assert fits(one * other, f"{one:.2f} × {other:.2f}", REVIEW_SETTINGS)


def test_names_and_years_are_no_numbers() -> None:
    assert numbers("M5×10 of 2024, R-134a, CO2: 4.5 cm2") == [(4.5, False)]


# ---- sums


@pytest.mark.parametrize(
    ("parts", "reason", "expected"),
    [
        ((1.0,), "", ""),
        ((1.4,), "", ""),
        ((1.6,), "", "question"),
        ((1.6,), "1.6 kg bar per kg of part", ""),
        ((1.0, 0.25), "25 % recycled", "question"),
        ((0.75, 0.25), "25 % recycled", ""),
        ((1.0, 1.0), "as agreed", "warning"),
        ((2.4,), "2.4 kg sheet per kg of stamping", "question"),
    ],
)
def test_material_adds_up_to_the_mass_of_the_line(parts: tuple[float, ...], reason: str, expected: str) -> None:
    codes = ("pp", "propylene")
    targets = tuple(ef("M2", code, part, reason=reason) for code, part in zip(codes, parts, strict=False))
    assert {severity for severity, kind, _ in told(form(PP, *targets), "sums") if kind == "mass"} == ({expected} - {""})


def test_a_unit_in_the_multiplier_is_converted_once() -> None:
    waste = line("R2", "waste", "General waste", 50.0, "kg", treatment="incineration")
    factor = "moenv-2400d4e3"
    for multiplier, unit, kinds in ((0.001, "t/kg", set()), (1.0, "t/kg", {"converted-twice"}), (1.0, "", set())):
        assert {kind for _, kind, _ in told(form(waste, cfp("R2", factor, multiplier, unit)), "multipliers")} == kinds


# ---- substances


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("PP granulate", "Polyvinyl chloride, suspension grade", False),
        ("聚丙烯", "Propylene, naphtha steam cracking", False),
        ("PE bag", "線性低密度聚乙烯", True),
        ("硫酸 98 %", "鹽酸，32％", False),
        ("304 不鏽鋼板", "冷軋鋼捲", True),
        ("鋁棒", "銅線", False),
        ("尼龍 66 粒", "聚醯胺6", False),
    ],
)
def test_substances_are_compared_exactly(one: str, other: str, same: bool) -> None:
    assert agree(named(one), named(other)) is same
    assert agree(named(other), named(one)) is same


def test_every_word_of_the_table_tells_its_substance() -> None:
    table = substances()
    assert len(table.word) > 200
    for word, substance in table.word.items():
        assert named(word) == (frozenset({substance}) if substance else frozenset()), word
    assert set(table.within.values()) - {""} <= set(table.order)


def test_a_reason_about_another_substance_excuses_nothing() -> None:
    kinds = {}
    for reason in ("", "no dataset: PVC stands in", "no dataset: SBR stands in"):
        found = told(form(PP, ef("M2", "pvc", reason=reason)), "things")
        kinds[reason] = {kind for _, kind, _ in found}
    assert list(kinds.values()) == [{"another-substance"}, set(), {"another-substance"}]


def test_a_solution_of_the_newest_rows_is_judged_by_its_name() -> None:
    acid = line("M5", "auxiliary", "Hydrochloric acid 32 %", 50.0, "kg", concentration=0.32)
    assert told(form(acid, cfp("M5", "moenv-e067f1c0")), "multipliers") == set()
    assert {kind for _, kind, _ in told(form(acid, cfp("M5", "moenv-e067f1c0", 0.32)), "multipliers")} == {"concentration"}


# ---- left out


def left(line_id: str, omission: str, reason: str, view: str = "ef") -> Target:
    return replace(ef(line_id, "", reason=reason), kind="left-out", view=view, omission=omission)


@pytest.mark.parametrize(
    ("one", "omission", "reason", "expected"),
    [
        (PP, "no-burden", "few", {("warning", "burden")}),
        (PP, "elsewhere", "small amount", {("question", "small")}),
        (PP, "elsewhere", "held by the dataset of M1", set()),
        (line("R2", "waste", "Sludge", 5.0, "t", treatment="landfill"), "no-burden", "none", {("warning", "burden")}),
        (line("R2", "waste", "Scrap", 5.0, "t", treatment="recycling"), "no-burden", "sold", set()),
        (line("W2", "water", "Groundwater", 5.0, "m3"), "no-burden", "own well", {("question", "burden")}),
        (POWER_LINE, "cut-off", "below 1 %", {("question", "no-share")}),
    ],
)
def test_what_may_be_left_out(one: Line, omission: str, reason: str, expected: set[tuple[str, str]]) -> None:
    found = told(form(one, left(one.line_id, omission, reason)), "left-out")
    assert {(severity, kind) for severity, kind, _ in found} == expected


# ---- gases


BLEND = line("A2", "refrigerant", "Refrigerant R-410A", 2.0, "kg")
R32, R125 = "151212b4-079b-43a2-96d5-a6eef59166ac", "281e1011-f121-4d5b-ad4d-22d562b2c2cd"


def flow(code: str, part: float) -> Target:
    return replace(ef("A2", code, part, "kg/kg"), kind="elementary-flow")


@pytest.mark.parametrize(
    ("targets", "kinds"),
    [
        ((flow(R32, 0.5), flow(R125, 0.5)), set()),
        ((flow(R32, 0.5),), {"leak-share"}),
        ((flow(R32, 1.0), flow(R125, 0.5)), {"leak-share"}),
        ((ef("A2", "refrigerant-r410a"),), {"no-leak-ef"}),
        ((replace(cfp("A2", "R-410A@AR6"), kind="gwp"),), set()),
        ((replace(cfp("A2", "R-32@AR6"), kind="gwp"),), {"leak-share"}),
    ],
)
def test_a_blend_leaks_as_a_whole(targets: tuple[Target, ...], kinds: set[str]) -> None:
    assert {kind for _, kind, _ in told(form(BLEND, *targets), "gases")} == kinds


@pytest.mark.parametrize(
    ("name", "code", "kinds"),
    [
        ("Methane of the septic tank", "CH4-biogenic@AR6", set()),
        ("Methane of the septic tank", "CH4-fossil@AR6", {"methane"}),
        ("Methane of the septic tank", "CO2@AR6", {"another-gas"}),
        ("Leak of natural gas (methane)", "CH4-biogenic@AR6", {"methane"}),
    ],
)
def test_methane_by_its_source(name: str, code: str, kinds: set[str]) -> None:
    gas = line("A3", "emission-air", name, 2.0, "kg")
    assert {kind for _, kind, _ in told(form(gas, replace(cfp("A3", code), kind="gwp")), "gases", "roles")} == kinds


def test_gases_by_name() -> None:
    assert [greenhouse_gas(text) for text in ("NMVOC", "六氟化硫", "冷媒 R-134a")] == ["", "sf6", "134a"]


# ---- services


@pytest.mark.parametrize(
    ("name", "dataset", "kinds"),
    [
        ("Waste oil", "hazardous-incineration", set()),
        ("Waste oil", "msw-incineration-tw", {"another-class"}),
        ("General waste", "hazardous-incineration", {"another-class"}),
        ("General waste", "msw-incineration-tw", set()),
    ],
)
def test_hazardous_waste_needs_its_own_plant(name: str, dataset: str, kinds: set[str]) -> None:
    waste = line("R2", "waste", name, 5.0, "t", treatment="incineration")
    assert {kind for _, kind, _ in told(form(waste, ef("R2", dataset)), "services")} == kinds


@pytest.mark.parametrize(("factor", "kinds"), [("moenv-1f1c7c1c", set()), ("moenv-c6257f53", {"road-fuel"})])
def test_a_forklift_is_no_lorry(factor: str, kinds: set[str]) -> None:
    diesel = line("E4", "energy", "Diesel (forklift)", 50.0, "L")
    assert {kind for _, kind, _ in told(form(diesel, cfp("E4", factor)), "services")} == kinds


# ---- answers


def test_an_answer_stays_where_only_a_share_of_other_lines_changes() -> None:
    def at(share: str, year: int = 2011) -> Finding:
        what = message(
            "line {line} ({name}): {target} is of {year} and makes {share} of the climate score",
            line="M1",
            name="bar",
            target="ingot",
            year=year,
            share=share,
        )
        return Finding("years", "old", "question", what, message("why"), message("mend"), line_id="M1", volatile=("share",))

    answers = Answers((Answer(at("53%").key, "there is none", what=at("53%").what.render("en")),))
    assert settle(Review(None, (at("54%"),)), answers).open == ()
    assert len(settle(Review(None, (at("54%", 2012),)), answers).open) == 1


def test_a_link_that_stands_twice_is_one_finding() -> None:
    twice = form(POWER_LINE, ef("E2", "elec-tw-mv"), ef("E2", "elec-tw-mv"))
    review = review_inventory(twice, choices=opened().choices(twice))
    assert not [f for f in review.findings if f.check in ("roles", "sums", "multipliers")]
