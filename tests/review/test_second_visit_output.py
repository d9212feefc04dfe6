"""What a second visit prints and leaves: open findings of the first, table of all choices, workbook, page, command line."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from second_visit import opened
from test_review_workbook import answer

from ef_training.forms.files.workbook import open_book
from ef_training.forms.reader import read_form
from ef_training.messages import translate
from ef_training.review.model import Review
from ef_training.review.output.answers import settle
from ef_training.review.output.choice_table import HEADS, TITLE
from ef_training.review.output.write import Written, write_review
from ef_training.review.run import review_inventory

Forms = dict[tuple[str, str], Path]
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def wrong(forms: Forms) -> Review:
    """The second visit of a hub with an untreated waste (first visit) and a sea leg linked to a lorry (second)."""
    form = read_form(forms["aluminium-hub", "en"], importer="itri")
    lines = tuple(replace(line, treatment="") if line.line_id == "R04" else line for line in form.lines)
    lines = tuple(replace(line, country="", supplier="") if line.line_id == "M01" else line for line in lines)
    targets = tuple(
        replace(t, target="lorry-16t") if (t.line_id, t.target) == ("M03-T1", "ship-container") else t for t in form.targets
    )
    return opened().review(replace(form, lines=lines, targets=targets))


def open_ones(written: Written) -> dict[str, str]:
    """Return what is told of the first visit by severity."""
    return {
        entry.finding.severity: str(entry.finding.what)
        for entry in written.settled.all
        if entry.finding.kind == "open-from-first-visit"
    }


# ---- open findings of the first visit


def test_open_findings_are_named_with_their_numbers(wrong: Review) -> None:
    written = write_review(wrong, None, lang="en")
    told = open_ones(written)
    assert set(told) == {"warning", "question"}
    numbered = dict(enumerate(written.settled.all, start=1))
    for severity, text in told.items():
        numbers = [int(number) for number in re.findall(r"\d+", text.partition("no. ")[2])]
        meant = [numbered[number].finding for number in numbers]
        assert f"{len(numbers)} {severity}s" in text
        assert {finding.severity for finding in meant} == {severity}
        assert {finding.check for finding in meant} <= {"waste", "transport", "distance"}


def test_answered_findings_are_not_open(wrong: Review, tmp_path: Path) -> None:
    write_review(wrong, tmp_path, lang="en")
    answer(tmp_path / "review.xlsx", **{"R04": "burned in the park's plant", "neither supplier": "supplier A, Taiwan"})
    told = open_ones(write_review(wrong, tmp_path, lang="en"))
    assert told == {}


def test_answers_of_the_first_visit_hold_at_the_second(forms: Forms, wrong: Review, tmp_path: Path) -> None:
    assert wrong.reviewed is not None
    first = review_inventory(wrong.reviewed.inventory)
    write_review(first, tmp_path, lang="zh-TW")
    answer(tmp_path / "review.xlsx", **{"R04": "送焚化廠"})
    again = write_review(wrong, tmp_path, lang="en")
    assert "warning" not in open_ones(again)
    assert [entry.answer for entry in again.settled.answered] == ["送焚化廠"]


def test_a_first_visit_tells_nothing_of_open_findings(wrong: Review) -> None:
    assert wrong.reviewed is not None
    review = review_inventory(wrong.reviewed.inventory)
    written = write_review(review, None, lang="en")
    assert written.review.findings == review.findings
    assert len(settle(review).open) == len(written.settled.open)


# ---- workbook and page


@pytest.mark.parametrize("lang", ["en", "zh-TW"])
def test_the_workbook_has_a_row_for_every_line(wrong: Review, tmp_path: Path, lang: str) -> None:
    write_review(wrong, tmp_path, lang=lang)
    grids = {grid.title: grid for grid in open_book(tmp_path / "review.xlsx").grids}
    grid = grids[translate(TITLE, lang)]
    heads = {grid.cell(5, column).value: column for column in grid.by_row[5]}
    assert list(heads) == [translate(head, lang) for head in HEADS.values()]
    rows = {grid.cell(row, 1).value: row for row in grid.row_numbers if row > 5}
    assert wrong.reviewed is not None
    assert list(rows) == [line.line_id for line in wrong.reviewed.inventory.lines]
    power, ratio = rows["E01"], heads[translate(HEADS["ratio"], lang)]
    assert grid.cell(power, ratio).value == pytest.approx(0.6058 / opened().climate["elec-tw-mv"])
    assert "0.6058" in str(grid.cell(power, heads[translate(HEADS["factors"], lang)]).value)
    verdict = heads[translate(HEADS["verdict"], lang)]
    assert grid.cell(rows["M03-T1"], verdict).value == translate("to be corrected", lang)
    assert str(grid.cell(1, 1).value).startswith(translate("Second visit: {name}", lang).partition("{")[0])


def test_a_first_visit_has_no_sheet_of_choices(wrong: Review, tmp_path: Path) -> None:
    assert wrong.reviewed is not None
    write_review(review_inventory(wrong.reviewed.inventory), tmp_path, lang="en")
    assert translate(TITLE, "en") not in {grid.title for grid in open_book(tmp_path / "review.xlsx").grids}
    assert 'id="choices"' not in (tmp_path / "review.html").read_text(encoding="utf-8")


def test_the_page_leads_from_a_line_to_its_findings(wrong: Review, tmp_path: Path) -> None:
    write_review(wrong, tmp_path, lang="en")
    page = (tmp_path / "review.html").read_text(encoding="utf-8")
    section = page[page.index('<section id="choices"') : page.index('<section id="checked"')]
    rows = re.findall(r"<tr>(<th scope=\"row\">.*?)</tr>", section, re.DOTALL)
    assert wrong.reviewed is not None
    assert len(rows) == len(wrong.reviewed.inventory.lines)
    (bad,) = [row for row in rows if ">M03-T1<" in row]
    assert 'class="verdict correct"' in bad
    links = re.findall(r'href="#(f\d+)"', section)
    assert links
    assert all(f'id="{link}"' in page for link in links)


def test_what_comes_from_a_form_is_no_markup_in_the_table(wrong: Review, tmp_path: Path) -> None:
    assert wrong.reviewed is not None
    inventory = wrong.reviewed.inventory
    lines = tuple(replace(line, name="<b>=1+1</b>") if line.line_id == "E01" else line for line in inventory.lines)
    write_review(opened().review(replace(inventory, lines=lines)), tmp_path, lang="en")
    page = (tmp_path / "review.html").read_text(encoding="utf-8")
    assert "<b>=1+1</b>" not in page
    assert "&lt;b&gt;=1+1&lt;/b&gt;" in page


# ---- command line


def test_the_command_judges_the_choices(forms: Forms, command: Run, tmp_path: Path) -> None:
    form = forms["pp-food-box", "en"]
    code, out, err = command("review", form, "--visit", "2", "--out", tmp_path, "--lang", "en")
    assert code == 0
    assert out.strip().startswith("Second visit:")
    assert "Choices of 29 lines and 6 transport legs: 35 ok" in out
    assert str(tmp_path / "review.xlsx") in err
    code, out, _ = command("review", form, "--visit", "2", "--json", "--lang", "en")
    (data,) = json.loads(out)["forms"]
    assert (code, data["visit"]) == (0, 2)
    assert "roles" in data["fine"]
    (power,) = [row for row in data["choices"] if row["line_id"] == "E01"]
    assert power["verdict"] == "ok"
    assert power["ratio"] == pytest.approx(power["kg_co2e_by_factors"] / power["kg_co2e_by_datasets"])
    (first,) = json.loads(command("review", form, "--json", "--lang", "en")[1])["forms"]
    assert (first["visit"], first["choices"]) == (1, [])


def test_an_error_among_the_choices_ends_with_one(forms: Forms, command: Run, tmp_path: Path) -> None:
    from ef_training.linking.links.links_file import write_links
    from ef_training.linking.links.row import LinkRow

    rows = [LinkRow("E01", "ef", "dataset", "elec-cn", 1.0, state="confirmed", confirmed_by="ITRI")]
    links = write_links(tmp_path / "links.csv", rows)
    code, out, _ = command("review", forms["pp-food-box", "en"], "--visit", "2", "--links", links, "--lang", "en")
    assert code == 1
    assert "E01" in out
    assert "elec-cn" in out
    assert "links.csv!G2" in out


def test_links_belong_to_the_second_visit_of_one_form(forms: Forms, command: Run) -> None:
    form = forms["pp-food-box", "en"]
    for arguments in ((form, "--links", "x.csv"), (form, form, "--visit", "2", "--links", "x.csv")):
        code, _, err = command("review", *arguments, "--lang", "en")
        assert code == 2
        assert "--visit 2" in err


def test_a_snapshot_that_is_not_there_is_named(forms: Forms, command: Run) -> None:
    code, _, err = command("review", forms["pp-food-box", "en"], "--visit", "2", "--factors", "nobody", "--lang", "en")
    assert code == 1
    assert "nobody" in err
