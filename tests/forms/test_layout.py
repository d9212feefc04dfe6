"""The definition of the form is sound, fits the data model, and an unsound one is refused."""

from __future__ import annotations

import dataclasses
import tomllib
from importlib import resources
from pathlib import Path

import pytest

from ef_training.errors import DataError, FormError
from ef_training.forms import read_form
from ef_training.forms.layout import Importer, importer_names, load_importer, read_importer
from ef_training.inventory import model
from ef_training.messages import LANGUAGES
from ef_training.units import find_unit

DEFINITION = resources.files("ef_training.importers") / "itri" / "importer.toml"
VOCABULARIES = {
    "stage": model.STAGES,
    "group": model.GROUPS,
    "level": model.LEVELS,
    "boundary": model.BOUNDARIES,
    "role": model.ROLES,
    "basis": model.BASES,
    "view": model.VIEWS,
    "target-kind": model.TARGET_KINDS,
    "data-quality": model.DATA_QUALITY,
}
RECORDS = {
    "output": model.Output,
    "allocation-key": model.AllocationKey,
    "stock": model.BalanceItem,
    "process-step": model.ProcessStep,
    "custom-factor": model.CustomFactor,
    "target": model.Target,
    "line": model.Line,
}
LEGS = {"leg1_mode", "leg1_km", "leg2_mode", "leg2_km"}
LEVELS = {f"{what}_{level}" for what in ("amount", "unit") for level in ("plant", "product", "per_unit")}


@pytest.fixture(scope="module")
def layout() -> Importer:
    return load_importer("itri")


def own(folder: Path, text: str, strategies: str = "") -> Importer:
    """Read an importer made of the standard definition with some lines changed."""
    folder.mkdir(exist_ok=True)
    (folder / "importer.toml").write_text(text, encoding="utf-8")
    if strategies:
        (folder / "strategies.py").write_text(strategies, encoding="utf-8")
    return read_importer(folder)


def test_the_standard_form_is_installed() -> None:
    assert "itri" in importer_names()


@pytest.mark.parametrize("name", ["nothing", "../itri", "", "itri/"])
def test_an_unknown_importer_is_named_with_those_there_are(name: str) -> None:
    with pytest.raises(FormError, match="itri"):
        load_importer(name)


@pytest.mark.parametrize("name", VOCABULARIES)
def test_vocabularies_are_those_of_the_data_model(layout: Importer, name: str) -> None:
    assert tuple(layout.vocabularies[name].labels) == VOCABULARIES[name]


def test_fields_are_attributes_of_what_their_rows_become(layout: Importer) -> None:
    for table in (table for sheet in layout.sheets for table in sheet.tables if table.record in RECORDS):
        names = {field.name for field in dataclasses.fields(RECORDS[table.record])} | LEGS | LEVELS
        unread = {"name"} if table.record == "target" else set()
        assert {field.id for field in table.fields} - names == unread, table.id


def test_lines_of_every_sheet_have_a_stage_and_a_group(layout: Importer) -> None:
    for sheet in layout.sheets:
        for table in (table for table in sheet.tables if table.record in ("line", "transport")):
            assert sheet.group in model.GROUPS or table.field("group").required
            assert sheet.stage in model.STAGES or table.field("stage").required
            assert sheet.prefix or not table.written


def test_every_unit_of_the_form_is_known_and_reads_back(layout: Importer) -> None:
    proposed = {code for sheet in layout.sheets for table in sheet.tables for field in table.fields for code in field.units}
    for code in proposed | set(layout.spellings):
        for lang in LANGUAGES:
            found = find_unit(layout.spelling(code, lang))
            assert found is not None, code
            assert found.code == code


def test_no_spelling_that_the_form_writes_needs_a_rule_of_its_own(layout: Importer) -> None:
    written = {layout.spelling(code, lang) for code in layout.spellings for lang in LANGUAGES}
    assert not [text for text in written for rule in layout.unit_rules if rule.applies(text, "water", "瓦斯")]


def test_every_field_says_what_it_is_in_both_languages(layout: Importer) -> None:
    for table in (table for sheet in layout.sheets for table in sheet.tables):
        for field in table.fields:
            assert set(field.label) == set(LANGUAGES)
            assert set(field.help or {}) == set(LANGUAGES), field.id


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('aliases = ["期初庫存", "opening"]', 'aliases = ["期末"]', "“期末” means two things"),
        ('aliases = ["比重"]', 'aliases = ["濃度"]', "“濃度” means two things"),
        ('vocabulary = "moment"', 'vocabulary = "momentum"', "no known type or vocabulary"),
        ('choices = ["energy", "water"]', 'choices = ["energy", "fire"]', "unknown words"),
        ('edge = "start"', 'edges = "start"', "is “edge” meant"),
        ("schema = 1", "schema = ", "cannot be read"),
        ("strategies = []", 'strategies = ["nothing"]', "cannot be read"),
    ],
)
def test_an_unsound_definition_is_refused(tmp_path: Path, old: str, new: str, words: str) -> None:
    text = DEFINITION.read_text(encoding="utf-8")
    assert text.count(old) >= 1
    with pytest.raises(DataError, match=words):
        own(tmp_path / "own", text.replace(old, new))


def test_strategies_run_in_the_order_of_the_definition(tmp_path: Path, small_path: Path) -> None:
    text = DEFINITION.read_text(encoding="utf-8").replace("strategies = []", 'strategies = ["double", "add_one"]')
    code = """
from dataclasses import replace

def _change(rows, function):
    for row in rows:
        if row["@table"] == "packaging":
            row["amount"] = replace(row["amount"], value=function(row["amount"].value))
    return rows

def add_one(rows):
    return _change(rows, lambda amount: amount + 1)

def double(rows):
    return _change(rows, lambda amount: amount * 2)
"""
    inventory = read_form(small_path, importer=own(tmp_path / "own", text, code))
    packaging = next(line for line in inventory.lines if line.line_id == "P01")
    assert packaging.amount == pytest.approx(0.05 * 2 + 1)
    assert str(packaging.origins["amount"]) == "包裝!C4"


def test_another_layout_reads_another_form(tmp_path: Path, form) -> None:
    """Sheets and headers are nothing but what the definition says."""
    text = DEFINITION.read_text(encoding="utf-8").replace('"原物料", en = "Materials"', '"物料清單", en = "Bill of materials"')
    form.book["原物料"].title = "物料清單"
    inventory = read_form(form.save(), importer=own(tmp_path / "own", text))
    assert inventory.lines[0].origin.sheet == "物料清單"


def test_the_definition_stands_alone() -> None:
    assert tomllib.loads(DEFINITION.read_text(encoding="utf-8"))["id"] == "itri"
