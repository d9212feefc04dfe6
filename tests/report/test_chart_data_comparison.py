"""Two runs beside each other: differences that are told, and pairs that are refused."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ef_training.errors import OutputError
from ef_training.hotspots.outcome import Outcome, outcome
from ef_training.inventory.model import STAGES
from ef_training.report import charts
from ef_training.report.chart_data_comparison import WEIGHTED, alert, comparison, other_remarks, remarks, same_basis
from ef_training.report.charts_comparison import change_text, comparison_chart
from ef_training.report.document import Chart, Paragraph
from ef_training.report.outline import outline


def changed(some: Outcome, factor: float = 1.0, lines: tuple[str, ...] = (), **record: Any) -> Outcome:
    """The run with scores of some lines multiplied, and parts of ``run.json`` replaced."""
    run = some.run.run | {key: {**some.run.run[key], **value} for key, value in record.items()}
    table = some.run.results
    value = table["value"].mask(table["line_id"].isin(lines), table["value"] * factor)
    return outcome(replace(some.run, run=run, results=table.assign(value=value)))


def test_a_run_beside_itself_is_the_same(full: Outcome) -> None:
    table = comparison(full, full)
    assert table["indicator"].tolist() == [*full.indicators, WEIGHTED]
    assert (table["difference"] == 0).all()
    assert (table["ratio"] == 1).all()
    assert remarks(full, full, "en") == []


def test_one_line_more_changes_its_stage_alone(full: Outcome) -> None:
    other = changed(full, 2.0, ("E01",))
    table = comparison(full, other).set_index("indicator")
    lines = full.lines.set_index("line_id")
    for indicator in full.indicators:
        row = table.loc[indicator]
        assert row["difference"] == pytest.approx(lines.at["E01", indicator])
        assert row["b_manufacturing"] - row["a_manufacturing"] == pytest.approx(lines.at["E01", indicator])
        assert row["b_use"] == row["a_use"]
        assert sum(row[f"a_{stage}"] for stage in STAGES) == pytest.approx(row["a"])
    assert table.at[WEIGHTED, "b"] == pytest.approx(other.scores["weighted"].sum())


def test_a_changed_sign_has_no_ratio(full: Outcome) -> None:
    other = changed(full, -1.0, tuple(full.lines["line_id"]))
    assert comparison(full, other)["ratio"].isna().all()


def test_units_of_different_kinds_are_refused(full: Outcome) -> None:
    with pytest.raises(OutputError, match=r"measure different things \(1 piece and 2 kg\)"):
        comparison(full, changed(full, product={"declared_unit": "kg", "declared_amount": 2.0}))


@pytest.mark.parametrize(("unit", "amount", "told"), [("item", 1000.0, "1 piece, B per 1,000 pieces"), ("item", 1.0, "")])
def test_amounts_that_differ_are_told(full: Outcome, unit: str, amount: float, told: str) -> None:
    said = remarks(full, changed(full, product={"declared_unit": unit, "declared_amount": amount}), "en")
    assert [sentence for sentence in said if "declared units differ" in sentence and told in sentence] == said
    assert bool(said) == bool(told)


def test_one_kilogram_is_1000_grams(full: Outcome) -> None:
    kg = changed(full, product={"declared_unit": "kg", "declared_amount": 1.0})
    grams = changed(full, product={"declared_unit": "g", "declared_amount": 1000.0})
    assert remarks(kg, grams, "en") == []
    assert len(comparison(kg, grams)) == 17


@pytest.mark.parametrize(
    ("record", "told"),
    [
        ({"product": {"boundary": "cradle-to-gate"}}, "A is cradle to grave, B cradle to gate"),
        ({"pack": {"name": "ef-3.0", "sha256": "f" * 64}}, "A has ef-3.1 1.0.0, B ef-3.0 1.0.0"),
        ({"background": {"version": "2.0.0", "sha256": "f" * 64}}, "A has training 1.0.0, B training 2.0.0"),
        ({"factors": {"snapshot": "2025-01", "sha256": "f" * 64}}, "catalogue differ: A has moenv, B moenv 2025-01"),
    ],
)
def test_what_differs_is_named(full: Outcome, record: dict[str, Any], told: str) -> None:
    (said,) = remarks(full, changed(full, **record), "en")
    assert told in said


@pytest.mark.parametrize("product", [{"declared_amount": 10.0}, {"boundary": "cradle-to-gate"}])
def test_another_amount_or_boundary_gives_neither_ratio_nor_single_score_nor_chart(
    full: Outcome, product: dict[str, Any]
) -> None:
    other = changed(full, product=product)
    table = comparison(full, other)
    assert table["indicator"].tolist() == full.indicators
    assert table["ratio"].isna().all()
    assert not same_basis(full, other)
    assert alert(full, other, "en").endswith("ratio, single score and chart are left out.")
    assert other_remarks(full, other, "en") == []
    document = outline(full, lang="en", against=other)
    section = next(section for section in document.sections if section.id == "comparison")
    assert section.blocks[0] == Paragraph(alert(full, other, "en"), "alert")
    assert not [block for block in section.blocks if isinstance(block, Chart)]
    ledger = next(ledger for ledger in document.ledgers() if ledger.name == "comparison")
    assert [column.title for column in ledger.table.columns] == ["Indicator", "A", "B", "Unit"]
    assert "comparison" not in charts.names(full, against=other)
    assert "comparison" in charts.names(full, against=full)
    assert alert(full, full, "en") == ""


def test_one_name_with_two_contents_says_so(full: Outcome) -> None:
    (said,) = remarks(full, changed(full, pack={"sha256": "787758ae" + "0" * 56}), "en")
    assert said.startswith("Name and version of the method pack are the same, its contents are not (SHA-256 ")
    assert said.endswith("… and 787758ae…).")


def test_another_pack_gives_no_single_score(full: Outcome) -> None:
    table = comparison(full, changed(full, pack={"sha256": "f" * 64}))
    assert WEIGHTED not in set(table["indicator"])


def test_coverage_that_differs_is_told(full: Outcome, warned: Outcome) -> None:
    (said,) = remarks(full, warned, "en")
    assert said.startswith("Coverage differs: in A ")
    assert f"{warned.run.run['screening']['climate_share']:.1%}" in said


def test_withheld_scores_are_not_compared(full: Outcome, withheld: Outcome) -> None:
    assert WEIGHTED not in set(comparison(full, withheld)["indicator"])


def test_indicators_that_one_run_lacks_are_named(full: Outcome) -> None:
    few = [record for record in full.run.run["indicators"] if record["id"] != "land-use"]
    other = outcome(replace(full.run, run=full.run.run | {"indicators": few}))
    for a, b in ((full, other), (other, full)):
        assert "land-use" not in set(comparison(a, b)["indicator"])
        (said,) = remarks(a, b, "en")
        assert "Land use" in said


def test_changes_are_written_as_percentages_or_factors() -> None:
    assert change_text(2.0, 1.5) == "−25.0%"
    assert change_text(2.0, 3.0) == "+50.0%"
    assert change_text(1.0, 12.0) == "× 12.0"
    assert change_text(100.0, 1.0) == "−99.0%"
    assert change_text(-2.0, -1.0) == "+50.0%"  # a smaller credit is more impact
    assert change_text(0.0, 1.0) == "—"


def test_the_picture_says_both_products_and_what_differs(full: Outcome) -> None:
    other = changed(full, 3.0, ("M01",), product={"name": "另一個產品"}, pack={"sha256": "f" * 64})
    figure = comparison_chart(full.run, lang="en", against=other, result=full)
    said = " ".join(text.get_text().replace("\n", " ") for text in figure.axes[0].texts)
    for part in ("A: 自行車鋁合金花鼓 36H", "B: 另一個產品", "its contents are not (SHA-256 ", "† partly covered"):
        assert part in said, part
