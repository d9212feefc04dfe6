"""From the cells of one row of a links file to a `LinkRow`; whatever cannot be read is a problem at its cell."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from ...errors import Problem, UnitError
from ...factors.spelling import close_to
from ...inventory.model import CRITERIA, PEDIGREE, Origin, Ratings
from ...messages import message, msg
from ...tables import unguarded
from ...text import fold, number
from ...units import split_ratio
from .row import LinkRow
from .words import IDS, word_of

if TYPE_CHECKING:
    from ...forms.files.workbook import Cell

BEST, WORST = 1.0, 5.0
"""Bounds of data quality ratings and pedigree scores."""


def plain_text(cell: Cell) -> str:
    """Return the text of a cell without the apostrophe that keeps it from being a formula; "" where it has none."""
    value = cell.value
    if value is None:
        return ""
    return unguarded(str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip())


class RowReader:
    """Reads rows one by one and gathers the problems of all."""

    def __init__(self, problems: list[Problem]):
        self.problems = problems
        self._cells: Mapping[str, Cell] = {}
        self._origins: Mapping[str, Origin] = {}

    def row(self, cells: Mapping[str, Cell], origins: Mapping[str, Origin]) -> LinkRow | None:
        """Return what the cells of a row say; None where it does not tell its line and view."""
        self._cells, self._origins = cells, origins
        line_id, view, kind = self.text("line_id"), self.word("view", needed=True), self.word("kind")
        target, confirmed_by = self.text("target"), self.text("confirmed_by")
        state = self.word("state") or ("confirmed" if confirmed_by else "proposed")
        if not line_id:
            self.wrong("line_id", msg("the row names no line"), msg("give the ID of the line, or delete the row"))
        if target and kind == "left-out":
            self.wrong("target", msg("a line that is left out has no target"), msg("empty the cell or choose another kind"))
        if target and not kind and not self.text("kind"):
            self.wrong("kind", msg("the kind of the target is missing"), msg("say what the code is: dataset, factor, gwp …"))
        if state == "confirmed" and not confirmed_by:
            self.wrong("confirmed_by", msg("the row is confirmed by nobody"), msg("write the name of who confirmed it"))
        row = LinkRow(
            line_id=line_id,
            view=view,
            kind=kind,
            target=target,
            multiplier=self.number("multiplier", above=0.0),
            multiplier_unit=self.ratio("multiplier_unit"),
            reason=self.text("reason"),
            source=self.text("source"),
            omission=self.word("omission"),
            estimated_share=self.number("estimated_share", least=0.0, most=1.0),
            grade=self.word("grade"),
            ratings=self.ratings(),
            state=state,
            asks=self.text("asks"),
            confirmed_by=confirmed_by,
            note=self.text("note"),
            line_name=self.text("line_name"),
            line_amount=self.number("line_amount"),
            line_unit=self.text("line_unit"),
            target_name=self.text("target_name"),
            target_unit=self.text("target_unit"),
            proposed_as=self.text("proposed_as"),
            origin=origins.get("line_id") or next(iter(origins.values())),
            origins=MappingProxyType(dict(origins)),
        )
        return row if line_id and view else None

    def text(self, column: str) -> str:
        """Return the text of a cell, without the apostrophe that keeps it from being a formula."""
        cell = self._cells.get(column)
        if cell is None:
            return ""
        if cell.fault is not None:
            self.problems.append(Problem(cell.fault, str(self._origins[column]), cell.mend))
            return ""
        return plain_text(cell)

    def word(self, column: str, *, needed: bool = False) -> str:
        """Return the id of a word of a closed list."""
        text = self.text(column)
        if not text:
            if needed:
                self.wrong(column, msg("the cell is empty"), msg("write one of: {names}"), names=", ".join(IDS[column]))
            return ""
        found = word_of(column, text)
        if not found:
            mend = close_to(fold(text), IDS[column]) or message("write one of: {names}", names=", ".join(IDS[column]))
            what = message("“{text}” is no {column}", text=text, column=column)
            self.problems.append(Problem(what, str(self._origins[column]), mend))
        return found

    def number(
        self, column: str, *, above: float | None = None, least: float | None = None, most: float | None = None
    ) -> float | None:
        """Return a number, None where the cell is empty; a percentage counts as a share."""
        text = self.text(column)
        if not text:
            return None
        per_cent = text.rstrip().endswith(("%", "％"))
        value = number(text.rstrip("%％ ") if per_cent else text)
        cell = self._cells[column]
        if value is None:
            self.wrong(column, msg("“{text}” is not a number"), msg("write the figure alone"), text=text)
            return None
        if per_cent and not cell.percent:
            value /= 100
        outside = (
            (above is not None and value <= above) or (least is not None and value < least) or (most is not None and value > most)
        )
        if outside:
            bounds = message("more than {above}", above=above) if above is not None else f"{least:g}–{most:g}"
            what = message("{text} is out of range ({bounds})", text=text, bounds=bounds)
            self.problems.append(Problem(what, str(self._origins[column])))
            return None
        return value

    def ratio(self, column: str) -> str:
        """Return a unit of the form kg/L."""
        text = self.text(column)
        if text:
            try:
                split_ratio(text)
            except UnitError as error:
                self.problems += [Problem(p.what, str(self._origins[column]), p.mend) for p in error.problems]
        return text

    def ratings(self) -> Ratings | None:
        """Return the ratings of data quality that are given; None where there are none."""
        entered = [self.number(column, least=BEST, most=WORST) for column in CRITERIA]
        scores = [self.number(column, least=BEST, most=WORST) for column in PEDIGREE]
        given = [score for score in scores if score is not None]
        if given and (len(given) < len(PEDIGREE) or any(score != int(score) for score in given)):
            column = next(name for name, score in zip(PEDIGREE, scores, strict=True) if score is None or score != int(score))
            self.wrong(column, msg("the pedigree needs five whole scores from 1 to 5"), msg("fill in all five or none"))
            given = []
        if not given and all(value is None for value in entered):
            return None
        ter, ger, tir, p = entered
        return Ratings(ter, ger, tir, p, tuple(int(score) for score in given))

    def wrong(self, column: str, what: str, mend: str, **values: object) -> None:
        """Note a problem of a cell, or of the row where it has no such column."""
        place = self._origins.get(column) or next(iter(self._origins.values()))
        self.problems.append(Problem(message(what, **values), str(place), message(mend, **values)))
