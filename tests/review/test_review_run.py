"""From a form to a review."""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from small_forms import LINES, changed, line, plant

from ef_training.errors import FormError, Problem
from ef_training.inventory.model import Line
from ef_training.messages import message
from ef_training.review.checks import all_checks
from ef_training.review.model import SEVERITIES, Review
from ef_training.review.reading import origin_of, reading_findings
from ef_training.review.run import review_form, review_inventory
from ef_training.review.settings import ReviewSettings


def counts(review: Review) -> dict[str, int]:
    return {severity: review.count(severity) for severity in SEVERITIES}


@pytest.mark.parametrize("links", ["with links", "at the first visit"])
def test_the_worked_examples_are_sound(forms: dict[tuple[str, str], Path], links: str) -> None:
    for (name, lang), path in forms.items():
        review = review_form(path, importer="itri")
        if links == "at the first visit":
            assert review.reviewed is not None
            review = review_inventory(replace(review.reviewed.inventory, targets=(), custom_factors=()))
        found = counts(review)
        assert (found["error"], found["warning"]) == (0, 0), (name, lang, [str(finding.what) for finding in review.findings])
        assert found["question"] <= 2, (name, lang, [str(finding.what) for finding in review.findings])
        assert review.skipped == ()
        assert review.source == path.name


def test_findings_come_in_order_and_can_be_said_in_both_languages() -> None:
    wrong = plant(
        line("R9", "waste", "Waste oil", 300.0, "kg"), lines=changed("E2", unit="MWh"), product={"boundary": "cradle-to-grave"}
    )
    review = review_inventory(wrong)
    severities = [SEVERITIES.index(finding.severity) for finding in review.findings]
    assert severities == sorted(severities)
    assert len(set(severities)) > 1
    assert len({finding.key for finding in review.findings}) == len(review.findings)
    names = {check.name for check in all_checks()}
    for finding in review.findings:
        assert finding.check in names
        for text in (finding.what, finding.why, finding.mend):
            assert text.render("en")
            assert text.render("zh-TW")
            assert "{" not in text.render("zh-TW")


def test_settings_reach_the_checks() -> None:
    form = plant(lines=changed("M2", amount=106.0))
    assert [finding.kind for finding in review_inventory(form).findings if finding.check == "mass-balance"] == ["gap"]
    lax = review_inventory(form, settings=ReviewSettings(mass_fine=0.1))
    assert [finding for finding in lax.findings if finding.check == "mass-balance"] == []


def test_a_line_that_cannot_be_brought_to_a_unit_leaves_the_others() -> None:
    form = plant(lines=changed("E2", allocation="nobody"))
    review = review_inventory(form)
    assert review.reviewed is not None
    assert not review.reviewed.whole
    assert [item.line.line_id for item in review.reviewed.lines] == ["M2", "E3", "R2"]
    assert [finding.check for finding in review.findings if finding.severity == "error"] == ["reading"]
    assert review.findings[0].place == "Energy!F2"
    assert review.skipped == ("energy",)


def test_a_sub_meter_keeps_its_main_meter() -> None:
    part = line("E9", "energy", "Hall 2", 100.0, "kWh", "plant", allocation="Mass", meter="E2")
    review = review_inventory(plant(part, lines=changed("E3", allocation="nobody")))
    assert review.reviewed is not None
    amounts = {item.line.line_id: item.amount for item in review.reviewed.lines}
    assert amounts["E2"] == pytest.approx(300 * 0.5 / 1000)


def test_nothing_made_is_an_error_not_a_traceback() -> None:
    outputs = (replace(plant().outputs[0], quantity=0.0), plant().outputs[1])
    review = review_inventory(plant(outputs=outputs))
    assert review.reviewed is not None
    assert review.reviewed.lines == ()
    assert [finding.severity for finding in review.findings][:1] == ["error"]


def test_a_form_without_target_product() -> None:
    review = review_inventory(plant(outputs=tuple(replace(output, role="other") for output in plant().outputs)))
    assert review.reviewed is None
    assert [(finding.check, finding.severity) for finding in review.findings] == [("reading", "error")]
    assert len(review.skipped) == len(all_checks())


def test_a_file_that_is_no_form(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Dear all", encoding="utf-8")
    with pytest.raises(FormError):
        review_form(path)


def test_places_of_problems() -> None:
    assert str(origin_of("Materials!D7", "form.xlsx")) == "Materials!D7"
    assert origin_of("Odd!name!AB12").sheet == "Odd!name"
    assert (origin_of("Materials").sheet, origin_of("Materials").cell) == ("Materials", "")
    assert str(origin_of("")) == ""


def test_one_cause_of_many_rows_is_one_finding() -> None:
    what = message("there is no allocation key “{name}”", name="Hours")
    leg = [message("there is no line “{line_id}”", line_id=line_id) for line_id in ("M01", "M01-T1", "M02")]
    problems = [
        Problem(what, "Energy!F2"),
        Problem(what, "Energy!F3"),
        *(Problem(told, f"Links!A{row}") for row, told in enumerate(leg, 2)),
    ]
    found = list(reading_findings([*problems, Problem(message("the cell is empty"), "Materials!D4")]))
    assert [[str(place) for place in finding.where] for finding in found] == [
        ["Energy!F2", "Energy!F3"],
        ["Links!A2", "Links!A3"],
        ["Links!A4"],
        ["Materials!D4"],
    ]
    assert {finding.severity for finding in found} == {"error"}


def big(count: int) -> tuple[Line, ...]:
    return tuple(
        line(f"A{row}", "auxiliary", f"Consumable {row}", 0.001 * row, "kg", supplier=f"Supplier {row % 7}")
        for row in range(10, count)
    )


def test_three_hundred_lines_are_reviewed_quickly() -> None:
    form = plant(*big(310), lines=[replace(found, unit="t") if found.line_id == "M2" else found for found in LINES])
    review_inventory(form)
    start = time.perf_counter()
    review = review_inventory(form)
    assert time.perf_counter() - start < 0.5
    assert any(finding.kind == "slip" and finding.line_id == "M2" for finding in review.findings)


def test_no_heavy_library_is_loaded_by_the_checks() -> None:
    import subprocess

    heavy = "'pandas', 'numpy', 'scipy', 'matplotlib', 'networkx', 'searoute', 'openpyxl', 'bw2data'"
    code = (
        "import sys; from ef_training.review.run import review_inventory; from ef_training.review.checks import all_checks;"
        f"all_checks(); print(sorted({{{heavy}}} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
