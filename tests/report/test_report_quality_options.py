"""Data quality and improvement options in page, workbook and sentences; a folder without them has neither."""

from __future__ import annotations

import json
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pandas as pd
import pytest

from ef_training.assessment.run_folder import OPTIONS, RunFolder
from ef_training.hotspots import outcome
from ef_training.messages import translate
from ef_training.report import tables_options, tables_quality
from ef_training.report.outline import outline
from ef_training.report.page import page
from ef_training.report.workbook import workbook


@pytest.fixture(scope="module")
def hub(hub_folder: Path):
    return outcome(RunFolder.read(hub_folder))


def study(**changed: object) -> dict[str, object]:
    known = {"TeR": 1.0, "GeR": 1.0, "TiR": 1.0, "P": 1.0}
    base = {"TeR": 2.0, "GeR": 1.0, "TiR": 3.0, "P": 2.0, "DQR": 2.0, "band": "very good", "known": known}
    return base | {"unstated": dict.fromkeys(known, 0.0), "processes": 3, "covered": 0.8, "withheld": False} | changed


def said(hub, found: dict[str, object]) -> str:
    return tables_quality.sentence(replace(hub.run, run=hub.run.run | {"quality": found}), "en")


def test_the_sentence_says_rating_level_and_what_is_not_stated(hub) -> None:
    assert said(hub, study()).startswith("Data quality of the study: 2.0, very good (")
    assert "not stated" not in said(hub, study())
    unstated = {"TeR": 0.86, "GeR": 0.0, "TiR": 0.0, "P": 0.0}
    assert "For 86% of the weight the system has set technology TeR by rule" in said(hub, study(unstated=unstated))


def test_a_study_without_a_rating_says_why(hub) -> None:
    assert "no weighted score" in said(hub, study(withheld=True, DQR=None, band=""))
    known = {"TeR": 1.0, "GeR": 1.0, "TiR": 1.0, "P": 0.4}
    assert "too little is known of precision P" in said(hub, study(DQR=None, band="", known=known))


def test_the_page_ranks_what_most_needs_better_data_first(hub) -> None:
    table = tables_quality.targets(hub.run, "en")
    part = hub.run.quality[hub.run.quality["view"] == "ef"]
    worst = part.loc[(part["DQR"] * part["weight_share"]).idxmax()]
    assert table.rows[0][0] == worst["line_name"]
    assert len(table.rows) == tables_quality.SHOWN
    assert str(len(part)) in table.note
    stars = [cell for row in table.rows for cell in row[2:6] if str(cell).endswith("*")]
    assert len(stars) == sum(len(text.split()) for text in _shown(part)["unstated"])


def _shown(part: pd.DataFrame) -> pd.DataFrame:
    order = (part["DQR"] * part["weight_share"]).sort_values(ascending=False, kind="stable").index
    return part.loc[order[: tables_quality.SHOWN]]


def test_the_options_of_the_page_name_each_hotspot_once_with_what_gets_worse(hub) -> None:
    table = tables_options.computed(hub, "en")
    names = [row[0] for row in table.rows if row[0]]
    assert len(names) == hub.run.options["line_id"].nunique()
    worse = [row for row in table.rows if row[-2]]
    assert worse
    assert all("gets worse: " in row[-1] for row in worse)
    assert all(isinstance(row[2], float) and row[2] < 0 for row in table.rows)


def test_what_is_not_calculated_is_a_remark_with_its_reason(hub) -> None:
    remarks = tables_options.remarks(hub, "en")
    assert any("recycled" in remark and "25 %" in remark for remark in remarks)
    assert any(remark.startswith("Ask ") for remark in remarks)


def test_a_line_with_a_climate_factor_only_says_what_is_unknown(hub) -> None:
    options = hub.run.options.copy()
    first = (options["option"] == options["option"].iloc[0]) & (options["indicator"] != "climate-change")
    options.loc[first, ["change", "change_share", "weighted_change"]] = float("nan")
    options.loc[first, "effect"] = "unknown"
    row = tables_options.computed(replace(hub, run=replace(hub.run, options=options)), "en").rows[0]
    assert "unknown for 15 indicators" in row[-1]
    assert row[4] != row[4]  # no weighted score where an indicator is unknown


@pytest.mark.parametrize("lang", ["zh-TW", "en"])
def test_page_and_workbook_hold_both(hub, lang: str) -> None:
    from openpyxl import load_workbook

    document = outline(hub, lang=lang)
    text = page(hub, lang=lang, documents={lang: document})
    prefix = lang.split("-")[0]
    assert f'id="{prefix}-options"' in text
    assert f'id="{prefix}-data-quality"' in text
    book = load_workbook(BytesIO(workbook(hub, document, lang=lang)))
    assert book[translate("improvement", lang)].max_row > (hub.run.options["state"] == "computed").sum() / 16
    assert book[translate("options", lang)].max_row > len(hub.run.options)
    quality = book[translate("data quality", lang)]
    assert quality.max_row > len(hub.run.quality)
    numbers = [cell.value for row in quality.iter_rows() for cell in row if isinstance(cell.value, (int, float))]
    assert set(hub.run.quality["DQR"].dropna()) <= set(numbers)


def test_a_folder_of_an_older_schema_has_neither(hub) -> None:
    empty = pd.DataFrame({column: [] for column in OPTIONS})
    run = replace(hub.run, options=empty, run={key: value for key, value in hub.run.run.items() if key != "quality"})
    older = replace(hub, run=run)
    document = outline(older, lang="en")
    text = page(older, lang="en", documents={"en": document})
    assert 'id="en-options"' not in text
    assert "Data quality of the study" not in text
    assert workbook(older, document, lang="en")


def test_hotspots_prints_the_three_options_that_save_most(hub_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from ef_training.cli.show import show_results

    run = RunFolder.read(hub_folder)
    show_results(run, "en", as_json=True)
    options = json.loads(capsys.readouterr().out)["options"]
    assert len(options) == 3
    show_results(run, "en", as_json=False)
    printed = capsys.readouterr().out
    assert all(option["option"] in printed for option in options)
