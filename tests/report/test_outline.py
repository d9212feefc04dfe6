"""What the report says, in which order: sections, tables, places of charts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ef_training.assessment.run_folder import RunFolder
from ef_training.errors import OutputError
from ef_training.hotspots.outcome import Outcome, outcome
from ef_training.report import charts
from ef_training.report.document import Chart, Document, Items, Ledger, Paragraph, Section
from ef_training.report.outline import outline

SECTIONS = [
    *("summary", "general", "goal", "scope", "life-cycle-inventory", "results", "interpretation", "limits", "annex"),
]
"""PEF's reporting outline as far as it applies (Recommendation (EU) 2021/2279, Annex II, Part E); this run has no options."""
RESULTS = ["scores", "stages", "hotspots", "most-relevant", "carbon-footprint", "coverage"]


def every(sections: tuple[Section, ...]) -> list[Section]:
    return [found for section in sections for found in (section, *every(section.sections))]


def said(document: Document, anchor: str) -> list[str]:
    """Return all sentences of a section."""
    found = next(section for section in every(document.sections) if section.id == anchor)
    texts = []
    for block in found.all_blocks():
        if isinstance(block, Paragraph):
            texts.append(block.text)
        elif isinstance(block, Items):
            texts += block.texts
    return texts


def table(document: Document, name: str) -> Ledger:
    return next(ledger for ledger in document.ledgers() if ledger.name == name)


@pytest.fixture(scope="module")
def english(full: Outcome) -> Document:
    return outline(full, lang="en")


@pytest.fixture(scope="module")
def chinese(full: Outcome) -> Document:
    return outline(full, lang="zh-TW")


def test_the_order_is_that_of_the_method(english: Document) -> None:
    assert [section.id for section in english.sections] == SECTIONS
    results = next(section for section in english.sections if section.id == "results")
    assert [section.id for section in results.sections] == RESULTS


def test_anchors_and_names_of_tables_are_unique_and_every_text_says_something(english: Document, chinese: Document) -> None:
    for document in (english, chinese):
        sections, ledgers = every(document.sections), document.ledgers()
        assert len({section.id for section in sections}) == len(sections)
        assert len({ledger.name for ledger in ledgers}) == len(ledgers)
        assert len({ledger.sheet for ledger in ledgers}) == len(ledgers)
        for section in sections:
            assert section.title
            assert section.blocks or section.sections
            for block in section.blocks:
                assert block.text.strip() if isinstance(block, Paragraph) else True
                assert all(text.strip() for text in block.texts) if isinstance(block, Items) else True
        for ledger in ledgers:
            assert ledger.table.rows
            assert {len(row) for row in ledger.table.rows} == {len(ledger.table.columns)}


def test_both_languages_say_the_same(english: Document, chinese: Document) -> None:
    assert [section.id for section in every(english.sections)] == [section.id for section in every(chinese.sections)]
    assert [ledger.name for ledger in english.ledgers()] == [ledger.name for ledger in chinese.ledgers()]
    for one, other in zip(english.ledgers(), chinese.ledgers(), strict=True):
        assert [column.kind for column in one.table.columns] == [column.kind for column in other.table.columns]
        assert len(one.table.rows) == len(other.table.rows)
        numbers = [[[cell for cell in row if isinstance(cell, float)] for row in side.table.rows] for side in (one, other)]
        assert repr(numbers[0]) == repr(numbers[1])


def test_every_chart_has_its_place_and_words(full: Outcome, english: Document) -> None:
    placed = {
        block.name: block.alt for section in every(english.sections) for block in section.blocks if isinstance(block, Chart)
    }
    assert set(charts.names(full)) == set(placed)
    assert all(len(alt.split()) > 4 for alt in placed.values())


def test_all_that_the_inventory_holds_stands_in_the_annex(full: Outcome, english: Document) -> None:
    run = full.run
    assert [row[0] for row in table(english, "inventory").table.rows] == list(run.inventory["line_id"])
    assert len(table(english, "targets-ef").table.rows) == (run.targets["view"] == "ef").sum()
    assert len(table(english, "targets-cfp").table.rows) == (run.targets["view"] == "cfp").sum()
    hashes = [row[2] for row in table(english, "sources").table.rows]
    assert {run.run[part]["sha256"] for part in ("pack", "background", "factors", "form")} <= set(hashes)
    assert len(table(english, "checks").table.rows) == len(run.run["checks"])


def test_results_stand_characterised_normalised_and_weighted(full: Outcome, english: Document) -> None:
    records = {record["id"]: record for record in full.run.run["indicators"]}
    totals = full.run.results[full.run.results["view"] == "ef"].groupby("indicator")["value"].sum()
    rows = table(english, "scores").table.rows
    for indicator, row in zip(full.indicators, rows, strict=True):
        record, total = records[indicator], totals[indicator]
        assert row[1] == pytest.approx(total)
        assert row[3] == pytest.approx(total / record["normalisation"])
        assert row[4] == pytest.approx(total / record["normalisation"] * record["weight"] / 100 * 1e6)
    assert "forbids weighted results in comparisons shown to the public" in " ".join(said(english, "scores"))
    assert full.run.run["pack"]["title"] in table(english, "scores").table.note


def test_the_process_flow_is_that_of_the_form(full: Outcome, english: Document) -> None:
    rows = table(english, "process-flow").table.rows
    assert [(row[0], row[1]) for row in rows] == [(str(step["number"]), step["name"]) for step in full.run.run["process_steps"]]


def test_a_stage_outside_the_boundary_is_told_apart_from_one_without_lines(full: Outcome) -> None:
    run = full.run
    gate = replace(run, run=run.run | {"product": run.run["product"] | {"boundary": "cradle-to-gate"}})
    states = {row[0]: row[1] for row in table(outline(outcome(gate), lang="en"), "boundary").table.rows}
    assert states["Manufacturing"] == "inside, with data"
    assert states["Use"] == "outside the boundary, counted all the same"
    without = replace(gate, inventory=run.inventory[run.inventory["stage"] != "use"])
    states = {row[0]: row[1] for row in table(outline(outcome(without), lang="en"), "boundary").table.rows}
    assert states["Use"] == "outside the boundary"


def test_lines_without_a_statement_of_quality_are_counted_as_such(full: Outcome, english: Document) -> None:
    lines = full.run.inventory
    measured = int((lines["data_quality"] == "measured").sum())
    assert f"{len(lines)} lines, of which {measured} are measured" in said(english, "collection")[0]
    rows = table(english, "collection").table.rows
    assert sum(row[2] for row in rows) == len(lines)
    assert all(row[2] == sum(row[3:7]) for row in rows)
    assert sum(row[6] for row in rows) == len(lines) - measured


def test_above_thirty_percent_screening_there_is_no_score_and_the_reason_stands_where_it_would(withheld: Outcome) -> None:
    document = outline(withheld, lang="en")
    reason = withheld.relevant.withheld.render("en")
    first = document.sections[0].blocks[0]
    assert isinstance(first, Paragraph)
    assert first.kind == "alert"
    assert first.text.startswith("Lines with a climate factor only")
    assert reason in said(document, "summary")
    assert said(document, "most-relevant") == [reason]
    assert reason in said(document, "scores")
    assert all("eighted" not in column.title for column in table(document, "scores").table.columns)
    assert not any("relevant-" in ledger.name for ledger in document.ledgers())
    assert not any("µPt" in column.title for ledger in document.ledgers() for column in ledger.table.columns)


def test_between_ten_and_thirty_percent_the_first_sentence_is_a_warning(warned: Outcome, full: Outcome) -> None:
    first = outline(warned, lang="en").sections[0].blocks[0]
    assert isinstance(first, Paragraph)
    assert (first.kind, first.text.startswith("Lines with a climate factor only")) == ("alert", True)
    usual = outline(full, lang="en").sections[0].blocks[0]
    assert isinstance(usual, Paragraph)
    assert usual.kind == "lead"


def without_weights(run: RunFolder, *, but: tuple[str, ...] = ()) -> RunFolder:
    """Return the run of a pack that weighs none of its indicators, or only some."""
    records = [
        record if record["id"] in but else record | {"normalisation": None, "weight": None} for record in run.run["indicators"]
    ]
    return replace(run, run=run.run | {"indicators": records})


def test_a_pack_without_weights_gives_values_alone(full: Outcome) -> None:
    document = outline(outcome(without_weights(full.run)), lang="en")
    assert "The method pack has no weights" in " ".join(said(document, "summary"))
    assert [column.title for column in table(document, "scores").table.columns] == ["Indicator", "Characterised", "Unit"]
    assert table(document, "scores").table.note == ""
    assert table(document, "indicators").table.caption == "Indicators"
    assert "weighted results" not in " ".join(said(document, "limits"))


def test_additional_indicators_are_shown_and_not_summed(full: Outcome) -> None:
    kept = tuple(indicator for indicator in full.indicators if indicator != "land-use")
    result = outcome(without_weights(full.run, but=kept))
    document = outline(result, lang="en")
    found = table(document, "indicators").table
    assert found.caption == "15 EF indicators and 1 additional"
    row = found.rows[result.indicators.index("land-use")]
    assert row[1] == pytest.approx(full.scores.at["land-use", "value"])
    assert row[4] is None
    assert "of 15 indicators are most relevant" in " ".join(said(document, "summary"))


def test_two_runs_stand_beside_each_other(full: Outcome, warned: Outcome) -> None:
    document = outline(full, lang="en", against=warned)
    assert [section.id for section in document.sections].index("comparison") == SECTIONS.index("results") + 1
    rows = table(document, "comparison").table.rows
    assert rows[0][1] == pytest.approx(full.scores.at["climate-change", "value"])
    assert rows[0][2] == pytest.approx(warned.scores.at["climate-change", "value"])
    assert rows[0][4] == pytest.approx(rows[0][2] - rows[0][1])
    assert rows[-1][0].startswith("Single score")
    assert said(document, "comparison")[0].startswith("A: ")


def test_runs_per_different_things_are_not_compared(full: Outcome) -> None:
    other = replace(full.run, run=full.run.run | {"product": full.run.run["product"] | {"declared_unit": "kg"}})
    with pytest.raises(OutputError, match="measure different things"):
        outline(full, lang="en", against=outcome(other))


@pytest.mark.parametrize("schema", ["1", "2"])
def test_runs_of_older_schemas_are_told_too(full: Outcome, schema: str) -> None:
    record = {key: value for key, value in full.run.run.items() if key not in ("quality", "cut_off", "scaling", "process_steps")}
    empty = {name: getattr(full.run, name).iloc[0:0] for name in ("quality", "options", "chains")}
    run = replace(full.run, run=record | {"schema": schema}, **(empty if schema == "1" else {"chains": empty["chains"]}))
    document = outline(outcome(run), lang="en")
    assert [section.id for section in document.sections] == SECTIONS
    assert said(document, "process-flow") == ["The form names no process steps."]
