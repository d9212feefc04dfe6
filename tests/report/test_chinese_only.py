"""The Chinese edition speaks Chinese: no paragraph, heading, item or column title without a Chinese character."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ef_training.assessment.run_folder import RunFolder
from ef_training.hotspots.outcome import Outcome, outcome
from ef_training.report.document import Chart, Document, Items, Ledger, Paragraph, Section
from ef_training.report.outline import outline
from ef_training.report.terms import compartment, flow

CHINESE = re.compile(r"[\u4e00-\u9fff]")
HALF = re.compile(r"[\u4e00-\u9fff][;?!]|[\u4e00-\u9fff] ?; ?[\u4e00-\u9fff]")
NAMES = {"A", "B", "SHA-256", "TeR", "GeR", "TiR", "P"}
"""What stands for itself in both languages: the two runs of a comparison, a hash, the criteria of data quality."""


def texts(sections: tuple[Section, ...], data: tuple[Ledger, ...] = ()) -> list[str]:
    found: list[str] = []
    for block in data:
        found += [block.table.caption, block.sheet, *(column.title for column in block.table.columns)]
    for section in sections:
        found.append(section.title)
        for block in section.blocks:
            if isinstance(block, Paragraph):
                found.append(block.text)
            elif isinstance(block, Items):
                found += block.texts
            elif isinstance(block, Chart):
                found.append(block.alt)
            else:
                found += texts((), (block,)) + ([block.table.note] if block.table.note else [])
        found += texts(section.sections)
    return found


def check(document: Document) -> None:
    said = [document.title, *(term for term, _ in document.facts), *texts(document.sections, document.data)]
    assert len(said) > 50
    assert [text for text in said if not CHINESE.search(text) and text not in NAMES] == []
    assert [text for text in texts(document.sections) if HALF.search(text)] == []


def test_the_made_up_runs(full: Outcome, withheld: Outcome, warned: Outcome) -> None:
    for result in (full, withheld, warned):
        check(outline(result, lang="zh-TW"))
    check(outline(full, lang="zh-TW", against=warned))


def test_the_examples_and_editions_for_customers(hub_folder: Path, box_folder: Path) -> None:
    hub, box = (outcome(RunFolder.read(folder)) for folder in (hub_folder, box_folder))
    check(outline(hub, lang="zh-TW", against=box))
    check(outline(box, lang="zh-TW"))
    check(outline(hub, lang="zh-TW", for_customer=True))


@pytest.mark.parametrize("example", ["hub_folder", "box_folder"])
def test_every_compartment_has_a_chinese_name(example: str, request: pytest.FixtureRequest) -> None:
    run = RunFolder.read(request.getfixturevalue(example))
    flows = run.contributions[run.contributions["level"] == "elementary-flow"]
    assert {place for place in flows["place"] if place and not CHINESE.search(compartment(str(place), "zh-TW"))} == set()
    assert flow("Methane, fossil", "zh-TW") == "甲烷（化石） Methane, fossil"
