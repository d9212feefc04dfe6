"""Years in the evidence against the period."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from small_forms import changed, findings, plant, told

from ef_training.review.evidence import years_in


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2022 年電費單", (2022,)),
        ("112年瓦斯費單", (2023,)),
        ("民國 113 年度水費單", (2024,)),
        ("112/05 發票", (2023,)),
        ("Electricity bills 2022-2023", (2022, 2023)),
        ("12/2023 invoice", (2023,)),
        ("IPCC 2006", ()),
        ("ISO 14067:2018", ()),
        ("2,024 kg, 2025 kWh, 107 件", ()),
        ("0.2 mg/Nm3 × 12,000 Nm3/h × 2,500 h", ()),
        ("Bill of materials", ()),
    ],
)
def test_years_that_a_text_names(text: str, years: tuple[int, ...]) -> None:
    assert years_in(text) == years


def test_evidence_of_the_period_has_nothing_to_say() -> None:
    assert told(plant(), "evidence") == []
    assert told(plant(lines=changed("E2", evidence="Bills December 2023 to December 2024")), "evidence") == []


def test_evidence_of_another_year_is_asked_about_once() -> None:
    lines = tuple(replace(line, evidence="2022 年帳單") for line in changed("E2"))
    found = findings(plant(lines=lines), "evidence")
    assert [(finding.severity, len(finding.where) - 2, finding.line_id) for finding in found] == [("question", len(lines), "")]
    assert "2022" in found[0].what.render("zh-TW")
    single = findings(plant(lines=changed("E2", evidence="Bills 2022")), "evidence")
    assert [(finding.place, finding.line_id) for finding in single] == [("Energy!C2", "E2")]


def test_a_note_counts_where_it_speaks_of_a_bill() -> None:
    assert told(plant(lines=changed("E2", note="Machine bought in 2013")), "evidence") == []
    assert len(told(plant(lines=changed("E2", note="電費單 2022")), "evidence")) == 1


def test_a_period_across_two_years() -> None:
    across = {"period_start": date(2023, 7, 1), "period_end": date(2024, 6, 30)}
    assert told(plant(lines=changed("E2", evidence="Bills 2023"), **across), "evidence") == []
    assert len(told(plant(lines=changed("E2", evidence="Bills 2025"), **across), "evidence")) == 1
