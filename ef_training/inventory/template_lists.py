"""Drop-down lists and input rules: a hidden sheet holds the words, each column of the form refers to them."""

from __future__ import annotations

from typing import Any

from ..forms.layout import Field, Importer
from .template_style import Styles, put


class Lists:
    """The word lists of one workbook, each written once."""

    def __init__(self, layout: Importer, lang: str):
        self.layout, self.lang = layout, lang
        self.title = layout.texts["lists_title"][lang]
        self.lists: dict[tuple[str, ...], str] = {}
        self.keys_range = ""

    def write(self, sheet: Any, styles: Styles) -> None:
        """Write the lists into their sheet and hide it."""
        for column, (words, name) in enumerate(self.lists.items(), start=1):
            for row, word in enumerate((name, *words), start=1):
                cell = sheet.cell(row, column)
                put(cell, word)
                styles.apply(cell, "plain")
        sheet.sheet_state = "hidden"

    def reference(self, words: list[str], name: str) -> str:
        """Return the range that holds the words."""
        from openpyxl.utils import get_column_letter

        key = tuple(words)
        self.lists.setdefault(key, name)
        column = get_column_letter(list(self.lists).index(key) + 1)
        return f"'{self.title}'!${column}$2:${column}${len(words) + 1}"

    def rule(self, field: Field) -> Any:
        """Return the input rule of a field: its words or numbers, and a note shown when a cell is chosen."""
        from openpyxl.worksheet.datavalidation import DataValidation

        rule = DataValidation(**self._restriction(field), allow_blank=True, showInputMessage=True, showErrorMessage=True)
        rule.promptTitle = field.label[self.lang][:32]
        rule.prompt = field.help[self.lang][:255] if field.help else None
        rule.error = self.layout.texts["choice_message" if rule.type == "list" else "input_message"][self.lang]
        return rule

    def _restriction(self, field: Field) -> dict[str, Any]:
        """Return kind, range and strictness of the rule. Units, keys and treatments may also be other words than proposed."""
        layout, lang = self.layout, self.lang
        name = field.label[lang]
        if field.type == "choice":
            words = layout.vocabularies[field.vocabulary].words(lang, field.choices)
            return {"type": "list", "formula1": self.reference(words, name), "errorStyle": "stop"}
        proposed: list[str] = []
        if field.type == "open-choice":
            proposed = layout.vocabularies[field.vocabulary].words(lang)
        elif field.type == "unit":
            proposed = [layout.spelling(code, lang) for code in field.units]
        elif field.suggestions:
            proposed = list(layout.suggestions[field.suggestions][lang])
        if proposed:
            return {"type": "list", "formula1": self.reference(proposed, name), "errorStyle": "information"}
        if field.id == "allocation" and self.keys_range:
            return {"type": "list", "formula1": self.keys_range, "errorStyle": "information"}
        if field.type in ("number", "integer"):
            return {"type": "decimal", "operator": "greaterThanOrEqual", "formula1": "0", "errorStyle": "stop"}
        return {"type": None}
