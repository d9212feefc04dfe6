"""Copies of forms with suggestions, and what stands in them."""

from __future__ import annotations

from pathlib import Path

from fake_suggester import FakeSuggester

from ef_training.factors import load_factors
from ef_training.factors.sheet.write import write_suggestions
from ef_training.forms import read_form
from ef_training.forms.files.suggestions import TITLE
from ef_training.inventory.export import as_dict

IMPORTERS = Path(__file__).parents[2] / "importers"
CATALOGUE = load_factors()


def suggest(form: Path, out: Path, **options):
    return write_suggestions(form, out, suggester=FakeSuggester(CATALOGUE), catalogue=CATALOGUE, **options)


def content(path: Path, **options) -> dict:
    """All that a form says, whatever the file is called."""
    read = as_dict(read_form(path, **{"importer": None, **options}))
    del read["form"]
    return read


def drop_downs(book) -> dict[str, tuple[object, list[str]]]:
    """Line id → its drop-down cell and the texts of its list, as the workbook itself leads there."""
    candidates = next(book[title] for title in book.sheetnames if title.startswith(tuple(TITLE.values())))
    head = {str(cell.value): cell.column for cell in candidates[5]}
    line, place = (
        head[next(name for name in head if name in names)] for names in (("編號", "Line ID"), ("下拉欄位", "Drop-down"))
    )
    found = {}
    for row in candidates.iter_rows(min_row=6):
        line_id, where = (str(row[column - 1].value or "") for column in (line, place))
        sheet, _, cell = where.partition("!")
        rules = [rule for rule in book[sheet].data_validations.dataValidation if cell in rule.sqref and rule.type == "list"]
        texts: list[str] = []
        for rule in rules:
            title, cells = rule.formula1.rsplit("!", 1)
            listed = book[title.strip("'")][cells.replace("$", "")]
            texts = [entry[0].value for entry in listed] if ":" in cells else []
        found[line_id] = book[sheet][cell], texts
    return found
